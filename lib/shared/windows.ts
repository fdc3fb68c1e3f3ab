import { MAX_WINDOWS, parseWindow, type Window } from '../../lambda/send-statistics/contract';

/**
 * Reads the labels of windows.
 *
 * @returns the windows, and every problem of the list, one sentence each
 */
export function readWindows(labels: readonly string[]): { windows: Window[]; problems: string[] } {
  const windows: Window[] = [];
  const problems: string[] = [];
  for (const label of labels) {
    try {
      const window = parseWindow(label);
      const twin = windows.find(({ lengthMs }) => lengthMs === window.lengthMs);
      if (twin) problems.push(`"${twin.label}" and "${label}" are the same window: write it once`);
      else windows.push(window);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  if (labels.length === 0) problems.push('the list is empty: write at least one window, such as 24h');
  if (labels.length > MAX_WINDOWS) {
    problems.push(
      `${labels.length} windows are listed: write at most ${MAX_WINDOWS}, because each is billed as three metrics or more`,
    );
  }
  return { windows, problems: [...new Set(problems)] };
}

const DAY_MS = 24 * 60 * 60_000;

/** Returns the window to show where only one fits: the longest window of at most a day, or else the shortest window. */
export function dayWindow(windows: readonly Window[]): Window {
  const byLength = [...windows].sort((a, b) => a.lengthMs - b.lengthMs);
  return (byLength.findLast(({ lengthMs }) => lengthMs <= DAY_MS) ?? byLength[0]) as Window;
}
