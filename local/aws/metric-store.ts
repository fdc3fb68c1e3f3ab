/**
 * CloudWatch's storage: samples by metric and minute. Samples are added, never replaced. CloudWatch's limits apply.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const MAX_DATA_PER_REQUEST = 1000;
const MAX_DIMENSIONS = 30;
const MAX_VALUE = 2 ** 360;
const OLDEST_MS = 14 * DAY_MS;
const NEWEST_MS = 2 * HOUR_MS;

/** Statistics of the samples of one period. */
const STATISTICS = {
  SampleCount: (values: readonly number[]) => values.length,
  Sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
  Average: (values: readonly number[]) => STATISTICS.Sum(values) / values.length,
  Minimum: (values: readonly number[]) => Math.min(...values),
  Maximum: (values: readonly number[]) => Math.max(...values),
} as const;

export type Statistic = keyof typeof STATISTICS;

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface Datum extends Omit<Metric, 'namespace'> {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly value: number;
}

export interface StatisticsQuery {
  readonly metric: Metric;
  readonly statistic: Statistic;
  readonly periodMs: number;
  /** Epoch milliseconds: samples in [from, to). */
  readonly from: number;
  readonly to: number;
}

export interface StatisticsPoint {
  /** Start of the period, epoch milliseconds. */
  readonly timestamp: number;
  readonly value: number;
}

/** A request that CloudWatch rejects as a whole. */
export class InvalidParameterValue extends Error {
  override readonly name = 'InvalidParameterValue';
}

/**
 * The time from a put until the datum can be read.
 *
 * - `none`: zero.
 * - `documented`: 2 hours for data more than 3 hours old, 48 hours for data more than 24 hours old. AWS documents "at least
 *   48 hours" for the latter and no upper limit.
 */
export type ReadDelay = 'none' | 'documented';

export interface MetricStore {
  /** @throws InvalidParameterValue if any datum is invalid. Then no datum of the request is stored */
  put(namespace: string, data: readonly Datum[]): void;
  /** Adds data as AWS's own services publish them. No limit applies. */
  putAsAws(namespace: string, data: readonly Datum[]): void;
  /** Returns the metrics that have data. */
  list(): Metric[];
  /** Returns the periods with samples, oldest first. */
  statistics(query: StatisticsQuery): StatisticsPoint[];
  /** Returns the statistic of all samples of the whole minutes in [from, to); undefined without samples. */
  statistic(query: Omit<StatisticsQuery, 'periodMs'>): number | undefined;
  /** Returns the minutes with samples of a metric, readable or not. Later puts add minutes to the result. */
  minutesWithData(metric: Metric): { has(minute: number): boolean };
  /** The minute of every datum, in the order of the puts; undefined for a store with a read delay. */
  readonly putMinutes: readonly number[] | undefined;
}

/** The samples of one metric. */
interface Series {
  /** The minutes with samples, in ascending order. */
  readonly minutes: number[];
  readonly samples: Map<number, Sample[]>;
}

interface Sample {
  readonly value: number;
  readonly readableFrom: number;
}

export function createMetricStore({
  now,
  readDelay = 'none',
}: {
  /** The clock, epoch milliseconds. */
  now: () => number;
  readDelay?: ReadDelay;
}): MetricStore {
  const seriesByKey = new Map<string, Series>();
  const putMinutes: number[] = [];

  function seriesOf(metric: Metric): Series {
    const key = keyOf(metric);
    const series = seriesByKey.get(key) ?? { minutes: [], samples: new Map() };
    seriesByKey.set(key, series);
    return series;
  }

  function add(namespace: string, data: readonly Datum[], putAt: number): void {
    for (const datum of data) {
      const series = seriesOf({ namespace, ...datum });
      const minute = floorTo(MINUTE_MS, datum.timestamp);
      putMinutes.push(minute);
      const samples = series.samples.get(minute);
      if (!samples) series.minutes.splice(firstAtOrAfter(series.minutes, minute), 0, minute);
      const sample = { value: datum.value, readableFrom: putAt + delayMs(readDelay, putAt - datum.timestamp) };
      series.samples.set(minute, [...(samples ?? []), sample]);
    }
  }

  return {
    putMinutes: readDelay === 'none' ? putMinutes : undefined,

    put(namespace, data) {
      const putAt = now();
      validate(namespace, data, putAt);
      add(namespace, data, putAt);
    },

    putAsAws: (namespace, data) => add(namespace, data, now()),

    minutesWithData: (metric) => seriesOf(metric).samples,

    list: () => [...seriesByKey].filter(([, { minutes }]) => minutes.length > 0).map(([key]) => metricOf(key)),

    statistic({ metric, statistic, from, to }) {
      const minutes = readableIn(seriesOf(metric), from, to, now());
      const values = minutes.flatMap((minute) => minute.values);
      return values.length > 0 ? STATISTICS[statistic](values) : undefined;
    },

    statistics({ metric, statistic, periodMs, from, to }) {
      const periods: { readonly timestamp: number; readonly values: number[] }[] = [];
      for (const { minute, values } of readableIn(seriesOf(metric), floorTo(MINUTE_MS, from), to, now())) {
        const timestamp = floorTo(periodMs, minute);
        const last = periods.at(-1);
        if (last?.timestamp === timestamp) last.values.push(...values);
        else periods.push({ timestamp, values });
      }
      return periods.map(({ timestamp, values }) => ({ timestamp, value: STATISTICS[statistic](values) }));
    },
  };
}

