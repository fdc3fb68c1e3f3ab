/** Decides whether a word of a server's text may be shown. */
import { isIP } from 'node:net';
import { ipv4Candidates } from './ip-spellings';
import type { PersonalValues } from './personal-values';
import { isServerWord, isTopLevelDomain } from './vocabulary';

/** `weak`: hidden next to a personal word. `number`: hidden in a run of many digits. */
export type WordKind = 'kept' | 'hidden' | 'number' | 'personal' | 'weak';

/** Status codes such as `550-5.1.1` and `5.1.1` (RFC 3463). */
const CODE = /^(?:[2-5]\d\d-)?[245]\.\d{1,3}\.\d{1,3}$/;
const DATE_OR_TIME = /^\d{4}-\d\d-\d\d(?:T[\d:.]{5,15}Z?)?$|^\d\d?:\d\d(?::\d\d)?$/;

/** Returns the kind of a word that may have separators in it. Returns undefined if each part has its own kind. */
export function kindOfWhole(text: string, personal: PersonalValues, isAfterAt: boolean): WordKind | undefined {
  const ip = text.replace(/^ipv6:/i, '');
  const host = text.replace(/:\d{1,5}$/, '');
  if (personal.has(text)) return 'personal';
  if ([ip, host, ...ipv4Candidates(text)].some(personal.isSourceIp)) return 'hidden';
  if (CODE.test(text) || DATE_OR_TIME.test(text)) return 'kept';
  if (isIP(ip) || isIP(host) || personal.isDomain(host)) return 'kept';
  if (isHost(host, isAfterAt)) return personal.isIn(host) ? 'hidden' : 'kept';
  return undefined;
}

/**
 * Returns whether a string is a host name. After an at sign, a host may be in any script or in any country's domain.
 * Elsewhere, the rules are stricter, because `alice.smith` has the same form.
 */
function isHost(text: string, isAfterAt: boolean): boolean {
  const labels = text.split('.');
  const topLevel = labels.at(-1) ?? '';
  if (labels.length < 2 || !labels.every((label) => /^_?[\p{L}\p{M}\p{N}-]{1,63}$/u.test(label))) return false;
  const isAscii = /^[\w.-]+$/.test(text) && (topLevel === topLevel.toLowerCase() || text === text.toUpperCase());
  if (isAfterAt) return !isAscii || isTopLevelDomain(topLevel) || /^[a-z]{2}$/i.test(topLevel);
  return isAscii && (isTopLevelDomain(topLevel) || (labels.length > 2 && /^[a-z]{2}$/i.test(topLevel)));
}

/** A number with its unit, a numbered server such as `mx1`, a code of a provider such as `TSS04`. */
const QUANTITY = /^\d{1,4}(?:[kmgt]i?b|[kmgt]|ms|[smhd]|%)$/i;
const NUMBERED = /^([a-z]{2,})\d{1,3}$/i;
const PROVIDER_CODE = /^[A-Z]{1,3}\d{2,4}$/;
const CAMEL_CASE = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;

/** Returns the kind of a word without separators. */
export function kindOfWord(word: string, personal: PersonalValues): WordKind {
  const [, base = ''] = NUMBERED.exec(word) ?? [];
  const humps = base === '' ? word.split(CAMEL_CASE) : [base];
  if ([word, ...humps].some(personal.has)) return 'personal';
  if (personal.hasBesideOthers(word)) return 'weak';
  if (/^\d{1,4}$/.test(word)) return 'number';
  if (isServerWord(word) || QUANTITY.test(word) || PROVIDER_CODE.test(word)) return 'kept';
  return humps.every((hump) => hump.length > 1 && isServerWord(hump)) ? 'kept' : 'hidden';
}
