/** Markdown as HTML that is safe to show: a document can contain no HTML of its own. */

import type { Token } from 'markdown-it';
import MarkdownIt from 'markdown-it';

const LINK: readonly string[] = ['link_open', 'link_close'];

const COMMENT = /^\s*<!--[\s\S]*?-->\s*$/;

interface DocumentEnvironment {
  /** The anchors of the document so far. */
  readonly anchors: Map<string, number>;
  readonly hasTarget: (link: string) => boolean;
}

const markdown = createRenderer();

/** Its headings have no anchors, because it is shown within a page that has ids of its own. */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}

/** @param hasTarget whether a link leads to something. A link that leads nowhere becomes text */
export function renderDocument(text: string, hasTarget: (link: string) => boolean = () => true): string {
  return markdown.render(text, { anchors: new Map(), hasTarget } satisfies DocumentEnvironment);
}

function createRenderer() {
  // With `html`, the parser finds HTML, so that the rules below can show it as text and drop comments.
  const renderer = new MarkdownIt({ html: true });
  const { rules } = renderer.renderer;
  const { escapeHtml } = renderer.utils;
  const showAsText = (content: string) => (COMMENT.test(content) ? '' : escapeHtml(content));
  rules.html_block = (tokens, index) => {
    const shown = showAsText(tokens[index]?.content ?? '');
    return shown && `<p>${shown}</p>\n`;
  };
  rules.html_inline = (tokens, index) => showAsText(tokens[index]?.content ?? '');
  rules.heading_open = (tokens, index, options, environment, self) => {
    const heading = tokens[index + 1]?.children?.map(({ content }) => content).join('') ?? '';
    const { anchors } = environment as unknown as Partial<DocumentEnvironment>;
    if (anchors) tokens[index]?.attrSet('id', uniqueAnchor(heading, anchors));
    return self.renderToken(tokens, index, options);
  };
  renderer.core.ruler.push('links without a target', ({ tokens, env }) => {
    const { hasTarget } = env as unknown as Partial<DocumentEnvironment>;
    if (hasTarget) for (const { children } of tokens) removeDeadLinks(children ?? [], hasTarget);
  });
  // A cell without text is no header.
  rules.th_open = (tokens, index, options, _environment, self) => {
    const token = tokens[index];
    if (token && tokens[index + 1]?.content === '') token.tag = 'td';
    return self.renderToken(tokens, index, options);
  };
  rules.th_close = (tokens, index) => (tokens[index - 1]?.content === '' ? '</td>\n' : '</th>\n');
  // Wide content scrolls in its own box, also with the keyboard.
  rules.table_open = () => '<div class="wide" role="group" aria-label="Table" tabindex="0"><table>\n';
  rules.table_close = () => '</table></div>\n';
  rules.fence = (tokens, index) => `<pre tabindex="0"><code>${escapeHtml(tokens[index]?.content ?? '')}</code></pre>\n`;
  return renderer;
}

/** A link ends with the next end of a link, because Markdown nests none. */
function removeDeadLinks(tokens: readonly Token[], hasTarget: DocumentEnvironment['hasTarget']): void {
  let isDead = false;
  for (const token of tokens) {
    if (token.type === 'link_open') isDead = !hasTarget(String(token.attrGet('href')));
    if (!isDead || !LINK.includes(token.type)) continue;
    token.tag = 'span';
    token.attrs = null;
  }
}

/** Returns the anchor that GitHub generates. A repeated heading gets a number. */
function uniqueAnchor(heading: string, anchors: Map<string, number>): string {
  const anchor = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
  const earlier = anchors.get(anchor) ?? 0;
  anchors.set(anchor, earlier + 1);
  return earlier === 0 ? anchor : `${anchor}-${earlier}`;
}
