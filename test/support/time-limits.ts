/** Time limits of calls, in tests with a clock of their own. */
import { jest } from '@jest/globals';

/** Switches the limits off, because they count real time, of which a busy machine needs more. */
export function ignoreTimeLimits(): void {
  jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => new AbortController().signal);
}
