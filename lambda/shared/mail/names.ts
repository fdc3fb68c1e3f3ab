/** Finds the names of recipients in the properties of mail. */
import { decodeHeader, fold } from '../masking/encodings';
import { splitMailbox } from '../masking/mailbox';
import { isServerWord } from '../masking/vocabulary';

/** The names in one recipient's address and display name, folded. */
export interface Names {
  /** Parts between separators, their letters, and the whole local part. */
  readonly words: readonly string[];
  /** The letters and digits of the local part, with and without its tag, and of the display name. */
  readonly wholes: readonly string[];
  /** Words of the tag, or the whole local part. People often name the sender in an address that they create for it. */
  readonly made: readonly string[];
}

/**
 * Among this many recipients, an address such as `sale@` or `shop@` is a coincidence. Fewer may be the people that a
 * subject names.
 */
const LARGE_MAILING = 100;

export function namesOf(mailbox: string): Names {
  const { localPart, rest } = splitMailbox(mailbox);
  const untagged = localPart.replace(/\+.*$/s, '');
  const words = new Set<string>();
  const wholes = new Set<string>();
  for (const part of [localPart, untagged, decodeHeader(rest)])
    for (const text of foldings(part)) {
      const separate = wordsOf(text);
      const whole = separate.join('');
      if (whole === '' || wholes.has(whole)) continue;
      wholes.add(whole);
      words.add(whole);
      for (const word of separate) {
        if (word.length > 1) words.add(word);
        for (const letters of word.split(/\p{N}+/u)) if (letters.length > 1) words.add(letters);
      }
    }
  const made = foldings(localPart.slice(untagged.length)).flatMap(wordsOf);
  return { words: [...words], wholes: [...wholes], made: [...made, ...foldings(untagged)] };
}

function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/**
 * Returns whether a value contains a name of one of the recipients who share it.
 *
 * In a large mailing, a word that is no name does not count (see `isWeak`), and a name counts only as a separate word.
 * Limit: there, `alicesmith@` is one name.
 *
 * @param known words of the sender's domain. In a large mailing, some recipients have created an address for this sender
 */
export function containsName(value: string, recipients: readonly Names[], known: ReadonlySet<string>): boolean {
  const read = readValue(value);
  return recipients.length < LARGE_MAILING
    ? recipients.some((names) => mayContain(read, names))
    : containsStrong(read, recipients, known);
}

/** Also finds a name inside a word, as in `#aliceparty`, and half of `alicesmith@`. */
function mayContain({ parts, words }: Value, { words: names, wholes }: Names): boolean {
  return (
    names.some((name) => words.has(name)) ||
    names.some((name) => isLong(name) && [...words].some((word) => word.includes(name))) ||
    parts.some((part) => wholes.some((whole) => (part.length > 3 ? whole.includes(part) : isEdge(part, whole))))
  );
}

/** Returns whether a word is long enough to be a name inside another word. Chinese, Japanese and Korean names are short. */
function isLong(word: string): boolean {
  return word.length > (EAST_ASIAN.test(word) ? 1 : 3);
}

const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

function isEdge(part: string, whole: string): boolean {
  return whole.startsWith(part) || whole.endsWith(part);
}

function containsStrong(value: Value, recipients: readonly Names[], known: ReadonlySet<string>): boolean {
  const strong = new Set([...value.words].filter((word) => !isWeak(word)));
  const parts = [...strong].filter((word) => word.length > 3 && !known.has(word));
  return recipients.some(
    ({ words, wholes, made }) =>
      words.some((name) => strong.has(name) && !(known.has(name) && made.includes(name))) ||
      // `bjones@` for Jones, and Bjones for `bob.jones@`.
      parts.some((part) => wholes.some((whole) => whole.length === part.length + 1 && isEdge(part, whole))) ||
      parts.some((part) => hasInitialAndName(part, words)) ||
      value.spelled.some((run) => words.some((name) => name.length > 3 && run.includes(name))),
  );
}

function hasInitialAndName(word: string, names: readonly string[]): boolean {
  const splits = [
    [word.slice(0, 1), word.slice(1)],
    [word.slice(-1), word.slice(0, -1)],
  ] as const;
  return splits.some(
    ([initial, family]) =>
      family.length > 2 && names.includes(family) && names.some((name) => name !== family && name.startsWith(initial)),
  );
}

/** Returns a domain without its top level, because `com` names nobody. */
export function hostName(domain: string): string {
  return domain.replace(/\.[^.]*$/, '');
}

/** Words of shared mailboxes, and of what they are about, that the vocabulary of servers does not have. */
const ROLES: ReadonlySet<string> = new Set(
  'billing bookings career careers gift gifts noc payment payments press sale shipping webmaster'.split(' '),
);

/** Returns whether a word is no name: of few characters, or of the vocabulary of servers, which has no names. */
function isWeak(word: string): boolean {
  return word.length < 3 || /^\d{1,4}$/.test(word) || ROLES.has(word) || isServerWord(word);
}

