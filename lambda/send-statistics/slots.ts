import {
  type ExporterSettings,
  type SchedulePeriodMinutes,
  SES_PERIOD_MS,
  SES_RETENTION_MS,
  scheduleOffsetMinutes,
  type Window,
} from './contract';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const SHORT_LOOK_MS = 3 * HOUR_MS;

/**
 * The oldest datum that is sent is 13 d 23 h old: CloudWatch accepts timestamps up to two weeks old, and one that it
 * refuses takes its whole request with it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
const OLDEST_DATUM_MS = SES_RETENTION_MS - HOUR_MS;

/** How a poll looks for holes. */
export interface Look {
  /** How far back. */
  readonly spanMs: number;
  /** Period in which CloudWatch is asked for data: at most one scheduled slot lies in each. */
  readonly periodMs: number;
}

/**
 * Three hours back by the minute; on the first poll of an hour as far back as holes can be filled, in periods of five
 * minutes, because CloudWatch limits the data points asked for in a second by the length of the span.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
export function lookForHoles(slot: number, periodMinutes: SchedulePeriodMinutes): Look {
  const isFirstOfHour = slot % HOUR_MS < periodMinutes * MINUTE_MS;
  return isFirstOfHour
    ? { spanMs: OLDEST_DATUM_MS, periodMs: 5 * MINUTE_MS }
    : { spanMs: SHORT_LOOK_MS, periodMs: MINUTE_MS };
}

/** The schedule's slots in [from, to], newest first. All times are epoch milliseconds. */
export function scheduledSlots(from: number, to: number, periodMinutes: SchedulePeriodMinutes): number[] {
  const periodMs = periodMinutes * MINUTE_MS;
  const offsetMs = scheduleOffsetMinutes(periodMinutes) * MINUTE_MS;
  const newest = Math.floor((to - offsetMs) / periodMs) * periodMs + offsetMs;
  const count = Math.max(0, Math.floor((newest - from) / periodMs) + 1);
  return Array.from({ length: count }, (_, index) => newest - index * periodMs);
}

/** A window at a slot. */
export interface DueSlot {
  /** Epoch milliseconds. */
  readonly slot: number;
  readonly window: Window;
}

/**
 * What a poll can publish of the last `spanMs`, newest first, from an answer that SES gave at `calledAt`.
 * All times are epoch milliseconds.
 */
export function dueSlots(
  calledAt: number,
  spanMs: number,
  { windows, schedulePeriodMinutes }: Pick<ExporterSettings, 'windows' | 'schedulePeriodMinutes'>,
): DueSlot[] {
  return scheduledSlots(calledAt - spanMs, calledAt, schedulePeriodMinutes).flatMap((slot) =>
    publishableWindows(windows, slot, calledAt).map((window) => ({ slot, window })),
  );
}

/**
 * The windows that can be published at a slot from an answer that SES gave at `calledAt`: those that SES still held
 * whole, give or take one period. So the 14-day window has no history.
 * All times are epoch milliseconds.
 */
export function publishableWindows(windows: readonly Window[], slot: number, calledAt: number): Window[] {
  if (slot < calledAt - OLDEST_DATUM_MS) return [];
  return windows.filter(({ lengthMs }) => slot - lengthMs >= calledAt - SES_RETENTION_MS - SES_PERIOD_MS);
}

/**
 * True for a slot that may be stamped with the account's standing of now: one no older than an event grows, which may
 * wait one period with EventBridge Scheduler and another with Lambda. All times are epoch milliseconds.
 */
export function isPresent(slot: number, now: number, periodMinutes: SchedulePeriodMinutes): boolean {
  return now - slot <= 2 * periodMinutes * MINUTE_MS;
}
