/** The meaning of a mail server's response, so that responses about different recipients compare as equal. */
import { decodeHeader, fold } from '../masking/encodings';
import { splitMailbox } from '../masking/mailbox';
import { isEnumerated, isServerWord } from '../masking/vocabulary';
import type { MailRow } from './mail-row';

export interface Reason {
  /** Reply code and enhanced status code, such as `550 5.1.1`. Empty if the response has neither. */
  readonly code: string;
  /** Words of servers in lower case, without names, numbers, IDs and hosts. May be empty. */
  readonly words: string;
}

/** Returns a reason as a string, such as `550 5.1.1 user unknown`. Returns undefined if SES recorded none. */
export function reasonOf({ diagnosticCode, bounceSubType, to = '' }: MailRow): string | undefined {
  const { code, words } = readReason(diagnosticCode ?? '', to);
  const subType = bounceSubType !== undefined && isEnumerated(bounceSubType) ? bounceSubType : '';
  return [code, words].filter(Boolean).join(' ') || subType || undefined;
}

/** Returns the code at the start of a reason, which is also the start of similar reasons. Undefined if it has none. */
export function codeOf(reason: string): string | undefined {
  return /^(?:[245]\d\d(?: [245]\.\d{1,3}\.\d{1,3})?|[245]\.\d{1,3}\.\d{1,3})(?= |$)/.exec(reason)?.[0];
}

/** Returns the enhanced status code of a diagnostic code, such as `5.1.1`. Undefined if it has none. */
export function enhancedCodeOf(diagnosticCode: string): string | undefined {
  return ENHANCED.exec(diagnosticCode.slice(0, MAX_LENGTH))?.[1];
}

/**
 * Returns the meaning of a diagnostic code.
 *
 * @param recipient words of this address are left out, even if they are words of servers
 */
export function readReason(diagnosticCode: string, recipient: string): Reason {
  const text = diagnosticCode.slice(0, MAX_LENGTH).replace(/\s+/g, ' ');
  const [, reply = ''] = REPLY.exec(text) ?? [];
  const code = [reply, enhancedCodeOf(text) ?? ''].filter(Boolean).join(' ');
  return { code, words: wordsOf(text, recipient) };
}

/** The start of a response has the meaning. The rest is advice, links and IDs. */
const MAX_LENGTH = 500;
const MAX_WORDS = 12;

/** `smtp; 550 ...`, `550-5.1.1 ...`, `host said: 550 ...`. */
const REPLY = /(?:^|;|said:|:)\s*([245]\d\d)(?=[ -]|$)/i;

/** Not a part of an IP address, a host name or a mail address. */
const ENHANCED = /(?:^|[\s#(\-:[])([245]\.\d{1,3}\.\d{1,3})(?![\d@]|\.\d)/;

/** Characters around a word, and a sentence's punctuation. */
const EDGES = /^[\s"'“”‘’`<([{.,;:!?*-]+|[\s"'“”‘’`>)\]}.,;!?*-]+$/g;

/** A word of letters only, also joined, as in `double-checking` and `recipient's`. */
const PLAIN_WORD = /^[a-z]+(?:['’-][a-z]+)*:?$/i;

/** Without it, "doesn't exist" and "exist" would read the same. */
const CONTRACTION = /^(?:is|are|was|were|do|does|did|has|have|had|can|could|should|would|wo)n?['’]t$/i;

/** Returns the words of the first sentence, up to a link. */
function wordsOf(text: string, recipient: string): string {
  const own = ownWords(recipient);
  const words: string[] = [];
  for (const chunk of text.replace(PREFIX, '').split(' ')) {
    const word = chunk.replace(EDGES, '');
    if (words.length >= MAX_WORDS || /^https?:/i.test(word)) break;
    if (isShown(word, own)) words.push(word.toLowerCase());
    if (words.length > 1 && /[a-z][.!]$/i.test(chunk)) break;
  }
  while (LEADS_ON.has(words.at(-1) ?? '')) words.pop();
  return words.join(' ').replace(/:$/, '');
}

/** Words that lead to a link or a name, which is left out. */
const LEADS_ON: ReadonlySet<string> = new Set([
  'at',
  'by',
  'for',
  'from',
  'go',
  'of',
  'please',
  'see',
  'to',
  'using',
  'visit',
]);

/** The protocol and the server at the start of a diagnostic code. */
const PREFIX = /^\s*(?:(?:smtp|x-[\w-]+)\s*;)?(?:.{0,253}? said:)?/i;

function isShown(word: string, own: ReadonlySet<string>): boolean {
  if (!PLAIN_WORD.test(word)) return false;
  if (CONTRACTION.test(word)) return true;
  const parts = word
    .toLowerCase()
    .replace(/['’]s?(?=:?$)/, '')
    .split(/[^a-z]+/)
    .filter(Boolean);
  return parts.every(
    (part) => part.length > 1 && isKnownWord(part) && !own.has(part) && !own.has(part.replace(/s$/, '')),
  );
}

/** Words of the recipient's address and display name. */
function ownWords(recipient: string): ReadonlySet<string> {
  const { localPart, rest } = splitMailbox(recipient);
  return new Set(fold(`${localPart} ${decodeHeader(rest)}`).split(/[^\p{L}]+/u));
}

/** Avoids most look-ups in the vocabulary, because responses repeat their words. */
const known = new Map<string, boolean>();
const MAX_KNOWN = 5000;

function isKnownWord(word: string): boolean {
  const isKnown = known.get(word) ?? isServerWord(word);
  if (known.size < MAX_KNOWN) known.set(word, isKnown);
  return isKnown;
}
