/** Counts mail by its properties. */
import { countBy } from '../count-by';
import { createDisclosure, type Disclosure } from './disclosure';
import type { EventKind } from './event-kind';
import type { DeliveryEvent, MailRow } from './mail-row';
import { type Mail, readMails, recipientsOf } from './mails';
import { DIMENSIONS, type Dimension } from './property';
import { type Suppression, suppressionOfSubType } from './suppression';

export interface Group {
  /** The shared value, as it may be shown. Null if it is hidden. */
  readonly value: string | null;
  /** Number of events. */
  readonly count: number;
  /** Share of all events, 0-1. */
  readonly share: number;
}

export interface Grouping {
  readonly dimension: Dimension;
  /** At most ten, the largest first. */
  readonly groups: readonly Group[];
  /** Smaller groups, groups that are hidden, and events without this property. */
  readonly rest: { readonly count: number; readonly share: number };
}

/** Events by their properties. Events that SES suppressed are counted separately, because no mail server caused them. */
export interface MailGroups {
  readonly kind: EventKind;
  /** Without suppressed ones. */
  readonly events: number;
  /** Different recipients of these events. */
  readonly recipients: number;
  readonly suppressed: { readonly count: number; readonly byReason: Readonly<Partial<Record<Suppression, number>>> };
  readonly groupings: readonly Grouping[];
}

const MAX_GROUPS = 10;

/** The last delivery event of the mail that each kind counts. AWS's bounce rate does not count transient bounces. */
export const DELIVERY_EVENT: Readonly<Record<EventKind, DeliveryEvent>> = {
  bounce: 'PERMANENT_BOUNCE',
  complaint: 'COMPLAINT',
};

const HOUR_MS = 60 * 60_000;

/** How long before its bounce or complaint a mail may have been sent. SES retries for hours, and people read mail late. */
export const LOOK_BACK_MS: Readonly<Record<EventKind, number>> = { bounce: 24 * HOUR_MS, complaint: 72 * HOUR_MS };

/**
 * Returns the rows whose last delivery event is of this kind and happened in [from, until), epoch milliseconds.
 * Suppressed mail is included.
 */
export function selectEvents(
  rows: readonly MailRow[],
  kind: EventKind,
  span: { readonly from: number; readonly until: number },
): MailRow[] {
  return rows.filter(
    ({ deliveryEvent, deliveryEventAt }) =>
      deliveryEvent === DELIVERY_EVENT[kind] &&
      deliveryEventAt !== undefined &&
      deliveryEventAt >= span.from &&
      deliveryEventAt < span.until,
  );
}

/** Returns the number of rows of this kind without the time of their event, which may be outside the span. */
export function countUntimed(rows: readonly MailRow[], kind: EventKind): number {
  return rows.filter((row) => row.deliveryEvent === DELIVERY_EVENT[kind] && row.deliveryEventAt === undefined).length;
}

/** Returns whether SES suppressed the mail. */
export function isSuppressed({ bounceSubType }: MailRow): boolean {
  return suppressionOfSubType(bounceSubType) !== undefined;
}

/**
 * Returns whether AWS's rates count an event. They count mail to addresses on SES's global suppression list, and no other
 * suppressed mail. https://docs.aws.amazon.com/ses/latest/dg/sending-email-global-suppression-list.html
 */
export function isInRates({ bounceSubType }: MailRow): boolean {
  const suppression = suppressionOfSubType(bounceSubType);
  return suppression === undefined || suppression === 'global-list';
}

/** Groups events. Values are masked by the rule of five (see `disclosure.ts`). */
export function groupEvents(rows: readonly MailRow[], kind: EventKind): MailGroups {
  const events = readMails(rows.filter((row) => !isSuppressed(row)));
  const disclosure = createDisclosure(events);
  return {
    kind,
    events: events.length,
    recipients: recipientsOf(events).size,
    suppressed: countSuppressed(rows),
    groupings: DIMENSIONS.map((dimension) => groupBy(dimension, events, disclosure)),
  };
}

function groupBy(dimension: Dimension, events: readonly Mail[], disclosure: Disclosure): Grouping {
  const counts = countBy(events.flatMap(({ properties }) => properties[dimension] ?? []));
  const shareOf = (count: number) => (events.length === 0 ? 0 : count / events.length);
  const groups = [...counts]
    .map(([value, count]) => ({ value: disclosure.shown(dimension, value), count, share: shareOf(count) }))
    .filter(({ value }) => value !== null)
    .sort((one, other) => other.count - one.count)
    .slice(0, MAX_GROUPS);
  const rest = events.length - groups.reduce((sum, { count }) => sum + count, 0);
  return { dimension, groups, rest: { count: rest, share: shareOf(rest) } };
}

function countSuppressed(rows: readonly MailRow[]): MailGroups['suppressed'] {
  const reasons = rows.map(({ bounceSubType }) => suppressionOfSubType(bounceSubType));
  const counts = countBy(reasons.filter((reason) => reason !== undefined));
  const count = [...counts.values()].reduce((sum, value) => sum + value, 0);
  return { count, byReason: Object.fromEntries(counts) };
}
