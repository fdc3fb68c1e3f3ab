/** The longest time for a call, including its retries and the body of its response. Three attempts fit. */
const MAX_CALL_MS = 30_000;

/** Time after the last call, in which the poll writes the log line and reports the error. */
const MARGIN_MS = 5_000;

/** Makes a call, or several calls that belong together, and aborts them at their time limit. */
export type CallLimiter = <T>(call: (abortSignal?: AbortSignal) => Promise<T>) => Promise<T>;

/** A call that reached its time limit. */
export class CallTimeout extends Error {
  override readonly name = 'CallTimeout';
}

/**
 * Limits the calls of one stage of a poll. Each call has its own time limit, which covers the body of the response. The
 * limit leaves at least the same time for each later stage.
 *
 * @param timeLeftMs returns the milliseconds until the process ends
 * @param laterStages number of stages that follow this one
 */
export function limitCalls(timeLeftMs: () => number, laterStages: number): CallLimiter {
  return async (call) => {
    const limitMs = callLimitMs({ timeLeftMs: timeLeftMs(), laterStages });
    const abortSignal = AbortSignal.timeout(limitMs);
    try {
      return await call(abortSignal);
    } catch (error) {
      if (!abortSignal.aborted) throw error;
      throw new CallTimeout(`AWS returned no complete response within ${limitMs / 1000} s: the next poll retries`);
    }
  };
}

/** Returns the time limit of a call in milliseconds. */
export function callLimitMs({ timeLeftMs, laterStages }: { timeLeftMs: number; laterStages: number }): number {
  const shareMs = (timeLeftMs - MARGIN_MS) / (laterStages + 1);
  return Math.max(0, Math.floor(Math.min(MAX_CALL_MS, shareMs)));
}
