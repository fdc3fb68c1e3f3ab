/** The messages of simulated mail, as SES reports them. The same seed leads to the same messages and ids. */
import { SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import type { SesMessage } from '../aws/ses-endpoint';
import type { ArchivedMail, SendRange, SuppressedAddress } from '../aws/sesv2/mail-account';
import { toArchivedMail } from './archived-mail';
import { createMessageDraws, type DrawnMessage } from './drawn-messages';
import { SUPPRESSED_SUB_TYPE } from './message-lifecycle';
import type { MailMinute } from './send-periods';
import { indexAt, type MessageSource, sendTimeOf } from './sent-messages';
import type { SimulatedMail } from './simulated-mail';
import { createSuppressedAddresses } from './suppressed-addresses';

const MINUTE_MS = 60_000;

/** SES keeps messages for 30 days, according to its console. AWS does not document it. */
export const MESSAGE_RETENTION_MS = 30 * 24 * 60 * MINUTE_MS;

/** The time from sending until SES reports a message. An assumption: AWS documents only "within minutes". */
export const INDEXING_MS = 2 * MINUTE_MS;

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
  /** Returns the recipient of the newest message of the last 14 days that SES suppressed. */
  newestSuppressed(now: number): string | undefined;
  /** Returns the mail of a range that SES reports now, one row for each recipient. */
  rows(range: SendRange, now: number): Iterable<ArchivedMail>;
  /** Returns the addresses that SES has suppressed after the bounces and complaints of the last 14 days. */
  suppressed(now: number): ReadonlyMap<string, SuppressedAddress>;
}

/** @param indexingMs the time from sending until SES reports a message. Default: `INDEXING_MS` */
export function messagesOf(
  mail: SimulatedMail,
  source: MessageSource,
  { indexingMs = INDEXING_MS } = {},
): SimulatedMessages {
  const draws = createMessageDraws(mail, source);

  function isReported({ sentAt }: Pick<DrawnMessage, 'sentAt'>, now: number): boolean {
    return sentAt <= now - indexingMs && sentAt >= now - MESSAGE_RETENTION_MS;
  }

  /** Returns the newest message of the last 14 days that passes the check. */
  function findNewest(isWanted: (message: DrawnMessage) => boolean, now: number): DrawnMessage | undefined {
    for (const sent of mail.between(now - SES_RETENTION_MS, now).toReversed()) {
      const message = draws.allIn(sent).findLast((message) => isReported(message, now) && isWanted(message));
      if (message) return message;
    }
    return undefined;
  }

  return {
    find(messageId, now) {
      const sentAt = sendTimeOf(messageId);
      if (!isReported({ sentAt }, now)) return undefined;
      const [sent] = minutesOf(mail, { from: sentAt, until: sentAt + 1 });
      const message = sent && draws.draw(sent, indexAt(sentAt, sent));
      return message?.id === messageId ? toSesMessage(message, now) : undefined;
    },
    newest(outcome, now) {
      const expected = EVENTS_BY_OUTCOME[outcome].join();
      const hasOutcome = (message: DrawnMessage) =>
        typesOf(message, now) === expected && subTypeOf(message) !== SUPPRESSED_SUB_TYPE;
      return findNewest(hasOutcome, now)?.id;
    },
    newestSuppressed(now) {
      return findNewest((message) => subTypeOf(message) === SUPPRESSED_SUB_TYPE, now)?.recipients[0]?.address;
    },
    *rows({ from, until }, now) {
      const reported = { from: Math.max(from, now - MESSAGE_RETENTION_MS), until: Math.min(until, now) };
      for (const sent of minutesOf(mail, reported)) {
        for (const message of draws.allIn(sent)) {
          if (message.sentAt < from || message.sentAt >= until || !isReported(message, now)) continue;
          yield* toArchivedMail(message, now);
        }
      }
    },
    suppressed: createSuppressedAddresses(mail, draws),
  };
}

/** Returns the minutes that have mail of the range. */
function minutesOf(mail: SimulatedMail, { from, until }: SendRange): MailMinute[] {
  return mail.between(Math.floor(from / MINUTE_MS) * MINUTE_MS, until);
}

/** Returns the types of the events until now. */
function typesOf({ sentAt, events }: DrawnMessage, now: number): string {
  return events
    .filter(({ afterMs }) => sentAt + afterMs <= now)
    .map(({ Type }) => Type)
    .join();
}

function subTypeOf({ events }: DrawnMessage): string | undefined {
  return events.at(-1)?.Details?.Bounce?.BounceSubType;
}

function toSesMessage({ id, sentAt, envelope, recipients, events }: DrawnMessage, now: number): SesMessage {
  return {
    MessageId: id,
    ...envelope,
    Insights: recipients.map(({ address, isp }) => ({
      Destination: address,
      Isp: isp,
      Events: events
        .filter(({ afterMs }) => sentAt + afterMs <= now)
        .map(({ afterMs, ...event }) => ({ Timestamp: (sentAt + afterMs) / 1000, ...event })),
    })),
  };
}
