/** Formats durations. */

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
] as const;

/** Formats a duration in the largest unit that fits into it at least twice. */
export function formatDuration(seconds: number): string {
  const [length, unit] = UNITS.find(([length]) => seconds >= 2 * length) ?? [1, 's'];
  return `${Number((seconds / length).toFixed(1))} ${unit}`;
}
