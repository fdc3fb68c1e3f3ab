/** The points that SES returns for an account that sends in each period of 14 days. */
import { SES_PERIOD_MS } from '../../lambda/send-statistics/contract';
import type { ReportedPoint } from '../../lambda/send-statistics/send-history';

/** The periods of 14 days. */
export const ALL_POINTS = 1344;

/** Returns the newest points at a time, epoch milliseconds. */
export function pointsBefore(now: number, count = ALL_POINTS): ReportedPoint[] {
  return Array.from({ length: count }, (_, index) => ({
    timestamp: now - (now % 60_000) - (index + 1) * SES_PERIOD_MS,
    deliveryAttempts: 1_000 + (index % 96),
    bounces: index % 20,
    complaints: index % 2,
    rejects: 0,
  }));
}
