import type { MessageInsights } from './insights';

const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;

/** SES tries to deliver for 14 hours; bounces, complaints and opens come within days. */
const SETTLED_AFTER_MS = 3 * DAY_MS;

/** Clocks that are further apart than this are wrong. */
const CLOCK_TOLERANCE_MS = 60 * SECOND_MS;

const LONGEST_MS = 3600 * SECOND_MS;

/**
 * Whether something that was kept may still be used. What a clock gone wrong has written is not believed, and neither is
 * what is no number.
 */
export function isFresh(kept: { readonly writtenAt: number; readonly freshUntil: number }, now: number): boolean {
  const { writtenAt, freshUntil } = kept;
  return now < freshUntil && writtenAt < now + CLOCK_TOLERANCE_MS && freshUntil <= writtenAt + LONGEST_MS;
}

/**
 * How long an answer of SES may be given again, in milliseconds.
 *
 * @param message undefined: SES knew none
 * @param now epoch milliseconds
 */
export function lifetimeMs(message: MessageInsights | undefined, now: number): number {
  if (!message) return 30 * SECOND_MS;
  const sentAt = message.sentAt ?? earliestEvent(message);
  const isSettled = sentAt !== undefined && now - Date.parse(sentAt) > SETTLED_AFTER_MS;
  return isSettled ? LONGEST_MS : 60 * SECOND_MS;
}

function earliestEvent({ insights }: MessageInsights): string | undefined {
  const times = insights.flatMap(({ events }) => events.flatMap(({ timestamp }) => timestamp ?? []));
  return times.sort()[0];
}
