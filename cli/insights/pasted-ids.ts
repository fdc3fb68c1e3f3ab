/** Finds message ids in pasted text and in arguments. */
import { findMessageIds, findSesIds } from '../../lambda/message-insights/message-id';

export interface PastedIds {
  /** In order, with duplicates. */
  readonly ids: readonly string[];
  /** Strings that look like ids but are not valid. */
  readonly invalid: readonly string[];
  /** Number of other lines or arguments, such as the other lines of a mail, of JSON or of a log. */
  readonly ignored: number;
}

/** Matches the first parts of an id in SES's format, even with mistakes. A UUID does not match. */
const PART_OF_ID = /[0-9a-f]{12,20}-[0-9a-f]{4,10}-[0-9a-f-]*/gi;

/** Matches a character in quoted-printable encoding. The character does not belong to the id after it. */
const ENCODED_CHARACTER = /=[0-9a-f]{2}/gi;

/** Matches one line of a wrapped id. */
const PIECE = /^[0-9a-f-]{1,59}$/i;

/**
 * Finds one or more ids in each argument. Next to an id in SES's format, other words are ignored: a shell splits the pasted
 * reply `250 Ok ID` into three arguments.
 */
export function readArguments(texts: readonly string[]): PastedIds {
  const isWord = (text: string) =>
    findMessageIds(text).length > 0 && findSesIds(text).length === 0 && !text.match(PART_OF_ID);
  const words = new Set(texts.some((text) => findSesIds(text).length > 0) ? texts.filter(isWord) : []);
  return { ...readList(texts.filter((text) => !words.has(text))), ignored: words.size };
}

function readList(texts: readonly string[]): PastedIds {
  const ids = texts.map(findMessageIds);
  return { ids: ids.flat(), invalid: texts.filter((_, index) => ids[index]?.length === 0), ignored: 0 };
}

/** Reads a list with one id per line, or any text that contains ids in SES's format, which may be wrapped. */
export function readPasted(text: string): PastedIds {
  const sesIds = findSesIds(text);
  const isPiece = (part: string) => PIECE.test(part) && sesIds.some((id) => id.includes(part.toLowerCase()));
  const lines = text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !isPiece(line.replace(/^[>\s]+|=$/g, '')));
  const list = readList(lines);
  if (sesIds.length === 0) return list;
  const listed = new Set(list.ids);
  if (list.invalid.length === 0 && sesIds.every((id) => listed.has(id))) return list;
  const others = lines.filter((line) => findSesIds(line).length === 0);
  const invalid = others.filter((line) =>
    line
      .replace(ENCODED_CHARACTER, ' ')
      .match(PART_OF_ID)
      ?.some((part) => !isPiece(part)),
  );
  return { ids: sesIds, invalid, ignored: others.length - invalid.length };
}
