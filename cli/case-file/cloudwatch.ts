import {
  type CloudWatchClient,
  type Metric,
  type MetricDataQuery,
  paginateGetMetricData,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';
import { METRICS, type MetricName, parseSpan, WINDOW_DIMENSION } from '../../lambda/send-statistics/contract';
import type { Span } from '../../lambda/shared/topic/numbers';
import { AWS_SES_NAMESPACE } from '../../lib/alarms/aws-metrics';
import type { RateName } from '../../lib/alarms/aws-thresholds';
import { readAlarmHistory } from '../deployed/alarm-history';
import { type AlarmId, alarmName } from '../deployed/alarms';
import { pagesOf } from '../deployed/pages';
import type { AwsCall } from '../terminal/aws-error';
import { callAws } from '../terminal/aws-failure';
import type { HistoryItem } from './facts/alarm-events';
import { BEFORE_MS, type Point, type Series } from './facts/rate-figures';

export const METRIC_DATA: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:GetMetricData' };
export const LIST_METRICS: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:ListMetrics' };

const DAY_MS = 24 * 60 * 60_000;

/**
 * The shortest period that CloudWatch keeps for values of a given age.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
const PERIODS = [
  { youngerThanMs: 15 * DAY_MS, seconds: 60 },
  { youngerThanMs: 63 * DAY_MS, seconds: 300 },
  { youngerThanMs: Number.POSITIVE_INFINITY, seconds: 3_600 },
] as const;

/** Returns the labels of the exporter's windows whose metrics have values of the last two weeks. */
export async function listWindows(client: CloudWatchClient, namespace: string): Promise<string[]> {
  const metrics = await callAws(LIST_METRICS, async ({ abortSignal }) => {
    const found: Metric[] = [];
    const input = { Namespace: namespace, MetricName: 'DeliveryAttempts' satisfies MetricName };
    for await (const page of pagesOf(paginateListMetrics({ client }, input, { abortSignal })))
      found.push(...(page.Metrics ?? []));
    return found;
  });
  const windows = metrics.flatMap(({ Dimensions = [] }) =>
    Dimensions.flatMap(({ Name, Value }) => (Name === WINDOW_DIMENSION && isWindow(Value) ? [Value] : [])),
  );
  return [...new Set(windows)];
}

/** Anybody who may publish metrics can write another value. */
function isWindow(label: string | undefined): label is string {
  return label !== undefined && parseSpan(label) !== undefined;
}

/** A metric to read. */
export interface WantedMetric {
  readonly namespace: string;
  readonly name: MetricName | AwsRateName;
  readonly window?: string;
}

/** Name of a rate that AWS publishes itself. */
export type AwsRateName = `Reputation.${RateName}`;

export function awsRatesWanted(): WantedMetric[] {
  return (['Reputation.BounceRate', 'Reputation.ComplaintRate'] as const).map((name) => ({
    namespace: AWS_SES_NAMESPACE,
    name,
  }));
}

/**
 * Returns the values of metrics in a span and shortly before it.
 *
 * @param now epoch milliseconds
 * @throws AwsFailure
 */
export async function readSeries(
  client: CloudWatchClient,
  wanted: readonly WantedMetric[],
  { from, until, now }: Span & { readonly now: number },
): Promise<Series[]> {
  const start = from - BEFORE_MS;
  const period = PERIODS.find(({ youngerThanMs }) => now - start < youngerThanMs)?.seconds as number;
  const input = {
    MetricDataQueries: wanted.map((metric, index) => toQuery(metric, index, period)),
    StartTime: new Date(start),
    EndTime: new Date(until + 1), // the end is exclusive
    ScanBy: 'TimestampAscending' as const,
  };
  const found = await callAws(METRIC_DATA, async ({ abortSignal }) => {
    const byId = new Map<string, { points: Point[]; status: string | undefined }>();
    for await (const { MetricDataResults = [] } of pagesOf(paginateGetMetricData({ client }, input, { abortSignal }))) {
      for (const { Id = '', Timestamps = [], Values = [], StatusCode } of MetricDataResults) {
        const points = byId.get(Id)?.points ?? [];
        Timestamps.forEach((time, index) => {
          const value = Values[index];
          if (typeof value === 'number' && Number.isFinite(value)) points.push({ at: time.getTime(), value });
        });
        byId.set(Id, { points, status: StatusCode });
      }
    }
    return byId;
  });
  return wanted.map(({ name, window }, index) => {
    const { points = [], status } = found.get(idOf(index)) ?? {};
    return { metric: name, window, points: points.toSorted((a, b) => a.at - b.at), isComplete: status === 'Complete' };
  });
}

function toQuery({ namespace, name, window }: WantedMetric, index: number, period: number): MetricDataQuery {
  return {
    Id: idOf(index),
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: window === undefined ? [] : [{ Name: WINDOW_DIMENSION, Value: window }],
      },
      Period: period,
      Stat: name in METRICS ? METRICS[name as MetricName].statistic : 'Maximum',
    },
  };
}

function idOf(index: number): string {
  return `m${index}`;
}

/**
 * Returns the history of a stack's alarms, in no particular order. An alarm that does not exist has no history.
 *
 * @throws AwsFailure
 */
export async function readHistory(
  client: CloudWatchClient,
  stack: { readonly alarmPrefix: string },
  ids: readonly AlarmId[],
  span: Span,
): Promise<HistoryItem[]> {
  const items: HistoryItem[] = [];
  for (const id of ids) {
    const entries = await readAlarmHistory(client, alarmName(stack, id), span);
    items.push(...entries.map((entry) => ({ id, ...entry })));
  }
  return items;
}
