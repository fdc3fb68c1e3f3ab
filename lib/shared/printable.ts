/**
 * Escapes characters that move the cursor, change colors, reorder text or are invisible. Untrusted text is then safe to
 * print.
 */

/** Control and format characters, line and paragraph separators, and lone surrogates, except the line feed. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Returns a string on one line, with unprintable characters and line feeds as JSON escapes, such as `\u001b`. */
export function printable(text: string): string {
  return printableLines(text).replaceAll('\n', '\\u000a');
}

/** Returns a string with unprintable characters as JSON escapes. Line feeds stay. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    Array.from({ length: character.length }, (_, index) => escapeUnit(character.charCodeAt(index))).join(''),
  );
}

/**
 * Returns JSON without unprintable characters.
 *
 * @param indent spaces for each level. Default: everything on one line
 */
export function printableJson(value: unknown, indent?: number): string {
  return printableLines(JSON.stringify(value, undefined, indent)); // JSON already escapes the line feeds in strings
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
