/** Metric math on rates. AWS does not document that `*` and `+` bind before `>=`, so parentheses say it. */
import type { RateSetting } from './alarm-table';

/** Ids of the metrics in an expression. */
export interface RateIds {
  readonly attempts: string;
  readonly rate: string;
}

/**
 * Whether enough happened for the rate to count. The floors are in the alarm, so that the metric stays the honest rate. 0.5
 * rounds: 150 * (15 / 150) is not always 15.
 */
export function reachesFloors({ attempts, rate }: RateIds, setting: RateSetting): string {
  return `(${attempts} >= ${setting.attempts}) AND (((${attempts} * ${rate}) + 0.5) >= ${setting.events})`;
}

/** Whether a rate alarm's newest datapoint breaches. */
export function isBreaching(ids: RateIds, setting: RateSetting): string {
  return `(${reachesFloors(ids, setting)}) AND (${ids.rate} >= ${setting.threshold})`;
}
