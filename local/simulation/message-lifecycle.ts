/** The events of one simulated message, from its sending to the last event that SES reports. */
import type { SesEvent } from '../aws/ses-endpoint';
import { type BounceReason, drawDiagnosticCode } from './bounce-reasons';
import { chooseBetween } from './random-choice';
import { drawRecipient, MAILBOX_SIMULATOR, type Recipient, type RecipientDomain } from './simulated-envelope';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** After this time, SES stops retrying a message that it cannot deliver. */
const RETRIES_END_MS = 14 * HOUR_MS;

/** The sub-type of a bounce without an attempt, because SES had suppressed the address. */
export const SUPPRESSED_SUB_TYPE = 'ON_ACCOUNT_SUPPRESSION_LIST';

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

/** What is known about a message before its lifecycle is drawn. */
export interface Circumstances {
  /** Domains of the recipients. Default: all. */
  readonly domains?: readonly RecipientDomain[];
  /** Why the message bounces, if it does. Default: any reason. */
  readonly reason?: BounceReason;
  /** Digits that only this message has. Addresses that bounce or complain contain them, so that ordinary mail does not use them. */
  readonly serial?: string;
  /** Whether the message belongs to a list, whose recipients have addresses of their own. */
  readonly isToList?: boolean;
  /** Milliseconds after sending at which the recipient's server returns the message. Default: never. */
  readonly lateBounceAfterMs?: number;
  /** Returns an address that SES suppressed before this message was sent. Default: no address is suppressed. */
  readonly suppressedRecipient?: (random: () => number) => Recipient | undefined;
}

type Random = () => number;

type Draw = (random: Random, circumstances: Circumstances) => MessageLifecycle;

/** @param random returns numbers in [0, 1); the same numbers lead to the same lifecycle */
export function drawLifecycle(
  countedAs: CountedAs,
  random: Random,
  circumstances: Circumstances = {},
): MessageLifecycle {
  if (circumstances.lateBounceAfterMs !== undefined) return returned(random, circumstances);
  const draw = countedAs === 'nothing' ? chooseUncounted(random) : COUNTED[countedAs];
  return draw(random, circumstances);
}

const SENT: LifecycleEvent = { afterMs: 0, Type: 'SEND' };

type DrawEvents = (random: Random, recipient: Recipient, circumstances: Circumstances) => readonly LifecycleEvent[];

/** Draws a message to one recipient, with the events that follow its sending. */
function toOne(drawEvents: DrawEvents): Draw {
  return (random, circumstances) => {
    const { domains, serial, isToList } = circumstances;
    const recipient = drawRecipient(random, { domains, serial: isToList ? serial : undefined });
    return { recipients: [recipient], events: [SENT, ...drawEvents(random, recipient, circumstances)] };
  };
}

/** Draws a message after which SES suppresses the recipient's address. */
function toSuppressedLater(drawEvents: DrawEvents): Draw {
  const draw = toOne(drawEvents);
  return (random, circumstances) => draw(random, { ...circumstances, isToList: true });
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

function bounce(random: Random, recipient: Recipient, { reason }: Circumstances): LifecycleEvent {
  return {
    afterMs: chooseBetween(400, 8 * SECOND_MS, random),
    Type: 'BOUNCE',
    Details: {
      Bounce: {
        BounceType: 'PERMANENT',
        BounceSubType: 'General',
        DiagnosticCode: drawDiagnosticCode({ recipient, reason }, random),
      },
    },
  };
}

const COUNTED: Readonly<Record<Exclude<CountedAs, 'nothing'>, Draw>> = {
  bounce: toSuppressedLater((random, recipient, circumstances) => [bounce(random, recipient, circumstances)]),
  // The statistics count a complaint in the minute of its message, so it must not come much later.
  complaint: toSuppressedLater((random) => [
    deliver(random),
    {
      afterMs: chooseBetween(10 * SECOND_MS, 3 * MINUTE_MS, random),
      Type: 'COMPLAINT',
      Details: { Complaint: { ComplaintFeedbackType: 'abuse' } },
    },
  ]),
  reject: toOne((random) => [{ afterMs: chooseBetween(50, SECOND_MS, random), Type: 'REJECT' }]),
};

/** The recipient's server accepts the message, and returns it later. The statistics count the bounce when it arrives. */
const returned = toSuppressedLater((random, recipient, circumstances) => [
  deliver(random),
  { ...bounce(random, recipient, circumstances), afterMs: circumstances.lateBounceAfterMs ?? 0 },
]);

const delivered = toOne((random) => [deliver(random)]);

/** The recipient's server was unreachable, or deferred the message. */
const deliveredLate = toOne((random) => [
  delay(random),
  { afterMs: chooseBetween(30 * MINUTE_MS, 4 * HOUR_MS, random), Type: 'DELIVERY' },
]);

/** A transient bounce. The statistics count only permanent ones. */
const mailboxFull = toOne((random, { address }) => [
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

/** SES does not send a message to an address that bounced before. The statistics do not count this bounce. */
const suppressed: Draw = (random, circumstances) => {
  const recipient = circumstances.suppressedRecipient?.(random);
  if (!recipient) return delivered(random, circumstances);
  const Bounce = {
    BounceType: 'PERMANENT',
    BounceSubType: SUPPRESSED_SUB_TYPE,
    DiagnosticCode:
      'Amazon SES did not send the message to this address because it is on the suppression list of your account.',
  };
  const event = { afterMs: chooseBetween(50, SECOND_MS, random), Type: 'BOUNCE', Details: { Bounce } };
  return { recipients: [recipient], events: [SENT, event] };
};

/**
 * For a message to several recipients or to the mailbox simulator, SES reports only the SEND event.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_InsightsEvent.html
 */
export const toSeveral: Draw = (random, { domains }) => {
  const [first, second] = [drawRecipient(random, { domains }), drawRecipient(random, { domains })];
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
  [0.005, suppressed],
];

function chooseUncounted(random: Random): Draw {
  let remaining = random();
  for (const [share, draw] of UNCOUNTED) {
    remaining -= share;
    if (remaining < 0) return draw;
  }
  return delivered;
}
