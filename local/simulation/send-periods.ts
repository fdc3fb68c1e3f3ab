/** SES's way from single mails to 15-minute periods, in the three ways it may cut them. */

import { randomLcg } from 'd3-random';
import { SES_PERIOD_MS, SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import type { Counts, ReportedPoint } from '../../lambda/send-statistics/send-history';

const MINUTE_MS = 60_000;

/** Minute of the quarter hour at which SES cuts where the offset is fixed. */
const FIXED_OFFSET_MS = 11 * MINUTE_MS;

/**
 * - `sliding`: at the minute of the call, as in every recorded answer whose call time is known.
 * - `fixed-offset`: always at the same odd minute.
 * - `quarter-hour`: at 00, 15, 30 and 45.
 */
export const CUTS = ['sliding', 'fixed-offset', 'quarter-hour'] as const;
export type Cut = (typeof CUTS)[number];

/** What happened in one minute. */
export interface MailMinute extends Counts {
  /** Epoch milliseconds. */
  readonly minute: number;
}

/** Start of the oldest period that SES still shows when called, epoch milliseconds. */
export function oldestPeriod(calledAt: number, cut: Cut): number {
  const phase = phaseOf(calledAt, cut);
  return Math.ceil((calledAt - SES_RETENTION_MS - phase) / SES_PERIOD_MS) * SES_PERIOD_MS + phase;
}

/**
 * The periods that SES shows when called: complete ones of the last 14 days, those without mail left out, in no order.
 */
export function cutIntoPeriods(mail: Iterable<MailMinute>, calledAt: number, cut: Cut): ReportedPoint[] {
  const phase = phaseOf(calledAt, cut);
  const oldest = oldestPeriod(calledAt, cut);
  const periods = new Map<number, Required<ReportedPoint>>();
  for (const { minute, ...counts } of mail) {
    const timestamp = Math.floor((minute - phase) / SES_PERIOD_MS) * SES_PERIOD_MS + phase;
    if (timestamp < oldest || timestamp + SES_PERIOD_MS > calledAt) continue;
    const sum = periods.get(timestamp);
    periods.set(timestamp, {
      timestamp,
      deliveryAttempts: counts.deliveryAttempts + (sum?.deliveryAttempts ?? 0),
      bounces: counts.bounces + (sum?.bounces ?? 0),
      complaints: counts.complaints + (sum?.complaints ?? 0),
      rejects: counts.rejects + (sum?.rejects ?? 0),
    });
  }
  return shuffle([...periods.values()], randomLcg(calledAt / MINUTE_MS));
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function phaseOf(calledAt: number, cut: Cut): number {
  switch (cut) {
    case 'sliding':
      return (Math.floor(calledAt / MINUTE_MS) * MINUTE_MS) % SES_PERIOD_MS;
    case 'fixed-offset':
      return FIXED_OFFSET_MS;
    case 'quarter-hour':
      return 0;
  }
}
