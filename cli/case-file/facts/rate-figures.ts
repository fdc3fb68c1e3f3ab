/** The figures of a rate: at the beginning of a span, at its peak, and the newest. */

/** The values of one metric, oldest first. */
import type { Span } from '../../../lambda/shared/topic/numbers';
export interface Series {
  /** Name of the metric, such as `BounceRate`. */
  readonly metric: string;
  /** Value of the dimension `Window`. Undefined for a metric without it. */
  readonly window?: string;
  readonly points: readonly Point[];
  /** Whether CloudWatch returned all values. */
  readonly isComplete: boolean;
}

export interface Point {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
}

/** A rate at one time. */
export interface RateFigure {
  readonly at: number;
  /** 0 to 1. */
  readonly rate: number;
  /** Sends in the window. Undefined: CloudWatch has no count for this time. */
  readonly attempts: number | undefined;
  /** Bounces or complaints in the window. Undefined: unknown, also if the rate is capped at 1. */
  readonly events: number | undefined;
}

/** Undefined: CloudWatch has no value. */
export interface RateFigures {
  readonly before: RateFigure | undefined;
  readonly peak: RateFigure | undefined;
  readonly newest: RateFigure | undefined;
}

/**
 * The value at the beginning of a span may be this much older than the beginning. The exporter polls at least once an hour, and
 * AWS publishes its rates about hourly.
 */
export const BEFORE_MS = 130 * 60_000;

export function ratesIn(rates: Series, attempts: Series | undefined, { from, until }: Span): RateFigures {
  const counts = new Map(attempts?.points.map(({ at, value }) => [at, value]));
  const toFigure = (point: Point | undefined): RateFigure | undefined => {
    if (!point) return undefined;
    const sends = counts.get(point.at);
    const events = sends === undefined || point.value >= 1 ? undefined : Math.round(sends * point.value);
    return { at: point.at, rate: point.value, attempts: sends, events };
  };
  const inSpan = rates.points.filter(({ at }) => at >= from && at <= until);
  const peak = inSpan.reduce<Point | undefined>(
    (max, point) => (max && max.value >= point.value ? max : point),
    undefined,
  );
  return {
    before: toFigure(rates.points.findLast(({ at }) => at <= from && at >= from - BEFORE_MS)),
    peak: toFigure(peak),
    newest: toFigure(inSpan.at(-1)),
  };
}

/** Returns the first value in the span at or above a level; undefined if there is none. */
export function firstReaching({ points }: Series, level: number, { from, until }: Span): Point | undefined {
  return points.find(({ at, value }) => at >= from && at <= until && value >= level);
}

/** Returns the values at which a metric changed, and its first value in the span. */
export function changesOf({ points }: Series, { from, until }: Span): Point[] {
  const inSpan = points.filter(({ at }) => at >= from && at <= until);
  return inSpan.filter(({ value }, index) => value !== inSpan[index - 1]?.value);
}
