/** Splits the text of a server into tokens, at signs and separators. */

/** An at sign: `@`, or its encodings in links (`%40`, also encoded repeatedly), HTML, JSON and programs. */
const AT = [
  String.raw`[@\uFE6B\uFF20]|%(?:25){0,5}(?:u00)?40|&(?:amp;){0,5}(?:#0{0,5}64|#x0{0,5}40|commat);?`,
  String.raw`\\(?:u0040|x40|u\{0{0,5}40\})`,
].join('|');

/** One encoded character. It belongs to its word, so that no part of an encoded name looks like a number. */
const ESCAPE = String.raw`%[\da-fA-F]{2}|=[\dA-F]{2}|&\w{1,8};|&#[xX]?[\da-fA-F]{1,6};?|\\(?:[0-7]{3}|[uxUX]\{?[\da-fA-F]{2,6}\}?)`;
const HAS_ESCAPE = new RegExp(ESCAPE);

const SEPARATOR = String.raw`\s\p{Cc}<>()[\]{}"',;|/?&=+!*^$~\\#@\x60\p{Ps}\p{Pe}\p{Pi}\p{Pf}–—…`;
const TOKEN = new RegExp(`(${AT})|((?:(?!${AT})(?:${ESCAPE}|[^${SEPARATOR}]))+)|[${SEPARATOR}]`, 'gu');

export interface Token {
  readonly text: string;
  readonly kind: 'word' | 'at' | 'separator';
}

export function* tokenize(text: string): Generator<Token> {
  for (const [all, at, word] of text.matchAll(TOKEN))
    yield { text: all, kind: at !== undefined ? 'at' : word !== undefined ? 'word' : 'separator' };
}

/** Returns the separator at which a word can be split further, or undefined for an encoded word. */
export function jointOf(word: string): RegExp | undefined {
  if (HAS_ESCAPE.test(word)) return /^[^=]*=[^=]*$/.test(word) ? /(=)/ : undefined; // `code=550` only looks encoded
  return word.includes(':') ? /(:+)/ : /([._-]+)/;
}
