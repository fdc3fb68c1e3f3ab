/** The alarms of the configured stack, over the metrics of this machine. */
import Table from 'cli-table3';
import {
  type ExporterSettings,
  isWindowMetric,
  type MetricName,
  publishedMetrics,
  WINDOW_DIMENSION,
} from '../../lambda/send-statistics/contract';
import { type AlarmState, readBreachesOf, startAlarms } from '../../local/alarms/alarm-evaluation';
import { type MetricAlarm, readAlarms, withoutStack } from '../../local/alarms/template-alarms';
import type { Metric, MetricStore } from '../../local/aws/metric-store';
import type { StackContext } from '../stack/stack-settings';
import { synthesizeStack } from '../stack/stack-template';

const MINUTE_MS = 60_000;

/** Alarms are taken to have been there for at least this long when the first slot is shown. */
const HISTORY_MS = 6 * 60 * MINUTE_MS;

/** CloudWatch does not tell how many periods it looks at; two more than asked for is AWS's own example. */
const EXTRA_PERIODS = 2;

export interface LiveAlarms {
  /** Evaluates every minute up to the one after `slot`, and shows the states. */
  show(slot: number): string;
}

/**
 * @param settings what is published here, which may be other windows than those of the stack
 * @throws ConfigError as the stack would
 */
export function startLiveAlarms(context: StackContext, settings: ExporterSettings, metrics: MetricStore): LiveAlarms {
  const alarms = readAlarms(synthesizeStack(context)).filter((alarm) => alarm.kind === 'metric');
  const judged = alarms.filter((alarm) => whyNotJudged(alarm, settings) === undefined);
  const historyMs = Math.max(HISTORY_MS, ...judged.map(reachMs));
  let evaluated:
    | { minute: number; states: ReadonlyMap<string, AlarmState>; evaluate(minute: number): void }
    | undefined;
  return {
    show(slot) {
      const createdAt = slot - historyMs;
      evaluated ??= { minute: createdAt, ...startAlarms(judged, readBreachesOf(metrics), createdAt, EXTRA_PERIODS) };
      for (; evaluated.minute <= slot + MINUTE_MS; evaluated.minute += MINUTE_MS) evaluated.evaluate(evaluated.minute);
      const readings = (alarm: MetricAlarm) => readingsOf(alarm, metrics, slot + MINUTE_MS);
      return [statesText(judged, evaluated.states, readings), ...leftOutLines(alarms, settings)].join('\n');
    },
  };
}

/** How long an alarm must have been there to be judged as one that has always been. */
function reachMs({ warmUpMs, evaluationPeriods, periodMs }: MetricAlarm): number {
  return warmUpMs + (evaluationPeriods + EXTRA_PERIODS) * periodMs;
}

/** An alarm on metrics that nothing publishes here would show OK, or a silent exporter, and neither is known. */
function whyNotJudged({ metrics }: MetricAlarm, settings: ExporterSettings): string | undefined {
  return Object.values(metrics)
    .map(({ metric }) => whyNotPublished(metric, settings))
    .find((reason) => reason !== undefined);
}

function whyNotPublished(
  metric: Metric,
  { namespace, windows, optionalMetrics }: ExporterSettings,
): string | undefined {
  const name = metric.name as MetricName;
  if (metric.namespace !== namespace || !publishedMetrics(optionalMetrics).includes(name)) {
    return 'their metrics are not simulated';
  }
  const window = metric.dimensions[WINDOW_DIMENSION];
  const isPublished = !isWindowMetric(name) || windows.some(({ label }) => label === window);
  return isPublished ? undefined : `the window ${window} is not published`;
}

/** A line for each reason, with the alarms that are left out for it. */
function leftOutLines(alarms: readonly MetricAlarm[], settings: ExporterSettings): string[] {
  const names = new Map<string, string[]>();
  for (const alarm of alarms) {
    const reason = whyNotJudged(alarm, settings);
    if (reason) names.set(reason, [...(names.get(reason) ?? []), withoutStack(alarm.name)]);
  }
  return [...names].map(([reason, of]) => `Not judged, because ${reason}: ${of.join(', ')}`);
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

function statesText(
  alarms: readonly MetricAlarm[],
  states: ReadonlyMap<string, AlarmState>,
  readings: (alarm: MetricAlarm) => string,
): string {
  if (alarms.length === 0) return 'Alarms: none that can be judged here';
  const inState = (state: AlarmState) => alarms.filter(({ id }) => states.get(id) === state);
  const on = inState('ALARM');
  const table = new Table({ style: { head: [], border: [] }, colWidths: [28, 62], wordWrap: true });
  for (const alarm of on) {
    table.push([`ALARM\n${withoutStack(alarm.name)}`, `Now: ${readings(alarm)}. ${alarm.description}`]);
  }
  const withoutData = inState('INSUFFICIENT_DATA').length;
  const rest = `${inState('OK').length} OK${withoutData > 0 ? `, ${withoutData} without data` : ''}`;
  return on.length > 0 ? `${table.toString()}\nOther alarms: ${rest}` : `Alarms: ${rest}`;
}
