/**
 * A clock that skips every wait. As soon as every task waits, the clock jumps ahead. The time at which a task continues
 * therefore does not depend on the speed of this machine.
 */

export interface SkippingClock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Makes the clock wait for the requests of an SDK client. */
  watch(client: { readonly middlewareStack: object }): void;
  /** Makes the clock wait for other work. */
  track<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * @param time `ahead` is the clock's lead over its base in milliseconds. The clock raises it
 * @param base epoch milliseconds. Default: the time of this call, so that only waits take time
 */
export function createSkippingClock(
  time: { ahead: number },
  base: () => number = constantly(Date.now()),
): SkippingClock {
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  let requests = 0;
  let isChecking = false;
  const now = () => base() + time.ahead;

  /** Wakes the next sleeper as soon as every other task has reached its next request or sleep. */
  async function skipWhenIdle(): Promise<void> {
    if (isChecking) return;
    isChecking = true;
    for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
    isChecking = false;
    if (requests > 0) return;
    sleepers.sort((one, other) => one.until - other.until);
    const next = sleepers.shift();
    if (!next) return;
    time.ahead += Math.max(0, next.until - now());
    next.wake();
    void skipWhenIdle();
  }

  async function track<T>(work: () => Promise<T>): Promise<T> {
    requests++;
    try {
      return await work();
    } finally {
      requests--;
      void skipWhenIdle();
    }
  }

  const count = (next: (args: unknown) => Promise<unknown>) => (args: unknown) => track(() => next(args));

  return {
    now,
    track,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ until: now() + ms, wake });
        void skipWhenIdle();
      }),
    watch({ middlewareStack }) {
      // The innermost step: a call to SES waits for its turn in an outer one, and does not count as a request while it waits.
      (middlewareStack as { add: CallableFunction }).add(count, {
        step: 'deserialize',
        priority: 'high',
        name: 'countRequests',
      });
    },
  };
}

function constantly(time: number): () => number {
  return () => time;
}
