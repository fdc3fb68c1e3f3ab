/** Masks a mail server's text: keeps the words of servers, and hides every other word. */
import { isIP } from 'node:net';
import { MASK, maskLocalPart } from './mailbox';
import type { PersonalValues } from './personal-values';
import { jointOf, tokenize } from './tokens';
import { kindOfWhole, kindOfWord, type WordKind } from './word-kinds';

interface Part {
  readonly text: string;
  readonly kind: WordKind | 'masked' | 'between' | 'at';
}

/** A port after an IP address in brackets, as in `host[192.0.2.7]:25`. */
const PORT = /^:\d{1,5}$/;

/** A character that can precede a local part. */
const BOUNDARY = /[\s<>()[\]{}"',;:/?&=\p{Ps}\p{Pe}\p{Pi}\p{Pf}]/u;

/** A host name has at most 253 characters (RFC 1035), and no other word of a server is longer. */
const MAX_WORD_LENGTH = 253;

/** The fewest digits of a telephone number. */
const MANY_DIGITS = 7;

/** Returns the text without personal data, in time proportional to its length. */
export function maskWords(text: string, personal: PersonalValues): string {
  const parts: Part[] = [];
  for (const token of tokenize(text)) {
    if (token.kind === 'at') {
      maskLocalPartAtEnd(parts);
      parts.push({ text: token.text, kind: 'at' });
    } else if (token.kind === 'separator') parts.push({ text: token.text, kind: 'between' });
    else if (PORT.test(token.text) && parts.at(-1)?.text === ']') parts.push({ text: token.text, kind: 'kept' });
    else parts.push(...split(token.text, personal, parts.at(-1)?.kind === 'at'));
  }
  const hidden = new Set([...besidePersonalWords(parts), ...longNumbers(parts), ...splitSourceIps(parts, personal)]);
  return parts
    .map((part) => (part.kind === 'hidden' || part.kind === 'personal' || hidden.has(part) ? MASK : part.text))
    .join('')
    .replace(/\*\*\*(?:[._:-]\*\*\*)+/g, MASK);
}

/** Masks the local part at the end of the parts, before an at sign. It is masked even if it is a word of servers. */
function maskLocalPartAtEnd(parts: Part[]): void {
  let localPart = '';
  for (let last = parts.at(-1); last !== undefined && last.kind !== 'at'; last = parts.at(-1)) {
    if (last.kind === 'between' && BOUNDARY.test(last.text)) break;
    localPart = last.text + localPart;
    parts.pop();
  }
  if (localPart !== '') parts.push({ text: maskLocalPart(localPart), kind: 'masked' });
}

/** Splits a word into its parts and the characters around and between them. */
function split(word: string, personal: PersonalValues, isAfterAt = false): Part[] {
  if (word.length > MAX_WORD_LENGTH) return [{ text: word, kind: 'hidden' }];
  const [, before = '', core = '', after = ''] = isIP(word)
    ? ['', '', word]
    : (/^([.:_-]*)(.*?)([.:_-]*)$/su.exec(word) ?? []);
  const parts: Part[] = [{ text: before, kind: 'between' }, ...splitCore(core, personal, isAfterAt)];
  return [...parts, { text: after, kind: 'between' as const }].filter(({ text }) => text !== '');
}

function splitCore(core: string, personal: PersonalValues, isAfterAt: boolean): Part[] {
  const kind = kindOfWhole(core, personal, isAfterAt);
  if (kind !== undefined) return [{ text: core, kind }];
  const joint = jointOf(core);
  if (joint === undefined) return [{ text: core, kind: 'hidden' }];
  const [first = '', ...rest] = core.split(joint);
  if (rest.length === 0) return [{ text: core, kind: kindOfWord(core, personal) }];
  return [first, ...rest].flatMap((text, index): Part[] =>
    index % 2 === 1 ? [{ text, kind: 'between' }] : split(text, personal),
  );
}

/** Returns the weak words next to a personal word, and the letters of a spelled-out name such as `P a t`. */
function besidePersonalWords(parts: readonly Part[]): Part[] {
  const words = parts.filter(({ kind }) => kind !== 'between');
  const isLetter = (word: Part | undefined) => /^[a-z]$/i.test(word?.text ?? '');
  const isPersonal = (word: Part | undefined) => word?.kind === 'personal' || word?.kind === 'weak';
  return words.filter((word, index) => {
    const neighbours = [words[index - 1], words[index + 1]];
    return (word.kind === 'weak' && neighbours.some(isPersonal)) || (isLetter(word) && neighbours.some(isLetter));
  });
}

/** Returns the parts of a split source IP, as in `203[.]0[.]113[.]9`. Servers use this form to prevent links. */
function splitSourceIps(parts: readonly Part[], personal: PersonalValues): Part[] {
  const words = parts.filter(({ kind }) => kind !== 'between');
  return words.flatMap((_, index) => {
    const four = words.slice(index, index + 4);
    return personal.isSourceIp(four.map(({ text }) => text).join('.')) ? four : [];
  });
}

/** Returns the numbers that together may be a telephone number, as in `(0170) 123-456`. */
function longNumbers(parts: readonly Part[]): Part[] {
  const runs: Part[][] = [[]];
  for (const part of parts) {
    if (part.kind === 'number') runs.at(-1)?.push(part);
    else if (part.kind !== 'between' || !/^[\s()/+._-]+$/.test(part.text)) runs.push([]);
  }
  return runs.filter((run) => run.map(({ text }) => text).join('').length >= MANY_DIGITS).flat();
}
