/** The values that an alarm on a rate reads. */
import type { RateSetting, ThresholdSetting } from '../../lib/alarms/alarm-row';
import type { MetricAlarm } from '../alarms/template-alarms';
import type { MetricStore } from '../aws/metric-store';

const MINUTE_MS = 60_000;

/** A rate at one time. */
export interface Reading {
  /** Epoch milliseconds. */
  readonly time: number;
  /** 0-1. */
  readonly rate: number;
  /** Undefined for AWS's own rate, whose volume AWS does not publish. */
  readonly attempts?: number;
  /** Bounces or complaints, calculated from the rate as the alarm does. */
  readonly events?: number;
}

/** The settings of an alarm on our own rate, or on AWS's. */
export type RateAlarmSetting = RateSetting | ThresholdSetting;

/** Returns all readings of an alarm, oldest first. A window without attempts has the rate 0. */
export function readingsOf({ metrics: inputs }: MetricAlarm, metrics: MetricStore): Reading[] {
  const { attempts, rate = inputs.metric } = inputs;
  const rates = pointsOf(rate, metrics);
  if (!attempts) return [...rates].map(([time, rate]) => ({ time, rate }));
  return [...pointsOf(attempts, metrics)].map(([time, attempts]) => {
    const rate = rates.get(time) ?? 0;
    return { time, rate, attempts, events: Math.round(rate * attempts) };
  });
}

/** Returns the newest reading that an alarm has at a minute. Undefined without one in its newest period. */
export function readingAt(alarm: MetricAlarm, metrics: MetricStore, minute: number): Reading | undefined {
  return readingsOf(alarm, metrics).findLast(({ time }) => time < minute && time >= minute - alarm.periodMs);
}

/**
 * Returns how close a reading is to a breach, from 0 to 1. The rate, the attempts and the events each reach a share of what the
 * alarm needs, and the smallest share counts. A breach has 1.
 */
export function closenessOf({ rate, attempts, events }: Reading, setting: RateAlarmSetting): number {
  const shares = [rate / setting.threshold];
  if ('attempts' in setting) shares.push((attempts ?? 0) / setting.attempts, (events ?? 0) / setting.events);
  return Math.min(1, ...shares);
}

function pointsOf(input: MetricAlarm['metrics'][string] | undefined, metrics: MetricStore): Map<number, number> {
  if (!input) return new Map();
  const all = { periodMs: MINUTE_MS, from: 0, to: Number.MAX_SAFE_INTEGER };
  return new Map(metrics.statistics({ ...input, ...all }).map(({ timestamp, value }) => [timestamp, value]));
}
