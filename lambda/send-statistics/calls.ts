/** The longest a call may take with its retries and the body of its answer. Three attempts fit. */
const LONGEST_CALL_MS = 30_000;

/** Left of the process's time when the last call ends, so that the log line is written and the error reported. */
const MARGIN_MS = 5_000;

/** Makes a call, or several that belong together, and ends it when its time is over. */
export type Caller = <T>(call: (abortSignal?: AbortSignal) => Promise<T>) => Promise<T>;

/** A call that did not end in its time. */
export class CallTooLong extends Error {
  override readonly name = 'CallTooLong';
}

/**
 * Calls of one stage of a poll. Each has a time limit of its own, which covers the body of the answer and leaves
 * the later stages as much time.
 *
 * @param timeLeftMs milliseconds until the process is ended
 * @param laterStages how many stages follow this one
 */
export function callerOf(timeLeftMs: () => number, laterStages: number): Caller {
  return async (call) => {
    const limitMs = callLimitMs(timeLeftMs(), laterStages);
    const abortSignal = AbortSignal.timeout(limitMs);
    try {
      return await call(abortSignal);
    } catch (error) {
      if (!abortSignal.aborted) throw error;
      throw new CallTooLong(`AWS gave no whole answer within ${limitMs / 1000} s: the next poll asks again`);
    }
  };
}

/** See `callerOf`. */
export function callLimitMs(timeLeftMs: number, laterStages: number): number {
  const shareMs = (timeLeftMs - MARGIN_MS) / (laterStages + 1);
  return Math.max(0, Math.floor(Math.min(LONGEST_CALL_MS, shareMs)));
}
