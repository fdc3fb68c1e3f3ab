/**
 * Masks a message, so that it shows what happened, but not to whom.
 *
 * No list of words to hide is complete. A string therefore keeps only the words of servers (`server-text.ts`), without
 * the personal values of the message itself (`personal-values.ts`).
 */

import { MASK, maskMailbox } from '../shared/masking/mailbox';
import { type PersonalValues, personalValues } from '../shared/masking/personal-values';
import { maskWords } from '../shared/masking/server-text';
import { isEnumerated } from '../shared/masking/vocabulary';
import type { DestinationInsights, EmailTag, EventDetails, MessageInsights } from './insights';

/** Tags of SES whose values describe the account's configuration. A value is shown only if it has the given format. */
const TAG_FORMATS: ReadonlyMap<string, RegExp> = new Map([
  ['ses:configuration-set', /^[\w-]{1,64}$/],
  ['ses:from-domain', /^(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/i],
  ['ses:source-tls-version', /^TLSv?\d(?:\.\d)?$/i],
  ['ses:outgoing-tls-version', /^TLSv?\d(?:\.\d)?$/i],
]);

/** Tags whose whole value is personal: the address of the sending machine, and the IAM identity. */
const HIDDEN_TAGS: ReadonlySet<string> = new Set(['ses:source-ip', 'ses:caller-identity']);

/** Returns the message without personal data. */
export function mask(message: MessageInsights): MessageInsights {
  const { messageId, sentAt, sendingRegion, fromEmailAddress, insights, emailTags, subject } = message;
  const mailboxes = [fromEmailAddress, ...insights.map(({ destination }) => destination)].filter(isPresent);
  const tagValues = (name: string) =>
    emailTags.filter((tag) => tag.name.toLowerCase() === name).map((tag) => tag.value);
  const personal = personalValues({
    mailboxes,
    subject: subject ?? '',
    sourceIps: tagValues('ses:source-ip'),
    callers: tagValues('ses:caller-identity'),
  });
  // Field by field, so that a new field stays hidden until its masking is decided.
  return {
    messageId,
    sentAt,
    sendingRegion,
    fromEmailAddress: fromEmailAddress && maskMailbox(fromEmailAddress),
    subject: null,
    emailTags: emailTags.map((tag) => maskTag(tag, personal)),
    insights: insights.map((destination) => maskDestination(destination, personal)),
  };
}

function maskTag({ name, value }: EmailTag, personal: PersonalValues): EmailTag {
  const key = name.toLowerCase();
  const isConfiguration = TAG_FORMATS.get(key)?.test(value) && !personal.isIn(value);
  return {
    name: TAG_FORMATS.has(key) || HIDDEN_TAGS.has(key) ? name : maskWords(name, personal),
    value: HIDDEN_TAGS.has(key) ? MASK : isConfiguration ? value : maskWords(value, personal),
  };
}

function maskDestination(insights: DestinationInsights, personal: PersonalValues): DestinationInsights {
  const { destination, isp, status, secondsToStatus, advice, events } = insights;
  return {
    destination: destination && maskMailbox(destination),
    isp: isp && maskEnumerated(isp, personal),
    status,
    secondsToStatus,
    advice, // words of this program
    events: events.map(({ timestamp, type, details }) => ({
      timestamp,
      type: type && maskEnumerated(type, personal),
      details: details && maskDetails(details, personal),
    })),
  };
}

function maskDetails({ bounce, complaint }: EventDetails, personal: PersonalValues): EventDetails {
  const maskFields = <T extends object>(fields: T) =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [key, value && maskEnumerated(value, personal)]),
    ) as T;
  return { bounce: bounce && maskFields(bounce), complaint: complaint && maskFields(complaint) };
}

/**
 * Shows a value that SES documents, even if it is also a recipient's name. A new value is masked like any other string.
 */
function maskEnumerated(value: string, personal: PersonalValues): string {
  return isEnumerated(value) ? value : maskWords(value, personal);
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
