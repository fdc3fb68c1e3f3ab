import { SES_PERIOD_MS } from './contract';

export const COUNTERS = ['deliveryAttempts', 'bounces', 'complaints', 'rejects'] as const;
export type Counter = (typeof COUNTERS)[number];
export type Counts = Readonly<Record<Counter, number>>;

/** One period as SES reports it; what SES left out is undefined, which is unknown and not zero. */
export interface ReportedPoint extends Partial<Counts> {
  /** Start of the period, epoch milliseconds. */
  readonly timestamp?: number;
}

/** A period whose start and needed counters are known. A counter that nobody needs may be unknown; it counts as 0. */
export interface UsablePoint extends ReportedPoint {
  readonly timestamp: number;
}

/** One answer of SES, ready to be asked for any span of time, whatever the order and phase of its periods. */
export interface SendHistory {
  /** How many points could be used. */
  readonly points: number;
  /** How many points were left out. */
  readonly malformed: number;
  /** Sums over the periods that start in [from, to), epoch milliseconds. */
  countBetween(from: number, to: number): Counts;
  /** Start of the newest period before `time`, epoch milliseconds. */
  newestBefore(time: number): number | undefined;
}

/**
 * The history that an answer holds. Points without a usable timestamp or needed counter are left out and counted.
 *
 * @param calledAt when SES was asked, epoch milliseconds: a period that starts more than one period later is malformed
 * @param needed the counters that a published metric is made of
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

/** See `toSendHistory`. */
export function isUsable(point: ReportedPoint, calledAt: number, needed: ReadonlySet<Counter>): point is UsablePoint {
  return (
    point.timestamp !== undefined &&
    point.timestamp <= calledAt + SES_PERIOD_MS &&
    [...needed].every((counter) => isCount(point[counter]))
  );
}

/** True when so many points had to be left out (more than a tenth) that the rest cannot be taken for the truth. */
export function isDoubtful(points: number, malformed: number): boolean {
  return malformed * 10 > points + malformed;
}

/**
 * The history itself, when it can be trusted.
 *
 * @throws Error when more than a tenth was left out: a change in SES's answer must not read as a quiet day
 */
export function requireTrustworthy(history: SendHistory): SendHistory {
  const { points, malformed } = history;
  if (isDoubtful(points, malformed)) {
    throw new Error(
      `The share of points of GetSendStatistics without a usable Timestamp or counters is ${malformed} of ` +
        `${points + malformed}, more than a tenth: no window metric is published until SES answers in the known form`,
    );
  }
  return history;
}

/** More than anybody sends in 15 minutes; sums of millions of such counts are still exact. */
const MAX_COUNT = 1e9;

function isCount(value: number | undefined): boolean {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT;
}

/** Element i holds the sums over the first i points. */
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

/** Index of the first point that starts at or after `time`. */
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
  return Object.fromEntries(COUNTERS.map((counter) => [counter, value(counter)])) as Record<Counter, number>;
}
