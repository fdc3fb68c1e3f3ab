import { describe, expect, it } from '@jest/globals';
import { renderDocument, renderMarkdown } from '../../../local/console/markdown';
import { anchorsOf, DOCUMENTS, textOf } from '../../support/documents';

it.each(DOCUMENTS)('the headings of %s have the anchors that GitHub generates', (document) => {
  const ids = Array.from(renderDocument(textOf(document)).matchAll(/<h\d id="([^"]+)"/g), ([, id]) => id);
  expect(ids).toEqual(anchorsOf(document));
});

describe('Markdown', () => {
  it.each([
    ['shows HTML as text', '<script>alert(1)</script>', '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'],
    [
      'shows HTML in a line as text',
      'a <img src=x onerror=alert(1)> b',
      '<p>a &lt;img src=x onerror=alert(1)&gt; b</p>',
    ],
    ['drops comments', 'a\n\n<!-- recorded: x -->\n\nb', '<p>a</p>\n<p>b</p>'],
    ['shows a comment with more behind it as text', '<!-- a --><b>', '<p>&lt;!-- a --&gt;&lt;b&gt;</p>'],
    ['makes no link that runs a script', '[a](javascript:alert(1))', '<p>[a](javascript:alert(1))</p>'],
    ['escapes code', '```html\n<b>\n```', '<pre tabindex="0"><code>&lt;b&gt;\n</code></pre>'],
    ['has no header cell without text', '| | A |\n|---|---|', expect.stringMatching(/<tr>\n<td><\/td>\n<th>A<\/th>/)],
    ['has no anchor that the page around it could have', '# Messages', '<h1>Messages</h1>'],
  ])('%s', (_, markdown, html) => {
    expect(renderMarkdown(markdown).trim()).toEqual(html);
  });

  it.each([
    ['numbers repeated headings', '# A\n\n# A', '<h1 id="a">A</h1>\n<h1 id="a-1">A</h1>'],
    [
      'shows a link without a target as text',
      '[a `b`](none.ts) [c](other.md)',
      '<p><span>a <code>b</code></span> <a href="other.md">c</a></p>',
    ],
  ])('of a document %s', (_, markdown, html) => {
    expect(renderDocument(markdown, (link) => link.endsWith('.md')).trim()).toEqual(html);
  });
});
