/** The account of the histories: what SES knows at each time, which is what every answer must agree with. */
import type { SesEvent, SesMessage } from '../../../local/aws/ses-endpoint';
import type { ArchivedMail, SuppressedAddress } from '../../../local/aws/sesv2/mail-account';
import { idOf } from '../../support/insights-world';
import { DAY, HOUR, MINUTE, SECOND } from '../../support/world';

/** The start of every history. Midnight is hours away, so all days of a breakdown stay the same. */
export const STARTED_AT = Date.UTC(2026, 10, 20, 10);

/** Words that name the planted people. No log, no table, no message and no masked answer may have them. */
export const SECRETS = ['quillfeather', 'siobhan', 'vandermolen', 'zacharias'] as const;

export const SIOBHAN = 'siobhan.quillfeather@people.example';
export const ZACHARIAS = 'Zacharias.Vandermolen@people.example';

/** A person with mail, who is not on the suppression list. */
export const UNLISTED = 'zacharias.unlisted.vandermolen@people.example';

/** What SES says about a message from a time on. */
export interface Stage {
  /** Epoch milliseconds. */
  readonly from: number;
  /** The outcome that the events mean, by docs/look-ups.md. */
  readonly status: string;
  readonly events: readonly SesEvent[];
}

export interface PlantedMessage {
  readonly id: string;
  readonly sentAt: number;
  /** In order of time. Before the first one, SES does not know the message. */
  readonly stages: readonly Stage[];
}

const event = (at: number, Type: string, Details?: SesEvent['Details']): SesEvent => ({
  Timestamp: at / SECOND,
  Type,
  Details,
});

const bounceOf = (BounceSubType: string): SesEvent['Details'] => ({
  Bounce: {
    BounceType: 'PERMANENT',
    BounceSubType,
    DiagnosticCode: `smtp; 550 5.1.1 <${SIOBHAN}>: Siobhan Quillfeather has no mailbox here`,
  },
});

let serial = 0;

/** @param steps status and events from a time on, which each include the events before */
function planted(
  sentAt: number,
  knownFrom: number,
  ...steps: readonly (readonly [from: number, status: string, event: SesEvent])[]
): PlantedMessage {
  const stages: Stage[] = [{ from: knownFrom, status: 'SENT', events: [event(sentAt, 'SEND')] }];
  for (const [from, status, next] of steps)
    stages.push({ from, status, events: [...(stages.at(-1)?.events ?? []), next] });
  return { id: idOf(sentAt, ++serial), sentAt, stages };
}

const T = STARTED_AT;

export const MESSAGES = {
  settled: planted(T - 10 * DAY, T - 10 * DAY, [T - 10 * DAY, 'DELIVERED', event(T - 10 * DAY + SECOND, 'DELIVERY')]),
  bounced: planted(T - HOUR, T - HOUR, [
    T - HOUR,
    'BOUNCED_PERMANENTLY',
    event(T - HOUR + SECOND, 'BOUNCE', bounceOf('General')),
  ]),
  suppressed: planted(T - 3 * HOUR, T - 3 * HOUR, [
    T - 3 * HOUR,
    'SUPPRESSED',
    event(T - 3 * HOUR + SECOND, 'BOUNCE', bounceOf('OnAccountSuppressionList')),
  ]),
  /** Its outcome changes during the history. */
  changing: planted(
    T - 10 * MINUTE,
    T - 10 * MINUTE,
    [T + 40 * SECOND, 'DELAYED', event(T + 40 * SECOND, 'DELIVERY_DELAY')],
    [T + 75 * SECOND, 'DELIVERED', event(T + 75 * SECOND, 'DELIVERY')],
  ),
  /** SES indexes it during the history. */
  late: planted(T - MINUTE, T + 60 * SECOND, [T + 60 * SECOND, 'DELIVERED', event(T - 50 * SECOND, 'DELIVERY')]),
  /** SES never knows it. */
  unknown: { id: idOf(T - 2 * DAY, 9_999), sentAt: T - 2 * DAY, stages: [] },
  other: planted(T - 5 * HOUR, T - 5 * HOUR, [T - 5 * HOUR, 'DELIVERED', event(T - 5 * HOUR + SECOND, 'DELIVERY')]),
} as const satisfies Record<string, PlantedMessage>;

