/** Finds the few minutes at which the states of alarms can change, which saves most of the time of a long evaluation. */
import { type Breach, type ReadBreaches, readBreachesOf } from '../alarms/breaches';
import { largestRange } from '../alarms/evaluation-range';
import type { MetricAlarm, TemplateAlarm } from '../alarms/template-alarms';
import type { MetricStore } from '../aws/metric-store';

const MINUTE_MS = 60_000;

export interface ChangingBreaches {
  /** Returns the same breaches as `readBreachesOf`. */
  readonly read: ReadBreaches;
  /** The minutes at which the breaches of an alarm can change. */
  readonly minutes: ReadonlySet<number>;
}

/** The store must not receive data after this call. */
export function findChangingBreaches(alarms: readonly TemplateAlarm[], metrics: MetricStore): ChangingBreaches {
  const readBreaches = readBreachesOf(metrics);
  const changes = new Map(
    alarms.filter((alarm) => alarm.kind === 'metric').map((alarm) => [alarm, changingMinutes(alarm, metrics)]),
  );
  const newest = new Map<MetricAlarm, readonly Breach[]>();
  return {
    minutes: new Set([...changes.values()].flatMap((minutes) => [...minutes])),
    read(alarm, minute) {
      const known = newest.get(alarm);
      if (known && !changes.get(alarm)?.has(minute)) return known;
      const breaches = readBreaches(alarm, minute);
      newest.set(alarm, breaches);
      return breaches;
    },
  };
}

/**
 * Returns the minutes at which a datum enters or leaves a period of the alarm. The newest period ends at the minute of the
 * evaluation, so a datum enters it one minute after its own minute.
 */
function changingMinutes(alarm: MetricAlarm, metrics: MetricStore): Set<number> {
  const periods = largestRange(alarm) + 1; // DIFF reads one more
  const minutes = new Set<number>();
  for (const minute of minutesWithData(alarm, metrics)) {
    for (let index = 0; index <= periods; index++) minutes.add(minute + MINUTE_MS + index * alarm.periodMs);
  }
  return minutes;
}

/** Returns the minutes with data of a metric of the alarm, in no order. */
export function minutesWithData(alarm: MetricAlarm, metrics: MetricStore): Set<number> {
  const all = { statistic: 'SampleCount', periodMs: MINUTE_MS, from: 0, to: Number.MAX_SAFE_INTEGER } as const;
  const points = Object.values(alarm.metrics).flatMap(({ metric }) => metrics.statistics({ metric, ...all }));
  return new Set(points.map(({ timestamp }) => timestamp));
}
