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
      return toText(alarms, evaluated.states);
    },
  };
}

function toText(alarms: readonly MetricAlarm[], states: ReadonlyMap<string, AlarmState>): string {
  const inState = (state: AlarmState) => alarms.filter(({ id }) => states.get(id) === state);
  const on = inState('ALARM');
  const table = new Table({ style: { head: [], border: [] }, colWidths: [28, 62], wordWrap: true });
  for (const { name, description } of on) table.push([`ALARM\n${withoutStack(name)}`, description]);
  const rest = `${inState('OK').length} OK, ${inState('INSUFFICIENT_DATA').length} without data (AWS's own rates are not simulated)`;
  return on.length > 0 ? `${table.toString()}\nOther alarms: ${rest}` : `Alarms: ${rest}`;
}
