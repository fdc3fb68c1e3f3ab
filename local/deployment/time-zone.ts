/**
 * Converts a local time such as `2026-11-25T18:00` to epoch milliseconds.
 *
 * @returns undefined for an unknown time zone
 */
export function localTimeToEpoch(localTime: string, timeZone: string): number | undefined {
  const asUtc = Date.parse(`${localTime}:00Z`);
  try {
    // The second step corrects a change of the offset between the two times.
    const guess = asUtc - offsetAt(asUtc, timeZone);
    return asUtc - offsetAt(guess, timeZone);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** @returns the milliseconds that a zone is ahead of UTC */
function offsetAt(time: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(time);
  const read = (name: string) => Number(parts.find(({ type }) => type === name)?.value);
  const local = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
  return local - Math.floor(time / 1000) * 1000;
}
