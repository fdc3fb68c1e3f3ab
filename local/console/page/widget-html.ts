/**
 * Shows HTML that a function returned, as CloudWatch does: without scripts, frames and handlers. It is in a shadow tree, so that
 * its styles do not reach the page. The page's content security policy is a second wall: nothing in it can run or load.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_security.html
 */
import DOMPurify from 'dompurify';

/** The styles that CloudWatch gives to a widget, unless the widget has an element of the class `cwdb-no-default-styles`. */
const DEFAULT_STYLES = `
  :host { display: block; padding: 6px; contain: content; }
  table { border-collapse: collapse; }
  th, td { padding: 0.2rem 0.6rem; border: 1px solid var(--border); text-align: left; vertical-align: top; }
  a { color: var(--link); }
  .btn { display: inline-block; padding: 0.3rem 0.8rem; border: 1px solid var(--link); border-radius: 4px;
    background: var(--surface); color: var(--link); font: inherit; cursor: pointer; text-decoration: none; }
  .btn-primary { background: var(--chosen); color: var(--on-chosen); }
`;

const ACTION_ATTRIBUTES = ['action', 'confirmation', 'display', 'endpoint', 'event'];

/** Holds the value of a style attribute while the policy of the page would refuse it. */
const INLINE = 'data-inline-style';

/** Replaces the content of a shadow tree. The policy of the page forbids styles in HTML, and allows them from scripts. */
export function showHtml(root: ShadowRoot, html: string): void {
  const template = document.createElement('template'); // its content has no policy, and runs nothing
  template.innerHTML = html;
  const styles = takeStyles(template.content);
  const content: DocumentFragment = DOMPurify.sanitize(template.content, {
    ADD_TAGS: ['cwdb-action'],
    ADD_ATTR: ACTION_ATTRIBUTES,
    ADD_URI_SAFE_ATTR: ['confirmation', 'endpoint'], // an ARN is no URL, though it has colons
    RETURN_DOM_FRAGMENT: true,
  });
  const hasDefaults = content.querySelector('.cwdb-no-default-styles') === null;
  root.adoptedStyleSheets = [...(hasDefaults ? [DEFAULT_STYLES] : []), ...styles].map(toSheet);
  root.replaceChildren(content);
  for (const element of root.querySelectorAll<HTMLElement | SVGElement>(`[${INLINE}]`)) {
    element.style.cssText = element.getAttribute(INLINE) ?? '';
    element.removeAttribute(INLINE);
  }
}

/** Removes all style sheets, and returns their text. Keeps style attributes under another name. */
function takeStyles(content: DocumentFragment): string[] {
  for (const element of content.querySelectorAll('[style]')) {
    element.setAttribute(INLINE, element.getAttribute('style') ?? '');
    element.removeAttribute('style');
  }
  return [...content.querySelectorAll('style')].map((style) => {
    style.remove();
    return style.textContent ?? '';
  });
}

function toSheet(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}
