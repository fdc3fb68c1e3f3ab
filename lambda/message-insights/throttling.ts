import { SesFailure } from '../shared/ses-failure';
import { toSesFailure } from '../shared/ses-response';

/** Number of calls while SES throttles. */
const MAX_ATTEMPTS = 3;

const RETRY_MS = 1_000;

/**
 * Calls SES, and calls it again when SES throttles the call.
 *
 * @throws SesFailure when the call fails, or when SES throttles every attempt
 */
export async function retryThrottled<T>(call: () => Promise<T>, sleep: (ms: number) => Promise<void>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const failure = error instanceof SesFailure ? error : toSesFailure(error);
      if (failure.kind !== 'throttled' || attempt === MAX_ATTEMPTS) throw failure;
      await sleep(RETRY_MS);
    }
  }
}
