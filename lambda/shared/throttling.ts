import type { Clock } from './clock';
import { toSesFailure } from './ses-response';

/** Number of calls while SES throttles. */
const MAX_ATTEMPTS = 3;

export interface ThrottlingOptions {
  readonly clock: Clock;
  /** Time between two calls. */
  readonly pauseMs: number;
  /** The call is not repeated at this time or later, epoch milliseconds. Default: none. */
  readonly deadline?: number;
}

/**
 * Calls SES, and calls it again when SES throttles the call.
 *
 * @throws SesFailure when the call fails, or when SES throttles every attempt
 */
export async function retryThrottled<T>(
  call: () => Promise<T>,
  { clock, pauseMs, deadline = Number.POSITIVE_INFINITY }: ThrottlingOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const failure = toSesFailure(error);
      const isLast = attempt === MAX_ATTEMPTS || clock.now() + pauseMs >= deadline;
      if (failure.kind !== 'throttled' || isLast) throw failure;
      await clock.sleep(pauseMs);
    }
  }
}
