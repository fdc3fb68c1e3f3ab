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

/** Holes are looked for this far back on every poll. */
const SHORT_LOOK_MS = 3 * HOUR_MS;

/**
 * The oldest datum that is sent is 13 d 23 h old: CloudWatch accepts timestamps up to two weeks old, and one that it
 * refuses takes its whole request with it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export const OLDEST_DATUM_MS = SES_RETENTION_MS - HOUR_MS;

/** How far back a poll looks for holes: three hours, on the first poll of an hour as far as it can fill. */
export function lookBackMs(slot: number, periodMinutes: SchedulePeriodMinutes): number {
  const isFirstOfHour = slot % HOUR_MS < periodMinutes * MINUTE_MS;
  return isFirstOfHour ? OLDEST_DATUM_MS : SHORT_LOOK_MS;
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
 * True for a slot that may be stamped with the account's standing of now: one no older than the schedule lets an event
 * grow. All times are epoch milliseconds.
 */
export function isPresent(slot: number, now: number, periodMinutes: SchedulePeriodMinutes): boolean {
  return now - slot <= Math.max(periodMinutes * MINUTE_MS, SES_PERIOD_MS);
}
