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

/** The span for which CloudWatch allows the most data points per second. */
const SHORT_SEARCH_MS = 3 * HOUR_MS;

/**
 * Age of the oldest datum to publish, 13 d 23 h. CloudWatch accepts timestamps up to two weeks old. It rejects the
 * whole request if one timestamp is older.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
const OLDEST_DATUM_MS = SES_RETENTION_MS - HOUR_MS;

/** How a poll searches for missing slots. */
export interface GapSearch {
  /** How far back to search. */
  readonly spanMs: number;
  /** Period of the query to CloudWatch. Each period holds at most one scheduled slot. */
  readonly periodMs: number;
}

/**
 * Returns how far a poll searches: three hours, in periods of one minute. The first poll of an hour searches the whole
 * time that can be repaired. It uses periods of five minutes, because CloudWatch limits the data points per second, and
 * allows fewer if the start time is more than three hours ago.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
export function gapSearch(slot: number, periodMinutes: SchedulePeriodMinutes): GapSearch {
  const isFirstOfHour = slot % HOUR_MS < periodMinutes * MINUTE_MS;
  return isFirstOfHour
    ? { spanMs: OLDEST_DATUM_MS, periodMs: 5 * MINUTE_MS }
    : { spanMs: SHORT_SEARCH_MS, periodMs: MINUTE_MS };
}

/** Returns the schedule's slots in [from, to], newest first. All times are epoch milliseconds. */
export function scheduledSlots(from: number, to: number, periodMinutes: SchedulePeriodMinutes): number[] {
  const periodMs = periodMinutes * MINUTE_MS;
  const offsetMs = scheduleOffsetMinutes(periodMinutes) * MINUTE_MS;
  const newest = Math.floor((to - offsetMs) / periodMs) * periodMs + offsetMs;
  const count = Math.max(0, Math.floor((newest - from) / periodMs) + 1);
  return Array.from({ length: count }, (_, index) => newest - index * periodMs);
}

/** A window to publish at a slot. */
export interface DueSlot {
  /** Epoch milliseconds. */
  readonly slot: number;
  readonly window: Window;
}

/**
 * Returns the windows that a poll can publish within the last `spanMs` milliseconds, newest slot first.
 *
 * @param options.calledAt when SES returned its data points, epoch milliseconds
 */
export function dueSlots({
  calledAt,
  spanMs,
  windows,
  schedulePeriodMinutes,
}: Pick<ExporterSettings, 'windows' | 'schedulePeriodMinutes'> & { calledAt: number; spanMs: number }): DueSlot[] {
  return scheduledSlots(calledAt - spanMs, calledAt, schedulePeriodMinutes).flatMap((slot) =>
    publishableWindows({ windows, slot, calledAt }).map((window) => ({ slot, window })),
  );
}

/**
 * Returns the windows whose slots a poll searches, because CloudWatch bills each metric that it reads. A poll publishes all
 * windows of a slot in one request, so a short search needs only the shortest window, which is due at every slot. The search of
 * the whole time covers all windows, because a configuration may have added a window.
 */
export function searchedWindows(due: readonly DueSlot[], { spanMs }: GapSearch): Window[] {
  const windows = [...new Set(due.map(({ window }) => window))].sort((a, b) => a.lengthMs - b.lengthMs);
  return spanMs === SHORT_SEARCH_MS ? windows.slice(0, 1) : windows;
}

/**
 * Returns the windows that a poll can publish at a slot. SES's data points at the time `calledAt` must cover the
 * window, within one period. The 14-day window therefore cannot be repaired. All times are epoch milliseconds.
 */
export function publishableWindows({
  windows,
  slot,
  calledAt,
}: {
  windows: readonly Window[];
  slot: number;
  calledAt: number;
}): Window[] {
  if (slot < calledAt - OLDEST_DATUM_MS) return [];
  return windows.filter(({ lengthMs }) => slot - lengthMs >= calledAt - SES_RETENTION_MS - SES_PERIOD_MS);
}

/**
 * Returns whether a slot is current, so that the account's standing may be published at it. An event may wait one
 * period in EventBridge Scheduler and another in Lambda, so a slot up to two periods old is current. All times are
 * epoch milliseconds.
 */
export function isCurrent({
  slot,
  now,
  periodMinutes,
}: {
  slot: number;
  now: number;
  periodMinutes: SchedulePeriodMinutes;
}): boolean {
  return now - slot <= 2 * periodMinutes * MINUTE_MS;
}
