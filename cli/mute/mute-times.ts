/** Reads the times of `npm run mute`. */

import { MAX_MUTE_MS, MIN_MUTE_MS } from '../deployed/mute-schedule';
import { localTime, toZonedTime } from '../deployed/zoned-time';
import { InputError } from '../terminal/input-error';
import { parseIsoTime } from '../terminal/iso-time';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Shortest time until the start of a mute that starts at once. A schedule has whole minutes, and AWS does not document whether
 * a minute that has begun still counts.
 */
const MIN_LEAD_MS = 15_000;

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const DATE_AND_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)$/;

const FORMATS = 'write a time such as 18:00, "2026-11-26 18:00" or 2026-11-26T18:00:00Z';

export interface MuteTimes {
  readonly from?: string;
  readonly until: string;
  /** Of times without a zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/**
 * Returns the window in whole minutes, epoch milliseconds. A time without a date means its next occurrence.
 *
 * @throws InputError for a time that cannot be read, or a window that AWS does not allow
 */
export function readWindow({ from, until, timeZone }: MuteTimes, now: number): { from: number; until: number } {
  const earliest = Math.ceil((now + MIN_LEAD_MS) / MINUTE_MS) * MINUTE_MS;
  const start = from === undefined ? earliest : readTime('--from', from, timeZone, now);
  const end = readTime('--until', until, timeZone, Math.max(now, start));
  if (start < now) throw new InputError(`--from is ${from}, which is in the past: leave it out to mute at once`);
  if (end - start < MIN_MUTE_MS)
    throw new InputError(`--until is ${until}, which is not after the start of the mute: write a later time`);
  if (end - start > MAX_MUTE_MS)
    throw new InputError(`--until is ${until}: CloudWatch mutes for at most 15 days, so write an earlier time`);
  return { from: start, until: end };
}

function readTime(option: string, text: string, timeZone: string, after: number): number {
  const [, hours = '', minutes] = TIME.exec(text) ?? [];
  if (minutes !== undefined) return nextTime(option, `${hours.padStart(2, '0')}:${minutes}`, timeZone, after);
  const [, date, time] = DATE_AND_TIME.exec(text) ?? [];
  const at = date !== undefined && time !== undefined ? toZonedTime(date, time, timeZone) : parseIsoTime(text);
  if (at === undefined) throw new InputError(`${option} is "${text}", which is not a time in ${timeZone}: ${FORMATS}`);
  return Math.ceil(at / MINUTE_MS) * MINUTE_MS;
}

function nextTime(option: string, time: string, timeZone: string, after: number): number {
  const today = Date.parse(localTime(after, timeZone).date);
  for (const days of [0, 1, 2]) {
    // Counts dates, because a day has 23 or 25 hours when the clocks change.
    const date = new Date(today + days * DAY_MS).toISOString().slice(0, 10);
    const at = toZonedTime(date, time, timeZone);
    if (at !== undefined && at > after) return at;
  }
  throw new InputError(`${option} is ${time}, which does not exist in ${timeZone} today or tomorrow: ${FORMATS}`);
}
