/** Times, counts and shares in words. */
import type { Count } from '../search-schemas';

/** Returns a time as `2026-11-18 15:22:05 UTC`. An invalid time is unknown. */
export function timeText(time: string | number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? 'unknown' : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Returns seconds as `6.8 s`, `3 min` or `2.5 h`. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 360) / 10} h`;
  return `${Math.round(seconds / 8640) / 10} days`;
}

export function numberText(value: number): string {
  return value.toLocaleString('en-US');
}

/** Returns a count. The count of a sample is a minimum, and a withheld count is a maximum. */
export function countText({ exactly, atLeast, fewerThan }: Count): string {
  if (exactly !== undefined) return numberText(exactly);
  if (atLeast !== undefined) return `at least ${numberText(atLeast)}`;
  return fewerThan === undefined ? 'unknown' : `fewer than ${numberText(fewerThan)}`;
}

/** Returns a count, `mail` or `mails`. */
export function counted(count: Count, noun: string): string {
  return `${countText(count)} ${(count.exactly ?? count.atLeast) === 1 ? noun : `${noun}s`}`;
}

/** @param share 0-1 */
export function shareText(share: number, digits = 0): string {
  return `${(100 * share).toFixed(digits)} %`;
}
