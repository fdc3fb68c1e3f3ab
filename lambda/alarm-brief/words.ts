/** Lines of a message. They mark the words of strangers, which each form of the message escapes. */

/** Written by strangers, such as a subject. */
export interface Quoted {
  readonly quoted: string;
}

export type Line = readonly (string | Quoted)[];

/** Maximum characters of a quotation, so that a finding with four values and its last sentence fits. */
const MAX_QUOTED = 500;

/** Characters that move the cursor, change the direction of text, or are invisible. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** Returns a line for plain text. */
export function toPlainLine(line: Line): string {
  return line.map((part) => (typeof part === 'string' ? part : shorten(part.quoted))).join('');
}

/**
 * Returns a line for the Markdown of Slack and of Microsoft Teams. Both show a code span as it is, so it needs no
 * backslashes. Even in a code span, Slack reads `<...>` as a link or a mention, so other brackets replace these.
 */
export function toMarkdownLine(line: Line): string {
  return line.map((part) => (typeof part === 'string' ? part : toCodeSpan(part.quoted))).join('');
}

function toCodeSpan(text: string): string {
  const safe = shorten(text).replaceAll('`', "'").replaceAll('<', '‹').replaceAll('>', '›').trim();
  return safe === '' ? '` `' : `\`${safe}\``;
}

function shorten(text: string): string {
  const line = text.replace(UNPRINTABLE, ' ');
  const characters = [...line];
  return characters.length > MAX_QUOTED ? `${characters.slice(0, MAX_QUOTED - 3).join('')}...` : line;
}
