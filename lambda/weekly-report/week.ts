/** The week that a report covers, and the week before it. */
import type { Span } from '../shared/topic/numbers';
import type { WeeklyEvent } from './contract';

export const DAY_MS = 24 * 60 * 60_000;
const WEEK_MS = 7 * DAY_MS;

/**
 * CloudWatch keeps values by the minute for 15 days. An older week would look like a week without polls.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
const OLDEST_MS = 8 * DAY_MS;

/** This function's clock may lag this far behind the clock of the schedule. */
const CLOCK_TOLERANCE_MS = 60_000;

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

export interface Weeks {
  readonly week: Span;
  readonly before: Span;
}

/**
 * Reads the event. The week ends at the minute of its scheduled time.
 *
 * @param now epoch milliseconds
 * @throws Error for an event without a usable time
 */
export function readWeeks(event: unknown, now: number): Weeks {
  const { scheduledTime } = (event ?? {}) as WeeklyEvent;
  const time = scheduledTime === undefined ? now : TIME.test(scheduledTime) ? Date.parse(scheduledTime) : Number.NaN;
  if (!(time >= now - OLDEST_MS && time <= now + CLOCK_TOLERANCE_MS)) {
    throw new Error(
      'The event has no usable scheduledTime: pass a time of the last 8 days in ISO 8601, such as 2026-11-23T07:00:00Z, or leave it out for the last 7 days',
    );
  }
  const until = Math.floor(time / 60_000) * 60_000;
  return {
    week: { from: until - WEEK_MS, until },
    before: { from: until - 2 * WEEK_MS, until: until - WEEK_MS },
  };
}
