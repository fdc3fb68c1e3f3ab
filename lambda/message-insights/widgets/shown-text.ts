/** Strings of strangers, as people can read them. */

/** A longer string is cut: a subject has no limit. */
export const MAX_SHOWN = 300;

/**
 * Control characters, halves of characters, line separators, and the marks that change the direction of text. Such a
 * mark can make a string look like another one: https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const INVISIBLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Marks above and below one character, such as accents. Words need up to four. Hundreds of them cover the lines around. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * Returns the string with its invisible characters as `[U+202E]`, and without piles of marks. It says how long the string is
 * if it is cut.
 */
export function toShownText(text: string, max = MAX_SHOWN): string {
  const start = text.slice(0, 2 * max);
  const characters = [...start];
  const isCut = start.length < text.length || characters.length > max;
  const shown = (isCut ? characters.slice(0, max) : characters).join('');
  const readable = shown.replace(PILED_MARKS, '$1[more marks]').replace(INVISIBLE, codePointOf);
  return isCut ? `${readable}… (${text.length.toLocaleString('en-US')} characters)` : readable;
}

function codePointOf(character: string): string {
  const code = character.codePointAt(0) as number;
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}
