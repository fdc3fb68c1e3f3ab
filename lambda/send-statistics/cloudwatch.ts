import {
  type CloudWatchClient,
  type MetricDataQuery,
  type MetricDatum,
  PutMetricDataCommand,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import type { CallLimiter } from './calls';
import { METRICS, WINDOW_DIMENSION, type Window } from './contract';
import type { Gauge } from './gauges';
import { UnreadableAnswer } from './unreadable-answer';

/** Limit of a request. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_DATA_PER_REQUEST = 1000;

/**
 * PutMetricData requests in progress at the same time. CloudWatch allows 500 a second for the whole account.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const PARALLEL_REQUESTS = 3;

/** Gauges that belong together. Either all of them reach CloudWatch, or none. */
export interface SlotGauges {
  /** Timestamp of all gauges, epoch milliseconds. */
  readonly slot: number;
  readonly gauges: readonly Gauge[];
}

export interface PutOptions {
  readonly namespace: string;
  readonly groups: Iterable<SlotGauges>;
  /** Limits the time of each request. Default: no limit. */
  readonly limit?: CallLimiter;
}

/**
 * Publishes groups in as few requests as CloudWatch allows. The requests start in the order of the groups, three at a
 * time. It never splits a group over two requests, so a poll that dies between two requests leaves no partial group.
 *
 * @throws the first error of a request, after the other requests in progress have ended. No request starts after it.
 */
export async function putGauges(
  cloudwatch: CloudWatchClient,
  { namespace, groups, limit = (call) => call() }: PutOptions,
): Promise<void> {
  const requests = requestsOf(groups); // shared: an error ends the loop that it occurs in, and the generator
  const putRequests = async () => {
    for (const MetricData of requests) {
      const command = new PutMetricDataCommand({ Namespace: namespace, MetricData });
      await limit((abortSignal) => cloudwatch.send(command, { abortSignal }));
    }
  };
  const results = await Promise.allSettled(Array.from({ length: PARALLEL_REQUESTS }, putRequests));
  const failed = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
  if (failed) throw failed.reason;
}

function* requestsOf(groups: Iterable<SlotGauges>): Generator<MetricDatum[]> {
  let request: MetricDatum[] = [];
  for (const group of groups) {
    if (request.length > 0 && request.length + group.gauges.length > MAX_DATA_PER_REQUEST) {
      yield request;
      request = [];
    }
    request.push(...group.gauges.map((gauge) => toDatum(gauge, group.slot)));
  }
  if (request.length > 0) yield request;
}

function toDatum({ name, window, value }: Gauge, slot: number): MetricDatum {
  return {
    MetricName: name,
    Dimensions: window === undefined ? [] : [{ Name: WINDOW_DIMENSION, Value: window }],
    Timestamp: new Date(slot),
    Value: value,
    Unit: METRICS[name].unit,
  };
}

export interface FindOptions {
  readonly namespace: string;
  readonly windows: readonly Window[];
  /** Range of slots in epoch milliseconds, both ends included. */
  readonly from: number;
  readonly to: number;
  /** Length of the periods, a whole number of minutes. */
  readonly periodMs: number;
  readonly abortSignal?: AbortSignal;
}

/**
 * Returns the starts of the periods in which CloudWatch shows a slot, by window label. A slot exists if its
 * `DeliveryAttempts` exists, because every window that a poll publishes has that metric.
 *
 * CloudWatch may not show recent data yet. Data 3 to 24 hours old can take up to 2 hours to appear. Older data can take
 * at least 48 hours, and AWS states no upper limit.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 *
 * @throws UnreadableAnswer when CloudWatch returns no result for a window, because then the gaps are unknown
 */
export async function findPublishedPeriods(
  cloudwatch: CloudWatchClient,
  { namespace, windows, from, to, periodMs, abortSignal }: FindOptions,
): Promise<Map<string, Set<number>>> {
  const published = new Map(windows.map(({ label }) => [label, new Set<number>()]));
  const pages = paginateGetMetricData(
    { client: cloudwatch },
    {
      MetricDataQueries: windows.map((window, index) =>
        existenceQuery(window, { namespace, periodMs, id: queryId(index) }),
      ),
      StartTime: new Date(from - (from % periodMs)),
      EndTime: new Date(to + periodMs), // the end is exclusive
    },
    { abortSignal },
  );
  const statusCodes = new Map<string, string>(); // of the last page that has the window
  for await (const { MetricDataResults: results } of pages) {
    if (!Array.isArray(results)) throw unreadable('no results');
    for (const result of results) {
      const { Id, StatusCode = 'Complete', Timestamps = [] } = result ?? {};
      const label = windows.find((_, index) => queryId(index) === Id)?.label ?? '';
      statusCodes.set(label, StatusCode);
      for (const timestamp of Timestamps) published.get(label)?.add(timestamp.getTime());
    }
  }
  for (const { label } of windows) {
    const statusCode = statusCodes.get(label);
    if (statusCode === undefined) throw unreadable(`no result for the window ${label}`);
    if (statusCode !== 'Complete') throw unreadable(`the status ${statusCode} for the window ${label}`);
  }
  return published;
}

function unreadable(problem: string): UnreadableAnswer {
  return new UnreadableAnswer(
    `CloudWatch's response to GetMetricData has ${problem}: the missing slots are unknown, the next poll retries`,
  );
}

function queryId(index: number): string {
  return `window${index}`;
}

function existenceQuery(
  window: Window,
  { namespace, periodMs, id }: { namespace: string; periodMs: number; id: string },
): MetricDataQuery {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: 'DeliveryAttempts',
        Dimensions: [{ Name: WINDOW_DIMENSION, Value: window.label }],
      },
      Period: periodMs / 1000,
      Stat: 'SampleCount',
    },
  };
}
