/** The events of one simulated message, from its sending to the last event that SES reports. */
import type { SesEvent } from '../aws/ses-endpoint';
import { choose, chooseBetween } from './random-choice';
import { drawRecipient, MAILBOX_SIMULATOR, type Recipient } from './simulated-envelope';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** After this time, SES stops retrying a message that it cannot deliver. */
const RETRIES_END_MS = 14 * HOUR_MS;

/** How the account's statistics count a message, in addition to its attempt. `nothing`: they count only the attempt. */
export type CountedAs = 'bounce' | 'complaint' | 'reject' | 'nothing';

export interface MessageLifecycle {
  readonly recipients: readonly Recipient[];
  /** The same for each recipient, in order of time. */
  readonly events: readonly LifecycleEvent[];
}

export interface LifecycleEvent extends Omit<SesEvent, 'Timestamp'> {
  /** Milliseconds after sending. */
  readonly afterMs: number;
}

type Random = () => number;

type Draw = (random: Random) => MessageLifecycle;

/** @param random returns numbers in [0, 1); the same numbers lead to the same lifecycle */
export function drawLifecycle(countedAs: CountedAs, random: Random): MessageLifecycle {
  return countedAs === 'nothing' ? chooseUncounted(random)(random) : COUNTED[countedAs](random);
}

const SENT: LifecycleEvent = { afterMs: 0, Type: 'SEND' };

/** Draws a message to one recipient, with the events that follow its sending. */
function toOne(drawEvents: (random: Random, address: string) => readonly LifecycleEvent[]): Draw {
  return (random) => {
    const recipient = drawRecipient(random);
    return { recipients: [recipient], events: [SENT, ...drawEvents(random, recipient.address)] };
  };
}

function deliver(random: Random): LifecycleEvent {
  return { afterMs: chooseBetween(300, 6 * SECOND_MS, random), Type: 'DELIVERY' };
}

function delay(random: Random): LifecycleEvent {
  return { afterMs: chooseBetween(5 * MINUTE_MS, 20 * MINUTE_MS, random), Type: 'DELIVERY_DELAY' };
}

function open(random: Random): LifecycleEvent {
  return { afterMs: chooseBetween(MINUTE_MS, 5 * HOUR_MS, random), Type: 'OPEN' };
}

/** Diagnostic codes of recipients' servers. Each quotes the address, or a part of it, in a different way. */
const PERMANENT_BOUNCES: readonly ((address: string) => string)[] = [
  (address) => `smtp; 550 5.1.1 <${address}>: Recipient address rejected: User unknown`,
  (address) => `smtp; 550 5.1.1 There is no mailbox ${address} on this server, check the spelling`,
  (address) => `smtp; 550 5.2.1 ${address.toUpperCase()} has been closed & takes no mail`,
  (address) => `smtp; 550 Unknown user: ${address.split('@', 1)}`,
  (address) => `smtp; 554 5.7.1 <${address}>: Refused by a rule of <postmaster@${address.split('@')[1]}>`,
];

const COUNTED: Readonly<Record<Exclude<CountedAs, 'nothing'>, Draw>> = {
  bounce: toOne((random, address) => [
    {
      afterMs: chooseBetween(400, 8 * SECOND_MS, random),
      Type: 'BOUNCE',
      Details: {
        Bounce: {
          BounceType: 'PERMANENT',
          BounceSubType: 'General',
          DiagnosticCode: choose(PERMANENT_BOUNCES, random)(address),
        },
      },
    },
  ]),
  complaint: toOne((random) => [
    deliver(random),
    {
      afterMs: chooseBetween(3 * MINUTE_MS, 90 * MINUTE_MS, random),
      Type: 'COMPLAINT',
      Details: { Complaint: { ComplaintFeedbackType: 'abuse' } },
    },
  ]),
  reject: toOne((random) => [{ afterMs: chooseBetween(50, SECOND_MS, random), Type: 'REJECT' }]),
};

const delivered = toOne((random) => [deliver(random)]);

/** The recipient's server was unreachable, or deferred the message. */
const deliveredLate = toOne((random) => [
  delay(random),
  { afterMs: chooseBetween(30 * MINUTE_MS, 4 * HOUR_MS, random), Type: 'DELIVERY' },
]);

/** A transient bounce. The statistics count only permanent ones. */
const mailboxFull = toOne((random, address) => [
  delay(random),
  {
    afterMs: RETRIES_END_MS,
    Type: 'BOUNCE',
    Details: {
      Bounce: {
        BounceType: 'TRANSIENT',
        BounceSubType: 'MailboxFull',
        DiagnosticCode: `smtp; 452 4.2.2 <${address}>: no room left in this mailbox`,
      },
    },
  },
]);

/** SES reports an automatic reply as a bounce without a diagnostic code. */
const automaticReply = toOne((random) => [
  deliver(random),
  {
    afterMs: chooseBetween(7 * SECOND_MS, 5 * MINUTE_MS, random),
    Type: 'BOUNCE',
    Details: { Bounce: { BounceType: 'TRANSIENT', BounceSubType: 'General' } },
  },
]);

const opened = toOne((random) => [deliver(random), open(random)]);

const clicked = toOne((random) => {
  const opening = open(random);
  const click: LifecycleEvent = {
    afterMs: opening.afterMs + chooseBetween(2 * SECOND_MS, MINUTE_MS, random),
    Type: 'CLICK',
  };
  return [deliver(random), opening, click];
});

/**
 * For a message to several recipients or to the mailbox simulator, SES reports only the SEND event.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_InsightsEvent.html
 */
const toSeveral: Draw = (random) => {
  const [first, second] = [drawRecipient(random), drawRecipient(random)];
  return { recipients: [first, { ...second, address: `team.${second.address}` }], events: [SENT] };
};
const toSimulator: Draw = () => ({ recipients: [MAILBOX_SIMULATOR], events: [SENT] });

/** Shares of the messages that the statistics count only as attempts. All others are delivered. */
const UNCOUNTED: readonly (readonly [share: number, Draw])[] = [
  [0.15, opened],
  [0.05, clicked],
  [0.02, deliveredLate],
  [0.01, mailboxFull],
  [0.01, automaticReply],
  [0.02, toSeveral],
  [0.01, toSimulator],
];

function chooseUncounted(random: Random): Draw {
  let remaining = random();
  for (const [share, draw] of UNCOUNTED) {
    remaining -= share;
    if (remaining < 0) return draw;
  }
  return delivered;
}
