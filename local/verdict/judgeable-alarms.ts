/** Which alarms of a stack the answers of AWS can judge, and why they cannot judge the others. */
import {
  type ExporterSettings,
  METRICS,
  type MetricName,
  publishedMetrics,
  WINDOW_DIMENSION,
} from '../../lambda/send-statistics/contract';
import { MEMORY_SLUG } from '../../lib/alarms/alarm-page';
import type { AlarmLevel } from '../../lib/alarms/alarm-row';
import { ALARM_NAMES, type AlarmName, rowOf, toSlug } from '../../lib/alarms/alarm-table';
import { AWS_SES_NAMESPACE } from '../../lib/alarms/aws-metrics';
import { counted } from '../../lib/shared/plural';
import { type MetricAlarm, type TemplateAlarm, withoutStack } from '../alarms/template-alarms';
import type { Metric, MetricStore } from '../aws/metric-store';

/** Alarms by what can be known about them. */
export interface JudgeableAlarms {
  /** Their metrics are known for the past days. */
  readonly past: readonly MetricAlarm[];
  /** Their metrics are known for the last slot only. */
  readonly now: readonly MetricAlarm[];
  /** Slugs by the reason why nothing is known. */
  readonly unjudged: ReadonlyMap<string, readonly string[]>;
}

/** Why answers are missing, as a clause. Undefined: they are not missing. */
export interface MissingAnswers {
  readonly awsRates?: string;
  /** Some metrics of the standing may be known nevertheless. */
  readonly standing?: string;
}

const WATCHES_EXPORTER = 'they watch the deployed exporter or its API';

/** @param metrics contains all data that is known */
export function sortAlarms(
  alarms: readonly MetricAlarm[],
  metrics: MetricStore,
  settings: ExporterSettings,
  missing: MissingAnswers,
): JudgeableAlarms {
  const past: MetricAlarm[] = [];
  const now: MetricAlarm[] = [];
  const unjudged = new Map<string, readonly string[]>();
  for (const alarm of alarms) {
    const reason = whyUnjudged(alarm, metrics, settings, missing);
    // The memory of bursts sends no message.
    if (reason !== undefined && slugOf(alarm) === MEMORY_SLUG) continue;
    if (reason !== undefined) unjudged.set(reason, [...(unjudged.get(reason) ?? []), slugOf(alarm)]);
    else if (Object.values(alarm.metrics).some(({ metric }) => isStanding(metric, settings))) now.push(alarm);
    else past.push(alarm);
  }
  return { past, now, unjudged };
}

/** Returns the slug of an alarm, such as `bounce-rate-warning`. */
export function slugOf({ name }: Pick<MetricAlarm, 'name'>): string {
  return withoutStack(name);
}

/** Returns undefined for the page and the memory of bursts, which have no row in the table. */
export function alarmNameOf(alarm: Pick<MetricAlarm, 'name'>): AlarmName | undefined {
  return ALARM_NAMES.find((name) => toSlug(name) === slugOf(alarm));
}

/** The page, which has no row, is critical. */
export function levelOf(alarm: Pick<TemplateAlarm, 'name'>): AlarmLevel {
  const name = alarmNameOf(alarm);
  return name ? rowOf(name).level : 'critical';
}

function whyUnjudged(
  alarm: MetricAlarm,
  metrics: MetricStore,
  settings: ExporterSettings,
  missing: MissingAnswers,
): string | undefined {
  const name = alarmNameOf(alarm);
  if (name && rowOf(name).kind === 'heartbeat') return WATCHES_EXPORTER;
  return Object.values(alarm.metrics)
    .map(({ metric }) => whyUnknown(metric, { alarm, metrics, settings, missing }))
    .find((reason) => reason !== undefined);
}

interface Known {
  readonly alarm: MetricAlarm;
  readonly metrics: MetricStore;
  readonly settings: ExporterSettings;
  readonly missing: MissingAnswers;
}

function whyUnknown(metric: Metric, { alarm, metrics, settings, missing }: Known): string | undefined {
  const points = countPoints(metric, metrics);
  if (metric.namespace === AWS_SES_NAMESPACE) {
    return missing.awsRates ?? (points === 0 ? `AWS publishes no ${metric.name} for this account` : undefined);
  }
  if (!isPublished(metric, settings)) return WATCHES_EXPORTER;
  if (isStanding(metric, settings)) return points === 0 ? (missing.standing ?? whyNotReported(metric)) : undefined;
  const window = metric.dimensions[WINDOW_DIMENSION];
  if (window === undefined || metric.name !== 'DeliveryAttempts') return undefined;
  if (!settings.windows.some(({ label }) => label === window)) return `the window ${window} is not published`;
  return points < alarm.evaluationPeriods
    ? `they need ${counted(alarm.evaluationPeriods, 'poll')} with a complete ${window} window, and SES's 14 days contain ${points}`
    : undefined;
}

function whyNotReported({ name }: Metric): string {
  return name === 'SendQuotaUsage' ? 'SES reported no daily quota, or an unlimited one' : `SES did not report ${name}`;
}

function isPublished({ namespace, name }: Metric, { namespace: own, optionalMetrics }: ExporterSettings): boolean {
  return namespace === own && publishedMetrics(optionalMetrics).includes(name as MetricName);
}

/** Returns whether a metric comes from GetAccount, which has no history. */
function isStanding(metric: Metric, settings: ExporterSettings): boolean {
  return isPublished(metric, settings) && METRICS[metric.name as MetricName].source === 'GetAccount';
}

function countPoints(metric: Metric, metrics: MetricStore): number {
  const all = { statistic: 'SampleCount', periodMs: 60_000, from: 0, to: Number.MAX_SAFE_INTEGER } as const;
  return metrics.statistics({ metric, ...all }).length;
}
