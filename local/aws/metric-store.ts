/**
 * CloudWatch's memory: samples per metric and minute, added and never replaced, under CloudWatch's rules.
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

/** A request that CloudWatch refuses; nothing of it is stored. */
export class InvalidParameterValue extends Error {
  override readonly name = 'InvalidParameterValue';
}

/**
 * - `none`: what is put is shown at once.
 * - `longest`: data over 3 hours old are shown after 2 hours, over 24 hours old after 48. For the latter AWS says "at
 *   least 48 hours" and states no upper limit.
 */
export type ReadDelay = 'none' | 'longest';

export interface MetricStore {
  /** @throws InvalidParameterValue for the whole request when a single datum is invalid */
  put(namespace: string, data: readonly Datum[]): void;
  /** What AWS's own services put: no rule applies. */
  putAsAws(namespace: string, data: readonly Datum[]): void;
  /** Periods without samples are left out; oldest first. */
  statistics(query: StatisticsQuery): StatisticsPoint[];
  /** The minute of every datum, in the order in which they were put; undefined where a datum is shown later than it is put. */
  readonly putMinutes: readonly number[] | undefined;
  /** The statistic of all samples of whole minutes in [from, to), wherever periods begin; undefined without any. */
  statistic(query: Omit<StatisticsQuery, 'periodMs'>): number | undefined;
}

/** The samples of one metric, and the minutes that have any, in order. */
interface Series {
  readonly minutes: number[];
  readonly samples: Map<number, Sample[]>;
}

interface Sample {
  readonly value: number;
  readonly shownFrom: number;
}

export function createMetricStore({
  now,
  readDelay = 'none',
}: {
  /** The clock, epoch milliseconds. */
  now: () => number;
  readDelay?: ReadDelay;
}): MetricStore {
  const seriesOf = new Map<string, Series>();
  const putMinutes: number[] = [];

  function add(namespace: string, data: readonly Datum[], putAt: number): void {
    for (const datum of data) {
      const key = keyOf({ namespace, ...datum });
      const series = seriesOf.get(key) ?? { minutes: [], samples: new Map() };
      seriesOf.set(key, series);
      const minute = floorTo(MINUTE_MS, datum.timestamp);
      putMinutes.push(minute);
      const known = series.samples.get(minute);
      if (!known) series.minutes.splice(firstAtOrAfter(series.minutes, minute), 0, minute);
      const sample = { value: datum.value, shownFrom: putAt + delayMs(readDelay, putAt - datum.timestamp) };
      series.samples.set(minute, [...(known ?? []), sample]);
    }
  }

  return {
    putMinutes: readDelay === 'none' ? putMinutes : undefined,

    put(namespace, data) {
      const putAt = now();
      requireValid(namespace, data, putAt);
      add(namespace, data, putAt);
    },

    putAsAws: (namespace, data) => add(namespace, data, now()),

    statistic({ metric, statistic, from, to }) {
      const values = shownIn(seriesOf.get(keyOf(metric)), from, to, now()).flatMap((minute) => minute.values);
      return values.length > 0 ? STATISTICS[statistic](values) : undefined;
    },

    statistics({ metric, statistic, periodMs, from, to }) {
      const periods = new Map<number, number[]>();
      for (const { minute, values } of shownIn(seriesOf.get(keyOf(metric)), floorTo(MINUTE_MS, from), to, now())) {
        const start = floorTo(periodMs, minute);
        periods.set(start, [...(periods.get(start) ?? []), ...values]);
      }
      return [...periods].map(([timestamp, values]) => ({ timestamp, value: STATISTICS[statistic](values) }));
    },
  };
}

/** The minutes in [from, to) with values that are shown, oldest first. */
function shownIn(series: Series | undefined, from: number, to: number, readAt: number) {
  const shown: { readonly minute: number; readonly values: readonly number[] }[] = [];
  if (!series) return shown;
  for (let index = firstAtOrAfter(series.minutes, from); index < series.minutes.length; index++) {
    const minute = series.minutes[index] as number;
    if (minute >= to) break;
    const samples = series.samples.get(minute) as readonly Sample[];
    const values = samples.filter(({ shownFrom }) => shownFrom <= readAt).map(({ value }) => value);
    if (values.length > 0) shown.push({ minute, values });
  }
  return shown;
}

/** Index of the first minute at or after `time`. */
function firstAtOrAfter(minutes: readonly number[], time: number): number {
  let low = 0;
  let high = minutes.length;
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
  const known = KEYS.get(metric);
  if (known !== undefined) return known;
  const { namespace, name, dimensions } = metric;
  const key = JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
  KEYS.set(metric, key);
  return key;
}

function floorTo(unitMs: number, time: number): number {
  return Math.floor(time / unitMs) * unitMs;
}

function delayMs(readDelay: ReadDelay, ageMs: number): number {
  if (readDelay === 'none' || ageMs <= 3 * HOUR_MS) return 0;
  return ageMs > DAY_MS ? 48 * HOUR_MS : 2 * HOUR_MS;
}

function requireValid(namespace: string, data: readonly Datum[], now: number): void {
  require(namespace !== '' && !namespace.startsWith('AWS/'), 'The parameter Namespace is empty or starts with AWS/.');
  require(data.length > 0, 'The parameter MetricData is required.');
  require(data.length <=
    MAX_DATA_PER_REQUEST, `The collection MetricData must not have a size greater than ${MAX_DATA_PER_REQUEST}.`);
  for (const { name, dimensions, timestamp, value } of data) {
    const entries = Object.entries(dimensions);
    require(typeof name === 'string' &&
      name.length >= 1 &&
      name.length <= 255, 'MetricName must have 1 to 255 characters.');
    require(Number.isFinite(value) &&
      Math.abs(value) <= MAX_VALUE, `The value ${value} for parameter Value is invalid.`);
    require(entries.length <= MAX_DIMENSIONS, `At most ${MAX_DIMENSIONS} dimensions are allowed.`);
    require(entries.every((pair) =>
      pair.every((text) => text.length > 0),
    ), 'Dimension names and values must not be empty.');
    require(timestamp >= now - OLDEST_MS &&
      timestamp <=
        now +
          NEWEST_MS, `The Timestamp ${timestamp} must be from two weeks before to two hours after the current time.`);
  }
}

function require(isMet: boolean, otherwise: string): void {
  if (!isMet) throw new InvalidParameterValue(otherwise);
}
