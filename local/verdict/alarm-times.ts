/** When each alarm was in ALARM, and which messages it sent. */
import type { AlarmMessage } from '../alarms/alarm-actions';
import { startAlarms } from '../alarms/alarm-evaluation';
import type { AlarmState } from '../alarms/alarm-state';
import { ASSUMED_EXTRA_PERIODS, type ExtraPeriods } from '../alarms/evaluation-range';
import type { TemplateAlarm } from '../alarms/template-alarms';
import type { MetricStore } from '../aws/metric-store';
import { findChangingBreaches } from './changing-breaches';

const MINUTE_MS = 60_000;

/** A time in ALARM, epoch milliseconds. */
export interface TimeInAlarm {
  readonly from: number;
  /** Undefined: the alarm is still in ALARM at the end. */
  readonly to?: number;
}

export interface AlarmTimes {
  /** By logical id, in order of time. An alarm that never fired has no entry. */
  readonly inAlarm: ReadonlyMap<string, readonly TimeInAlarm[]>;
  readonly messages: readonly AlarmMessage[];
  /** The states at the end, by logical id. */
  readonly states: ReadonlyMap<string, AlarmState>;
}

export interface Span {
  /** The first minute to evaluate, epoch milliseconds. The alarms are created at this time. */
  readonly from: number;
  /** The last minute to evaluate. */
  readonly to: number;
}

/** Evaluates alarms as if at every minute of the span. The store must contain all its data. */
export function readAlarmTimes(
  alarms: readonly TemplateAlarm[],
  metrics: MetricStore,
  { from, to }: Span,
  extraPeriods: ExtraPeriods = ASSUMED_EXTRA_PERIODS,
): AlarmTimes {
  const breaches = findChangingBreaches(alarms, metrics);
  const evaluation = startAlarms(alarms, breaches.read, { createdAt: from, extraPeriods });
  const inAlarm = new Map<string, TimeInAlarm[]>();
  const since = new Map<string, number>();
  for (let minute = from; minute <= to; minute += MINUTE_MS) {
    if (minute !== from && !breaches.minutes.has(minute) && !dependsOnTime(alarms, minute - from)) continue;
    evaluation.evaluate(minute);
    for (const [id, state] of evaluation.states) {
      const start = since.get(id);
      if (state === 'ALARM' && start === undefined) since.set(id, minute);
      if (state === 'ALARM' || start === undefined) continue;
      since.delete(id);
      inAlarm.set(id, [...(inAlarm.get(id) ?? []), { from: start, to: minute }]);
    }
  }
  for (const [id, start] of since) inAlarm.set(id, [...(inAlarm.get(id) ?? []), { from: start }]);
  return { inAlarm, messages: evaluation.messages, states: evaluation.states };
}

/** Returns whether an alarm can change without new data: at the end of its warm-up, or of the suppression of its actions. */
function dependsOnTime(alarms: readonly TemplateAlarm[], age: number): boolean {
  return alarms.some((alarm) => (alarm.kind === 'metric' ? alarm.warmUpMs === age && age > 0 : alarm.suppressor));
}
