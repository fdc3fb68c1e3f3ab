/** The values that an alarm on a rate reads. */
import { parseWindow } from '../../lambda/send-statistics/contract';
import type { Counter, SendHistory } from '../../lambda/send-statistics/send-history';
import type { RateSetting, ThresholdSetting } from '../../lib/alarms/alarm-row';
import type { RateName } from '../../lib/alarms/aws-thresholds';
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
  /** Bounces or complaints. Late bounces can exceed the attempts, and the rate is then 1. */
  readonly events?: number;
}

/** The settings of an alarm on our own rate, or on AWS's. */
export type RateAlarmSetting = RateSetting | ThresholdSetting;

/** An alarm on a rate, with its row's properties. */
export interface RateAlarm {
  readonly alarm: MetricAlarm;
  readonly rate: RateName;
  readonly setting: RateAlarmSetting;
}

/** Where the values of readings come from. */
export interface Measurements {
  /** The rates and the attempts. */
  readonly metrics: MetricStore;
  /** The events. A rate is at most 1, so it does not show how many events exceed the attempts. */
  readonly history: SendHistory;
}

const EVENTS: Readonly<Record<RateName, Counter>> = { BounceRate: 'bounces', ComplaintRate: 'complaints' };

/** Epoch milliseconds: readings in [from, to). */
interface Span {
  readonly from: number;
  readonly to: number;
}

const ALL: Span = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** Returns the readings of an alarm, oldest first. A window without attempts has the rate 0. Default span: all data. */
export function readingsOf(
  { alarm, rate, setting }: RateAlarm,
  { metrics, history }: Measurements,
  span: Span = ALL,
): Reading[] {
  const { attempts, rate: ours, metric } = alarm.metrics;
  const rates = pointsOf(ours ?? metric, metrics, span);
  if (!attempts || !('window' in setting)) return [...rates].map(([time, rate]) => ({ time, rate }));
  const { lengthMs } = parseWindow(setting.window);
  return [...pointsOf(attempts, metrics, span)].map(([time, attempts]) => {
    const events = history.countBetween(time - lengthMs, time)[EVENTS[rate]];
    return { time, rate: rates.get(time) ?? 0, attempts, events };
  });
}

/** Returns the newest reading that an alarm has at a minute. Undefined without one in its newest period. */
export function readingAt(rateAlarm: RateAlarm, measurements: Measurements, minute: number): Reading | undefined {
  return readingsOf(rateAlarm, measurements, { from: minute - rateAlarm.alarm.periodMs, to: minute }).at(-1);
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

function pointsOf(
  input: MetricAlarm['metrics'][string] | undefined,
  metrics: MetricStore,
  span: Span,
): Map<number, number> {
  if (!input) return new Map();
  const points = metrics.statistics({ ...input, periodMs: MINUTE_MS, ...span });
  return new Map(points.map(({ timestamp, value }) => [timestamp, value]));
}
