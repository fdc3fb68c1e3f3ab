import type { AxisView, LineView } from '../contract';

/** Returns the limits of an axis. They include all lines, so that a value can be compared with its threshold. */
export function rangeOf(
  dataMin: number | null,
  dataMax: number | null,
  { min, max }: AxisView,
  lines: readonly LineView[],
): [number, number] {
  const values = [dataMin, dataMax, ...lines.map(({ value }) => value)].filter((value) => value !== null);
  const low = min ?? Math.min(0, ...values);
  const high = max ?? Math.max(...values, low) * 1.1;
  return [low, high > low ? high : low + 1];
}
