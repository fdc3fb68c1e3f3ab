/** Records the requests of SDK clients on a clock on which every request takes the same time. */
import type { Clock } from '../../lambda/shared/clock';

/** Milliseconds that each request takes. */
export const REQUEST_MS = 50;

export interface Call {
  readonly operation: string;
  /** On the clock, milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface Recorder {
  /** The attempts so far, in the order in which they ended. */
  readonly calls: readonly Call[];
  /** Records the attempts of a client that the clock already watches. */
  record(client: { readonly middlewareStack: object }): void;
  /** Records another kind of request. */
  time<T>(operation: string, request: () => Promise<T>): Promise<T>;
}

interface MiddlewareStack {
  addRelativeTo(
    middleware: (
      next: (args: unknown) => Promise<unknown>,
      context: { readonly commandName: string },
    ) => (args: unknown) => Promise<unknown>,
    options: { readonly name: string; readonly relation: 'before'; readonly toMiddleware: string },
  ): void;
}

/** @param clock skips every wait, so that no time depends on this machine */
export function createRecorder({ now, sleep }: Clock): Recorder {
  const calls: Call[] = [];
  async function time<T>(operation: string, request: () => Promise<T>): Promise<T> {
    const startedAt = now();
    try {
      return await request();
    } finally {
      await sleep(REQUEST_MS);
      calls.push({ operation, startedAt, endedAt: now() });
    }
  }
  return {
    calls,
    time,
    record({ middlewareStack }) {
      (middlewareStack as MiddlewareStack).addRelativeTo(
        (next, { commandName }) =>
          (args) =>
            time(commandName.replace(/Command$/, ''), () => next(args)),
        { name: 'recordCalls', relation: 'before', toMiddleware: 'countRequests' },
      );
    },
  };
}

/** Returns the largest number of calls of which each began after the one before had ended. */
export function longestChain(calls: readonly Call[]): number {
  const chains: { readonly endedAt: number; readonly length: number }[] = [];
  for (const { startedAt, endedAt } of calls.toSorted((one, other) => one.startedAt - other.startedAt)) {
    const earlier = chains.filter((chain) => chain.endedAt <= startedAt).map(({ length }) => length);
    chains.push({ endedAt, length: 1 + Math.max(0, ...earlier) });
  }
  return Math.max(0, ...chains.map(({ length }) => length));
}

/** Returns the milliseconds from the start of the first call to the end of the last one. */
export function waitingMs(calls: readonly Call[]): number {
  if (calls.length === 0) return 0;
  return Math.max(...calls.map(({ endedAt }) => endedAt)) - Math.min(...calls.map(({ startedAt }) => startedAt));
}
