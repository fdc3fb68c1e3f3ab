/**
 * What may be shown to whoever looks up a message: how it went, not who it was for.
 *
 * Looked at, and why not: fast-redact, @pinojs/redact and Powertools' data masking hide fields by their names; maskdata masks a
 * text that is one address. Here addresses stand in sentences of strangers, which are to stay readable.
 */
import type { DestinationInsights, EmailTag, EventDetails, MessageInsights } from './insights';

const MASK = '***';

/** Tags whose value is hidden as a whole: the address of the machine that handed the message to SES. */
const HIDDEN_TAGS: ReadonlySet<string> = new Set(['ses:source-ip']);

/** The same insights without personal data. */
export function mask(message: MessageInsights): MessageInsights {
  const mailboxes = [message.fromEmailAddress, ...message.insights.map(({ destination }) => destination)];
  const maskWords = (text: string) => maskText(text, mailboxes.filter(isPresent));
  return {
    ...message,
    fromEmailAddress: message.fromEmailAddress && maskMailbox(message.fromEmailAddress),
    subject: null,
    emailTags: message.emailTags.map((tag) => maskTag(tag, maskWords)),
    insights: message.insights.map((insights) => maskDestination(insights, maskWords)),
  };
}

/** `Alice <alice@example.com>` is `a***@example.com`: a display name is a person's. */
export function maskMailbox(mailbox: string): string {
  const [name, domain] = splitMailbox(mailbox);
  return domain === undefined ? MASK : `${maskName(name) || MASK}@${domain}`;
}

