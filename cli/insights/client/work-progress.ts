/** Shows on standard error that SES is working, or that the API is busy. */
import { createProgressLine, type ProgressLine } from './progress-line';
import type { WorkClient } from './wait-until-done';

export interface WorkProgress extends Required<Pick<WorkClient, 'onRunning' | 'onWait'>> {
  /** Erases the line before other output. */
  clear(): void;
}

/** The time between two lines if the output is not a terminal. */
const LINE_INTERVAL_MS = 60_000;

/** @param work a sentence about what SES does, such as `SES searches its records` */
export function startWorkProgress(work: string, line: ProgressLine = createProgressLine()): WorkProgress {
  let nextLineMs = 0;
  let busyLines = 0;
  return {
    onRunning(waitedMs) {
      if (!line.isTerminal && waitedMs < nextLineMs) return;
      nextLineMs = waitedMs + LINE_INTERVAL_MS;
      const elapsed = waitedMs === 0 ? '' : ` (${Math.round(waitedMs / 1000)} s)`;
      line.write(`${work}${elapsed} ... Ctrl-C stops waiting`);
    },
    onWait(status, waitMs) {
      if (line.isTerminal || busyLines++ % 10 === 0)
        line.write(`The API is busy (${status}): retrying in ${Math.ceil(waitMs / 1000)} s`);
    },
    clear: line.clear,
  };
}
