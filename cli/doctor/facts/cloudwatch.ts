import {
  type CloudWatchClient,
  type Dimension,
  type Metric,
  type MetricDataQuery,
  type MetricDataResult,
  paginateDescribeAlarms,
  paginateGetMetricData,
  paginateListDashboards,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';
import { METRICS } from '../../../lambda/send-statistics/contract';
import { pagesOf } from '../../deployed/pages';
import type { Invocations } from './facts';
import { type Reading, then } from './reading';
import { READS, read } from './reads';

const HOUR_MS = 3_600_000;
const RECENT_MS = 3 * HOUR_MS;
/** How far back the newest value may be. SQS keeps a message at most as long. */
const HISTORY_MS = 14 * 24 * HOUR_MS;

/** The options of a call. */
interface CallOptions {
  readonly abortSignal: AbortSignal;
}

export function countAlarms(client: CloudWatchClient): Promise<Reading<number>> {
  return read(READS.alarms, async (options) => {
    let count = 0;
    const input = { AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const], MaxRecords: 100 };
    for await (const { MetricAlarms = [], CompositeAlarms = [] } of pagesOf(
      paginateDescribeAlarms({ client }, input, options),
    )) {
      count += MetricAlarms.length + CompositeAlarms.length;
    }
    return count;
  });
}

export function countDashboards(client: CloudWatchClient): Promise<Reading<number>> {
  return read(READS.dashboards, async (options) => {
    let count = 0;
    for await (const { DashboardEntries = [] } of pagesOf(paginateListDashboards({ client }, {}, options))) {
      count += DashboardEntries.length;
    }
    return count;
  });
}

/** Returns the time of the newest count of sends, of any window. */
export async function readPublishedAt(
  client: CloudWatchClient,
  namespace: string,
  now: number,
): Promise<Reading<number | 'none'>> {
  const listed = await read(READS.metrics, async (options) => {
    const metrics: Metric[] = [];
    const input = { Namespace: namespace, MetricName: 'DeliveryAttempts' };
    for await (const { Metrics = [] } of pagesOf(paginateListMetrics({ client }, input, options)))
      metrics.push(...Metrics);
    return metrics;
  });
  return then(listed, async (metrics) => {
    const queries = metrics.map((metric, index) => query(`m${index}`, metric, METRICS.DeliveryAttempts.statistic));
    if (queries.length === 0) return { value: 'none' as const };
    return read(READS.metricData, async (options) => {
      const newest = await readNewest(client, queries, { now, options });
      return newest?.at ?? 'none';
    });
  });
}

/** Returns the runs of a function in the last three hours. */
export function readInvocations(
  client: CloudWatchClient,
  functionName: string,
  now: number,
): Promise<Reading<Invocations>> {
  const metricOf = (name: string) => metric('AWS/Lambda', name, { Name: 'FunctionName', Value: functionName });
  const names = ['Errors', 'Invocations', 'Throttles'];
  const queries = names.map((name) => query(name.toLowerCase(), metricOf(name), 'Sum'));
  return read(READS.metricData, async (options) => {
    const results = await readData(client, queries, { startTime: now - RECENT_MS, endTime: now, options });
    const valuesOf = (id: string) => results.filter(({ Id }) => Id === id).flatMap(({ Values = [] }) => Values);
    // Lambda publishes a count of errors with each invocation, also a count of 0.
    const sumOf = (id: string) => {
      const values = valuesOf(id);
      return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : undefined;
    };
    return { errors: sumOf('errors'), invocations: sumOf('invocations') ?? 0, throttles: sumOf('throttles') };
  });
}

/**
 * Returns the messages in a queue. SQS publishes no metric for a queue that is not in use. A message puts a queue into use, so
 * a queue without a value in the longest retention of a message is empty.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function readQueueLength(client: CloudWatchClient, queueName: string, now: number): Promise<Reading<number>> {
  const visible = metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { Name: 'QueueName', Value: queueName });
  return read(READS.metricData, async (options) => {
    const newest = await readNewest(client, [query('visible', visible, 'Maximum')], { now, options });
    return newest?.value ?? 0;
  });
}

function metric(Namespace: string, MetricName: string, ...Dimensions: Dimension[]): Metric {
  return { Namespace, MetricName, Dimensions };
}

/** A query with a period of one minute. CloudWatch keeps such periods for 15 days. */
function query(id: string, metricOf: Metric, statistic: string): MetricDataQuery {
  return { Id: id, MetricStat: { Metric: metricOf, Period: 60, Stat: statistic } };
}

/** Returns the newest value of all queries. Looks back further only if the last hours have none. */
async function readNewest(
  client: CloudWatchClient,
  queries: readonly MetricDataQuery[],
  { now, options }: { readonly now: number; readonly options: CallOptions },
): Promise<{ readonly at: number; readonly value: number } | undefined> {
  for (const [from, to] of [
    [RECENT_MS, 0],
    [HISTORY_MS, RECENT_MS],
  ] as const) {
    const results = await readData(client, queries, { startTime: now - from, endTime: now - to, options });
    const values = results.flatMap(({ Timestamps = [], Values = [] }) =>
      Timestamps.flatMap((time, index) => {
        const value = Values[index];
        return value === undefined ? [] : [{ at: time.getTime(), value }];
      }),
    );
    if (values.length > 0) return values.reduce((newest, next) => (next.at > newest.at ? next : newest));
  }
  return undefined;
}

interface Span {
  readonly startTime: number;
  readonly endTime: number;
  readonly options: CallOptions;
}

async function readData(
  client: CloudWatchClient,
  queries: readonly MetricDataQuery[],
  { startTime, endTime, options }: Span,
): Promise<MetricDataResult[]> {
  const input = { MetricDataQueries: [...queries], StartTime: new Date(startTime), EndTime: new Date(endTime) };
  const results: MetricDataResult[] = [];
  for await (const page of pagesOf(paginateGetMetricData({ client }, input, options))) {
    results.push(...(page.MetricDataResults ?? []));
  }
  // A query whose values continue on the next page has PartialData until its last page.
  const statuses = new Map(results.map(({ Id, StatusCode }) => [Id, StatusCode]));
  const failed = queries.find(({ Id }) => statuses.get(Id) !== 'Complete');
  if (failed) throw new Error(`CloudWatch answered with the status ${statuses.get(failed.Id) ?? 'unknown'}`);
  return results;
}