export type MessageName = keyof typeof MESSAGES;

/** Returns what SES knows of a message at a time, or undefined if it does not know it. */
export function stageAt({ stages }: PlantedMessage, time: number): Stage | undefined {
  return stages.findLast(({ from }) => from <= time);
}

/** Returns the message as SES reports it. */
export function reportedAt(id: string, time: number): SesMessage | undefined {
  const message = Object.values(MESSAGES).find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
  const stage = message && stageAt(message, time);
  if (!stage) return undefined;
  return {
    MessageId: id,
    FromEmailAddress: 'Shop <orders@shop.example>',
    Subject: 'Dear Siobhan Quillfeather, your order',
    EmailTags: [{ Name: 'campaign', Value: 'spring' }],
    Insights: [{ Destination: SIOBHAN, Isp: 'Gmail', Events: stage.events }],
  };
}

export const SUPPRESSED: Readonly<Record<string, SuppressedAddress>> = {
  [SIOBHAN]: { reason: 'BOUNCE', since: T - 2 * DAY, messageId: MESSAGES.suppressed.id },
  // SES compares with case, and the list has the lower case.
  [ZACHARIAS.toLowerCase()]: { reason: 'COMPLAINT', since: T - 3 * DAY },
};

/** Mail of the last hour: 60 bounces, of which 48 have one sender and one subject. */
const BURST_AT = T - 25 * MINUTE;
export const BURST = { bounces: 60, ofCulprit: 48, sends: 300 } as const;

/** Bounces of the last 24 hours. */
export const BOUNCES_OF_DAY = BURST.bounces + 6;

function rows(count: number, given: Partial<ArchivedMail>): ArchivedMail[] {
  return Array.from({ length: count }, () => ({
    messageId: `archived-${++serial}`,
    sentAt: BURST_AT,
    isp: 'Gmail',
    to: `r${serial}@customers.example`,
    from: 'orders@shop.example',
    subject: 'Your order',
    deliveryEvent: 'DELIVERY',
    deliveryEventAt: BURST_AT + SECOND,
    ...given,
  }));
}

const BOUNCE = {
  deliveryEvent: 'PERMANENT_BOUNCE',
  bounceSubType: 'General',
  diagnosticCode: 'smtp; 550 5.1.1 User unknown',
} as const;
const SALE = { from: 'news@shop.example', subject: 'Spring sale' };
const YESTERDAY = { sentAt: T - DAY, deliveryEventAt: T - DAY + SECOND, from: 'old@shop.example' };

export const ARCHIVE: readonly ArchivedMail[] = [
  ...rows(10, YESTERDAY),
  ...rows(3, { ...YESTERDAY, ...BOUNCE }),
  ...rows(8, { ...YESTERDAY, isp: 'Yahoo' }),
  ...rows(BURST.ofCulprit, { ...SALE, ...BOUNCE }),
  ...rows(BURST.bounces - BURST.ofCulprit, { ...BOUNCE, isp: 'Yahoo' }),
  ...rows(40, SALE),
  ...rows(196, {}),
  ...rows(3, {
    to: SIOBHAN,
    subject: 'Dear Siobhan Quillfeather',
    ...BOUNCE,
    sentAt: T - 5 * HOUR,
    deliveryEventAt: T - 5 * HOUR,
  }),
  ...rows(2, {
    to: UNLISTED,
    subject: 'Dear Zacharias Vandermolen',
    sentAt: T - 4 * HOUR,
    deliveryEventAt: T - 4 * HOUR,
  }),
].sort((one, other) => one.sentAt - other.sentAt);

/** The daily numbers of yesterday. */
export const YESTERDAYS = { sends: 21, hardBounces: 3, byIsp: { Gmail: 13, Yahoo: 8 } } as const;
