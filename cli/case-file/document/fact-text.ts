/** Facts as a case file writes them. A fact that is unknown says so, and why. */
import type { Span } from '../../../lambda/shared/topic/numbers';
import { percent, toMinute } from '../../../lambda/shared/topic/numbers';
import type { Reading } from '../facts/case-facts';

export function unknownLine(figure: string, reading: Reading<unknown>): string[] {
  return 'unread' in reading ? [`${figure}: **unknown** (${reading.unread.reason}).`, ''] : [];
}

export function known<T>(value: T | undefined, toText: (value: T) => string): string {
  return value === undefined ? '**unknown** (SES does not say)' : toText(value);
}

export function onOff(value: boolean): string {
  return value ? 'on' : '**off**';
}

/** Returns a time without its zone, such as `2026-11-18 15:22`. */
export function minuteOf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : toMinute(time).replace(' UTC', '');
}

/** Returns a percentage without its sign. */
export function shareOf(rate: number | undefined): string | undefined {
  return rate === undefined ? undefined : percent(rate).replace(' %', '');
}

export function spanText({ from, until }: Span): string {
  return `${toMinute(from).replace(' UTC', '')} to ${toMinute(until)}`;
}
