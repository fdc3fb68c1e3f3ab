import { SES_PERIOD_MS } from './contract';

export const COUNTERS = ['deliveryAttempts', 'bounces', 'complaints', 'rejects'] as const;
export type Counter = (typeof COUNTERS)[number];
export type Counts = Readonly<Record<Counter, number>>;

/** One period as SES reports it. A field that SES leaves out is undefined, which means unknown and not zero. */
export interface ReportedPoint extends Partial<Counts> {
  /** Start of the period, epoch milliseconds. */
  readonly timestamp?: number;
}

/** A period whose start and needed counters are known. Other counters may be unknown, and then count as 0. */
export interface UsablePoint extends ReportedPoint {
  readonly timestamp: number;
}

/**
 * Sums of SES's data points over any span. The points may have any order, and their periods may start at any minute.
 */
export interface SendHistory {
  /** Number of usable points. */
  readonly points: number;
  /** Number of points that were left out. */
  readonly malformed: number;
  /** Returns the sums over the periods that start in [from, to), epoch milliseconds. */
  countBetween(from: number, to: number): Counts;
  /** Returns the start of the newest period before `time`, epoch milliseconds. */
  newestBefore(time: number): number | undefined;
}

/**
 * Builds the history. Points without a usable timestamp or without a needed counter are left out and counted.
 *
 * @param calledAt when SES was called, epoch milliseconds. A period that starts more than one period later is
 * malformed.
 * @param needed the counters that the published metrics need
 */
export function toSendHistory(
  reported: readonly ReportedPoint[],
  calledAt: number,
  needed: ReadonlySet<Counter>,
): SendHistory {
  const points = reported
    .filter((point) => isUsable(point, calledAt, needed))
    .sort((a, b) => a.timestamp - b.timestamp);
  const sums = runningSums(points);
  return {
    points: points.length,
    malformed: reported.length - points.length,
    countBetween(from, to) {
      const before = sums[firstAtOrAfter(points, from)] as Counts;
      const until = sums[firstAtOrAfter(points, to)] as Counts;
      return mapCounters((counter) => until[counter] - before[counter]);
    },
    newestBefore: (time) => points[firstAtOrAfter(points, time) - 1]?.timestamp,
  };
}

/** Returns whether `toSendHistory` uses a point. */
export function isUsable(point: ReportedPoint, calledAt: number, needed: ReadonlySet<Counter>): point is UsablePoint {
  return (
    point.timestamp !== undefined &&
    point.timestamp <= calledAt + SES_PERIOD_MS &&
    [...needed].every((counter) => isCount(point[counter]))
  );
}

/** Returns whether more than a tenth of the points is malformed, so that the rest is not reliable. */
export function isUnreliable({ points, malformed }: Pick<SendHistory, 'points' | 'malformed'>): boolean {
  return malformed * 10 > points + malformed;
}

/**
 * Asserts that the history is reliable, and returns it.
 *
 * @throws Error when more than a tenth of the points is malformed, because a changed response must not look like a
 * quiet day
 */
export function assertReliable(history: SendHistory): SendHistory {
  if (isUnreliable(history)) {
    const { points, malformed } = history;
    throw new Error(
      `In SES's response to GetSendStatistics, ${malformed} of ${points + malformed} points lack a usable Timestamp or ` +
        'counter, more than a tenth: no window metric is published until SES returns points in the known form',
    );
  }
  return history;
}

/** No account sends more in 15 minutes. Sums of millions of such counts are exact. */
const MAX_COUNT = 1e9;

function isCount(value: number | undefined): boolean {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT;
}

/** Element i holds the sums of the first i points. */
function runningSums(points: readonly UsablePoint[]): Counts[] {
  let sum: Counts = mapCounters(() => 0);
  const sums = [sum];
  for (const point of points) {
    const before = sum;
    sum = mapCounters((counter) => before[counter] + (isCount(point[counter]) ? (point[counter] as number) : 0));
    sums.push(sum);
  }
  return sums;
}

/** Returns the index of the first point that starts at or after `time`. */
function firstAtOrAfter(points: readonly UsablePoint[], time: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle] as UsablePoint).timestamp < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mapCounters(value: (counter: Counter) => number): Counts {
  return {
    deliveryAttempts: value('deliveryAttempts'),
    bounces: value('bounces'),
    complaints: value('complaints'),
    rejects: value('rejects'),
  };
}
