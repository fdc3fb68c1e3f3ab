/** The messages of a minute: when each is sent, its id, and how the statistics count it. */
import { createHash } from 'node:crypto';
import { REGION_CODES } from '../../lambda/message-insights/message-id';
import type { CountedAs } from './message-lifecycle';
import type { MailMinute } from './send-periods';

const MINUTE_MS = 60_000;

/** The Region of simulated messages, unless they belong to a stack. */
export const DEFAULT_REGION = 'eu-west-1';

/** The first digits of ids from a Region whose code is not known. No Region is known to have them. */
const UNKNOWN_CODE = '01ff';

/** What decides the ids of simulated messages, besides their times. */
export interface MessageSource {
  readonly seed: number;
  /** The Region that sends. Default: `DEFAULT_REGION`. */
  readonly region?: string;
}

export interface SentMessage {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  readonly countedAs: CountedAs;
}

/** Returns the messages of a minute, evenly spread, in the order of sending. */
export function messagesIn(sent: MailMinute, source: MessageSource): SentMessage[] {
  return Array.from({ length: sent.deliveryAttempts }, (_, index) => messageAt(sent, index, source));
}

export function messageAt(
  sent: MailMinute,
  index: number,
  { seed, region = DEFAULT_REGION }: MessageSource,
): SentMessage {
  const sentAt = sent.minute + Math.floor(((index + 0.5) * MINUTE_MS) / sent.deliveryAttempts);
  const time = sentAt.toString(16).padStart(12, '0');
  const id = `${codeOf(region)}${time}-${uuidOf(`${seed}:${sentAt}:${index}`)}-000000`;
  return { id, sentAt, countedAs: countedAsOf(sent, index) };
}

/** Returns the newest code of a Region that has several. */
function codeOf(region: string): string {
  return Object.keys(REGION_CODES).findLast((code) => REGION_CODES[code] === region) ?? UNKNOWN_CODE;
}

/** Returns the send time in an id, epoch milliseconds; NaN for a string that is not an id. */
export function sendTimeOf(messageId: string): number {
  return Number.parseInt(messageId.slice(4, 16), 16);
}

/** Returns the index of the message that could have this send time. */
export function indexAt(sentAt: number, { minute, deliveryAttempts }: MailMinute): number {
  return Math.floor(((sentAt - minute) * deliveryAttempts) / MINUTE_MS);
}

/** Returns the number of messages that bounce or draw a complaint. They are the first messages of their minute. */
export function eventfulIn({ deliveryAttempts, complaints, ...sent }: MailMinute): number {
  return Math.min(deliveryAttempts, bouncesIn(sent) + complaints);
}

/** Counts bounces first, then complaints, then rejects. Bounces beyond the number of messages belong to earlier messages. */
function countedAsOf({ complaints, rejects, ...sent }: MailMinute, index: number): CountedAs {
  const bounces = bouncesIn(sent);
  if (index < bounces) return 'bounce';
  if (index < bounces + complaints) return 'complaint';
  if (index < bounces + complaints + rejects) return 'reject';
  return 'nothing';
}

/** Returns the number of bounces that do not belong to earlier mail. */
export function bouncesIn({ bounces, lateBounces = 0 }: Pick<MailMinute, 'bounces' | 'lateBounces'>): number {
  return bounces - lateBounces;
}

/** Returns a UUID in the form of version 4. The same string leads to the same UUID. */
function uuidOf(source: string): string {
  const digits = createHash('sha256').update(source).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(12, 15)}`,
    `a${digits.slice(15, 18)}`,
    digits.slice(18, 30),
  ].join('-');
}
