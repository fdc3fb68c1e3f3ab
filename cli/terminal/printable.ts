/** Text of strangers on a terminal: characters that could move the cursor, change colours or reorder words are shown as escapes. */

/** Control characters, marks of direction and other invisible ones, line and paragraph separators, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same without the line feed. */
const UNPRINTABLE_IN_LINES = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** One line. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter);
}

/** Lines, which stay lines. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE_IN_LINES, escapeCharacter);
}

/**
 * JSON in which every unprintable character is escaped as JSON allows.
 *
 * @param indent spaces for each level. Default: all on one line
 */
export function printableJson(value: unknown, indent?: number): string {
  // JSON has line feeds between values only: inside of strings they are escaped already.
  return JSON.stringify(value, undefined, indent).replace(UNPRINTABLE_IN_LINES, (character) =>
    Array.from({ length: character.length }, (_, index) => escapeUnit(character.charCodeAt(index))).join(''),
  );
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
