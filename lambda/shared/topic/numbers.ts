/** Numbers and times as messages show them. */

/** A range of time in epoch milliseconds, in which `until` is exclusive. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Returns a share as a percentage, such as `31 %`, with the fraction that small rates need. */
export function percent(share: number, digits: number = share < 0.1 ? 2 : 1): string {
  return `${(share * 100).toLocaleString('en-US', { maximumFractionDigits: digits })} %`;
}

/** Returns a time such as `2026-11-04 09:22 UTC`. */
export function toMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ')} UTC`;
}

/** Returns a span such as `2026-11-04 08:22 to 2026-11-04 09:22 UTC`. */
export function toSpanText({ from, until }: Span): string {
  return `${toMinute(from).replace(' UTC', '')} to ${toMinute(until)}`;
}
