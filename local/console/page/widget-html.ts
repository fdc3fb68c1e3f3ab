/**
 * Shows HTML that a function returned, as CloudWatch does: without scripts, frames and handlers. It is in a shadow tree, so that
 * its styles do not reach the page. The page's content security policy is a second wall: nothing in it can run or load.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_security.html
 */
import DOMPurify from 'dompurify';

/** The styles that CloudWatch gives to a widget, unless the widget has an element of the class `cwdb-no-default-styles`. */
const DEFAULT_STYLES = `
  :host { display: block; contain: content; }
  table { border-collapse: collapse; }
  th, td { padding: 0.2rem 0.6rem; border: 1px solid var(--border); text-align: left; vertical-align: top; }
  a { color: var(--link); }
  .btn { display: inline-block; padding: 0.3rem 0.8rem; border: 1px solid var(--link); border-radius: 4px;
    background: var(--surface); color: var(--link); font: inherit; cursor: pointer; text-decoration: none; }
  .btn-primary { background: var(--chosen); color: var(--on-chosen); }
`;

/** Replaces the content of a shadow tree. */
export function showHtml(root: ShadowRoot, html: string): void {
  const content: DocumentFragment = DOMPurify.sanitize(html, {
    ADD_TAGS: ['cwdb-action'],
    ADD_ATTR: ['action', 'confirmation', 'display', 'endpoint', 'event'],
    ADD_URI_SAFE_ATTR: ['endpoint'], // an ARN looks like an address with the unknown scheme "arn"
    FORCE_BODY: true, // keeps a style sheet at the beginning
    RETURN_DOM_FRAGMENT: true,
  });
  const styles = [...content.querySelectorAll('style')].map((style) => {
    style.remove();
    return style.textContent ?? '';
  });
  const hasDefaults = content.querySelector('.cwdb-no-default-styles') === null;
  const inline = takeInlineStyles(content);
  root.adoptedStyleSheets = [...(hasDefaults ? [DEFAULT_STYLES] : []), ...styles].map(toSheet);
  root.replaceChildren(content);
  for (const [element, style] of inline) element.style.cssText = style;
}

/** The policy of the page forbids styles in HTML, and allows them from scripts. */
function takeInlineStyles(content: DocumentFragment): Map<ElementCSSInlineStyle, string> {
  const inline = new Map<ElementCSSInlineStyle, string>();
  for (const element of content.querySelectorAll<HTMLElement | SVGElement>('[style]')) {
    inline.set(element, element.getAttribute('style') ?? '');
    element.removeAttribute('style');
  }
  return inline;
}

function toSheet(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}
