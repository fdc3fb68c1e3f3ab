/** Cuts mail into the 15-minute periods that SES reports, in the three ways that SES may use. */

import { randomLcg } from 'd3-random';
import { SES_PERIOD_MS, SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import { COUNTERS, type Counts, type ReportedPoint } from '../../lambda/send-statistics/send-history';
import type { Batch, MailingShare } from './mailings';

const MINUTE_MS = 60_000;

/** Offset from the quarter hour at which SES cuts with `fixed-offset`. */
const FIXED_OFFSET_MS = 11 * MINUTE_MS;

/**
 * Where SES cuts its periods:
 *
 * - `sliding`: at the minute of the call, as in every recorded answer with a known call time.
 * - `fixed-offset`: always at the same odd minute.
 * - `quarter-hour`: at minute 0, 15, 30 and 45.
 */
export const CUTS = ['sliding', 'fixed-offset', 'quarter-hour'] as const;
export type Cut = (typeof CUTS)[number];

/** The mail of one minute. */
export interface MailMinute extends Counts {
  /** Epoch milliseconds. */
  readonly minute: number;
  /** The number of bounces that belong to earlier mail. Default: 0. */
  readonly lateBounces?: number;
  /** Default: the mail has nothing in common. */
  readonly mailings?: readonly MailingShare[];
  /** The mail to which late bounces belong. Default: mail that SES no longer reports. */
  readonly batch?: Batch;
  /** Share of the bounces whose mail has several recipients. SES does not report them. Default: 0. */
  readonly unreportedBounces?: number;
}

/** Returns the periods that SES reports at this time: all complete periods of the last 14 days with mail, in random order. */
export function cutIntoPeriods(mail: Iterable<MailMinute>, calledAt: number, cut: Cut): ReportedPoint[] {
  const phase = phaseOf(calledAt, cut);
  const periods = new Map<number, MailMinute[]>();
  for (const sent of mail) {
    const start = Math.floor((sent.minute - phase) / SES_PERIOD_MS) * SES_PERIOD_MS + phase;
    const period = periods.get(start);
    if (period) period.push(sent);
    else periods.set(start, [sent]);
  }
  return reportPeriods((start) => toPoint(start, periods.get(start) ?? []), calledAt, cut);
}

/**
 * Returns the periods that SES reports at this time, in random order.
 *
 * @param readPeriod returns the period that starts at this time; undefined for a period without mail
 */
export function reportPeriods(
  readPeriod: (start: number) => ReportedPoint | undefined,
  calledAt: number,
  cut: Cut,
): ReportedPoint[] {
  const points: ReportedPoint[] = [];
  for (let start = oldestPeriod(calledAt, cut); start + SES_PERIOD_MS <= calledAt; start += SES_PERIOD_MS) {
    const point = readPeriod(start);
    if (point) points.push(point);
  }
  return shuffle(points, randomLcg(calledAt / MINUTE_MS));
}

/** Returns the period that starts at this time, with this mail; undefined without mail. */
export function toPoint(start: number, mail: readonly MailMinute[]): ReportedPoint | undefined {
  return mail.length === 0 ? undefined : { timestamp: start, ...sumMail(mail) };
}

export function sumMail(mail: readonly MailMinute[]): Counts {
  const sum = { deliveryAttempts: 0, bounces: 0, complaints: 0, rejects: 0 };
  for (const minute of mail) for (const counter of COUNTERS) sum[counter] += minute[counter];
  return sum;
}

function oldestPeriod(calledAt: number, cut: Cut): number {
  const phase = phaseOf(calledAt, cut);
  return Math.ceil((calledAt - SES_RETENTION_MS - phase) / SES_PERIOD_MS) * SES_PERIOD_MS + phase;
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let index = shuffled.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [shuffled[index], shuffled[other]] = [shuffled[other] as T, shuffled[index] as T];
  }
  return shuffled;
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
