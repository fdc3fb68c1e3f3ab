/** What SES knows of one message, as this API tells it. A key that SES left out is left out here. */

export interface MessageInsights {
  readonly messageId: string;
  /** From the id; null when it cannot be read. */
  readonly sentAt: string | null;
  /** From the id; null when it cannot be read. */
  readonly sendingRegion: string | null;
  readonly fromEmailAddress?: string;
  /** Null when it is masked, or SES gave none. */
  readonly subject: string | null;
  readonly emailTags: readonly EmailTag[];
  /** One for each recipient. */
  readonly insights: readonly DestinationInsights[];
}

export interface EmailTag {
  readonly name: string;
  readonly value: string;
}

export interface DestinationInsights {
  readonly destination?: string;
  /** Mailbox provider, such as `Gmail`. */
  readonly isp?: string;
  readonly status: Status;
  /** Seconds from sending to the event that the status comes from; null without either time. */
  readonly secondsToStatus: number | null;
  /** In order of time; those without a time last. */
  readonly events: readonly InsightsEvent[];
}

export interface InsightsEvent {
  /** ISO 8601, UTC. */
  readonly timestamp?: string;
  /** `SEND`, `DELIVERY`, `BOUNCE` ...; SES may add others. */
  readonly type?: string;
  readonly details?: EventDetails;
}

export interface EventDetails {
  readonly bounce?: {
    /** `PERMANENT`, `TRANSIENT` or `UNDETERMINED`. */
    readonly bounceType?: string;
    readonly bounceSubType?: string;
    /** The words of the recipient's server. */
    readonly diagnosticCode?: string;
  };
  readonly complaint?: {
    readonly complaintSubType?: string;
    readonly complaintFeedbackType?: string;
  };
}

/** What GetAccount says about single messages. */
export interface Vdm {
  /** Whether Virtual Deliverability Manager is on; undefined when SES does not say. */
  readonly enabled?: boolean;
  /** `ESSENTIALS`, `PRO`, `ENTERPRISE`, `NONE` (pay as you go), or what SES adds; undefined when SES does not say. */
  readonly plan?: string;
}

/** What SES gave for one recipient, its events in any order. */
export type ReportedDestination = Pick<DestinationInsights, 'destination' | 'isp' | 'events'>;

const isOf = (...types: string[]) => {
  return ({ type = '' }: InsightsEvent) => types.includes(type);
};

const isBounce = (bounceType: string) => (event: InsightsEvent) =>
  event.type === 'BOUNCE' && event.details?.bounce?.bounceType === bounceType;

/** Why SES itself held a message back. */
export type Suppression = 'account-list' | 'tenant-list' | 'global-list' | 'validation' | 'unsubscribed' | 'other';

/** By the letters of the sub-type, which SES spells in capitals in one place and in CamelCase in another. */
const SUPPRESSIONS: ReadonlyMap<string, Suppression> = new Map([
  ['onaccountsuppressionlist', 'account-list'],
  ['ontenantsuppressionlist', 'tenant-list'],
  ['suppressed', 'global-list'],
  ['emailvalidationsuppressed', 'validation'],
  ['unsubscribedrecipient', 'unsubscribed'],
]);

/** Why SES held a message back without asking the recipient's server; undefined for any other event. */
export function suppressionOf({ type, details }: InsightsEvent): Suppression | undefined {
  const { bounce, complaint } = details ?? {};
  const given = type === 'BOUNCE' ? bounce?.bounceSubType : type === 'COMPLAINT' ? complaint?.complaintSubType : '';
  const subType = (given ?? '').toLowerCase().replace(/[^a-z]/g, '');
  return SUPPRESSIONS.get(subType) ?? (subType.includes('suppress') ? 'other' : undefined);
}

const isSuppressed = (event: InsightsEvent) => suppressionOf(event) !== undefined;

/**
 * What became of a message, and the events that say so. The first that any event supports counts: a transient bounce
 * after a delivery is mostly an automatic reply. A message that was opened or clicked has been delivered. A bounce of a
 * kind that is missing or new is undetermined. A bounce or complaint of a suppressed message was made by SES itself.
 */
const STATUS_EVENTS = {
  COMPLAINED: (event: InsightsEvent) => event.type === 'COMPLAINT' && !isSuppressed(event),
  SUPPRESSED: isSuppressed,
  BOUNCED_PERMANENTLY: isBounce('PERMANENT'),
  REJECTED: isOf('REJECT'),
  RENDERING_FAILED: isOf('RENDERING_FAILURE'),
  DELIVERED: isOf('DELIVERY', 'OPEN', 'CLICK', 'SUBSCRIPTION'),
  BOUNCED_TRANSIENTLY: isBounce('TRANSIENT'),
  BOUNCED_UNDETERMINED: isOf('BOUNCE'),
  DELAYED: isOf('DELIVERY_DELAY'),
  SENT: isOf('SEND'),
  UNKNOWN: () => false,
} as const satisfies Record<string, (event: InsightsEvent) => boolean>;

export type Status = keyof typeof STATUS_EVENTS;

/** In the order in which they are looked for. */
export const STATUSES = Object.keys(STATUS_EVENTS) as Status[];

/**
 * A recipient's events in order of time, and what became of the message there.
 *
 * @param sentAt when the message was sent, epoch milliseconds, for recipients whose events do not say; null: not known
 */
export function toDestinationInsights(reported: ReportedDestination, sentAt: number | null): DestinationInsights {
  const events = [...reported.events].sort((a, b) => (timeOf(a) ?? Infinity) - (timeOf(b) ?? Infinity) || 0);
  const status = STATUSES.find((status) => events.some(STATUS_EVENTS[status])) ?? 'UNKNOWN';
  const from = timeOf(events.find(STATUS_EVENTS.SENT)) ?? sentAt ?? undefined;
  const until = timeOf(events.find(STATUS_EVENTS[status]));
  return {
    destination: reported.destination,
    isp: reported.isp,
    status,
    // The id and the events are stamped by different machines.
    secondsToStatus: from === undefined || until === undefined ? null : Math.max(0, until - from) / 1000,
    events,
  };
}

function timeOf(event: InsightsEvent | undefined): number | undefined {
  return event?.timestamp === undefined ? undefined : Date.parse(event.timestamp);
}