/** A value as a reader may read it, folded. */
interface Value {
  /** Words that may be half of a name. */
  readonly parts: readonly string[];
  /** All words, and neighboring words without the space between them, because `alicesmith` is also Alice Smith. */
  readonly words: ReadonlySet<string>;
  /** Words whose letters are separate, as in `A l i c e`. */
  readonly spelled: readonly string[];
}

/** Maximum number of neighboring words that are read as one. */
const MAX_JOINED = 4;

/** Maximum characters of a value to read. No value is shown beyond them, and longer ones would delay the response too much. */
export const MAX_READ_LENGTH = 600;

function readValue(value: string): Value {
  const words = new Set<string>();
  const joined = new Set<string>();
  const spelled = new Set<string>();
  const readings = new Set(readingsOf(value.slice(0, MAX_READ_LENGTH)).flatMap(foldings)); // many are equal
  for (const reading of readings) {
    const separate = wordsOf(reading);
    for (const run of spelledIn(separate)) spelled.add(run);
    for (const word of separate) {
      words.add(word);
      words.add(word.replace(/^\p{N}+|\p{N}+$/gu, ''));
      if (word.length > 3) words.add(word.replace(/s$/, ''));
    }
    for (const run of runsOf(separate)) joined.add(run);
  }
  words.delete('');
  const parts = [...words, ...spelled].filter((word) => (word.length > 2 || isLong(word)) && !isServerWord(word));
  return { parts, words: new Set([...words, ...joined, ...spelled]), spelled: [...spelled] };
}

/** Returns neighboring words as one, also with the last one first, because Smith Alice is also Alice Smith. */
function* runsOf(words: readonly string[]): Generator<string> {
  for (let start = 0; start < words.length; start++)
    for (let end = start + 2; end <= Math.min(start + MAX_JOINED, words.length); end++) {
      yield words.slice(start, end).join('');
      yield [...words.slice(end - 1, end), ...words.slice(start, end - 1)].join('');
    }
}

/** Returns the words that single letters spell. */
function spelledIn(words: readonly string[]): string[] {
  const runs = words
    .map((word) => ([...word].length === 1 ? word : ' '))
    .join('')
    .split(/ +/);
  return runs.filter((run) => run.length > 1);
}

/** Returns a string and its decodings, because a name may be encoded. */
function readingsOf(value: string): string[] {
  const text = decodeHeader(value);
  const readings = [text, splitHumps(text)];
  if (/[^\x20-\x7e]/.test(text)) readings.push(text.replace(/\p{S}/gu, ' ')); // `ⓐ` is also the letter a
  if (/[%=&\\]/.test(text)) readings.push(unescapeAll(text), unescapeAll(unescapeAll(text)));
  for (const word of text.match(/[\w+/-]{6,}/g) ?? [])
    readings.push(Buffer.from(word, 'hex').toString(), Buffer.from(word, 'base64').toString());
  return readings;
}

function splitHumps(text: string): string {
  return text.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ');
}

/** Decodes `%41`, `=41`, `&#65;`, `&#x41;`, `\u0041`, `\x41` and `\101`. */
function unescapeAll(text: string): string {
  const bytes = text
    .replace(/&#x([\da-f]{1,6});?/gi, (_, hex: string) => character(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,7});?/g, (_, digits: string) => character(Number(digits)))
    .replace(/&\w{1,8};/g, ' ')
    .replace(/\\u\{?([\da-f]{2,6})\}?/gi, (_, hex: string) => character(Number.parseInt(hex, 16)));
  return bytes.replace(/(?:(?:[%=]|\\x)[\da-f]{2}|\\[0-3][0-7]{2})+/gi, (run) =>
    Buffer.from(
      [...run.matchAll(/[%=x]([\da-f]{2})|\\([0-3][0-7]{2})/gi)].map(([, hex, octal]) =>
        hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16),
      ),
    ).toString(),
  );
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Letters that addresses spell in another way. */
const SPELLED: ReadonlyMap<string, string> = new Map(
  Object.entries({ ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' }),
);
const UMLAUTS: ReadonlyMap<string, string> = new Map(Object.entries({ ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' }));

/** Returns the folded string, and also with umlauts as two letters if it has any: `müller` is `muller` and `mueller`. */
function foldings(text: string): string[] {
  if (/^[\x20-\x7e]*$/.test(text)) return [text.toLowerCase()];
  const spell = (string: string, letters: ReadonlyMap<string, string>) =>
    [...string].map((letter) => letters.get(letter) ?? letter).join('');
  const plain = spell(fold(text), SPELLED);
  const umlauts = spell(fold(spell(text.normalize('NFC').toLowerCase(), UMLAUTS)), SPELLED);
  return plain === umlauts ? [plain] : [plain, umlauts];
}
