/**
 * Time that skips every wait, for clients and servers with real sockets in this process. As soon as every request waits for
 * time to pass, the clock jumps to the next timer. Hours of waiting take milliseconds, and a slow machine changes nothing.
 */
import diagnostics from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { randomLcg } from 'd3-random';

export interface VirtualTime {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** What `Date.now` returns while `run` runs. Default: `now`. */
  dateNow: () => number;
  /** Tells the clock that a server lets this client wait until `resume`, or for ever. */
  park(connection: Socket): void;
  resume(connection: Socket): void;
  /** Runs work while the timers, `Date.now`, `Math.random` and `AbortSignal.timeout` of this process are virtual. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
  /** Whether the timer only limits other work, so that the clock must not jump to it while that work can still end. */
  readonly isLimit: boolean;
}

/** Timers up to this length order work within a process. They stay real. */
const SHORTEST_MS = 10;

/** Turns of the event loop without any activity, after which every task waits. */
const QUIET_TURNS = 4;

/** A request that neither ends nor waits for this long in real time is a fault of the test. */
const STUCK_MS = 20_000;

/** The functions of this process, before any of them became virtual. */
const REAL = { setTimeout, clearTimeout, dateNow: Date.now, random: Math.random, timeout: AbortSignal.timeout };

/** @param start epoch milliseconds */
export function createVirtualTime(start: number, seed: number): VirtualTime {
  const timers = new Set<Timer>();
  const requests = new Set<ClientRequest>();
  const parked = new Set<number | undefined>();
  let time = start;
  let activity = 0;

  function add(ms: number, fire: () => void, isLimit = false): Timer {
    const timer = { at: time + Math.max(0, ms), order: activity++, fire, isLimit };
    timers.add(timer);
    return timer;
  }

  function onRequest(message: unknown): void {
    const { request } = message as { request: ClientRequest };
    activity++;
    requests.add(request);
    request.once('close', () => {
      activity++;
      requests.delete(request);
      parked.delete(request.socket?.localPort);
    });
  }

  const isParked = ({ socket }: ClientRequest) => socket?.localPort !== undefined && parked.has(socket.localPort);

  async function quiet(): Promise<void> {
    let seen = -1;
    for (let turns = 0; turns < QUIET_TURNS || seen !== activity; turns++) {
      if (seen !== activity) turns = 0;
      seen = activity;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Returns the next timer, if nothing can happen before it. */
  function nextTimer(): Timer | undefined {
    const open = [...requests];
    if (!open.every(isParked)) return undefined;
    const [next, ...others] = timers;
    if (!next) return undefined;
    // Without a waiting request, somebody reads a file or the like, and a limit must not end it.
    if (open.length === 0 && [next, ...others].every(({ isLimit }) => isLimit)) return undefined;
    return others.reduce(
      (first, timer) => (timer.at < first.at || (timer.at === first.at && timer.order < first.order) ? timer : first),
      next,
    );
  }

  async function skipUntil(isDone: () => boolean): Promise<void> {
    let idleSince = REAL.dateNow();
    while (!isDone()) {
      const before = activity;
      await quiet();
      const next = isDone() ? undefined : nextTimer();
      if (next) {
        timers.delete(next);
        time = Math.max(time, next.at);
        activity++;
        next.fire();
      }
      if (activity !== before) idleSince = REAL.dateNow();
      else if (requests.size === 0) await new Promise((resolve) => REAL.setTimeout(resolve, 1));
      if (REAL.dateNow() - idleSince > STUCK_MS) throw new Error('Nothing happens, and no timer is left');
    }
  }

  const virtual: VirtualTime = {
    now: () => time,
    dateNow: () => time,
    sleep: (ms) => new Promise((wake) => add(ms, wake)),
    park(connection) {
      activity++;
      parked.add(connection.remotePort);
    },
    resume(connection) {
      activity++;
      parked.delete(connection.remotePort);
    },
    async run(work) {
      const restore = replaceGlobals(virtual, { add, remove: (timer) => timers.delete(timer), seed });
      diagnostics.subscribe('http.client.request.start', onRequest);
      let isDone = false;
      try {
        const result = work().finally(() => {
          isDone = true;
        });
        result.catch(() => undefined); // `await` below reports it
        await skipUntil(() => isDone);
        return await result;
      } finally {
        diagnostics.unsubscribe('http.client.request.start', onRequest);
        restore();
      }
    },
  };
  return virtual;
}

interface Scheduler {
  add(ms: number, fire: () => void, isLimit?: boolean): Timer;
  remove(timer: Timer): void;
  readonly seed: number;
}

/** @returns a function that restores the globals */
function replaceGlobals(time: VirtualTime, { add, remove, seed }: Scheduler): () => void {
  const setVirtual = (fire: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    if (ms === undefined || ms < SHORTEST_MS) return REAL.setTimeout(fire, ms, ...args);
    const timer = add(ms, () => fire(...args));
    const handle = { timer, ref: () => handle, unref: () => handle, hasRef: () => true };
    return handle;
  };
  const clearVirtual = (handle?: { timer?: Timer }) => {
    if (handle?.timer) remove(handle.timer);
    else REAL.clearTimeout(handle as NodeJS.Timeout);
  };
  const timeout = (ms: number) => {
    const controller = new AbortController();
    add(ms, () => controller.abort(new DOMException('The operation timed out', 'TimeoutError')), true);
    return controller.signal;
  };
  Object.assign(globalThis, { setTimeout: setVirtual, clearTimeout: clearVirtual });
  Object.assign(Date, { now: () => time.dateNow() });
  Object.assign(Math, { random: randomLcg(seed / 2 ** 32) });
  Object.assign(AbortSignal, { timeout });
  return () => {
    Object.assign(globalThis, { setTimeout: REAL.setTimeout, clearTimeout: REAL.clearTimeout });
    Object.assign(Date, { now: REAL.dateNow });
    Object.assign(Math, { random: REAL.random });
    Object.assign(AbortSignal, { timeout: REAL.timeout });
  };
}
