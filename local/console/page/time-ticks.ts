/**
 * Returns the times in [from, to] at which an axis has a label: the multiples of `step`, all in epoch seconds. A UTC day begins at
 * a multiple, so a step of days is always at midnight in UTC. uPlot's own ticks follow the browser's calendar, which has a gap
 * where its clock changes.
 */
export function timeTicks(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step) * step;
  const count = Math.floor((to - first) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step);
}
