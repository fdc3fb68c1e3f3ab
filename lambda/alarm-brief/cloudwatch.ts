import { type CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMES, type RateAlarm, WINDOW_DIMENSION } from './contract';
import type { Measurement, Measurements } from './measurement';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How far back the newest value may be. The exporter polls at least once an hour, and AWS publishes its rates hourly. */
const NEWEST_MS = 130 * MINUTE_MS;

/** Time limit of a call, including retries. */
const CALL_MS = 15_000;

/** AWS allows at most this many names in a call. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const MAX_NAMES = 100;

export interface MeasureOptions {
  readonly alarm: RateAlarm;
  /** Namespace of the exporter's metrics. */
  readonly namespace: string;
  /** When the alarm entered ALARM, epoch milliseconds. */
  readonly at: number;
}

/** Returns the newest values of an alarm's metrics at the time of its page, and one day earlier. */
export async function measure(
  cloudwatch: CloudWatchClient,
  { alarm, namespace, at }: MeasureOptions,
): Promise<Measurements> {
  const [atPage, dayBefore] = await Promise.all(
    [at, at - DAY_MS].map(async (until) => {
      const command = new GetMetricDataCommand({
        MetricDataQueries: queriesOf(alarm, namespace),
        StartTime: new Date(until - NEWEST_MS),
        EndTime: new Date(until + 1), // the end is exclusive
      });
      const { MetricDataResults = [] } = await cloudwatch.send(command, withTimeout());
      return newestOf(MetricDataResults, alarm.window !== undefined);
    }),
  );
  return { atPage, dayBefore };
}

/** Returns the alarms among these that are in ALARM. */
export async function findFiring(
  cloudwatch: CloudWatchClient,
  alarms: Readonly<Record<string, RateAlarm>>,
): Promise<RateAlarm[]> {
  const AlarmNames = Object.keys(alarms).slice(0, MAX_NAMES);
  const command = new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['MetricAlarm'], StateValue: 'ALARM' });
  const { MetricAlarms = [] } = await cloudwatch.send(command, withTimeout());
  return MetricAlarms.flatMap(({ AlarmName = '' }) =>
    Object.hasOwn(alarms, AlarmName) ? [alarms[AlarmName] as RateAlarm] : [],
  );
}

function queriesOf({ kind, window }: RateAlarm, namespace: string) {
  const query = (Id: string, metric: { readonly Namespace: string; readonly MetricName: string }) => ({
    Id,
    MetricStat: {
      Metric: { ...metric, Dimensions: window === undefined ? [] : [{ Name: WINDOW_DIMENSION, Value: window }] },
      Period: MINUTE_MS / 1000,
      Stat: 'Maximum',
    },
  });
  const { rate, attempts, awsRate } = METRIC_NAMES[kind];
  if (window === undefined) return [query(RATE, awsRate)];
  return [
    query(RATE, { Namespace: namespace, MetricName: rate }),
    query(ATTEMPTS, { Namespace: namespace, MetricName: attempts }),
  ];
}

const RATE = 'rate';
const ATTEMPTS = 'attempts';

interface Result {
  readonly Id?: string;
  readonly Timestamps?: readonly Date[];
  readonly Values?: readonly number[];
}

/** Returns the newest values. If the metric has attempts, a rate without attempts at the same time does not count. */
function newestOf(results: readonly Result[], hasAttempts: boolean): Measurement | undefined {
  const rates = valuesOf(results, RATE);
  const attempts = valuesOf(results, ATTEMPTS);
  const until = Math.max(...[...rates.keys()].filter((time) => !hasAttempts || attempts.has(time)));
  const rate = rates.get(until);
  if (rate === undefined) return undefined;
  const sends = attempts.get(until);
  return {
    until,
    rate,
    attempts: sends,
    events: sends === undefined || rate >= 1 ? undefined : Math.round(sends * rate),
  };
}

function valuesOf(results: readonly Result[], id: string): ReadonlyMap<number, number> {
  const { Timestamps = [], Values = [] } = results.find(({ Id }) => Id === id) ?? {};
  return new Map(
    Timestamps.flatMap((time, index): [number, number][] => {
      const value = Values[index];
      return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? [[time.getTime(), value]] : [];
    }),
  );
}

function withTimeout() {
  return { abortSignal: AbortSignal.timeout(CALL_MS) };
}