/** Local part, without quotes, and domain; all is local part where there is no `@`. A comment behind is left out. */
function splitMailbox(mailbox: string): [name: string, domain?: string] {
  const address = /<([^<>]*)>[^<>]*$/.exec(mailbox)?.[1] ?? mailbox;
  const at = address.lastIndexOf('@');
  if (at < 0) return [address];
  return [address.slice(0, at).replace(/^"|"$/g, ''), /^[^\s()<>",;:]*/.exec(address.slice(at + 1))?.[0]];
}

/**
 * A text with every address in it masked, and otherwise as it was. It takes time in proportion to the text, whoever
 * wrote it.
 *
 * @param mailboxes whose local parts may stand in it by themselves, such as `alice` in "user alice unknown"
 */
export function maskText(text: string, mailboxes: readonly string[] = []): string {
  const withoutDisplayNames = text
    .replace(ENCODED_WORD, MASK)
    .replace(QUOTED_NAME, (_, name: string) => maskName(name) || MASK)
    .replace(QUOTED_DISPLAY_NAME, `"${MASK}"`)
    .replace(DISPLAY_NAME, maskDisplayName);
  return maskNames(withoutDisplayNames, mailboxes)
    .replace(IN_BRACKETS, (all, name: string) => (isNoName(name) ? all : all.replace(name, maskName)))
    .split(LINK) // words, link, words, link, ... words
    .map((part, index) =>
      index % 2 === 0 ? maskAddresses(part, IN_WORDS, LAST_WORD) : maskAddresses(part, IN_LINK, ALL),
    )
    .join('');
}

/** White space, and what has no width. */
const SPACE = String.raw`[\s\p{Cf}]{0,5}`;

/** `@`, as it stands in links (`%40`, and encoded again), in full width, in HTML, in JSON and programs, in UTF-7. */
const SURE_AT = [
  String.raw`[@\uFE6B\uFF20]|%(?:25)*(?:u00)?40|&(?:amp;)*(?:#0*64|#x0*40|commat);?`,
  String.raw`\\(?:u0040|x40|u\{0*40\})|\+AEA-`,
].join('|');

/** At signs only before a host. The mere word is none: as `bob at example.org` stays, so does "error at example.org". */
const MAYBE_AT = String.raw`=(?:3D)*40|[([{]${SPACE}at${SPACE}[)\]}]`;
const AT = `(?:${SURE_AT}|${MAYBE_AT})`;
const IS_AT = new RegExp(AT, 'iu');

const DOT = String.raw`(?:\.|${SPACE}[([{]dot[)\]}]${SPACE})`;
const HOST = String.raw`(?:(?:[\p{L}\p{M}\p{N}-]{1,63}${DOT})+\p{L}[\p{L}\p{M}]|\[(?:\d|IPv6:))`;

/** An at sign; one before a host may stand apart from its name, or behind what ends a name. */
const SIGN = String.raw`${SPACE}[",:;>]{0,2}${AT}(?=[\s\p{Cf}"']{0,5}${HOST})|${SURE_AT}`;
const IN_WORDS = new RegExp(`(${SIGN})`, 'iu');

/** In a link, an address is one value of the query or one step of the path: all else is for on-call to read. */
const LINK = /(https?:\/\/[^\s<>"]+)/iu;
const IN_LINK = new RegExp(String.raw`(${SIGN}|[/?&#]|(?<=[?&]\w{1,32})=)`, 'iu');
const ALL = /.+/su;

/** The name before an at sign; what no name holds without quotes ends it, but spaces do not in `<bob jones@...>`. */
const LAST_WORD = /(?<=<\s{0,5})(?:[^\s<>",;:]+\s+){0,3}[^\s<>",;:]+$|(?<![^\s<>",;:])[^\s<>",;:]+$/u;

/** A header's way to write a name that is not ASCII (RFC 2047). */
const ENCODED_WORD = /=\?[^?\s]+\?[bq]\?[^?\s]*\?=/gi;

/** A local part in quotes may hold spaces: `"alice smith"@example.com`. */
const QUOTED_NAME = new RegExp(`"([^"]*)"(?=${SIGN})`, 'giu');

/** `"Alice Smith" <alice@example.com>` */
const BEFORE_ADDRESS = String.raw`(?=\s{0,5}<[^<>]*?${AT})`;
const QUOTED_DISPLAY_NAME = new RegExp(`"[^"]*"${BEFORE_ADDRESS}`, 'giu');

/**
 * `Alice Smith <alice@example.com>`: two to four capitalised words. One alone, small letters and capitals only stay
 * readable, for so do servers write: `Recipient <...>`, `rejected: no such user <...>`, `RCPT TO <...>`. So does what
 * stands in round brackets behind: `<...> (in reply to RCPT TO command)`.
 */
const CAPITALISED = String.raw`\p{Lu}(?:\.|[\p{L}\p{M}'’-]*[\p{Ll}\p{M}])`;
const DISPLAY_NAME = new RegExp(
  String.raw`(?<![\p{L}\p{M}\p{N}'’-])${CAPITALISED}(?: ${CAPITALISED}){0,3}${BEFORE_ADDRESS}`,
  'gu',
);

/** Of `User Alice Smith` the server's word is kept. */
function maskDisplayName(text: string): string {
  const words = text.split(' ');
  const start = words.findLastIndex(isCommon) + 1;
  return words.length - start < 2 ? text : [...words.slice(0, start), MASK].join(' ');
}

/** A local part alone, as in `<alice>: user unknown`. */
const IN_BRACKETS = /<\s*([^\s<>@](?:[^<>@]*[^\s<>@])?)\s*>/gu;

function maskAddresses(text: string, separator: RegExp, name: RegExp): string {
  const parts = text.split(separator); // name, at sign, name, at sign, ... domain
  const isBeforeAt = (index: number) => index % 2 === 0 && IS_AT.test(parts[index + 1] ?? '');
  return parts.map((part, index) => (isBeforeAt(index) ? part.replace(name, maskName) : part)).join('');
}

/** `alice` is `a***`; of one letter nothing is left; what was masked before stays. What opens a quotation is kept. */
function maskName(name: string): string {
  const [, before = '', first = '', rest = ''] = /^([\p{Ps}\p{Pi}'`=/]*)(\p{L}\p{M}*|\p{N})?(.*)$/su.exec(name) ?? [];
  if (name === '') return '';
  return rest === '' ? `${before}${MASK}` : `${before}${first}${MASK}`;
}

/** What stands in brackets and is no person's name. */
function isNoName(text: string): boolean {
  return (
    STATUS_CODE.test(text) ||
    isIpAddress(text) ||
    isIpAddress(text.replace(/:\d{1,5}$/, '')) || // with its port
    isIpAddress(/^[^\s[\]]*\[([^[\]]+)\]$/.exec(text)?.[1] ?? '') || // a host with its IP address
    /^https?:\/\/\S+$/i.test(text) ||
    IN_WORDS.test(text) || // its name is masked by itself
    text.split(/\s+/).length > 4 || // a sentence
    isCommon(text)
  );
}

/** Also a port or a year. */
const STATUS_CODE = /^#?(?:\d{1,4}|(?:\d{3}[ -]#?)?\d\.\d{1,3}\.\d{1,4})$/;

function isIpAddress(text: string): boolean {
  const isIpV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(isIpV4 ? `http://${text}` : `http://[${text}]`);
}

/** Some providers' local parts are numbers, of telephones even; fewer digits are a status code, a port or a year. */
function isLongNumber(text: string): boolean {
  return text.replace(/\D/g, '').length >= 5;
}

/**
 * Local parts that name a role (RFC 2142) or are words of a server's answer: masking them would make the answer
 * unreadable, and protect nobody.
 */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  `abuse accepted access account address admin all and authentication billing blocked bounce bounces client code
   connection contact content daemon delivery denied disabled dkim dmarc dns do does domain email error exceeded exist
   failed failure for found from full gmail google hello help host hostmaster hotmail icloud in inactive info invalid
   is it limit list mail mailbox mailer marketing message mx news newsletter no noc noreply not of office on order
   orders outlook over permanent policy postmaster quota rate rcpt recipient refused rejected relay reply root sales
   security sender server service shop size smtp spam spf store such support team temporary test tls to too
   unavailable unknown user users virus web webmaster www yahoo`.split(/\s+/),
);

/** What local parts are put together with; servers that quote a person by name may put other ones. */
const SEPARATORS = /[\s._-]+/;

function isCommon(name: string): boolean {
  return name.split(SEPARATORS).every((word) => word === '' || COMMON_WORDS.has(word.toLowerCase()));
}

/** No server takes more (RFC 5321: 64 and 255), and no regular expression 100,000. */
function isSendable(part: string): boolean {
  return part.length <= 320;
}

/** The local parts of addresses, and what stands in them before a plus sign, however composed; the longest first. */
function namesIn(mailboxes: readonly string[]): string[] {
  const names = mailboxes
    .map((mailbox) => splitMailbox(mailbox)[0])
    .flatMap((name) => [name, name.replace(/\+.*$/s, '')])
    .flatMap((name) => [name, name.normalize('NFC'), name.normalize('NFD')]);
  const isTelling = (name: string) =>
    isSendable(name) && name.length > 1 && (/\p{L}/u.test(name) || isLongNumber(name)) && !isCommon(name);
  return [...new Set(names.filter(isTelling))].sort((a, b) => b.length - a.length);
}

/**
 * The mailboxes' domains are to stay, also that of `alice@alice.example`. In other host names a name is masked, also in
 * `alice.example.com`: it may be a person's machine. Names of providers stay as common words.
 */
function maskNames(text: string, mailboxes: readonly string[]): string {
  const names = namesIn(mailboxes);
  if (names.length === 0) return text;
  const domains = mailboxes.map((mailbox) => splitMailbox(mailbox)[1] ?? '').filter((domain) => domain.includes('.'));
  const [domain, name] = [domains.filter(isSendable).map(escapeRegExp), names.map(toPattern)].map((all) =>
    all.join('|'),
  );
  const word = new RegExp(`${WORD_START}(?:(${domain || '(?!)'})|${name})(?![\\p{L}\\p{N}])`, 'giu');
  return text.replace(word, (all, domain?: string) => (domain === undefined ? maskName(all) : all));
}

/** The last letter of `%3C` or `\u003c` belongs to no word. */
const WORD_START = String.raw`(?:(?<![\p{L}\p{N}])|(?<=%[\da-f]{2}|\\u[\da-f]{4}))`;

/** `alice.smith` is also "Alice Smith". */
function toPattern(name: string): string {
  return name.split(SEPARATORS).filter(Boolean).map(escapeRegExp).join('[\\s._-]{1,3}');
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

type MaskWords = (text: string) => string;

function maskTag({ name, value }: EmailTag, maskWords: MaskWords): EmailTag {
  return { name, value: HIDDEN_TAGS.has(name.toLowerCase()) ? MASK : maskWords(value) };
}

function maskDestination(insights: DestinationInsights, maskWords: MaskWords): DestinationInsights {
  return {
    ...insights,
    destination: insights.destination && maskMailbox(insights.destination),
    events: insights.events.map((event) => ({
      ...event,
      details: event.details && maskDetails(event.details, maskWords),
    })),
  };
}

function maskDetails({ bounce, complaint }: EventDetails, maskWords: MaskWords): EventDetails {
  const diagnosticCode = bounce?.diagnosticCode;
  return {
    bounce: bounce && { ...bounce, diagnosticCode: diagnosticCode && maskWords(diagnosticCode) },
    complaint: complaint && {
      ...complaint,
      complaintFeedbackType: complaint.complaintFeedbackType && maskWords(complaint.complaintFeedbackType),
    },
  };
}
