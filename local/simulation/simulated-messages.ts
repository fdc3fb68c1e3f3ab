/** The single messages behind simulated mail, as SES tells of them: the same for the same seed, found by their ids. */
import { createHash } from 'node:crypto';
import { randomLcg } from 'd3-random';
import { SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import type { SesMessage } from '../aws/ses-endpoint';
import { type Fate, type Story, tellStory } from './message-stories';
import type { MailMinute } from './send-periods';
import { writeEnvelope } from './simulated-envelope';
import type { SimulatedMail } from './simulated-mail';

const MINUTE_MS = 60_000;

/** SES tells of messages for 30 days: so says its console, and nothing else. */
export const MESSAGE_RETENTION_MS = 30 * 24 * 60 * MINUTE_MS;

/** From sending until SES tells of a message. An assumption: "within minutes", and no bound is published. */
export const INDEXING_MS = 2 * MINUTE_MS;

/** The beginning of ids from eu-west-1, where this machine seems to send. Observed, not documented. */
const REGION_DIGITS = '0102';

/** An outcome, and the events of a message with this outcome and nothing besides. */
const TOLD_BY = {
  DELIVERY: ['SEND', 'DELIVERY'],
  BOUNCE: ['SEND', 'BOUNCE'],
  COMPLAINT: ['SEND', 'DELIVERY', 'COMPLAINT'],
} as const;

export type MessageOutcome = keyof typeof TOLD_BY;

export interface SimulatedMessages {
  /**
   * What SES tells of a message; undefined: it knows of none.
   *
   * @param now epoch milliseconds
   */
  find(messageId: string, now: number): SesMessage | undefined;
  /**
   * Id of the newest message of which SES tells this outcome and nothing besides; a bounce is a permanent one.
   *
   * @param now epoch milliseconds
   * @returns undefined when there is none in the time that the account's statistics reach back, 14 days
   */
  newest(outcome: MessageOutcome, now: number): string | undefined;
}

export function messagesOf(mail: SimulatedMail, seed: number): SimulatedMessages {
  return {
    find(messageId, now) {
      const sentAt = Number.parseInt(messageId.slice(4, 16), 16);
      if (!isTold(sentAt, now)) return undefined;
      const minute = Math.floor(sentAt / MINUTE_MS) * MINUTE_MS;
      const [sent] = mail.between(minute, minute + MINUTE_MS);
      const message = sent && messageOf(sent, indexAt(sentAt, sent), seed);
      return message?.id === messageId ? toSesMessage(message, now) : undefined;
    },
    newest(outcome, now) {
      for (const minute of mail.between(now - SES_RETENTION_MS, now).toReversed()) {
        const message = messagesIn(minute, seed).findLast((message) => hasCome(message, outcome, now));
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
  readonly fate: Fate;
}

/** A minute's messages in the order of sending, evenly spread. */
export function messagesIn(sent: MailMinute, seed: number): SentMessage[] {
  return Array.from({ length: sent.deliveryAttempts }, (_, index) => messageOf(sent, index, seed));
}

function messageOf(sent: MailMinute, index: number, seed: number): SentMessage {
  const sentAt = sent.minute + Math.floor(((index + 0.5) * MINUTE_MS) / sent.deliveryAttempts);
  const time = sentAt.toString(16).padStart(12, '0');
  const id = `${REGION_DIGITS}${time}-${uuidOf(`${seed}:${sentAt}:${index}`)}-000000`;
  return { id, sentAt, fate: fateOf(sent, index) };
}

/** The message that would have been sent at this time, if any was. */
function indexAt(sentAt: number, { minute, deliveryAttempts }: MailMinute): number {
  return Math.floor(((sentAt - minute) * deliveryAttempts) / MINUTE_MS);
}

/** Bounces come first, then complaints, then rejects, as far as there are messages: late bounces have none here. */
function fateOf({ bounces, complaints, rejects }: MailMinute, index: number): Fate {
  if (index < bounces) return 'bounced';
  if (index < bounces + complaints) return 'complained';
  if (index < bounces + complaints + rejects) return 'rejected';
  return 'other';
}

/** A UUID of version 4, but for being the same for the same text. */
function uuidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(12, 15)}`,
    `a${digits.slice(15, 18)}`,
    digits.slice(18, 30),
  ].join('-');
}

/** What has become of a message by now. */
function storyOf({ id, sentAt, fate }: SentMessage, now: number): Story {
  const { recipients, events } = tellStory(fate, randomOf(id.slice(17, 25)));
  return { recipients, events: events.filter(({ afterMs }) => sentAt + afterMs <= now) };
}

/** Numbers that follow from eight hex digits: those of an id's UUID are as good as random. */
function randomOf(digits: string): () => number {
  return randomLcg(Number.parseInt(digits, 16) / 2 ** 32);
}

function hasCome(message: SentMessage, outcome: MessageOutcome, now: number): boolean {
  if (!isTold(message.sentAt, now)) return false;
  const types = storyOf(message, now).events.map(({ Type }) => Type);
  return types.join() === TOLD_BY[outcome].join();
}

/** False for what is no time. */
function isTold(sentAt: number, now: number): boolean {
  return sentAt <= now - INDEXING_MS && sentAt >= now - MESSAGE_RETENTION_MS;
}

function toSesMessage(message: SentMessage, now: number): SesMessage {
  const { recipients, events } = storyOf(message, now);
  return {
    MessageId: message.id,
    ...writeEnvelope(randomOf(message.id.slice(41, 49))),
    Insights: recipients.map(({ address, isp }) => ({
      Destination: address,
      Isp: isp,
      Events: events.map(({ afterMs, ...event }) => ({ Timestamp: (message.sentAt + afterMs) / 1000, ...event })),
    })),
  };
}
