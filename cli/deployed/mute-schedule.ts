/**
 * The schedule of an alarm mute rule.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html
 */
import { isTimeZone, localTime, zonedTimes } from './zoned-time';

const MINUTE_MS = 60_000;

/** The shortest and the longest window. */
export const MIN_MUTE_MS = MINUTE_MS;
export const MAX_MUTE_MS = 15 * 24 * 60 * MINUTE_MS;

const AT = /^at\((\d{4}-\d\d-\d\d)T(\d\d:\d\d)\)$/;
const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;

/**
 * Returns the start of a window that does not repeat, epoch milliseconds. Returns undefined for any other expression, and for a
 * time zone that this machine does not know.
 */
export function parseSchedule(expression: string, timeZone: string): number | undefined {
  const [, date, time] = AT.exec(expression) ?? [];
  if (date === undefined || time === undefined || !isTimeZone(timeZone)) return undefined;
  return zonedTimes(date, time, timeZone).at(-1);
}

/**
 * Returns milliseconds of an ISO 8601 duration in days, hours and minutes. Returns undefined for any other string, and for a
 * duration that CloudWatch does not allow.
 */
export function parseDuration(duration: string): number | undefined {
  const [, days = '0', hours = '0', minutes = '0'] = DURATION.exec(duration) ?? [];
  const lengthMs = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * MINUTE_MS;
  return lengthMs >= MIN_MUTE_MS && lengthMs <= MAX_MUTE_MS ? lengthMs : undefined;
}

/** Returns the schedule of a window in UTC, in whole minutes. */
export function toSchedule({ from, until }: { from: number; until: number }) {
  const minutes = Math.round((until - from) / MINUTE_MS);
  return {
    Expression: `at(${new Date(from).toISOString().slice(0, 16)})`,
    Duration: `PT${Math.floor(minutes / 60)}H${minutes % 60}M`,
    Timezone: 'UTC',
  };
}

/** Returns a window in a time zone, such as `2026-11-26 14:00 to 18:00 Europe/Berlin`. */
export function windowText({ from, until }: { from: number; until: number }, timeZone: string): string {
  const [start, end] = [localTime(from, timeZone), localTime(until, timeZone)];
  const endText = start.date === end.date ? end.time : `${end.date} ${end.time}`;
  return `${start.date} ${start.time} to ${endText} ${timeZone}`;
}
