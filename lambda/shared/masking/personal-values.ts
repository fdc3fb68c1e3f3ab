/** The values of one message that identify a person. A server's text may repeat them in other spellings. */
import { domainToUnicode } from 'node:url';
import { decodeHeader, decodings, fold } from './encodings';
import { canonicalIp, ipv4Candidates, numbersOfIp } from './ip-spellings';
import { splitMailbox } from './mailbox';
import { isServerWord } from './vocabulary';

export interface PersonalSources {
  readonly mailboxes: readonly string[];
  readonly subject?: string;
  readonly sourceIps?: readonly string[];
  /** Names or ARNs. */
  readonly callers?: readonly string[];
}

export interface PersonalValues {
  /** Returns whether a word is hidden everywhere, also with a trailing "s". */
  has(word: string): boolean;
  /** Returns whether a word is hidden only next to another personal word, such as the "no" of `no-reply`. */
  hasBesideOthers(word: string): boolean;
  /** Returns whether a host is the domain of a mailbox, which stays visible. */
  isDomain(host: string): boolean;
  isSourceIp(text: string): boolean;
  /** Returns whether a host contains a person's name, an encoded address or the source IP. */
  isIn(host: string): boolean;
}

const ARN_PREFIX = /^arn:(?:[^:]*:){4}(?:[a-z-]+\/)?/;

export function personalValues(sources: PersonalSources): PersonalValues {
  const callers = (sources.callers ?? []).flatMap((caller) => caller.replace(ARN_PREFIX, '').split('/'));
  const mailboxes = [...sources.mailboxes, ...callers].map(splitMailbox);
  const domains = new Set(mailboxes.map(({ domain }) => fold(domain ?? '')));
  const sourceIps = new Set((sources.sourceIps ?? []).map(canonicalIp));
  const strong = new Set<string>();
  const weak = new Set<string>();
  const names = new Set([...sourceIps].flatMap(numbersOfIp));

  const add = (value: string, isLocalPart = false) => {
    const text = fold(decodeHeader(value));
    const words = wordsOf(text).filter((word) => word.length > 1);
    const isRole = isLocalPart && words.every(isServerWord);
    const isWeak = (word: string) => words.length > 1 && (isRole || (word.length <= 3 && isServerWord(word)));
    for (const word of words) (isWeak(word) ? weak : strong).add(word);
    for (const whole of text.split(/[\s<>()[\]{}"',;|/?&=+!#@]+/)) if (!weak.has(whole)) strong.add(whole);
    return words;
  };
  for (const { localPart, rest } of mailboxes)
    for (const word of [...add(localPart, true), ...add(rest)]) if (!isServerWord(word)) names.add(word);
  add(sources.subject ?? '');
  strong.delete('');

  const isStrong = (word: string) => strong.has(word) || (word.length > 3 && strong.has(word.replace(/s$/, '')));
  const isSourceIp = (text: string) => sourceIps.has(canonicalIp(text));
  return {
    has: (word) => isStrong(fold(word)),
    hasBesideOthers: (word) => weak.has(fold(word)),
    isDomain: (host) => domains.has(fold(host)),
    isSourceIp,
    isIn: (host) => {
      const ascii = host.toLowerCase();
      const labels = fold(ascii.includes('xn--') ? domainToUnicode(ascii) : ascii).split('.');
      const ownDomain = labels.findIndex((_, index) => domains.has(labels.slice(index).join('.')));
      return (
        ipv4Candidates(host).some(isSourceIp) ||
        ascii.endsWith('.ip6.arpa') ||
        host.split('.').some((label) => isSourceIp(label.replaceAll('-', ':')) || decodings(label).some(isPersonal)) ||
        labels.slice(0, ownDomain < 0 ? labels.length : ownDomain).some(isNamed)
      );
    },
  };

  function isPersonal(decoded: string): boolean {
    return decoded.includes('@') || wordsOf(fold(decoded)).some((word) => names.has(word));
  }

  /**
   * A name of up to three letters counts only as a separate part (`bob-pc`, not `bobsled`). A longer one counts
   * anywhere.
   */
  function isNamed(label: string): boolean {
    if (label.split(/[^\p{L}]+|s$/u).some((part) => names.has(part))) return true;
    for (let start = 0; start < label.length; start++)
      for (let end = start + 4; end <= label.length; end++) if (names.has(label.slice(start, end))) return true;
    return false;
  }
}

function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u);
}
