import type { MessageInsights } from './insights';

const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;

/**
 * After this time, few events follow: SES retries delivery for 14 hours, and complaints and opens arrive within days.
 */
const SETTLED_AFTER_MS = 3 * DAY_MS;

/** Largest plausible difference between two clocks. */
const CLOCK_TOLERANCE_MS = 60 * SECOND_MS;

const LONGEST_LIFETIME_MS = 3600 * SECOND_MS;

/**
 * Returns whether a cached item may be used. Rejects items from a clock that runs ahead, and times that are not
 * numbers.
 */
export function isFresh(cached: { readonly writtenAt: number; readonly freshUntil: number }, now: number): boolean {
  const { writtenAt, freshUntil } = cached;
  return now < freshUntil && writtenAt < now + CLOCK_TOLERANCE_MS && freshUntil <= writtenAt + LONGEST_LIFETIME_MS;
}

/**
 * Returns how long a message may be cached, in milliseconds.
 *
 * @param message undefined: SES has no record of the message
 * @param now epoch milliseconds
 */
export function lifetimeMs(message: MessageInsights | undefined, now: number): number {
  if (!message) return 30 * SECOND_MS;
  const sentAt = message.sentAt ?? earliestEvent(message);
  const isSettled = sentAt !== undefined && now - Date.parse(sentAt) > SETTLED_AFTER_MS;
  return isSettled ? LONGEST_LIFETIME_MS : 60 * SECOND_MS;
}

function earliestEvent({ insights }: MessageInsights): string | undefined {
  const times = insights.flatMap(({ events }) => events.flatMap(({ timestamp }) => timestamp ?? []));
  return times.sort()[0];
}
