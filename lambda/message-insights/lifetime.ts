import type { MessageInsights } from './insights';

const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;

/** SES tries to deliver for 14 hours; bounces, complaints and opens come within days. */
const SETTLED_AFTER_MS = 3 * DAY_MS;

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
  return isSettled ? 3600 * SECOND_MS : 60 * SECOND_MS;
}

function earliestEvent({ insights }: MessageInsights): string | undefined {
  const times = insights.flatMap(({ events }) => events.flatMap(({ timestamp }) => timestamp ?? []));
  return times.sort()[0];
}
