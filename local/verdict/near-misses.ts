/** The alarms that came closest to firing. */
import type { Periods } from '../../lib/alarms/alarm-row';
import { closenessOf, type RateAlarmSetting, type Reading } from './readings';

export interface NearMiss {
  readonly reading: Reading;
  /** How close the alarm came to firing, from 0 to 1. */
  readonly closeness: number;
}

/**
 * Returns the reading that decided how close an alarm came to firing in M of N periods: of each N readings in a row, the M-th
 * closest one. Undefined if every such reading is 0.
 *
 * @param readings oldest first
 */
export function nearestMiss(readings: readonly Reading[], setting: RateAlarmSetting): NearMiss | undefined {
  const misses = readings.map((reading) => ({ reading, closeness: closenessOf(reading, setting) }));
  let nearest: NearMiss | undefined;
  for (const deciding of decidingMisses(misses, setting)) {
    if (deciding.closeness > (nearest?.closeness ?? 0)) nearest = deciding;
  }
  return nearest;
}

function decidingMisses(
  misses: readonly NearMiss[],
  { datapointsToAlarm, evaluationPeriods }: Periods,
): readonly NearMiss[] {
  return misses.flatMap((_, index) => {
    const last = misses.slice(Math.max(0, index + 1 - evaluationPeriods), index + 1);
    const closest = last.sort((a, b) => b.closeness - a.closeness)[datapointsToAlarm - 1];
    return closest ? [closest] : [];
  });
}
