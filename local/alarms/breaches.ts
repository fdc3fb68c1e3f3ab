/** Reads from a metric store whether the newest periods of an alarm breach its threshold. */
import type { MetricStore } from '../aws/metric-store';
import { largestRange } from './evaluation-range';
import type { MetricAlarm } from './template-alarms';

const MINUTE_MS = 60_000;

/** Whether a period breaches; undefined for a period without a value. */
export type Breach = boolean | undefined;

/**
 * Returns whether an alarm's newest periods breach, newest first. The newest period ends at `minute`, because the
 * window slides with every evaluation.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
export type ReadBreaches = (alarm: MetricAlarm, minute: number) => readonly Breach[];

interface Reading {
  readonly minute: number;
  readonly breaches: readonly Breach[];
}

/** The readings of one alarm so far. */
interface AlarmReadings {
  /** The minutes with data of each metric. */
  readonly dataMinutes: readonly { has(minute: number): boolean }[];
  last?: Reading;
  /** The latest reading for each minute of a period. One period later, only the newest breach must be computed. */
  readonly byPhase: Map<number, Reading>;
  /** The number of the store's data that these readings include. */
  seenData: number;
}

/**
 * Computes each period of each alarm once, and recomputes it only after a late datum. Returns the same array until one of
 * its breaches changes.
 *
 * @throws Error for a store with a read delay, where a datum becomes readable after its put
 */
export function readBreachesOf(metrics: MetricStore): ReadBreaches {
  const { putMinutes } = metrics;
  if (!putMinutes) throw new Error('Alarms can be evaluated only on a metric store without a read delay');
  const readingsOf = new Map<MetricAlarm, AlarmReadings>();

  function forgetAfterLateData(readings: AlarmReadings): void {
    const { last, byPhase, seenData } = readings;
    readings.seenData = putMinutes?.length ?? 0;
    if (!last) return;
    for (let index = seenData; index < readings.seenData; index++) {
      if ((putMinutes?.[index] ?? 0) >= last.minute) continue;
      readings.last = undefined;
      byPhase.clear();
      return;
    }
  }

  return (alarm, minute) => {
    const readings = readingsOf.get(alarm) ?? startReadings(alarm, metrics);
    readingsOf.set(alarm, readings);
    forgetAfterLateData(readings);
    if (readings.last?.minute === minute) return readings.last.breaches;
    const breaches = readAt(alarm, minute, readings, metrics);
    const reading = {
      minute,
      breaches: isEqual(breaches, readings.last?.breaches) ? readings.last.breaches : breaches,
    };
    readings.last = reading;
    readings.byPhase.set(minute % alarm.periodMs, reading);
    return reading.breaches;
  };
}

function startReadings(alarm: MetricAlarm, metrics: MetricStore): AlarmReadings {
  const dataMinutes = Object.values(alarm.metrics).map(({ metric }) => metrics.minutesWithData(metric));
  return { dataMinutes, byPhase: new Map(), seenData: 0 };
}

function readAt(
  alarm: MetricAlarm,
  minute: number,
  { last, byPhase, dataMinutes }: AlarmReadings,
  metrics: MetricStore,
): readonly Breach[] {
  const { periodMs } = alarm;
  const previous = byPhase.get(minute % periodMs);
  if (previous?.minute !== minute - periodMs) {
    return Array.from({ length: largestRange(alarm) }, (_, index) =>
      isBreaching(alarm, minute - index * periodMs, metrics),
    );
  }
  const isUnchanged = last?.minute === minute - MINUTE_MS && !hasNewData(dataMinutes, minute, periodMs);
  const newest = isUnchanged ? last.breaches[0] : isBreaching(alarm, minute, metrics);
  return [newest, ...previous.breaches.slice(0, -1)];
}

/** Returns whether a datum enters or leaves the period that ends at `end`, or the period before it, which DIFF reads. */
function hasNewData(dataMinutes: AlarmReadings['dataMinutes'], end: number, periodMs: number): boolean {
  const newest = end - MINUTE_MS;
  return dataMinutes.some(
    (minutes) => minutes.has(newest) || minutes.has(newest - periodMs) || minutes.has(newest - 2 * periodMs),
  );
}

function isBreaching({ metrics, value, periodMs, isBreaching }: MetricAlarm, end: number, store: MetricStore): Breach {
  const operandsAt = (to: number) =>
    Object.fromEntries(
      Object.entries(metrics).map(([id, { metric, statistic }]) => [
        id,
        store.statistic({ metric, statistic, from: to - periodMs, to }),
      ]),
    );
  const result = value(operandsAt(end), () => operandsAt(end - periodMs));
  return result === undefined ? undefined : isBreaching(result);
}

function isEqual(a: readonly Breach[], b: readonly Breach[] | undefined): b is readonly Breach[] {
  return a.length === b?.length && a.every((breach, index) => breach === b[index]);
}
