/** The span of time that a request names. */
import { invalidRequest } from './problem';

const MINUTE_MS = 60_000;
const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['m', MINUTE_MS],
  ['h', 60 * MINUTE_MS],
  ['d', 24 * 60 * MINUTE_MS],
]);

/** The SES console shows mail of the last 30 days. */
export const LONGEST_SPAN_MS = 30 * 24 * 60 * MINUTE_MS;

const SPAN = /^(\d{1,5})([mhd])$/;

/** A date, or a date and a time with its zone. */
const ISO_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))?$/;

/** In epoch milliseconds: from `from`, and before `until`. */
export interface TimeSpan {
  readonly from: number;
  readonly until: number;
}

/**
 * Returns the span of a request that ends now at the latest.
 *
 * @param given the strings of the request. Default: the last 24 hours
 * @throws Problem when a time is not valid, or the span starts after its end or more than 30 days ago
 */
export function readTimeSpan(given: { readonly since?: string; readonly until?: string }, now: number): TimeSpan {
  const from = readTime('since', given.since ?? '24h', now);
  const until = Math.min(now, given.until === undefined ? now : readTime('until', given.until, now));
  if (from < now - LONGEST_SPAN_MS) {
    throw invalidRequest(
      `"since" is more than 30 days ago (${new Date(from).toISOString()}), but SES keeps mail for 30 days. Choose a later time.`,
    );
  }
  if (from >= until) {
    throw invalidRequest(
      `"since" (${new Date(from).toISOString()}) is not before "until" (${new Date(until).toISOString()}). Choose an earlier "since".`,
    );
  }
  return { from, until };
}

function readTime(name: string, given: string, now: number): number {
  const [, count, unit = ''] = SPAN.exec(given) ?? [];
  const time = count === undefined ? parseIsoTime(given) : now - Number(count) * (UNITS_MS.get(unit) as number);
  if (time !== undefined) return time;
  throw invalidRequest(
    `"${name}" must be a span before now such as "2h", "45m" or "3d", or an ISO 8601 time with its zone such as "2026-11-22T12:00:00Z"${quote(given)}.`,
  );
}

/** Returns undefined for a string that is no ISO 8601 time, such as February 30. */
function parseIsoTime(given: string): number | undefined {
  const [, year, month, day] = ISO_TIME.exec(given) ?? [];
  const time = year === undefined ? Number.NaN : Date.parse(given);
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return Number.isNaN(time) || new Date(date).getUTCDate() !== Number(day) ? undefined : time;
}

/** Quotes a value that cannot be an address or a name. */
function quote(given: string): string {
  return /^[\d:.+TZ-]{1,40}$/.test(given) ? `, got "${given}"` : '';
}
