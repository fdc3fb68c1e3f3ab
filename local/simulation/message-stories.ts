/** What becomes of a single simulated message, from being sent to the last that SES hears of it. */

import type { SesEvent } from '../aws/ses-endpoint';
import { choose, chooseBetween } from './random-choice';
import { findRecipient, MAILBOX_SIMULATOR, type Recipient } from './simulated-envelope';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** SES gives up on a message that cannot be delivered for so long. */
const GIVEN_UP_MS = 14 * HOUR_MS;

/** What the account's statistics say of a message. `other`: that it was sent, and no more. */
export type Fate = 'bounced' | 'complained' | 'rejected' | 'other';

export interface Story {
  readonly recipients: readonly Recipient[];
  /** The same for each recipient, in order of time. */
  readonly events: readonly StoryEvent[];
}

export interface StoryEvent extends Omit<SesEvent, 'Timestamp'> {
  /** Milliseconds after sending. */
  readonly afterMs: number;
}

/** @param random numbers in [0, 1): the story is the same whenever they are */
export function tellStory(fate: Fate, random: () => number): Story {
  return fate === 'other' ? chooseOther(random)(random) : STORIES[fate](random);
}

type Teller = (random: () => number) => Story;

const SENT: StoryEvent = { afterMs: 0, Type: 'SEND' };

/** A message to one person, and what happens after it was sent. */
function toOne(tellEvents: (random: () => number, address: string) => readonly StoryEvent[]): Teller {
  return (random) => {
    const recipient = findRecipient(random);
    return { recipients: [recipient], events: [SENT, ...tellEvents(random, recipient.address)] };
  };
}

function deliver(random: () => number): StoryEvent {
  return { afterMs: chooseBetween(300, 6 * SECOND_MS, random), Type: 'DELIVERY' };
}

function delay(random: () => number): StoryEvent {
  return { afterMs: chooseBetween(5 * MINUTE_MS, 20 * MINUTE_MS, random), Type: 'DELIVERY_DELAY' };
}

function open(random: () => number): StoryEvent {
  return { afterMs: chooseBetween(MINUTE_MS, 5 * HOUR_MS, random), Type: 'OPEN' };
}

/** Words of recipients' servers, which quote the address or a part of it, each in its way. */
const PERMANENT_BOUNCES: readonly ((address: string) => string)[] = [
  (address) => `smtp; 550 5.1.1 <${address}>: Recipient address rejected: User unknown`,
  (address) => `smtp; 550 5.1.1 There is no mailbox ${address} on this server, check the spelling`,
  (address) => `smtp; 550 5.2.1 ${address.toUpperCase()} has been closed & takes no mail`,
  (address) => `smtp; 550 Unknown user: ${address.split('@', 1)}`,
  (address) => `smtp; 554 5.7.1 <${address}>: Refused by a rule of <postmaster@${address.split('@')[1]}>`,
];

const STORIES: Readonly<Record<Exclude<Fate, 'other'>, Teller>> = {
  bounced: toOne((random, address) => [
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
  complained: toOne((random) => [
    deliver(random),
    {
      afterMs: chooseBetween(3 * MINUTE_MS, 90 * MINUTE_MS, random),
      Type: 'COMPLAINT',
      Details: { Complaint: { ComplaintFeedbackType: 'abuse' } },
    },
  ]),
  rejected: toOne((random) => [{ afterMs: chooseBetween(50, SECOND_MS, random), Type: 'REJECT' }]),
};

const delivered = toOne((random) => [deliver(random)]);

/** The recipient's server was out of reach, or asked to come back later. */
const deliveredLate = toOne((random) => [
  delay(random),
  { afterMs: chooseBetween(30 * MINUTE_MS, 4 * HOUR_MS, random), Type: 'DELIVERY' },
]);

/** Not among the bounces of the statistics, which count permanent ones. */
const mailboxFull = toOne((random, address) => [
  delay(random),
  {
    afterMs: GIVEN_UP_MS,
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

/** An automatic reply reaches SES as a bounce without a diagnostic code. */
const repliedByMachine = toOne((random) => [
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
  const click: StoryEvent = {
    afterMs: opening.afterMs + chooseBetween(2 * SECOND_MS, MINUTE_MS, random),
    Type: 'CLICK',
  };
  return [deliver(random), opening, click];
});

/**
 * Of messages to several recipients, and to the mailbox simulator, SES shows nothing but that they were sent.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_InsightsEvent.html
 */
const toSeveral: Teller = (random) => {
  const [first, second] = [findRecipient(random), findRecipient(random)];
  return { recipients: [first, { ...second, address: `team.${second.address}` }], events: [SENT] };
};
const toSimulator: Teller = () => ({ recipients: [MAILBOX_SIMULATOR], events: [SENT] });

/** Shares of the messages of which the statistics say no more than that they were sent; the rest is delivered. */
const OTHER_STORIES: readonly (readonly [share: number, Teller])[] = [
  [0.15, opened],
  [0.05, clicked],
  [0.02, deliveredLate],
  [0.01, mailboxFull],
  [0.01, repliedByMachine],
  [0.02, toSeveral],
  [0.01, toSimulator],
];

function chooseOther(random: () => number): Teller {
  let left = random();
  for (const [share, teller] of OTHER_STORIES) {
    left -= share;
    if (left < 0) return teller;
  }
  return delivered;
}
