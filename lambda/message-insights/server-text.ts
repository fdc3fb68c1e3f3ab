/** Keeps of a text what is known to be a mail server's, and hides every other word. */
import { isIP } from 'node:net';
import { MASK, maskLocalPart } from './mailbox';
import { type PersonalValues, quartets } from './personal-values';
import { isServerWord, isTopLevelDomain } from './vocabulary';

interface Part {
  readonly text: string;
  /** `weak`: hidden beside a personal word. `number`: hidden in a run of many digits. */
  readonly kind: 'kept' | 'hidden' | 'masked' | 'number' | 'personal' | 'weak' | 'between' | 'at';
}

/** `@` as it is, in links (`%40`, and encoded again), in HTML, in JSON and in programs. */
const AT = [
  String.raw`[@\uFE6B\uFF20]|%(?:25){0,5}(?:u00)?40|&(?:amp;){0,5}(?:#0{0,5}64|#x0{0,5}40|commat);?`,
  String.raw`\\(?:u0040|x40|u\{0{0,5}40\})`,
].join('|');

/** One encoded character. It belongs to its word, so that no part of an encoded name reads as a number. */
const ESCAPE = String.raw`%[\da-fA-F]{2}|=[\dA-F]{2}|&\w{1,8};|&#[xX]?[\da-fA-F]{1,6};?|\\(?:[0-7]{3}|[uxUX]\{?[\da-fA-F]{2,6}\}?)`;
const HAS_ESCAPE = new RegExp(ESCAPE);

const SEPARATOR = String.raw`\s\p{Cc}<>()[\]{}"',;|/?&=+!*^$~\\#@\x60\p{Ps}\p{Pe}\p{Pi}\p{Pf}–—…`;
const TOKEN = new RegExp(`(${AT})|((?:(?!${AT})(?:${ESCAPE}|[^${SEPARATOR}]))+)|[${SEPARATOR}]`, 'gu');

/** Behind `host[192.0.2.7]`. */
const PORT = /^:\d{1,5}$/;

