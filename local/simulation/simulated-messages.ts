/** The messages of simulated mail, as SES reports them. The same seed leads to the same messages and ids. */
import { createHash } from 'node:crypto';
import { randomLcg } from 'd3-random';
import { SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import type { SesMessage } from '../aws/ses-endpoint';
import { type CountedAs, drawLifecycle, type MessageLifecycle } from './message-lifecycle';
import type { MailMinute } from './send-periods';
import { drawEnvelope } from './simulated-envelope';
import type { SimulatedMail } from './simulated-mail';

const MINUTE_MS = 60_000;

/** SES keeps messages for 30 days, according to its console. AWS does not document it. */
export const MESSAGE_RETENTION_MS = 30 * 24 * 60 * MINUTE_MS;

/** The time from sending until SES reports a message. An assumption: AWS documents only "within minutes". */
export const INDEXING_MS = 2 * MINUTE_MS;

/** The first digits of ids from eu-west-1, the simulated Region. Observed, not documented. */
const REGION_DIGITS = '0102';

/** All events of a message with this outcome. The message has no other events. */
const EVENTS_BY_OUTCOME = {
  DELIVERY: ['SEND', 'DELIVERY'],
  BOUNCE: ['SEND', 'BOUNCE'],
  COMPLAINT: ['SEND', 'DELIVERY', 'COMPLAINT'],
} as const;

export type MessageOutcome = keyof typeof EVENTS_BY_OUTCOME;

export interface SimulatedMessages {
  /**
   * Returns a message as SES reports it; undefined when SES does not have it.
   *
   * @param now epoch milliseconds
   */
  find(messageId: string, now: number): SesMessage | undefined;
  /**
   * Returns the id of the newest message of the last 14 days that has exactly the events of this outcome. Only permanent
   * bounces have exactly the events of BOUNCE.
   *
   * @param now epoch milliseconds
   * @returns undefined when no such message exists
   */
  newest(outcome: MessageOutcome, now: number): string | undefined;
}

export function messagesOf(mail: SimulatedMail, seed: number): SimulatedMessages {
  return {
    find(messageId, now) {
      const sentAt = Number.parseInt(messageId.slice(4, 16), 16);
      if (!isReported(sentAt, now)) return undefined;
      const minute = Math.floor(sentAt / MINUTE_MS) * MINUTE_MS;
      const [sent] = mail.between(minute, minute + MINUTE_MS);
      const message = sent && messageOf(sent, indexAt(sentAt, sent), seed);
      return message?.id === messageId ? toSesMessage(message, now) : undefined;
    },
    newest(outcome, now) {
      for (const minute of mail.between(now - SES_RETENTION_MS, now).toReversed()) {
        const message = messagesIn(minute, seed).findLast((message) => hasOutcome(message, outcome, now));
        if (message) return message.id;
      }
      return undefined;
    },
  };
}

export interface SentMessage {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  readonly countedAs: CountedAs;
}

/** Returns the messages of a minute, evenly spread, in the order of sending. */
export function messagesIn(sent: MailMinute, seed: number): SentMessage[] {
  return Array.from({ length: sent.deliveryAttempts }, (_, index) => messageOf(sent, index, seed));
}

function messageOf(sent: MailMinute, index: number, seed: number): SentMessage {
  const sentAt = sent.minute + Math.floor(((index + 0.5) * MINUTE_MS) / sent.deliveryAttempts);
  const time = sentAt.toString(16).padStart(12, '0');
  const id = `${REGION_DIGITS}${time}-${uuidOf(`${seed}:${sentAt}:${index}`)}-000000`;
  return { id, sentAt, countedAs: countedAsOf(sent, index) };
}

/** Returns the index of the message that could have this send time. */
function indexAt(sentAt: number, { minute, deliveryAttempts }: MailMinute): number {
  return Math.floor(((sentAt - minute) * deliveryAttempts) / MINUTE_MS);
}

/** Counts bounces first, then complaints, then rejects. Bounces beyond the number of messages belong to earlier messages. */
function countedAsOf({ bounces, complaints, rejects }: MailMinute, index: number): CountedAs {
  if (index < bounces) return 'bounce';
  if (index < bounces + complaints) return 'complaint';
  if (index < bounces + complaints + rejects) return 'reject';
  return 'nothing';
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

/** Returns the recipients of a message, and its events until now. */
function lifecycleOf({ id, sentAt, countedAs }: SentMessage, now: number): MessageLifecycle {
  const { recipients, events } = drawLifecycle(countedAs, randomOf(id.slice(17, 25)));
  return { recipients, events: events.filter(({ afterMs }) => sentAt + afterMs <= now) };
}

/** Returns a generator whose seed is eight hex digits of an id's UUID, which are pseudorandom. */
function randomOf(digits: string): () => number {
  return randomLcg(Number.parseInt(digits, 16) / 2 ** 32);
}

function hasOutcome(message: SentMessage, outcome: MessageOutcome, now: number): boolean {
  if (!isReported(message.sentAt, now)) return false;
  const types = lifecycleOf(message, now).events.map(({ Type }) => Type);
  return types.join() === EVENTS_BY_OUTCOME[outcome].join();
}

/** Returns false for NaN. */
function isReported(sentAt: number, now: number): boolean {
  return sentAt <= now - INDEXING_MS && sentAt >= now - MESSAGE_RETENTION_MS;
}

function toSesMessage(message: SentMessage, now: number): SesMessage {
  const { recipients, events } = lifecycleOf(message, now);
  return {
    MessageId: message.id,
    ...drawEnvelope(randomOf(message.id.slice(41, 49))),
    Insights: recipients.map(({ address, isp }) => ({
      Destination: address,
      Isp: isp,
      Events: events.map(({ afterMs, ...event }) => ({ Timestamp: (message.sentAt + afterMs) / 1000, ...event })),
    })),
  };
}
