/**
 * The words of mail servers and of SES, from `vocabulary.json`. Masking hides every other word. Add new words in
 * alphabetical order, unless they are also a given or family name.
 *
 * Sources of the list: recorded responses of servers; the patterns of bounce parsers; names of mail protocols, software
 * and providers; terms of Amazon SES; and the 3,000 English words (SCOWL, sizes 10 to 50) that most documentation of
 * mail servers and filters uses.
 *
 * The list excludes names: all given names of the US census of 1990, given names of 500 or more newborns since 1880,
 * and family names of more than 1 in 20,000 people. About 80 names stay, because servers need them, such as "block" and
 * "root". The list also excludes forms that `isServerWord` derives.
 *
 * SCOWL is Copyright 2000-2011 by Kevin Atkinson, who grants its use, copying and sale without fee.
 */
import vocabulary from './vocabulary.json';

/** Returns whether a word is a server's, in any case and with English endings: "rejects", "rejected", "rejecting". */
export function isServerWord(word: string): boolean {
  if (!/^[a-z]+$/i.test(word) || word.length > MAX_WORD_LENGTH) return false;
  const lower = word.toLowerCase();
  words ??= setOf(vocabulary.words);
  namesLikeWords ??= setOf(vocabulary.namesLikeWords);
  return (
    !namesLikeWords.has(lower) &&
    (words.has(lower) || basesOf(lower).some((base) => base.length > 2 && words?.has(base)))
  );
}

/** Returns whether a value is a documented `isp`, type or sub-type, as in insights or in published events. */
export function isEnumerated(value: string): boolean {
  enumerated ??= setOf(vocabulary.enumerated);
  return enumerated.has(value.toLowerCase().replace(/[\s_-]/g, ''));
}

/**
 * Returns whether a label is a generic domain, or that of a country with much mail. Others may be names, as in
 * `wei.li`.
 */
export function isTopLevelDomain(label: string): boolean {
  topLevelDomains ??= setOf(vocabulary.topLevelDomains);
  return topLevelDomains.has(label.toLowerCase());
}

const MAX_WORD_LENGTH = 40;

/** Built with the first masked message, not at the cold start. */
let words: ReadonlySet<string> | undefined;
/** Names that look like a server's word with an ending. */
let namesLikeWords: ReadonlySet<string> | undefined;
let enumerated: ReadonlySet<string> | undefined;
let topLevelDomains: ReadonlySet<string> | undefined;

function setOf(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.join(' ').split(' '));
}

function basesOf(word: string): string[] {
  if (word.endsWith('ing')) return [word.slice(0, -3), `${word.slice(0, -3)}e`];
  if (word.endsWith('ed')) return [word.slice(0, -2), word.slice(0, -1)];
  if (word.endsWith('es')) return [word.slice(0, -2), word.slice(0, -1)];
  return word.endsWith('s') ? [word.slice(0, -1)] : [];
}
