/** The outcome of a message for one recipient. */
import { type Advice, adviceFor } from '../shared/mail/advice';
import { type Suppression, suppressionOfSubType } from '../shared/mail/suppression';
import { type DestinationInsights, type InsightsEvent, STATUSES, type Status } from './insights';

/** One recipient as SES reports it, with events in any order. */
export type ReportedDestination = Pick<DestinationInsights, 'destination' | 'isp' | 'events'>;

const hasType =
  (...types: string[]) =>
  ({ type = '' }: InsightsEvent) =>
    types.includes(type);

const isBounce = (bounceType: string) => (event: InsightsEvent) =>
  event.type === 'BOUNCE' && event.details?.bounce?.bounceType === bounceType;

/**
 * Returns why SES did not send a message to the recipient's server, or undefined for an event that is not a
 * suppression.
 */
export function suppressionOf({ type, details }: InsightsEvent): Suppression | undefined {
  const { bounce, complaint } = details ?? {};
  const subType = type === 'BOUNCE' ? bounce?.bounceSubType : type === 'COMPLAINT' ? complaint?.complaintSubType : '';
  return suppressionOfSubType(subType);
}

const isSuppressed = (event: InsightsEvent) => suppressionOf(event) !== undefined;

/**
 * The events that support each status.
 *
 * A transient bounce after a delivery is usually an automatic reply, so `DELIVERED` precedes it. A message that was
 * opened or clicked was delivered. A bounce with a missing or new type is undetermined. SES itself creates the bounce
 * or complaint of a suppressed message.
 */
const STATUS_EVENTS: Readonly<Record<Status, (event: InsightsEvent) => boolean>> = {
  COMPLAINED: (event) => event.type === 'COMPLAINT' && !isSuppressed(event),
  SUPPRESSED: isSuppressed,
  BOUNCED_PERMANENTLY: isBounce('PERMANENT'),
  REJECTED: hasType('REJECT'),
  RENDERING_FAILED: hasType('RENDERING_FAILURE'),
  DELIVERED: hasType('DELIVERY', 'OPEN', 'CLICK', 'SUBSCRIPTION'),
  BOUNCED_TRANSIENTLY: isBounce('TRANSIENT'),
  BOUNCED_UNDETERMINED: hasType('BOUNCE'),
  DELAYED: hasType('DELIVERY_DELAY'),
  SENT: hasType('SEND'),
  UNKNOWN: () => false,
};

/**
 * Returns a recipient's events in order of time, and its status.
 *
 * @param sentAt when the message was sent, epoch milliseconds, for recipients without a send event; null if unknown
 */
export function toDestinationInsights(reported: ReportedDestination, sentAt: number | null): DestinationInsights {
  const events = [...reported.events].sort((a, b) => (timeOf(a) ?? Infinity) - (timeOf(b) ?? Infinity) || 0);
  const status = STATUSES.find((status) => events.some(STATUS_EVENTS[status])) ?? 'UNKNOWN';
  const from = timeOf(events.find(STATUS_EVENTS.SENT)) ?? sentAt ?? undefined;
  const cause = events.find(STATUS_EVENTS[status]);
  const until = timeOf(cause);
  return {
    destination: reported.destination,
    isp: reported.isp,
    status,
    // Never negative, because different machines set the times of the ID and of the events.
    secondsToStatus: from === undefined || until === undefined ? null : Math.max(0, until - from) / 1000,
    advice: cause && adviceOf(cause),
    events,
  };
}

/** A complaint has advice only if SES suppressed the message, because the recipient's server accepted any other one. */
function adviceOf(event: InsightsEvent): Advice | undefined {
  const { bounce, complaint } = event.details ?? {};
  if (event.type === 'BOUNCE' && bounce) return adviceFor(bounce);
  return suppressionOf(event) && adviceFor({ bounceSubType: complaint?.complaintSubType });
}

function timeOf(event: InsightsEvent | undefined): number | undefined {
  return event?.timestamp === undefined ? undefined : Date.parse(event.timestamp);
}