/** Returns the minutes in [from, to) with readable values, oldest first. */
function readableIn({ minutes, samples: samplesByMinute }: Series, from: number, to: number, readAt: number) {
  const readable: { readonly minute: number; readonly values: number[] }[] = [];
  for (let index = firstAtOrAfter(minutes, from); index < minutes.length; index++) {
    const minute = minutes[index] as number;
    if (minute >= to) break;
    const samples = samplesByMinute.get(minute) as readonly Sample[];
    const values = samples.filter(({ readableFrom }) => readableFrom <= readAt).map(({ value }) => value);
    if (values.length > 0) readable.push({ minute, values });
  }
  return readable;
}

/** Returns the index of the first minute at or after `time`. Searches near the end first, because most reads are of new data. */
function firstAtOrAfter(minutes: readonly number[], time: number): number {
  let high = minutes.length;
  let low = high;
  for (let step = 1; low > 0 && (minutes[low - 1] as number) >= time; step *= 2) {
    high = low - 1;
    low = Math.max(0, high - step);
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((minutes[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function isStatistic(name: string): name is Statistic {
  return Object.hasOwn(STATISTICS, name);
}

const KEYS = new WeakMap<Metric, string>();

function keyOf(metric: Metric): string {
  const cached = KEYS.get(metric);
  if (cached !== undefined) return cached;
  const { namespace, name, dimensions } = metric;
  const key = JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
  KEYS.set(metric, key);
  return key;
}

/** Returns the metric of a key from `keyOf`. */
function metricOf(key: string): Metric {
  const [namespace, name, dimensions] = JSON.parse(key);
  return { namespace, name, dimensions: Object.fromEntries(dimensions) };
}

function floorTo(unitMs: number, time: number): number {
  return Math.floor(time / unitMs) * unitMs;
}

function delayMs(readDelay: ReadDelay, ageMs: number): number {
  if (readDelay === 'none' || ageMs <= 3 * HOUR_MS) return 0;
  return ageMs > DAY_MS ? 48 * HOUR_MS : 2 * HOUR_MS;
}

function validate(namespace: string, data: readonly Datum[], now: number): void {
  assertValid(
    namespace !== '' && !namespace.startsWith('AWS/'),
    'The parameter Namespace is empty or starts with AWS/.',
  );
  assertValid(data.length > 0, 'The parameter MetricData is required.');
  assertValid(
    data.length <= MAX_DATA_PER_REQUEST,
    `The collection MetricData must not have a size greater than ${MAX_DATA_PER_REQUEST}.`,
  );
  for (const { name, dimensions, timestamp, value } of data) {
    const pairs = Object.entries(dimensions);
    assertValid(
      typeof name === 'string' && name.length >= 1 && name.length <= 255,
      'MetricName must have 1 to 255 characters.',
    );
    assertValid(
      Number.isFinite(value) && Math.abs(value) <= MAX_VALUE,
      `The value ${value} for parameter Value is invalid.`,
    );
    assertValid(pairs.length <= MAX_DIMENSIONS, `At most ${MAX_DIMENSIONS} dimensions are allowed.`);
    assertValid(
      pairs.flat().every((part) => part.length > 0),
      'Dimension names and values must not be empty.',
    );
    assertValid(
      timestamp >= now - OLDEST_MS && timestamp <= now + NEWEST_MS,
      `The Timestamp ${timestamp} must be from two weeks before to two hours after the current time.`,
    );
  }
}

function assertValid(isValid: boolean, message: string): void {
  if (!isValid) throw new InvalidParameterValue(message);
}
