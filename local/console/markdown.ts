/** Markdown as HTML that is safe to show: a document can contain no HTML of its own. */
import MarkdownIt from 'markdown-it';

const COMMENT = /^\s*<!--[\s\S]*?-->\s*$/;

/** The anchors of a document so far. */
interface Environment {
  readonly anchors: Map<string, number>;
}

const markdown = createRenderer();

export function renderMarkdown(text: string): string {
  return markdown.render(text, { anchors: new Map() } satisfies Environment);
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
    tokens[index]?.attrSet('id', uniqueAnchor(heading, (environment as unknown as Environment).anchors));
    return self.renderToken(tokens, index, options);
  };
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
