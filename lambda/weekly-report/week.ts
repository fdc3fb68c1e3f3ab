/** The week that a report covers, and the week before it. */
import type { Span } from '../shared/topic/numbers';
import type { WeeklyEvent } from './contract';

export const DAY_MS = 24 * 60 * 60_000;
const WEEK_MS = 7 * DAY_MS;

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
  const time = scheduledTime === undefined ? now : Date.parse(String(scheduledTime));
  if (Number.isNaN(time)) {
    throw new Error(
      'The event has no usable scheduledTime: pass a time in ISO 8601, or leave it out for the last 7 days',
    );
  }
  const until = Math.floor(time / 60_000) * 60_000;
  return {
    week: { from: until - WEEK_MS, until },
    before: { from: until - 2 * WEEK_MS, until: until - WEEK_MS },
  };
}
