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
  return maskNames(text, mailboxes)
    .replace(ENCODED_WORD, MASK)
    .replace(QUOTED_NAME, (_, name: string) => maskName(name) || MASK)
    .replace(DISPLAY_NAME, `"${MASK}"`)
    .replace(IN_BRACKETS, (all, name: string) => (isNoName(name) ? all : `<${maskName(name)}>`))
    .replace(LOOSE_NAME, maskName)
    .replace(TOKEN, maskToken);
}

/** `@`, as it stands in links (`%40`, and encoded again), in full width, in HTML, and in JSON. */
const AT = String.raw`(?:@|%(?:25)*40|[\uFE6B\uFF20]|&#0*64|&#x0*40|&commat|\\u0040)`;
const AT_SIGN = new RegExp(AT, 'i');
const SPLIT_AT_SIGN = new RegExp(`(${AT})`, 'i');

/** Parts of a text that may hold an address: what no address holds without quotes ends them. */
const TOKEN = /[^\s<>",;:]+/gu;

/** A header's way to write a name that is not ASCII (RFC 2047). */
const ENCODED_WORD = /=\?[^?\s]+\?[bq]\?[^?\s]*\?=/gi;

/** `"Alice Smith" <alice@example.com>` */
const DISPLAY_NAME = new RegExp(String.raw`"[^"]*"(?=\s{0,2}<[^\s<>@]*${AT})`, 'gi');

/** A local part in quotes may hold spaces: `"alice smith"@example.com`. */
const QUOTED_NAME = new RegExp(String.raw`"([^"]*)"(?=\s?${AT})`, 'gi');

/** A local part alone, as in `<alice>: user unknown`. */
const IN_BRACKETS = /<([^\s<>@]+)>/gu;

/** A word apart from the at sign that belongs to it: `alice @ example.com`. */
const LOOSE_NAME = /(?<![^\s<>",;:@])[^\s<>",;:@]+(?=["\s]{1,2}@\s?[\p{L}\p{N}-]{1,63}\.[\p{L}\p{N}])/gu;

function maskToken(token: string): string {
  const parts = token.split(SPLIT_AT_SIGN); // name, at sign, name, at sign, ... domain
  return parts.map((part, index) => (index % 2 === 0 && index < parts.length - 1 ? maskName(part) : part)).join('');
}

/** `alice` is `a***`; of one letter nothing is left; what was masked before stays. What opens a quotation is kept. */
function maskName(name: string): string {
  const [, before = '', first = '', rest = ''] = /^([\p{Ps}\p{Pi}'`=/]*)(\p{L}\p{M}*|\p{N})?(.*)$/su.exec(name) ?? [];
  if (name === '') return '';
  return rest === '' ? `${before}${MASK}` : `${before}${first}${MASK}`;
}

/** What stands in brackets and is no person's name: a code, an IP address, a host with its IP address, a link, a role. */
function isNoName(text: string): boolean {
  return (
    (/^[\d.:#-]+$/.test(text) && !LONG_NUMBER.test(text)) ||
    /\[[\da-f.:]{7,}\]$/i.test(text) ||
    text.includes('://') ||
    AT_SIGN.test(text) || // its name is masked by itself
    isCommon(text)
  );
}

/** No status code, port or year: some providers' local parts are numbers, of telephones even. */
const LONG_NUMBER = /\d{5}/;

/**
 * Local parts that name a role (RFC 2142) or are words of a server's answer: masking them would make the answer
 * unreadable, and protect nobody.
 */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  `abuse account address admin all billing bounce bounces contact daemon delivery do email error hello help host
   hostmaster info invalid mail mailbox mailer marketing message news newsletter no noc noreply not office postmaster
   recipient reply root sales security sender server service smtp spam support team test unknown user users webmaster
   www`.split(/\s+/),
);

/** What local parts are put together with; servers that quote a person by name may put other ones. */
const SEPARATORS = /[._-]+/;

function isCommon(name: string): boolean {
  return name.split(SEPARATORS).every((word) => word === '' || COMMON_WORDS.has(word.toLowerCase()));
}

/** The local parts of addresses, and what stands in them before a plus sign; the longest first. */
function namesIn(mailboxes: readonly string[]): string[] {
  const names = mailboxes.flatMap((mailbox) => {
    const [name] = splitMailbox(mailbox);
    return [name, name.replace(/\+.*$/s, '')];
  });
  const isTelling = (name: string) =>
    name.length > 1 && (/\p{L}/u.test(name) || LONG_NUMBER.test(name)) && !isCommon(name);
  return [...new Set(names.filter(isTelling))].sort((a, b) => b.length - a.length);
}

/** Domains are to stay, also that of `shop@shop.example`. */
function maskNames(text: string, mailboxes: readonly string[]): string {
  const names = namesIn(mailboxes);
  if (names.length === 0) return text;
  const domains = mailboxes.map((mailbox) => splitMailbox(mailbox)[1]).filter((domain) => domain?.includes('.'));
  const [domain, name] = [domains.filter(isPresent).map(escapeRegExp), names.map(toPattern)].map((all) =>
    all.join('|'),
  );
  const word = new RegExp(`(?<![\\p{L}\\p{N}])(?:(${domain || '(?!)'})|${name})(?![\\p{L}\\p{N}])`, 'giu');
  return text.replace(word, (all, domain?: string) => (domain === undefined ? maskName(all) : all));
}

/** `alice.smith` is also "Alice Smith". */
function toPattern(name: string): string {
  return name.split(SEPARATORS).filter(Boolean).map(escapeRegExp).join('[\\s._-]{1,3}');
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
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
