/**
 * A clock for histories with faults. It skips every wait: as soon as every task waits, it jumps ahead. A call that gets no
 * answer waits, too, so its time limit ends on this clock.
 */
import { SES_TIMEOUT_MS } from '../../../lambda/message-insights/contract';

export interface FaultClock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Stops the clock until the work ends, or until `hang` is called with its number. */
  track<T>(work: (call: number) => Promise<T>): Promise<T>;
  /** Lets the clock move on, because a call gets no answer for now. */
  hang(call: number): void;
  /** Answers a call after a time on the clock. */
  delay(call: number, ms: number): Promise<void>;
  /** Makes the time limits of calls end on this clock. Returns a function that restores them. */
  takeOverTimeLimits(): () => void;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** @param startedAt epoch milliseconds */
export function createFaultClock(startedAt: number): FaultClock {
  let time = startedAt;
  let calls = 0;
  let isChecking = false;
  const active = new Set<number>();
  const hanging = new Set<number>();
  const sleepers = new Set<Timer>();
  /** Time limits. Only a call that hangs reaches its limit, so they move the clock only while a call hangs. */
  const limits = new Set<Timer>();

  async function skipWhenIdle(): Promise<void> {
    if (isChecking) return;
    isChecking = true;
    for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
    isChecking = false;
    if (active.size > 0) return;
    const next = earliest(hanging.size > 0 ? [...sleepers, ...limits] : sleepers);
    if (!next) return;
    time = Math.max(time, next.at);
    endPastLimits();
    if (sleepers.delete(next)) next.run();
    void skipWhenIdle();
  }

  function endPastLimits(): void {
    for (const limit of limits) {
      if (limit.at > time) continue;
      limits.delete(limit);
      limit.run();
    }
  }

  function resume(call: number): void {
    if (hanging.delete(call)) active.add(call);
  }

  function limit(ms: number, run: () => void): Timer {
    const timer = { at: time + ms, run };
    limits.add(timer);
    return timer;
  }

  const sleep = (ms: number) =>
    new Promise<void>((wake) => {
      sleepers.add({ at: time + Math.max(0, ms), run: wake });
      void skipWhenIdle();
    });

  return {
    now: () => time,
    sleep,
    async track(work) {
      const call = ++calls;
      active.add(call);
      try {
        return await work(call);
      } finally {
        active.delete(call);
        hanging.delete(call);
        void skipWhenIdle();
      }
    },
    hang(call) {
      if (!active.delete(call)) return;
      hanging.add(call);
      void skipWhenIdle();
    },
    async delay(call, ms) {
      if (!active.delete(call)) return;
      hanging.add(call);
      await sleep(ms);
      resume(call);
    },
    takeOverTimeLimits() {
      const { timeout } = AbortSignal;
      const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;
      AbortSignal.timeout = (ms) => {
        const controller = new AbortController();
        limit(ms, () => controller.abort(new DOMException('The operation timed out', 'TimeoutError')));
        return controller.signal;
      };
      // A look-up limits its call with a timer that starts when its turn comes.
      globalThis.setTimeout = ((run: () => void, ms: number, ...args: []) =>
        ms === SES_TIMEOUT_MS ? limit(ms, run) : realSetTimeout(run, ms, ...args)) as typeof setTimeout;
      globalThis.clearTimeout = ((timer: never) => {
        if (!limits.delete(timer)) realClearTimeout(timer);
      }) as typeof clearTimeout;
      return () => {
        AbortSignal.timeout = timeout;
        Object.assign(globalThis, { setTimeout: realSetTimeout, clearTimeout: realClearTimeout });
      };
    },
  };
}

function earliest(timers: Iterable<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) if (first === undefined || timer.at < first.at) first = timer;
  return first;
}
