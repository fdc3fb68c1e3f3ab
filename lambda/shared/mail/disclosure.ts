/** Decides which values of mail may be shown to somebody who may not see personal data. */
import { MASK, maskMailbox, splitMailbox } from '../masking/mailbox';
import { isEnumerated } from '../masking/vocabulary';
import type { Mail } from './mails';
import { containsName, hostName, type Names, namesOf } from './names';
import { DIMENSIONS, type Dimension } from './property';
import { withoutAddresses } from './shown-text';

/**
 * A value that this many different recipients share belongs to a mailing. With fewer, it may belong to a person.
 */
export const MIN_RECIPIENTS = 5;

/** A domain with this many recipients belongs to a provider or a company, even if an address repeats its name. */
const LARGE_DOMAIN = 50;

/** The rule for one answer: all the mail that a caller can see at once. */
export interface Disclosure {
  /**
   * Returns a property as it may be shown, or null if it is hidden.
   *
   * Shown: a value that at least `MIN_RECIPIENTS` different recipients of the answer share, unless it contains a name
   * of one of them; and each provider that SES documents. Limit: a name that belongs to no recipient is shown.
   */
  shown(dimension: Dimension, value: string): string | null;
  /** Returns a sender as in a look-up, `n***@shop.example`. Its domain is hidden if it contains a recipient's name. */
  maskedSender(from: string): string;
}

export function createDisclosure(mails: readonly Mail[]): Disclosure {
  const groups = groupByValue(mails);
  const namesByRecipient = readNames(mails);
  const decided = new Map<string, string | null>();

  return {
    shown(dimension, value) {
      const key = keyOf(dimension, value);
      const known = decided.get(key);
      if (known !== undefined) return known;
      const shown = isShown(dimension, value) ? toShown(dimension, value) : null;
      decided.set(key, shown);
      return shown;
    },
    maskedSender(from) {
      const group = groups.get(keyOf('from', from));
      const domain = splitMailbox(from).domain ?? '';
      return group !== undefined && isNamed(hostName(domain), group) ? MASK : maskMailbox(from);
    },
  };

  function isShown(dimension: Dimension, value: string): boolean {
    if (dimension === 'isp' && isEnumerated(value)) return true;
    const group = groups.get(keyOf(dimension, value));
    if (group === undefined || group.recipients.size < MIN_RECIPIENTS) return false;
    if (dimension === 'reason') return true; // it has only words of servers, and no word of its recipients
    if (dimension === 'domain') return group.recipients.size >= LARGE_DOMAIN || !isNamed(hostName(value), group);
    return !isNamed(value, group);
  }

  function isNamed(value: string, { recipients, senders }: Sharers): boolean {
    const names = [...recipients].flatMap((recipient) => namesByRecipient.get(recipient) ?? []);
    return containsName(value, names, new Set([...senders].flatMap(domainWords)));
  }
}

interface Sharers {
  readonly recipients: Set<string>;
  readonly senders: Set<string>;
}

function groupByValue(mails: readonly Mail[]): ReadonlyMap<string, Sharers> {
  const groups = new Map<string, Sharers>();
  for (const { recipient, properties } of mails) {
    for (const dimension of DIMENSIONS) {
      const value = properties[dimension];
      if (value === undefined) continue;
      const key = keyOf(dimension, value);
      const group = groups.get(key) ?? { recipients: new Set(), senders: new Set() };
      groups.set(key, group);
      if (recipient !== undefined) group.recipients.add(recipient);
      if (properties.from !== undefined) group.senders.add(properties.from);
    }
  }
  return groups;
}

/** Returns the names of each recipient, in all spellings of its address in the answer. */
function readNames(mails: readonly Mail[]): ReadonlyMap<string, readonly Names[]> {
  const spellings = new Map<string, Set<string>>();
  for (const { recipient, row } of mails) {
    if (recipient === undefined || row.to === undefined) continue;
    const known = spellings.get(recipient);
    if (known === undefined) spellings.set(recipient, new Set([row.to]));
    else known.add(row.to);
  }
  return new Map([...spellings].map(([recipient, addresses]) => [recipient, [...addresses].map(namesOf)]));
}

function keyOf(dimension: Dimension, value: string): string {
  return `${dimension} ${value}`;
}

function domainWords(sender: string): string[] {
  return sender.slice(sender.lastIndexOf('@') + 1).split(/[^\p{L}\p{N}]+/u);
}

function toShown(dimension: Dimension, value: string): string {
  if (dimension === 'subject') return withoutAddresses(value);
  // A sender of one message may contain its recipient, as in `bounce+alice=example.com@shop.example`.
  if (dimension === 'from' && /[=%!"@\s]/.test(splitMailbox(value).localPart)) return maskMailbox(value);
  return value;
}
