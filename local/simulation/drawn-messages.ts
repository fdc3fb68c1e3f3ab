/** Draws everything about a message: its sender, subject and recipients, and all events that it will ever have. */
import { randomLcg } from 'd3-random';
import { assignLateBounces } from './late-bounces';
import type { Batch, Mailing } from './mailings';
import { drawLifecycle, type LifecycleEvent, type MessageLifecycle, toSeveral } from './message-lifecycle';
import { chooseBetween } from './random-choice';
import type { MailMinute } from './send-periods';
import { bouncesIn, type MessageSource, messageAt, messagesIn, type SentMessage } from './sent-messages';
import { drawEnvelope, type Envelope, type Recipient } from './simulated-envelope';
import type { SimulatedMail } from './simulated-mail';

const HOUR_MS = 60 * 60_000;

/** A message to a suppressed address needs an earlier bounce. The search for it starts this long before the message. */
const SUPPRESSED_AFTER_HOURS = { from: 1, to: 48 };
const LONGEST_SEARCH_MS = 7 * 24 * HOUR_MS;

const MAX_KEPT_MESSAGES = 60_000;

export interface DrawnMessage extends SentMessage, MessageLifecycle {
  readonly envelope: Envelope;
}

export interface MessageDraws {
  /** Draws one message of a minute. */
  draw(sent: MailMinute, index: number): DrawnMessage;
  /** Returns all messages of a minute. Keeps the latest results, which are about three days of messages. */
  allIn(sent: MailMinute): readonly DrawnMessage[];
}

export function createMessageDraws(mail: SimulatedMail, source: MessageSource): MessageDraws {
  const lateBounces = createLateBounces(mail, source);
  const kept = createKeptMessages();

  function draw(sent: MailMinute, index: number): DrawnMessage {
    const message = messageAt(sent, index, source);
    const { id } = message;
    const mailing = mailingOf(message, sent, randomOf(`${id.slice(26, 30)}${id.slice(49, 53)}`));
    const envelope = drawEnvelope(randomOf(id.slice(41, 49)), mailing);
    return { ...message, envelope, ...drawLifecycleOf(message, sent, mailing) };
  }

  function drawLifecycleOf({ id, sentAt, countedAs }: SentMessage, sent: MailMinute, mailing: Mailing | undefined) {
    const random = randomOf(id.slice(17, 25));
    const lateAt = countedAs === 'nothing' ? lateBounces(sent)?.get(id) : undefined;
    const circumstances = {
      domains: mailing?.recipients,
      reason: mailing?.reason,
      serial: String(Number.parseInt(id.slice(32, 35) + id.slice(37, 40), 16)).padStart(8, '0'),
      isToList: mailing !== undefined,
      lateBounceAfterMs: lateAt === undefined ? undefined : lateAt - sentAt,
      suppressedRecipient: (random: () => number) => earlierBounce(sentAt, random),
    };
    const isUnreported = countedAs === 'bounce' && randomOf(id.slice(45, 53))() < (sent.unreportedBounces ?? 0);
    return isUnreported ? toSeveral(random, circumstances) : drawLifecycle(countedAs, random, circumstances);
  }

  /** Returns the recipient of a message that bounced at least an hour before this time. */
  function earlierBounce(time: number, random: () => number): Recipient | undefined {
    const { from, to } = SUPPRESSED_AFTER_HOURS;
    const latest = Math.floor(time / HOUR_MS - chooseBetween(from, to, random)) * HOUR_MS;
    for (let hour = latest; hour > latest - LONGEST_SEARCH_MS; hour -= HOUR_MS) {
      for (const sent of mail.between(hour - HOUR_MS, hour).toReversed()) {
        if (sent.deliveryAttempts === 0 || bouncesIn(sent) === 0) continue; // otherwise, the first message might search back itself
        const { recipients, events } = draw(sent, 0);
        if (isPermanentBounce(events[1])) return recipients[0];
      }
    }
    return undefined;
  }

  return {
    draw,
    allIn(sent) {
      return kept.get(sent) ?? kept.keep(sent, drawAll(sent));
    },
  };

  function drawAll(sent: MailMinute): readonly DrawnMessage[] {
    return Array.from({ length: sent.deliveryAttempts }, (_, index) => draw(sent, index));
  }
}

/** Keeps messages by minute. Forgets the oldest ones, because two weeks of messages take hundreds of megabytes. */
function createKeptMessages() {
  const minutes = new Map<MailMinute, readonly DrawnMessage[]>();
  let count = 0;
  return {
    get: (sent: MailMinute) => minutes.get(sent),
    keep(sent: MailMinute, messages: readonly DrawnMessage[]): readonly DrawnMessage[] {
      minutes.set(sent, messages);
      count += messages.length;
      for (const [oldest, forgotten] of minutes) {
        if (count <= MAX_KEPT_MESSAGES) break;
        minutes.delete(oldest);
        count -= forgotten.length;
      }
      return messages;
    },
  };
}

/** Returns when the late bounces of a minute's messages arrive, by message id; undefined for a minute without a batch. */
function createLateBounces(mail: SimulatedMail, source: MessageSource) {
  const batches = new Map<string, ReadonlyMap<string, number>>();
  const uncountedIn = (sent: MailMinute) =>
    messagesIn(sent, source).flatMap(({ id, countedAs }) =>
      countedAs === 'nothing' ? [{ id, order: id.slice(41, 53) }] : [],
    );
  return ({ minute, batch }: MailMinute): ReadonlyMap<string, number> | undefined => {
    if (!batch || !isIn(batch, minute)) return undefined;
    const key = `${batch.from} ${batch.until}`;
    const assigned = batches.get(key) ?? assignLateBounces(mail, batch, uncountedIn);
    batches.set(key, assigned);
    return assigned;
  };
}

function isIn({ from, until }: Batch, time: number): boolean {
  return time >= from && time < until;
}

function isPermanentBounce(event: LifecycleEvent | undefined): boolean {
  const { BounceType, BounceSubType } = event?.Details?.Bounce ?? {};
  return BounceType === 'PERMANENT' && BounceSubType === 'General';
}

/** Returns the mailing that the message belongs to; undefined for mail that has nothing in common. */
function mailingOf(
  { countedAs }: SentMessage,
  { mailings = [] }: MailMinute,
  random: () => number,
): Mailing | undefined {
  let remaining = random();
  for (const { mailing, ofBounces, ofComplaints, ofOtherMail } of mailings) {
    remaining -= { bounce: ofBounces, complaint: ofComplaints, reject: ofOtherMail, nothing: ofOtherMail }[countedAs];
    if (remaining < 0) return mailing;
  }
  return undefined;
}

/** Returns a generator whose seed is eight hex digits of an id's UUID, which are pseudorandom. */
function randomOf(digits: string): () => number {
  return randomLcg(Number.parseInt(digits, 16) / 2 ** 32);
}