/** Where a local part begins. */
const BOUNDARY = /[\s<>()[\]{}"',;:/?&=\p{Ps}\p{Pe}\p{Pi}\p{Pf}]/u;

/** A host name has 253 characters at most (RFC 1035), and no word of a server is longer. */
const MAX_TOKEN_LENGTH = 253;

/** A telephone number has as many. */
const MANY_DIGITS = 7;

export function maskWords(text: string, personal: PersonalValues): string {
  const parts: Part[] = [];
  for (const [all, at, token] of text.matchAll(TOKEN)) {
    if (at !== undefined) {
      maskLocalPartAtEnd(parts);
      parts.push({ text: at, kind: 'at' });
    } else if (token === undefined) parts.push({ text: all, kind: 'between' });
    else if (PORT.test(token) && parts.at(-1)?.text === ']') parts.push({ text: all, kind: 'kept' });
    else parts.push(...split(token, personal, parts.at(-1)?.kind === 'at'));
  }
  const hidden = new Set([...besidePersonalWords(parts), ...longNumbers(parts), ...spelledSourceIps(parts, personal)]);
  return parts
    .map((part) => (part.kind === 'hidden' || part.kind === 'personal' || hidden.has(part) ? MASK : part.text))
    .join('')
    .replace(/\*\*\*(?:[._:-]\*\*\*)+/g, MASK);
}

/** What stands directly before an at sign is hidden, also a word of the vocabulary. */
function maskLocalPartAtEnd(parts: Part[]): void {
  let localPart = '';
  for (let last = parts.at(-1); last !== undefined && last.kind !== 'at'; last = parts.at(-1)) {
    if (last.kind === 'between' && BOUNDARY.test(last.text)) break;
    localPart = last.text + localPart;
    parts.pop();
  }
  if (localPart !== '') parts.push({ text: maskLocalPart(localPart), kind: 'masked' });
}

/** The words of a token and what joins them. */
function split(token: string, personal: PersonalValues, isBehindAt = false): Part[] {
  if (token.length > MAX_TOKEN_LENGTH) return [{ text: token, kind: 'hidden' }];
  const [, before = '', core = '', after = ''] = isIP(token)
    ? ['', '', token]
    : (/^([.:_-]*)(.*?)([.:_-]*)$/su.exec(token) ?? []);
  const parts: Part[] = [{ text: before, kind: 'between' }, ...splitCore(core, personal, isBehindAt)];
  return [...parts, { text: after, kind: 'between' as const }].filter(({ text }) => text !== '');
}

function splitCore(core: string, personal: PersonalValues, isBehindAt: boolean): Part[] {
  const kind = kindOfWhole(core, personal, isBehindAt);
  if (kind !== undefined) return [{ text: core, kind }];
  const joint = jointOf(core);
  if (joint === undefined) return [{ text: core, kind: 'hidden' }];
  const [first = '', ...rest] = core.split(joint);
  if (rest.length === 0) return [{ text: core, kind: kindOfWord(core, personal) }];
  return [first, ...rest].flatMap((text, index): Part[] =>
    index % 2 === 1 ? [{ text, kind: 'between' }] : split(text, personal),
  );
}

/** What a token comes apart at; undefined: it is encoded. `code=550` only looks so. */
function jointOf(core: string): RegExp | undefined {
  if (HAS_ESCAPE.test(core)) return /^[^=]*=[^=]*$/.test(core) ? /(=)/ : undefined;
  return core.includes(':') ? /(:+)/ : /([._-]+)/;
}

/** `550-5.1.1` and `5.1.1` (RFC 3463), dates, times. */
const CODE = /^(?:[2-5]\d\d-)?[245]\.\d{1,3}\.\d{1,3}$/;
const DATE_OR_TIME = /^\d{4}-\d\d-\d\d(?:T[\d:.]{5,15}Z?)?$|^\d\d?:\d\d(?::\d\d)?$/;

function kindOfWhole(text: string, personal: PersonalValues, isBehindAt: boolean): Part['kind'] | undefined {
  const ip = text.replace(/^ipv6:/i, '');
  const host = text.replace(/:\d{1,5}$/, '');
  if (personal.has(text)) return 'personal';
  if ([ip, host, ...quartets(text)].some(personal.isSourceIp)) return 'hidden';
  if (CODE.test(text) || DATE_OR_TIME.test(text)) return 'kept';
  if (isIP(ip) || isIP(host) || personal.isDomain(host)) return 'kept';
  if (isHost(host, isBehindAt)) return personal.isIn(host) ? 'hidden' : 'kept';
  return undefined;
}

/** Behind an at sign a host may have any script and top-level domain; elsewhere `alice.smith` has that form. */
function isHost(text: string, isBehindAt: boolean): boolean {
  const labels = text.split('.');
  const topLevel = labels.at(-1) ?? '';
  if (labels.length < 2 || !labels.every((label) => /^_?[\p{L}\p{M}\p{N}-]{1,63}$/u.test(label))) return false;
  const isAscii = /^[\w.-]+$/.test(text) && (topLevel === topLevel.toLowerCase() || text === text.toUpperCase());
  if (isBehindAt) return !isAscii || isTopLevelDomain(topLevel) || /^[a-z]{2}$/i.test(topLevel);
  return isAscii && (isTopLevelDomain(topLevel) || (labels.length > 2 && /^[a-z]{2}$/i.test(topLevel)));
}

/** A number with its unit, a server's number such as `mx1`, a provider's code such as `TSS04`. */
const QUANTITY = /^\d{1,4}(?:[kmgt]i?b|[kmgt]|ms|[smhd]|%)$/i;
const NUMBERED = /^([a-z]{2,})\d{1,3}$/i;
const PROVIDER_CODE = /^[A-Z]{1,3}\d{2,4}$/;
const CAMEL_CASE = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;

function kindOfWord(word: string, personal: PersonalValues): Part['kind'] {
  const [, base = ''] = NUMBERED.exec(word) ?? [];
  const humps = base === '' ? word.split(CAMEL_CASE) : [base];
  if ([word, ...humps].some(personal.has)) return 'personal';
  if (personal.hasBesideOthers(word)) return 'weak';
  if (/^\d{1,4}$/.test(word)) return 'number';
  if (isServerWord(word) || QUANTITY.test(word) || PROVIDER_CODE.test(word)) return 'kept';
  return humps.every((hump) => hump.length > 1 && isServerWord(hump)) ? 'kept' : 'hidden';
}

/** Also letters of a spelled name, as in `P a t`. */
function besidePersonalWords(parts: readonly Part[]): Part[] {
  const words = parts.filter(({ kind }) => kind !== 'between');
  const isLetter = (word: Part | undefined) => /^[a-z]$/i.test(word?.text ?? '');
  const isPersonal = (word: Part | undefined) => word?.kind === 'personal' || word?.kind === 'weak';
  return words.filter((word, index) => {
    const neighbours = [words[index - 1], words[index + 1]];
    return (word.kind === 'weak' && neighbours.some(isPersonal)) || (isLetter(word) && neighbours.some(isLetter));
  });
}

/** As in `203[.]0[.]113[.]9`, in which no program finds a link. */
function spelledSourceIps(parts: readonly Part[], personal: PersonalValues): Part[] {
  const words = parts.filter(({ kind }) => kind !== 'between');
  return words.flatMap((_, index) => {
    const four = words.slice(index, index + 4);
    return personal.isSourceIp(four.map(({ text }) => text).join('.')) ? four : [];
  });
}

/** Numbers that together may be a telephone's, as in `(0170) 123-456`. */
function longNumbers(parts: readonly Part[]): Part[] {
  const runs: Part[][] = [[]];
  for (const part of parts) {
    if (part.kind === 'number') runs.at(-1)?.push(part);
    else if (part.kind !== 'between' || !/^[\s()/+._-]+$/.test(part.text)) runs.push([]);
  }
  return runs.filter((run) => run.map(({ text }) => text).join('').length >= MANY_DIGITS).flat();
}
