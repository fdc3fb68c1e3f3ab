import { MAX_WINDOWS, parseWindow, type Window } from '../../lambda/send-statistics/contract';

/**
 * The windows that a configuration lists.
 *
 * @returns either the windows or every problem of the list, a sentence each
 */
export function readWindows(labels: readonly string[]): { windows: Window[]; problems: string[] } {
  const windows: Window[] = [];
  const problems: string[] = [];
  for (const label of labels) {
    try {
      const window = parseWindow(label);
      const twin = windows.find(({ lengthMs }) => lengthMs === window.lengthMs);
      if (twin) problems.push(`"${twin.label}" and "${label}" are the same window: name it once`);
      else windows.push(window);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  if (labels.length === 0) problems.push('the list is empty: name at least one window, such as 24h');
  if (labels.length > MAX_WINDOWS) {
    problems.push(
      `${labels.length} windows are listed: each is billed as three metrics or more, name at most ${MAX_WINDOWS}`,
    );
  }
  return { windows, problems: [...new Set(problems)] };
}

const DAY_MS = 24 * 60 * 60_000;

/** The one window for where there is room for one only: the longest of up to a day, or the shortest there is. */
export function dayWindow(windows: readonly Window[]): Window {
  const byLength = [...windows].sort((a, b) => a.lengthMs - b.lengthMs);
  return (byLength.findLast(({ lengthMs }) => lengthMs <= DAY_MS) ?? byLength[0]) as Window;
}
