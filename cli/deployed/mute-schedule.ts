/**
 * The schedule of an alarm mute rule.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html
 */
import { localTime, toZonedTime } from './zoned-time';

const MINUTE_MS = 60_000;

/** The shortest and the longest window. */
export const MIN_MUTE_MS = MINUTE_MS;
export const MAX_MUTE_MS = 15 * 24 * 60 * MINUTE_MS;

const AT = /^at\((\d{4}-\d\d-\d\d)T(\d\d:\d\d)\)$/;
const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;

/** Returns the start of a window that does not repeat, epoch milliseconds. Returns undefined for any other expression. */
export function parseSchedule(expression: string, timeZone: string): number | undefined {
  const [, date, time] = AT.exec(expression) ?? [];
  return date === undefined || time === undefined ? undefined : toZonedTime(date, time, timeZone);
}

/** Returns milliseconds of an ISO 8601 duration in days, hours and minutes, or undefined for any other string. */
export function parseDuration(duration: string): number | undefined {
  const [, days, hours, minutes] = DURATION.exec(duration) ?? [];
  if (days === undefined && hours === undefined && minutes === undefined) return undefined;
  return ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
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
