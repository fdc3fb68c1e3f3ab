/** Times and numbers as the page shows them. All times are in UTC, as in the messages. */

import type { SeriesView } from '../contract';

export function dateTime(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

export function timeOfDay(time: number): string {
  return new Date(time).toISOString().slice(11, 16);
}

const NUMBER = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

/** Returns a value, or why its series has none. */
export function valueText({ problem }: Pick<SeriesView, 'problem'>, value: number | null | undefined): string {
  return problem ?? numberText(value);
}

/** Returns the newest value of a series, or why it has none. */
export function newestText(series: Pick<SeriesView, 'problem' | 'values'>): string {
  return valueText(
    series,
    series.values.findLast((value) => value !== null),
  );
}

/** Returns a dash without a value, because unknown is not zero. */
export function numberText(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : NUMBER.format(value);
}
