/** The CloudWatch operations of the exporter over a metric store, in the types of the SDK. */
import type {
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  Dimension,
  GetMetricDataInput,
  GetMetricDataOutput,
  ListMetricsInput,
  ListMetricsOutput,
  PutMetricDataInput,
  StatusCode,
} from '@aws-sdk/client-cloudwatch';
import { InvalidParameterValue, isStatistic, type MetricStore } from './metric-store';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MAX_DATAPOINTS = 100_800;
const MAX_QUERIES = 500;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
const METRICS_PER_PAGE = 500;

/** @throws InvalidParameterValue if any datum is invalid */
export function putMetricData(store: MetricStore, { Namespace = '', MetricData = [] }: PutMetricDataInput): object {
  store.put(
    Namespace,
    MetricData.map((datum) => ({
      name: datum.MetricName ?? '',
      dimensions: toRecord(datum.Dimensions),
      timestamp: datum.Timestamp?.getTime() ?? Number.NaN,
      value: datum.Value as number, // the store rejects undefined, NaN and, from the wire, strings
    })),
  );
  return {};
}

/** @throws InvalidParameterValue for an unsupported statistic, or too many queries */
export function getMetricData(
  store: MetricStore,
  request: GetMetricDataInput,
  pageSize = MAX_DATAPOINTS,
): GetMetricDataOutput {
  const { MetricDataQueries = [], StartTime, EndTime, MaxDatapoints = pageSize, NextToken = '0', ScanBy } = request;
  if (MetricDataQueries.length > MAX_QUERIES) {
    throw new InvalidParameterValue(`At most ${MAX_QUERIES} queries are allowed, got ${MetricDataQueries.length}.`);
  }
  const range = { from: StartTime?.getTime() ?? Number.NaN, to: EndTime?.getTime() ?? Number.NaN };
  const results = MetricDataQueries.map(({ Id, Label, MetricStat: { Metric, Period = 60, Stat = '' } = {} }) => {
    if (!isStatistic(Stat)) throw new InvalidParameterValue(`The statistic ${Stat} is not supported.`);
    const { Namespace: namespace = '', MetricName: name = '', Dimensions } = Metric ?? {};
    const metric = { namespace, name, dimensions: toRecord(Dimensions) };
    const points = store.statistics({ metric, statistic: Stat, periodMs: Period * 1000, ...range });
    return { Id, Label: Label ?? name, points: ScanBy === 'TimestampAscending' ? points : points.reverse() };
  });
  const total = results.reduce((sum, { points }) => sum + points.length, 0);
  const start = Number(NextToken);
  const end = start + MaxDatapoints;
  const StatusCode: StatusCode = end < total ? 'PartialData' : 'Complete';
  let offset = 0;
  return {
    MetricDataResults: results.map(({ Id, Label, points }) => {
      const page = points.slice(Math.max(0, start - offset), Math.max(0, end - offset));
      offset += points.length;
      return {
        Id,
        Label,
        StatusCode,
        Timestamps: page.map(({ timestamp }) => new Date(timestamp)),
        Values: page.map(({ value }) => value),
      };
    }),
    NextToken: end < total ? String(end) : undefined,
  };
}

/** CloudWatch lists a metric by any of its names and dimensions. The listed metrics here may be of any age. */
export function listMetrics(
  store: MetricStore,
  { Namespace, MetricName, Dimensions = [], NextToken = '0' }: ListMetricsInput,
  pageSize = METRICS_PER_PAGE,
): ListMetricsOutput {
  const found = store
    .list()
    .filter(
      ({ namespace, name, dimensions }) =>
        (Namespace === undefined || namespace === Namespace) &&
        (MetricName === undefined || name === MetricName) &&
        Dimensions.every(
          ({ Name = '', Value }) =>
            Object.hasOwn(dimensions, Name) && (Value === undefined || dimensions[Name] === Value),
        ),
    );
  const end = Number(NextToken) + pageSize;
  return {
    Metrics: found.slice(Number(NextToken), end).map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    NextToken: end < found.length ? String(end) : undefined,
  };
}

/**
 * Finds alarms in ALARM by name. Other searches are an error.
 *
 * @param firing the names of all alarms in ALARM
 */
export function describeAlarms(
  firing: readonly string[],
  { AlarmNames, StateValue }: DescribeAlarmsInput,
): DescribeAlarmsOutput {
  if (!AlarmNames || StateValue !== 'ALARM') {
    throw new InvalidParameterValue('Only a search for alarms in ALARM by their names is supported.');
  }
  const found = firing.filter((name) => AlarmNames.includes(name));
  return { MetricAlarms: found.map((AlarmName) => ({ AlarmName, StateValue })) };
}

function toRecord(dimensions: readonly Dimension[] = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
}
