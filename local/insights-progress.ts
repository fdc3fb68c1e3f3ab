/** How far a long list is, on standard error: a line that is written over on a terminal, now and then a line elsewhere. */

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

export function startProgress(total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  const startedAt = performance.now();
  const isShown = total >= SHOWN_FROM;

  function write(text: string): void {
    if (isShown) stream.write(stream.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  }

  return {
    show(done) {
      if (done === total || (!stream.isTTY && done % LINE_EVERY !== 0)) return;
      const secondsLeft = ((performance.now() - startedAt) / done / 1000) * (total - done);
      write(`${done} of ${total} looked up, about ${spanOf(secondsLeft)} left`);
    },
    wait(status, waitMs) {
      if (stream.isTTY) write(`The API is busy (${status}): next try in ${Math.ceil(waitMs / 1000)} s`);
    },
    clear() {
      if (stream.isTTY) write('');
    },
  };
}

function spanOf(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
