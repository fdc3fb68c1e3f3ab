import {
  type CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { Span } from '../shared/topic/numbers';
import { type Page, readPage } from './alarm-page';
import type { AlarmStates } from './alarm-states';
import { AWS_METRIC_NAMES, METRIC_NAMES, WINDOW_DIMENSION, WINDOWS } from './contract';
import type { AwsSeries, ExporterSeries, Series, WindowSeries } from './series';

/** The exporter stamps its values with a minute. */
const PERIOD_SECONDS = 60;

/** AWS publishes its rates about once an hour. */
const AWS_PERIOD_SECONDS = 3600;

/** Time limit of a call, including retries. */
const CALL_MS = 20_000;

/** More pages than two weeks of any list can have. A list that is longer counts as unreadable. */
const MAX_PAGES = 50;

/** CloudWatch's response is incomplete or has another form. */
class UnexpectedResponse extends Error {
  override readonly name = 'UnexpectedResponse';
}

/** Returns the exporter's metrics of a span. A metric without values has an empty series. */
export async function getExporterSeries(
  cloudwatch: CloudWatchClient,
  namespace: string,
  span: Span,
): Promise<ExporterSeries> {
  const metric = (MetricName: string, window?: string) => ({
    Namespace: namespace,
    MetricName,
    Dimensions: window === undefined ? [] : [{ Name: WINDOW_DIMENSION, Value: window }],
  });
  const { attempts, bounceRate, complaintRate, quotaUsage } = METRIC_NAMES;
  const series = await getSeries(cloudwatch, span, PERIOD_SECONDS, {
    quotaUsage: metric(quotaUsage),
    ...Object.fromEntries(
      Object.entries(WINDOWS).flatMap(([key, window]) => [
        [`${key}Attempts`, metric(attempts, window)],
        [`${key}BounceRate`, metric(bounceRate, window)],
        [`${key}ComplaintRate`, metric(complaintRate, window)],
      ]),
    ),
  });
  const ofWindow = (key: keyof typeof WINDOWS): WindowSeries => ({
    attempts: series(`${key}Attempts`),
    bounceRate: series(`${key}BounceRate`),
    complaintRate: series(`${key}ComplaintRate`),
  });
  return { hour: ofWindow('hour'), day: ofWindow('day'), quotaUsage: series('quotaUsage') };
}

/** Returns AWS's own rates of a span. */
export async function getAwsSeries(cloudwatch: CloudWatchClient, span: Span): Promise<AwsSeries> {
  const metric = (MetricName: string) => ({ Namespace: 'AWS/SES', MetricName });
  const series = await getSeries(cloudwatch, span, AWS_PERIOD_SECONDS, {
    bounceRate: metric(AWS_METRIC_NAMES.bounceRate),
    complaintRate: metric(AWS_METRIC_NAMES.complaintRate),
  });
  return { bounceRate: series('bounceRate'), complaintRate: series('complaintRate') };
}

/** Returns those of the names whose alarms are in ALARM or do not exist. */
export async function getAlarmStates(cloudwatch: CloudWatchClient, names: readonly string[]): Promise<AlarmStates> {
  if (names.length === 0) return { firing: [], missing: [] }; // without names, CloudWatch returns all alarms of the account
  const states = new Map<string, string>();
  await eachPage(async (NextToken) => {
    const response = await cloudwatch.send(
      new DescribeAlarmsCommand({
        AlarmNames: [...names],
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        NextToken,
      }),
      withTimeout(),
    );
    if (!response.MetricAlarms && !response.CompositeAlarms) throw new UnexpectedResponse();
    for (const { AlarmName, StateValue } of [...(response.MetricAlarms ?? []), ...(response.CompositeAlarms ?? [])]) {
      if (!AlarmName || !StateValue) throw new UnexpectedResponse();
      states.set(AlarmName, StateValue);
    }
    return response.NextToken;
  });
  return {
    firing: names.filter((name) => states.get(name) === 'ALARM'),
    missing: names.filter((name) => !states.has(name)),
  };
}

/** Returns the pages of an alarm in a span, the oldest first. */
export async function findPages(cloudwatch: CloudWatchClient, alarm: string, { from, until }: Span): Promise<Page[]> {
  const pages: Page[] = [];
  await eachPage(async (NextToken) => {
    const response = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: alarm,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        HistoryItemType: 'StateUpdate',
        StartDate: new Date(from),
        EndDate: new Date(until),
        ScanBy: 'TimestampAscending',
        NextToken,
      }),
      withTimeout(),
    );
    if (!response.AlarmHistoryItems) throw new UnexpectedResponse();
    for (const { Timestamp, HistoryData } of response.AlarmHistoryItems) {
      const time = Timestamp?.getTime();
      if (time === undefined) throw new UnexpectedResponse();
      const page = readPage(alarm, time, HistoryData);
      if (page && time >= from && time < until) pages.push(page);
    }
    return response.NextToken;
  });
  return pages;
}

type MetricOf = NonNullable<NonNullable<MetricDataQuery['MetricStat']>['Metric']>;

/** @throws UnexpectedResponse when CloudWatch leaves a metric out or has not read all of it */
async function getSeries(
  cloudwatch: CloudWatchClient,
  { from, until }: Span,
  Period: number,
  metrics: Readonly<Record<string, MetricOf>>,
): Promise<(id: string) => Series> {
  const values = new Map<string, Map<number, number>>();
  const isComplete = new Map<string, boolean>();
  await eachPage(async (NextToken) => {
    const response = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: Object.entries(metrics).map(([Id, Metric]) => ({
          Id,
          MetricStat: { Metric, Period, Stat: 'Maximum' },
        })),
        StartTime: new Date(from),
        EndTime: new Date(until + 1), // the end is exclusive, and the newest value may have this time
        NextToken,
      }),
      withTimeout(),
    );
    for (const { Id = '', StatusCode, Timestamps = [], Values = [] } of response.MetricDataResults ?? []) {
      const series = values.get(Id) ?? new Map<number, number>();
      values.set(Id, series);
      isComplete.set(Id, StatusCode === 'Complete');
      for (const [index, time] of Timestamps.entries()) {
        const value = Values[index];
        if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw new UnexpectedResponse();
        series.set(time.getTime(), value);
      }
    }
    return response.NextToken;
  });
  if (Object.keys(metrics).some((id) => !isComplete.get(id))) throw new UnexpectedResponse();
  return (id) => values.get(id) ?? new Map();
}

/** @param readPage returns the token of the next page */
async function eachPage(readPage: (token: string | undefined) => Promise<string | undefined>): Promise<void> {
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    token = await readPage(token);
    if (!token) return;
  }
  throw new UnexpectedResponse();
}

function withTimeout() {
  return { abortSignal: AbortSignal.timeout(CALL_MS) };
}
