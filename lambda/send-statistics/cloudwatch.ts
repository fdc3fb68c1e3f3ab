import {
  type CloudWatchClient,
  type MetricDataQuery,
  type MetricDatum,
  PutMetricDataCommand,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import type { Caller } from './calls';
import { METRICS, WINDOW_DIMENSION, type Window } from './contract';
import type { Gauge } from './gauges';
import { UnreadableAnswer } from './unreadable-answer';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_DATA_PER_REQUEST = 1000;

/** Gauges that belong together: either all of them reach CloudWatch or none. */
export interface SlotGauges {
  /** The timestamp of all of them, epoch milliseconds. */
  readonly slot: number;
  readonly gauges: readonly Gauge[];
}

/**
 * Publishes groups in as few requests as CloudWatch's limits allow, in their order. No group is split over two requests,
 * so that a poll that dies between two leaves no half group behind.
 *
 * @param caller makes each request. Default: without a time limit
 */
export async function putGauges(
  cloudwatch: CloudWatchClient,
  namespace: string,
  groups: Iterable<SlotGauges>,
  caller: Caller = (call) => call(),
): Promise<void> {
  for (const MetricData of requestsOf(groups)) {
    const command = new PutMetricDataCommand({ Namespace: namespace, MetricData });
    await caller((abortSignal) => cloudwatch.send(command, { abortSignal }));
  }
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

/** Times are epoch milliseconds, both ends included. */
export interface PeriodRange {
  readonly from: number;
  readonly to: number;
  /** A whole number of minutes. */
  readonly periodMs: number;
}

/**
 * The starts of the periods in which CloudWatch shows a slot, per window label. A slot exists when its
 * `DeliveryAttempts` does: every window publishes that one, always. What was put a moment ago may not be shown yet: data
 * 3 to 24 hours old can take up to 2 hours. Older data can take at least 48 hours, and AWS states no upper limit.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 *
 * @throws UnreadableAnswer when CloudWatch does not answer for every window: what it does not show is no hole then
 */
export async function findPublishedPeriods(
  cloudwatch: CloudWatchClient,
  namespace: string,
  windows: readonly Window[],
  { from, to, periodMs }: PeriodRange,
  abortSignal?: AbortSignal,
): Promise<Map<string, Set<number>>> {
  const published = new Map(windows.map(({ label }) => [label, new Set<number>()]));
  const pages = paginateGetMetricData(
    { client: cloudwatch },
    {
      MetricDataQueries: windows.map((window, index) => existenceQuery(namespace, window, index, periodMs)),
      StartTime: new Date(from - (from % periodMs)),
      EndTime: new Date(to + periodMs), // the end is exclusive
    },
    { abortSignal },
  );
  const statusCodes = new Map<string, string>(); // of the newest page that has the window
  for await (const { MetricDataResults: results } of pages) {
    if (!Array.isArray(results)) throw unanswered('no results');
    for (const result of results) {
      const { Id, StatusCode = 'Complete', Timestamps = [] } = result ?? {};
      const label = windows.find((_, index) => queryId(index) === Id)?.label ?? '';
      statusCodes.set(label, StatusCode);
      for (const timestamp of Timestamps) published.get(label)?.add(timestamp.getTime());
    }
  }
  for (const { label } of windows) {
    const statusCode = statusCodes.get(label);
    if (statusCode === undefined) throw unanswered(`no result for the window ${label}`);
    if (statusCode !== 'Complete') throw unanswered(`the status ${statusCode} for the window ${label}`);
  }
  return published;
}

function unanswered(got: string): UnreadableAnswer {
  return new UnreadableAnswer(
    `CloudWatch answered GetMetricData with ${got}: which slots are missing is unknown, the next poll asks again`,
  );
}

function queryId(index: number): string {
  return `window${index}`;
}

function existenceQuery(namespace: string, window: Window, index: number, periodMs: number): MetricDataQuery {
  return {
    Id: queryId(index),
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
