/** Describes the data source of an export job, and recognizes it in a response of SES. */
import type { JobRequest, MailQuery, MetricQuery } from './job-request';
import type { Mark } from './slots-state';

/** SES's names. Times are epoch milliseconds. */
export interface JobSource {
  readonly type: Mark['type'];
  readonly from: number;
  readonly until: number;
  /** Members of `Include`, or the dimension with its values. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
  /** Undefined for metrics. */
  readonly maxRows?: number;
}

/** All values of a dimension. */
const ALL = '*';

export function toSource(request: JobRequest): JobSource {
  return 'mail' in request ? mailSource(request.mail) : metricSource(request.metrics);
}

function mailSource({
  sentFrom,
  sentUntil,
  maxRows,
  from,
  to,
  subject,
  isp,
  deliveryEvents = [],
}: MailQuery): JobSource {
  const given = {
    FromEmailAddress: listOf(from),
    Destination: listOf(to),
    Subject: listOf(subject),
    Isp: listOf(isp),
    LastDeliveryEvent: deliveryEvents,
  };
  const filters = Object.fromEntries(Object.entries(given).filter(([, values]) => values.length > 0));
  return { type: 'MESSAGE_INSIGHTS', from: sentFrom, until: sentUntil, filters, maxRows };
}

function metricSource({ dimension, from, until }: MetricQuery): JobSource {
  return { type: 'METRICS_DATA', from, until, filters: { [dimension]: [ALL] } };
}

function listOf(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}

/** Returns what may be stored of a source: no filter by address, sender or subject. */
export function markOf({ type, from, until, filters, maxRows }: JobSource): Mark {
  return { type, from, until, detail: maxRows === undefined ? Object.keys(filters).join() : String(maxRows) };
}

/** SES may round times to seconds. */
const ROUNDING_MS = 1_000;

export function isSameSource(one: JobSource, other: JobSource): boolean {
  return isSameMark(markOf(one), markOf(other)) && textOf(one.filters) === textOf(other.filters);
}

export function isSameMark(one: Mark, other: Mark): boolean {
  return (
    one.type === other.type &&
    one.detail === other.detail &&
    Math.abs(one.from - other.from) < ROUNDING_MS &&
    Math.abs(one.until - other.until) < ROUNDING_MS
  );
}

function textOf(filters: JobSource['filters']): string {
  const sorted = Object.entries(filters).map(([name, values]) => [name, [...values].sort()] as const);
  return JSON.stringify(sorted.sort(([one], [other]) => (one < other ? -1 : 1)));
}
