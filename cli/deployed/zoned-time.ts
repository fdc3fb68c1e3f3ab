/** Local times in a time zone. */

/** A date such as `2026-11-26` and a time such as `18:00`. */
export interface LocalTime {
  readonly date: string;
  readonly time: string;
}

/** Returns whether this machine knows a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    localTime(0, name);
    return true;
  } catch {
    return false;
  }
}

/** @throws RangeError for an unknown time zone */
export function localTime(at: number, timeZone: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  const [date = '', time = ''] = format.format(at).split(', ');
  return { date, time };
}

/**
 * Returns epoch milliseconds of a local time, in order. A time occurs twice when the clocks go back. It does not occur at all
 * when the clocks go forward, or if it is no time, such as `25:00`.
 */
export function zonedTimes(date: string, time: string, timeZone: string): number[] {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(asUtc)) return [];
  // The offset of a time zone depends on the instant. It is between 14 hours ahead of UTC and 12 hours behind.
  const candidates = [14, -12].map((hours) => asUtc - offsetMs(asUtc - hours * 3_600_000, timeZone));
  const matching = candidates.filter((at) => {
    const local = localTime(at, timeZone);
    return local.date === date && local.time === time;
  });
  return [...new Set(matching)].sort((a, b) => a - b);
}

/** Returns how far local time is ahead of UTC at an instant. */
function offsetMs(at: number, timeZone: string): number {
  const { date, time } = localTime(at, timeZone);
  return Date.parse(`${date}T${time}:00Z`) - Math.floor(at / 60_000) * 60_000;
}
