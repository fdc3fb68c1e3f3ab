/** CloudWatch on the wire, as the SDK's client speaks it: AWS JSON 1.0, times in epoch seconds. */
import { InvalidParameterValue, isStatistic, type MetricStore } from './metric-store';
import type { WireAnswer } from './wire';

const TARGET_PREFIX = 'GraniteServiceVersion20100801.';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MAX_DATAPOINTS = 100_800;
const MAX_QUERIES = 500;

interface WireDimension {
  Name: string;
  Value: string;
}

interface PutMetricDataRequest {
  Namespace: string;
  MetricData: { MetricName: string; Dimensions?: WireDimension[]; Timestamp: number; Value: number }[];
}

interface GetMetricDataRequest {
  MetricDataQueries: {
    Id: string;
    MetricStat: {
      Metric: { Namespace: string; MetricName: string; Dimensions?: WireDimension[] };
      Period: number;
      Stat: string;
    };
  }[];
  StartTime: number;
  EndTime: number;
  MaxDatapoints?: number;
  NextToken?: string;
}

/** The operation a target header names, or undefined when it is none of CloudWatch's. */
export function cloudWatchOperation(target: string | undefined): string | undefined {
  return target?.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : undefined;
}

export function answerCloudWatch(
  store: MetricStore,
  operation: string,
  body: string,
  pageSize = MAX_DATAPOINTS,
): WireAnswer {
  try {
    switch (operation) {
      case 'PutMetricData':
        return json(200, putMetricData(store, JSON.parse(body)));
      case 'GetMetricData':
        return json(200, getMetricData(store, JSON.parse(body), pageSize));
      default:
        return error('UnknownOperationException', `${operation} is not spoken here.`);
    }
  } catch (thrown) {
    if (thrown instanceof InvalidParameterValue) return error('InvalidParameterValueException', thrown.message);
    throw thrown;
  }
}

function putMetricData(store: MetricStore, { Namespace, MetricData }: PutMetricDataRequest): object {
  store.put(
    Namespace,
    MetricData.map((datum) => ({
      name: datum.MetricName,
      dimensions: toRecord(datum.Dimensions),
      timestamp: datum.Timestamp * 1000,
      value: datum.Value, // NaN and infinities arrive as text and are refused with the rest
    })),
  );
  return {};
}

function getMetricData(store: MetricStore, request: GetMetricDataRequest, pageSize: number): object {
  const { MetricDataQueries, StartTime, EndTime, MaxDatapoints = pageSize, NextToken = '0' } = request;
  if (MetricDataQueries.length > MAX_QUERIES) {
    throw new InvalidParameterValue(`At most ${MAX_QUERIES} queries are allowed, got ${MetricDataQueries.length}.`);
  }
  const points = MetricDataQueries.flatMap(({ Id, MetricStat: { Metric, Period, Stat } }) => {
    if (!isStatistic(Stat)) throw new InvalidParameterValue(`The statistic ${Stat} is not spoken here.`);
    const metric = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: toRecord(Metric.Dimensions) };
    const range = { from: StartTime * 1000, to: EndTime * 1000 };
    return store
      .statistics({ metric, statistic: Stat, periodMs: Period * 1000, ...range })
      .reverse() // newest first is CloudWatch's default
      .map((point) => ({ Id, ...point }));
  });
  const start = Number(NextToken);
  const page = points.slice(start, start + MaxDatapoints);
  const isLast = start + page.length === points.length;
  return {
    MetricDataResults: MetricDataQueries.map(({ Id }) => {
      const ofQuery = page.filter((point) => point.Id === Id);
      return {
        Id,
        StatusCode: isLast ? 'Complete' : 'PartialData',
        Timestamps: ofQuery.map(({ timestamp }) => timestamp / 1000),
        Values: ofQuery.map(({ value }) => value),
      };
    }),
    NextToken: isLast ? undefined : String(start + page.length),
  };
}

function toRecord(dimensions: readonly WireDimension[] = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
}

function json(status: number, body: object): WireAnswer {
  return { status, contentType: 'application/x-amz-json-1.0', body: JSON.stringify(body) };
}

function error(type: string, message: string): WireAnswer {
  return json(400, { __type: `com.amazonaws.cloudwatch#${type}`, message });
}
