/** Shows the progress of a long list on standard error. */
import { createProgressLine } from './client/progress-line';

export interface Progress {
  /** Shows how many look-ups are done. */
  show(done: number): void;
  /** Shows that the API is busy. */
  wait(status: number, waitMs: number): void;
  /** Erases the line before other output. */
  clear(): void;
}

/** Shorter lists end within seconds. */
const MIN_SHOWN_TOTAL = 5;

/** Look-ups per printed line if the output is not a terminal. This prints about one line per minute. */
const LOOK_UPS_PER_LINE = 60;

/** @param paceMs minimum time per look-up, in milliseconds */
export function startProgress(total: number, paceMs: number, line = createProgressLine()): Progress {
  const startedAt = performance.now();
  let waits = 0;

  return {
    show(done) {
      if (total < MIN_SHOWN_TOTAL || done === total || (!line.isTerminal && done % LOOK_UPS_PER_LINE !== 0)) return;
      const msLeft = Math.max(paceMs, (performance.now() - startedAt) / done) * (total - done);
      line.write(`${done} of ${total} looked up, about ${formatDuration(msLeft / 1000)} left`);
    },
    wait(status, waitMs) {
      const isLineDue = waits++ % LOOK_UPS_PER_LINE === 0;
      if (line.isTerminal || isLineDue)
        line.write(`The API is busy (${status}): retrying in ${Math.ceil(waitMs / 1000)} s`);
    },
    clear: line.clear,
  };
}

function formatDuration(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
