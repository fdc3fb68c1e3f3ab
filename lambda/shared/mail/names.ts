/** Finds the names of recipients in the properties of mail. */
import { decodeHeader, decodings, fold } from '../masking/encodings';
import { splitMailbox } from '../masking/mailbox';
import { isServerWord } from '../masking/vocabulary';

/** The names in one recipient's address and display name, folded. */
export interface Names {
  /** Parts between separators, their letters, and the whole local part. */
  readonly words: ReadonlySet<string>;
  /** The letters and digits of the local part and of the display name. */
  readonly wholes: readonly string[];
}

/**
 * Among this many recipients, an address such as `sale@` or `shop@` is a coincidence. Fewer may be the people that a
 * subject names.
 */
const LARGE_MAILING = 50;

export function namesOf(mailbox: string): Names {
  const { localPart, rest } = splitMailbox(mailbox);
  const words = new Set<string>();
  const wholes: string[] = [];
  for (const part of [localPart, decodeHeader(rest)])
    for (const text of foldings(part)) {
      const whole = text.replace(/[^\p{L}\p{N}]+/gu, '');
      if (whole === '') continue;
      wholes.push(whole);
      words.add(whole);
      for (const word of text.split(/[^\p{L}\p{N}]+/u)) {
        if (word.length > 1) words.add(word);
        for (const letters of word.split(/\p{N}+/u)) if (letters.length > 1) words.add(letters);
      }
    }
  return { words, wholes };
}

/**
 * Returns whether a value contains a name of one of the recipients who share it.
 *
 * In a large mailing, words that are no names do not count (see `isWeak`), and a name counts only as a separate word.
 *
 * @param known words that belong to the sender, such as the words of its domain
 */
export function containsName(value: string, recipients: readonly Names[], known: ReadonlySet<string>): boolean {
  const { words, joined } = readValue(value);
  if (recipients.length >= LARGE_MAILING) {
    const strong = [...joined].filter((word) => !isWeak(word, known));
    return recipients.some((names) => strong.some((word) => names.words.has(word) || isFamilyIn(names, word)));
  }
  const parts = [...words].filter((word) => word.length > 3 && !isServerWord(word));
  const all = [...joined];
  return recipients.some(
    (names) =>
      all.some((word) => names.words.has(word)) ||
      [...names.words].some((name) => name.length > 3 && all.some((word) => word.includes(name))) ||
      parts.some((part) => names.wholes.some((whole) => whole.includes(part))),
  );
}

/** Returns a domain without its top level, because `com` names nobody. */
export function hostName(domain: string): string {
  return domain.replace(/\.[^.]*$/, '');
}

/** A word that also is no name: of the vocabulary of servers, which has no names, of few characters, or of the sender. */
function isWeak(word: string, known: ReadonlySet<string>): boolean {
  return word.length < 3 || /^\d{1,4}$/.test(word) || known.has(word) || isServerWord(word);
}

/** Returns whether a word is the family name in an address with an initial, such as `bjones` or `jonesb`. */
function isFamilyIn({ wholes }: Names, word: string): boolean {
  return (
    word.length > 3 &&
    wholes.some((whole) => whole.length === word.length + 1 && (whole.startsWith(word) || whole.endsWith(word)))
  );
}

interface ReadValue {
  /** Words between separators. */
  readonly words: ReadonlySet<string>;
  /** The words, and neighbouring words without the space between them, because `alicesmith` is also Alice Smith. */
  readonly joined: ReadonlySet<string>;
}

/** The most neighbouring words that are read as one. */
const MAX_JOINED = 4;

/** Longer values are cut, because nobody reads them. */
const MAX_LENGTH = 2000;

function readValue(value: string): ReadValue {
  const words = new Set<string>();
  const joined = new Set<string>();
  for (const reading of readingsOf(value.slice(0, MAX_LENGTH)).flatMap(foldings)) {
    const list = joinLetters(reading.split(/[^\p{L}\p{N}]+/u).filter(Boolean));
    for (const [index, word] of list.entries()) {
      words.add(word);
      for (let count = 1; count <= MAX_JOINED && index + count <= list.length; count++)
        joined.add(list.slice(index, index + count).join(''));
    }
  }
  for (const word of [...words])
    for (const letters of word.split(/\p{N}+/u)) if (letters.length > 1) words.add(letters);
  for (const word of [...words]) if (word.length > 3 && word.endsWith('s')) words.add(word.slice(0, -1));
  for (const word of words) joined.add(word);
  return { words, joined };
}

/** Joins the letters of a spelled-out name such as `P a t`. */
function joinLetters(words: readonly string[]): string[] {
  const result: string[] = [];
  let run = '';
  for (const word of [...words, '  ']) {
    if ([...word].length === 1) run += word;
    else {
      if (run.length > 1) result.push(run);
      run = '';
    }
    if (word !== '  ') result.push(word);
  }
  return result;
}

/** Returns a string and its decodings, because a name may be encoded. */
function readingsOf(value: string): string[] {
  const text = decodeHeader(value);
  const readings = [text, splitHumps(text)];
  if (/[%=&\\]/.test(text)) readings.push(unescapeAll(text), unescapeAll(unescapeAll(text)));
  for (const word of text.split(/[^\w+/=-]+/)) if (word.length >= 6) readings.push(...decodings(word));
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
