/** Reads the times of `npm run mute`. */

import { printableJson } from '../../lib/shared/printable';
import { MAX_MUTE_MS, MIN_MUTE_MS } from '../deployed/mute-schedule';
import { localTime, zonedTimes } from '../deployed/zoned-time';
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
  const start = from === undefined ? earliest : readTime({ option: '--from', text: from, timeZone, after: now });
  const end = readTime({ option: '--until', text: until, timeZone, after: Math.max(now, start) });
  if (start < now) throw new InputError(`--from is ${from}, which is in the past: leave it out to mute at once`);
  if (end - start < MIN_MUTE_MS)
    throw new InputError(`--until is ${until}, which is not after the start of the mute: write a later time`);
  if (end - start > MAX_MUTE_MS)
    throw new InputError(`--until is ${until}: CloudWatch mutes for at most 15 days, so write an earlier time`);
  return { from: start, until: end };
}

interface GivenTime {
  readonly option: '--from' | '--until';
  readonly text: string;
  readonly timeZone: string;
  /** A time without a date is the next one after this, epoch milliseconds. */
  readonly after: number;
}

function readTime({ option, text, timeZone, after }: GivenTime): number {
  const [, hours = '', minutes] = TIME.exec(text) ?? [];
  if (minutes !== undefined) return nextTime({ option, text: `${hours.padStart(2, '0')}:${minutes}`, timeZone, after });
  const [, date, time] = DATE_AND_TIME.exec(text) ?? [];
  const times = date === undefined || time === undefined ? [] : zonedTimes(date, time, timeZone);
  const at = widest(option, times, after) ?? parseIsoTime(text);
  if (at === undefined)
    throw new InputError(`${option} is ${printableJson(text)}, which is not a time in ${timeZone}: ${FORMATS}`);
  return Math.ceil(at / MINUTE_MS) * MINUTE_MS;
}

function nextTime({ option, text: time, timeZone, after }: GivenTime): number {
  const now = localTime(after, timeZone);
  for (const days of [0, 1]) {
    // Counts dates, because a day has 23 or 25 hours when the clocks change.
    const date = new Date(Date.parse(now.date) + days * DAY_MS).toISOString().slice(0, 10);
    const times = zonedTimes(date, time, timeZone);
    const at = widest(option, times, after);
    if (at !== undefined && at > after) return at;
    if (times.length === 0 && (days > 0 || time > now.time))
      throw new InputError(
        `${option} is ${time}, which does not exist in ${timeZone} on ${date}: the clocks go forward, so write another time`,
      );
  }
  throw new InputError(`${option} is ${time}, and no such time comes in ${timeZone} today or tomorrow: ${FORMATS}`);
}

/** When the clocks go back, a time occurs twice. Returns the one with which the mute is longer. */
function widest(option: GivenTime['option'], times: readonly number[], after: number): number | undefined {
  return option === '--until' ? times.at(-1) : (times.find((at) => at > after) ?? times[0]);
}
