/** How far a long list is, on standard error: a line that is written over on a terminal, now and then a line elsewhere. */
import { printable } from '../../lib/shared/printable';
import { RAW_STDERR } from '../terminal/terminal';

export interface Progress {
  /** So many are done. */
  show(done: number): void;
  /** The API is busy. */
  wait(status: number, waitMs: number): void;
  /** Takes the line away, before something else is written. */
  clear(): void;
}

/** Shorter lists are over before anybody asks. */
const SHOWN_FROM = 5;

/** Where lines stay, one a minute or so is enough. */
const LINE_EVERY = 60;

const ERASE_LINE = '\r\x1b[K';

/** @param paceMs milliseconds from one to the next, at least */
export function startProgress(total: number, paceMs: number, stream = RAW_STDERR): Progress {
  const startedAt = performance.now();
  let waits = 0;

  function write(text: string): void {
    stream.write(stream.isTTY ? `${ERASE_LINE}${printable(text)}` : `${printable(text)}\n`);
  }

  return {
    show(done) {
      if (total < SHOWN_FROM || done === total || (!stream.isTTY && done % LINE_EVERY !== 0)) return;
      const msLeft = Math.max(paceMs, (performance.now() - startedAt) / done) * (total - done);
      write(`${done} of ${total} looked up, about ${spanOf(msLeft / 1000)} left`);
    },
    wait(status, waitMs) {
      const isWorthALine = waits++ % LINE_EVERY === 0;
      if (stream.isTTY || isWorthALine) write(`The API is busy (${status}): next try in ${Math.ceil(waitMs / 1000)} s`);
    },
    clear() {
      if (stream.isTTY) write('');
    },
  };
}

function spanOf(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
