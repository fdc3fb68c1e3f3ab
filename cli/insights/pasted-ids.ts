/** Message ids in what people pass and paste. */
import { findMessageIds, findSesIds } from '../../lambda/message-insights/message-id';

export interface PastedIds {
  /** In order, and as often as they were pasted. */
  readonly ids: readonly string[];
  /** What was meant as an id, and cannot be one. */
  readonly refused: readonly string[];
  /** Lines or arguments beside ids that were not meant as any: the rest of a mail, of JSON, of a log. */
  readonly leftOut: number;
}

/** The beginning of an id of SES's shape, more or less: an id was meant. A UUID has no such part. */
const PART_OF_ID = /[0-9a-f]{12,20}-[0-9a-f]{4,10}-[0-9a-f-]*/gi;

/** In quoted-printable. It is no part of the id behind it. */
const QUOTED_CHARACTER = /=[0-9a-f]{2}/gi;

/** What is left on a line of an id that goes on in the next. */
const PIECE = /^[0-9a-f-]{1,59}$/i;

/**
 * Each argument holds an id, or several. Beside ids of SES's own shape, other words are the rest of what was pasted: a
 * shell makes three arguments of `250 Ok ID`.
 */
export function readArguments(texts: readonly string[]): PastedIds {
  const isWord = (text: string) =>
    findMessageIds(text).length > 0 && findSesIds(text).length === 0 && !text.match(PART_OF_ID);
  const words = new Set(texts.some((text) => findSesIds(text).length > 0) ? texts.filter(isWord) : []);
  return { ...readList(texts.filter((text) => !words.has(text))), leftOut: words.size };
}

function readList(texts: readonly string[]): PastedIds {
  const ids = texts.map(findMessageIds);
  return { ids: ids.flat(), refused: texts.filter((_, index) => ids[index]?.length === 0), leftOut: 0 };
}

/** Lines, one id on each; or any text with ids of SES's own shape in it, however it is folded. */
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
  if (list.refused.length === 0 && sesIds.every((id) => listed.has(id))) return list;
  const others = lines.filter((line) => findSesIds(line).length === 0);
  const refused = others.filter((line) =>
    line
      .replace(QUOTED_CHARACTER, ' ')
      .match(PART_OF_ID)
      ?.some((part) => !isPiece(part)),
  );
  return { ids: sesIds, refused, leftOut: others.length - refused.length };
}
