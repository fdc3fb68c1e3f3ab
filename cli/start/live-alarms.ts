/** Evaluates the alarms of the configured stack over local metrics. */
import Table from 'cli-table3';
import type { ExporterSettings } from '../../lambda/send-statistics/contract';
import { startAlarms } from '../../local/alarms/alarm-evaluation';
import type { AlarmState } from '../../local/alarms/alarm-state';
import { readBreachesOf } from '../../local/alarms/breaches';
import { ASSUMED_EXTRA_PERIODS } from '../../local/alarms/evaluation-range';
import { type MetricAlarm, readAlarms, withoutStack } from '../../local/alarms/template-alarms';
import type { MetricStore } from '../../local/aws/metric-store';
import { whyNotEvaluated } from '../../local/simulation/not-evaluated';
import type { StackContext } from '../stack/stack-settings';
import { synthesizeStack } from '../stack/stack-template';

const MINUTE_MS = 60_000;

/** At the first slot, alarms have existed for at least this long. */
const HISTORY_MS = 6 * 60 * MINUTE_MS;

export interface LiveAlarms {
  /** Evaluates every minute up to the one after `slot` and returns the states. */
  describe(slot: number): string;
  /** Returns the names of the alarms that are in ALARM after the last evaluation. */
  firing(): readonly string[];
}

/**
 * @param settings decide which metrics are published. Their windows may differ from the windows of the stack
 * @param metrics contains AWS's own rates if they are simulated
 * @throws ConfigError for a configuration that the stack rejects
 */
export function startLiveAlarms(context: StackContext, settings: ExporterSettings, metrics: MetricStore): LiveAlarms {
  const alarms = readAlarms(synthesizeStack(context)).filter((alarm) => alarm.kind === 'metric');
  const reasons = new Map(
    alarms.map((alarm) => {
      const read = Object.values(alarm.metrics).map(({ metric }) => metric);
      return [alarm, whyNotEvaluated(read, settings, metrics)] as const;
    }),
  );
  const evaluable = alarms.filter((alarm) => reasons.get(alarm) === undefined);
  const historyMs = Math.max(HISTORY_MS, ...evaluable.map(historyNeededMs));
  let evaluated:
    | { minute: number; states: ReadonlyMap<string, AlarmState>; evaluate(minute: number): void }
    | undefined;
  return {
    describe(slot) {
      const createdAt = slot - historyMs;
      evaluated ??= {
        minute: createdAt,
        ...startAlarms(evaluable, readBreachesOf(metrics), { createdAt, extraPeriods: ASSUMED_EXTRA_PERIODS }),
      };
      for (; evaluated.minute <= slot + MINUTE_MS; evaluated.minute += MINUTE_MS) evaluated.evaluate(evaluated.minute);
      const readings = (alarm: MetricAlarm) => readingsOf(alarm, metrics, slot + MINUTE_MS);
      return [statesText(evaluable, evaluated.states, readings), ...notEvaluatedLines(reasons)].join('\n');
    },
    firing: () => evaluable.filter(({ id }) => evaluated?.states.get(id) === 'ALARM').map(({ name }) => name),
  };
}

/** Returns the age at which the state of an alarm no longer depends on when the alarm was created. */
function historyNeededMs({ warmUpMs, evaluationPeriods, periodMs }: MetricAlarm): number {
  return warmUpMs + (evaluationPeriods + ASSUMED_EXTRA_PERIODS) * periodMs;
}

/** Returns one line for each reason, with the alarms that it applies to. */
function notEvaluatedLines(reasons: ReadonlyMap<MetricAlarm, string | undefined>): string[] {
  const names = new Map<string, string[]>();
  for (const [alarm, reason] of reasons) {
    if (reason) names.set(reason, [...(names.get(reason) ?? []), withoutStack(alarm.name)]);
  }
  return [...names].map(([reason, alarms]) => `Not evaluated, because ${reason}: ${alarms.join(', ')}`);
}

/** Returns the newest values of the alarm's metrics, such as `DeliveryAttempts 1,966, BounceRate 0.3103`. */
function readingsOf({ metrics, periodMs }: MetricAlarm, store: MetricStore, to: number): string {
  return Object.values(metrics)
    .map(({ metric, statistic }) => {
      const value = store.statistic({ metric, statistic, from: to - periodMs, to });
      return `${metric.name} ${value?.toLocaleString('en-US', { maximumFractionDigits: 5 }) ?? 'missing'}`;
    })
    .join(', ');
}

function statesText(
  alarms: readonly MetricAlarm[],
  states: ReadonlyMap<string, AlarmState>,
  readings: (alarm: MetricAlarm) => string,
): string {
  if (alarms.length === 0) return 'Alarms: none to evaluate';
  const inState = (state: AlarmState) => alarms.filter(({ id }) => states.get(id) === state);
  const firing = inState('ALARM');
  const table = new Table({ style: { head: [], border: [] }, colWidths: [28, 62], wordWrap: true });
  for (const alarm of firing) {
    table.push([`ALARM\n${withoutStack(alarm.name)}`, `Now: ${readings(alarm)}. ${alarm.description}`]);
  }
  const withoutData = inState('INSUFFICIENT_DATA').length;
  const rest = `${inState('OK').length} OK${withoutData > 0 ? `, ${withoutData} without data` : ''}`;
  return firing.length > 0 ? `${table.toString()}\nOther alarms: ${rest}` : `Alarms: ${rest}`;
}
