/** The values of one message that name a person, in the spellings in which a server's text may repeat them. */
import { isIP } from 'node:net';
import { domainToUnicode } from 'node:url';
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
  /** Hidden everywhere, also with an "s" behind it. */
  has(word: string): boolean;
  /** Hidden only beside another personal word: the "no" of `no-reply`, the "is" of a subject. */
  hasBesideOthers(word: string): boolean;
  /** The domain of a mailbox, which stays visible. */
  isDomain(host: string): boolean;
  isSourceIp(text: string): boolean;
  /** A host that contains a person's name, an encoded address or the source IP. */
  isIn(host: string): boolean;
}

export function personalValues(sources: PersonalSources): PersonalValues {
  const callers = (sources.callers ?? []).flatMap((caller) => caller.replace(ARN_PREFIX, '').split('/'));
  const mailboxes = [...sources.mailboxes, ...callers].map(splitMailbox);
  const domains = new Set(mailboxes.map(({ domain }) => fold(domain ?? '')));
  const sourceIps = new Set((sources.sourceIps ?? []).map(toCanonicalIp));
  const strong = new Set<string>();
  const weak = new Set<string>();
  const names = new Set([...sourceIps].flatMap(toNumbers));

  const add = (value: string, isLocalPart = false) => {
    const text = fold(decodeHeader(value));
    const all = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);
    const isRole = isLocalPart && all.every(isServerWord);
    const isWeak = (word: string) => all.length > 1 && (isRole || (word.length <= 3 && isServerWord(word)));
    for (const word of all) (isWeak(word) ? weak : strong).add(word);
    for (const whole of text.split(/[\s<>()[\]{}"',;|/?&=+!#@]+/)) if (!weak.has(whole)) strong.add(whole);
    return all;
  };
  for (const { localPart, rest } of mailboxes)
    for (const word of [...add(localPart, true), ...add(rest)]) if (!isServerWord(word)) names.add(word);
  add(sources.subject ?? '');
  strong.delete('');

  const isStrong = (word: string) => strong.has(word) || (word.length > 3 && strong.has(word.replace(/s$/, '')));
  const isSourceIp = (text: string) => sourceIps.has(toCanonicalIp(text));
  return {
    has: (word) => isStrong(fold(word)),
    hasBesideOthers: (word) => weak.has(fold(word)),
    isDomain: (host) => domains.has(fold(host)),
    isSourceIp,
    isIn: (host) => {
      const ascii = host.toLowerCase();
      const labels = fold(ascii.includes('xn--') ? domainToUnicode(ascii) : ascii).split('.');
      const own = labels.findIndex((_, index) => domains.has(labels.slice(index).join('.')));
      return (
        quartets(host).some(isSourceIp) ||
        ascii.endsWith('.ip6.arpa') ||
        host.split('.').some((label) => isSourceIp(label.replaceAll('-', ':')) || decodings(label).some(isPersonal)) ||
        labels.slice(0, own < 0 ? labels.length : own).some((label) => isNamed(label))
      );
    },
  };

  function isPersonal(decoded: string): boolean {
    return (
      decoded.includes('@') ||
      fold(decoded)
        .split(/[^\p{L}\p{N}]+/u)
        .some((word) => names.has(word))
    );
  }

  /** Short names count as a part of their own: `bob-pc`, but not `bobsled`; from four letters on also `alicespc`. */
  function isNamed(label: string): boolean {
    if (label.split(/[^\p{L}]+|s$/u).some((part) => names.has(part))) return true;
    for (let start = 0; start < label.length; start++)
      for (let end = start + 4; end <= label.length; end++) if (names.has(label.slice(start, end))) return true;
    return false;
  }
}

const ARN_PREFIX = /^arn:(?:[^:]*:){4}(?:[a-z-]+\/)?/;

/** Compatible characters, case, accents and characters without width make no difference. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{Cf}\p{M}]/gu, '')
    .toLowerCase();
}

/** A header writes what is not ASCII as `=?utf-8?Q?Zo=C3=AB?=` (RFC 2047). */
function decodeHeader(value: string): string {
  return value.replace(/=\?[^?\s]+\?([bq])\?([^?\s]*)\?=/gi, (_, encoding: string, text: string) =>
    encoding.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString()
      : Buffer.from(
          text.replace(/_/g, ' ').replace(/=([\da-f]{2})/gi, (_, hex) => fromHex(hex)),
          'latin1',
        ).toString(),
  );
}

function fromHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('latin1');
}

/** One spelling for each address: an IPv4 address in IPv6 is IPv4. Another text is itself. */
function toCanonicalIp(text: string): string {
  if (isIP(text) !== 6 || !URL.canParse(`http://[${text}]`)) return text;
  const { hostname } = new URL(`http://[${text}]`);
  const [, high, low] = /^\[::ffff:([\da-f]+):([\da-f]+)\]$/.exec(hostname) ?? [];
  if (high === undefined || low === undefined) return hostname;
  return [...Buffer.from(high.padStart(4, '0') + low.padStart(4, '0'), 'hex')].join('.');
}

/** An IPv4 address as machines write it in their names: hexadecimal and decimal. */
function toNumbers(ip: string): string[] {
  if (isIP(ip) !== 4) return [];
  const bytes = Buffer.from(ip.split('.').map(Number));
  return [bytes.toString('hex'), `${bytes.readUInt32BE()}`];
}

/** All that may be an IPv4 address in a text, forwards and, as block lists write it, backwards. */
export function quartets(text: string): string[] {
  const numbers = (text.match(/\d+/g) ?? []).map(Number);
  return numbers.flatMap((_, index) => {
    const four = numbers.slice(index, index + 4);
    return [four.join('.'), four.reverse().join('.')];
  });
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** What a label says when it is hexadecimal, base32 or base64. */
function decodings(label: string): string[] {
  if (label.length < 6) return [];
  const bits = [...label.toLowerCase()].map((char) => BASE32.indexOf(char).toString(2).padStart(5, '0')).join('');
  const base32 = /^[a-z2-7]+$/i.test(label) ? (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)) : [];
  const all = [Buffer.from(label, 'hex'), Buffer.from(base32), Buffer.from(label, 'base64')];
  return all.map((bytes) => bytes.toString('latin1')).filter((text) => /^[\x20-\x7e]{3,}$/.test(text));
}
