/** The reasons that CloudWatch gives for the state of an alarm. */
import type { AlarmState } from '../alarms/alarm-state';
import type { MetricAlarm } from '../alarms/template-alarms';
import type { MetricStore } from '../aws/metric-store';

export interface Reason {
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string;
}

export const INITIAL_REASON = 'Unchecked: Initial alarm creation';

const COMPARISONS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

export interface Evaluated {
  readonly state: AlarmState;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly metrics: MetricStore;
}

export function metricReason(alarm: MetricAlarm, { state, time, metrics }: Evaluated): Reason {
  const { evaluationPeriods, datapointsToAlarm, threshold, comparison, periodMs } = alarm;
  const points = newestPoints(alarm, time, metrics);
  const breaching = points.filter(({ value }) => alarm.isBreaching(value));
  const [shown, not] =
    state === 'ALARM' ? [breaching, ''] : [points.filter((point) => !breaching.includes(point)), ' not'];
  const reasonData = JSON.stringify({
    version: '1.0',
    queryDate: toAwsTime(time),
    startDate: toAwsTime(points.at(-1)?.timestamp ?? time),
    period: periodMs / 1000,
    recentDatapoints: points.map(({ value }) => value).reverse(),
    threshold,
    evaluatedDatapoints: points.map(({ timestamp, value }) => ({ timestamp: toAwsTime(timestamp), value })),
  });
  if (state === 'INSUFFICIENT_DATA' || shown.length === 0) {
    const missing = `no datapoints were received for ${evaluationPeriods} period${evaluationPeriods === 1 ? '' : 's'}`;
    return {
      reason: `${state === 'INSUFFICIENT_DATA' ? 'Insufficient Data' : 'Threshold Crossed'}: ${missing}`,
      reasonData,
    };
  }
  const values = shown.map(({ value, timestamp }) => `${toDouble(value)} (${toShortTime(timestamp)})`).join(', ');
  const verb = shown.length === 1 ? 'was' : 'were';
  const needed = state === 'ALARM' ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const change = state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  return {
    reason:
      `Threshold Crossed: ${shown.length} out of the last ${evaluationPeriods} datapoints [${values}] ${verb}${not} ` +
      `${COMPARISONS[comparison]} the threshold (${toDouble(threshold)}) (minimum ${needed} datapoint${needed === 1 ? '' : 's'} for ${change} transition).`,
    reasonData,
  };
}

interface NamedState {
  readonly arn: string;
  readonly state: { readonly value: AlarmState };
}

export function compositeReason(triggers: readonly NamedState[], time: number): Reason {
  const [first] = triggers;
  const reasonData = JSON.stringify({
    triggeringAlarms: triggers.map(({ arn, state }) => ({
      arn,
      state: { value: state.value, timestamp: toAwsTime(time) },
    })),
  });
  if (!first) return { reason: INITIAL_REASON, reasonData };
  return { reason: `${first.arn} transitioned to ${first.state.value} at ${toLongTime(time)}`, reasonData };
}

/** Returns the values of the newest periods that have one, newest first. */
function newestPoints({ metrics, value, periodMs, evaluationPeriods }: MetricAlarm, time: number, store: MetricStore) {
  const points: { readonly timestamp: number; readonly value: number }[] = [];
  const operandsAt = (to: number) =>
    Object.fromEntries(
      Object.entries(metrics).map(([id, { metric, statistic }]) => [
        id,
        store.statistic({ metric, statistic, from: to - periodMs, to }),
      ]),
    );
  for (let index = 0; index < evaluationPeriods; index++) {
    const to = time - index * periodMs;
    const result = value(operandsAt(to), () => operandsAt(to - periodMs));
    if (result !== undefined) points.push({ timestamp: to - periodMs, value: result });
  }
  return points;
}

/** Such as `2026-11-25T12:00:00.000+0000`. */
export function toAwsTime(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}

/** CloudWatch writes whole numbers with one decimal, such as `1.0`. */
function toDouble(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** Such as `25/11/26 12:00:00`. */
function toShortTime(time: number): string {
  const [, year, month, day, clock] = /^\d\d(\d\d)-(\d\d)-(\d\d)T(.{8})/.exec(new Date(time).toISOString()) ?? [];
  return `${day}/${month}/${year} ${clock}`;
}

const LONG_TIME = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: '2-digit',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** Such as `Wednesday 25 November, 2026 12:00:00 UTC`. */
export function toLongTime(time: number): string {
  const parts = Object.fromEntries(LONG_TIME.formatToParts(time).map(({ type, value }) => [type, value]));
  const { weekday, day, month, year, hour, minute, second } = parts;
  return `${weekday} ${day} ${month}, ${year} ${hour}:${minute}:${second} UTC`;
}
