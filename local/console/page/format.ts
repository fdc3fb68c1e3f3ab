/** Times and numbers as the page shows them. All times are in UTC, as in the messages. */

export function dateTime(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

export function timeOfDay(time: number): string {
  return new Date(time).toISOString().slice(11, 16);
}

const NUMBER = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

/** Returns a dash without a value, because unknown is not zero. */
export function numberText(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : NUMBER.format(value);
}
