/**
 * The number of periods that CloudWatch reads when it evaluates an alarm. It is larger than the alarm requires, so that
 * late data counts. AWS does not publish the number.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
import type { MetricAlarm } from './template-alarms';

/** Periods beyond the alarm's evaluation periods, 1 to 8. */
export type ExtraPeriods = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** The numbers of extra periods that a replay assumes. Each number leads to one outcome. */
export const EXTRA_PERIODS: readonly ExtraPeriods[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** The extra periods in AWS's own example, for an evaluation that assumes only one number. */
export const ASSUMED_EXTRA_PERIODS: ExtraPeriods = 2;

/** An assumption: the range is at most three times the evaluation periods. */
const LARGEST_FACTOR = 3;

export function evaluationRange({ evaluationPeriods }: MetricAlarm, extraPeriods: ExtraPeriods): number {
  return Math.min(evaluationPeriods + extraPeriods, LARGEST_FACTOR * evaluationPeriods);
}

export function largestRange(alarm: MetricAlarm): number {
  return evaluationRange(alarm, 8);
}
