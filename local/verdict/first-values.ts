/** From when on the data can judge an alarm. */
import { readBreachesOf } from '../alarms/breaches';
import type { MetricAlarm } from '../alarms/template-alarms';
import type { MetricStore } from '../aws/metric-store';
import { minutesWithData } from './changing-breaches';

const MINUTE_MS = 60_000;

/**
 * Returns the time of the first value of each alarm, by logical id. An alarm without a value has no entry.
 *
 * @param from the first minute at which alarms are evaluated, epoch milliseconds. An older value counts as a value of the
 * minute before
 */
export function firstValuesOf(
  alarms: readonly MetricAlarm[],
  metrics: MetricStore,
  from: number,
): ReadonlyMap<string, number> {
  const readBreaches = readBreachesOf(metrics);
  return new Map(
    alarms.flatMap((alarm): [string, number][] => {
      const hasValue = (time: number) => readBreaches(alarm, time + MINUTE_MS)[0] !== undefined;
      const first = [...minutesWithData(alarm, metrics)].sort((a, b) => a - b).find(hasValue);
      return first === undefined ? [] : [[alarm.id, Math.max(first, from - MINUTE_MS)]];
    }),
  );
}

/**
 * Returns whether an alarm had too little data just before a minute: one of the periods that it evaluates is older than its
 * first value. If it fires at this minute, it may therefore have fired before.
 */
export function isShortOfData(
  minute: number,
  { evaluationPeriods, periodMs }: Pick<MetricAlarm, 'evaluationPeriods' | 'periodMs'>,
  firstValue: number,
): boolean {
  return minute <= firstValue + (evaluationPeriods - 1) * periodMs + MINUTE_MS;
}
