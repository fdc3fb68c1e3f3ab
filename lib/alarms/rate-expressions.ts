/** Metric math on rates. AWS does not document that `*` and `+` bind before `>=`, so the expressions have parentheses. */
import type { RateSetting } from './alarm-row';

/** Ids of the metrics in an expression. */
export interface RateIds {
  readonly attempts: string;
  readonly rate: string;
}

/**
 * Returns the condition that the volume is large enough for the rate to count. The floors are in the alarm so that the metric
 * stays the plain rate. Adding 0.5 compensates for rounding, because 22 * (15 / 22) is slightly less than 15.
 */
export function reachesFloors({ attempts, rate }: RateIds, setting: RateSetting): string {
  return `(${attempts} >= ${setting.attempts}) AND (((${attempts} * ${rate}) + 0.5) >= ${setting.events})`;
}

/** Returns the condition that the newest datapoint of a rate alarm breaches. */
export function isBreaching(ids: RateIds, setting: RateSetting): string {
  return `(${reachesFloors(ids, setting)}) AND (${ids.rate} >= ${setting.threshold})`;
}
