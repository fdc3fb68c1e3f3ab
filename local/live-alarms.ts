/** The alarms of the stack that cdk.json configures, over the metrics of this machine. */
import Table from 'cli-table3';
import { type AlarmState, readBreachesOf, startAlarms } from './alarm-evaluation';
import type { MetricStore } from './metric-store';
import { readStackContext } from './stack-settings';
import { synthesizeStack } from './stack-template';
import { type MetricAlarm, readAlarms, withoutStack } from './template-alarms';

const MINUTE_MS = 60_000;

/** Alarms are taken to have been there for this long when the first slot is shown. */
const HISTORY_MS = 6 * 60 * MINUTE_MS;

/** CloudWatch does not tell how many periods it looks at; two more than asked for is AWS's own example. */
const EXTRA_PERIODS = 2;

export interface LiveAlarms {
  /** Evaluates every minute up to the one after `slot`, and shows the states. */
  show(slot: number): string;
}

export function startLiveAlarms(metrics: MetricStore): LiveAlarms {
  const alarms = readAlarms(synthesizeStack(readStackContext())).filter((alarm) => alarm.kind === 'metric');
  let evaluated:
    | { minute: number; states: ReadonlyMap<string, AlarmState>; evaluate(minute: number): void }
    | undefined;
  return {
    show(slot) {
      const createdAt = slot - HISTORY_MS;
      evaluated ??= { minute: createdAt, ...startAlarms(alarms, readBreachesOf(metrics), createdAt, EXTRA_PERIODS) };
      for (; evaluated.minute <= slot + MINUTE_MS; evaluated.minute += MINUTE_MS) evaluated.evaluate(evaluated.minute);
      const readings = (alarm: MetricAlarm) => readingsOf(alarm, metrics, slot + MINUTE_MS);
      return toText(alarms, evaluated.states, readings);
    },
  };
}

/** What an alarm read in its newest period, as `DeliveryAttempts 1,966, BounceRate 0.3103`. */
function readingsOf({ metrics, periodMs }: MetricAlarm, store: MetricStore, to: number): string {
  return Object.values(metrics)
    .map(({ metric, statistic }) => {
      const value = store.statistic({ metric, statistic, from: to - periodMs, to });
      return `${metric.name} ${value?.toLocaleString('en-US', { maximumFractionDigits: 5 }) ?? 'missing'}`;
    })
    .join(', ');
}

function toText(
  alarms: readonly MetricAlarm[],
  states: ReadonlyMap<string, AlarmState>,
  readings: (alarm: MetricAlarm) => string,
): string {
  const inState = (state: AlarmState) => alarms.filter(({ id }) => states.get(id) === state);
  const on = inState('ALARM');
  const table = new Table({ style: { head: [], border: [] }, colWidths: [28, 62], wordWrap: true });
  for (const alarm of on) {
    table.push([`ALARM\n${withoutStack(alarm.name)}`, `Now: ${readings(alarm)}. ${alarm.description}`]);
  }
  const rest = `${inState('OK').length} OK, ${inState('INSUFFICIENT_DATA').length} without data (AWS's own rates are not simulated)`;
  return on.length > 0 ? `${table.toString()}\nOther alarms: ${rest}` : `Alarms: ${rest}`;
}
