/** Callers that share the turns of a real table, in simulated time. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createCallBudget } from '../../lambda/message-insights/call-budget';
import { startTrace } from '../../lambda/message-insights/look-up-trace';
import { guardTable } from '../../lambda/message-insights/table-guard';
import { at, SECOND } from './world';

/** Returns a clock that moves only while every task sleeps, so each run has the same order. */
export function createSimulatedTime(startedAt: number) {
  let time = startedAt;
  let awake = 0;
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  function advanceIfAllSleep(): void {
    if (awake > 0) return;
    sleepers.sort((one, other) => one.until - other.until);
    const next = sleepers.shift();
    if (!next) return;
    time = Math.max(time, next.until);
    awake++;
    next.wake();
  }

  return {
    now: () => time,
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ until: time + ms, wake });
        awake--;
        advanceIfAllSleep();
      }),
    /** Runs a task beside all others. */
    async run(work: () => Promise<void>): Promise<void> {
      awake++;
      try {
        await work();
      } finally {
        awake--;
        advanceIfAllSleep();
      }
    },
  };
}

export interface Crowd {
  /** Number of callers with many requests at once. */
  readonly greedy: number;
  /** Requests at once of each greedy caller. */
  readonly loops?: number;
  /** Number of callers with one look-up at a time. */
  readonly polite: number;
  /** Look-ups of each polite caller. */
  readonly lookUps?: number;
  readonly maxWaitSeconds?: number;
  /** Whether greedy callers honor Retry-After. Otherwise they retry twice a second. */
  readonly obeys?: boolean;
  readonly instances?: number;
}

export interface Seen {
  /** Milliseconds from the first request of each polite look-up to its call to SES. */
  readonly politeWaits: readonly number[];
  /** Milliseconds between successive calls to SES. */
  readonly gaps: readonly number[];
  readonly seconds: number;
  readonly calls: Readonly<Record<string, number>>;
}

/** Runs the look-ups of a crowd until the polite callers have finished. */
export async function simulateCallers(dynamodb: DynamoDBClient, name: string, crowd: Crowd): Promise<Seen> {
  const { greedy, loops = 9, polite, lookUps = 6, maxWaitSeconds = 5, obeys = true, instances = 4 } = crowd;
  nextStart += 3_600 * SECOND;
  const startedAt = nextStart;
  const time = createSimulatedTime(startedAt);
  const random = randomOf(1);
  const budgets = Array.from({ length: instances }, () =>
    createCallBudget(guardTable({ dynamodb, name }, time.now), time),
  );
  const arrivals: number[] = [];
  const calls: Record<string, number> = {};
  const politeWaits: number[] = [];
  let busy = polite;

  async function lookUp(caller: string, isObedient: boolean): Promise<void> {
    for (;;) {
      const budget = budgets[Math.floor(random() * instances)] as (typeof budgets)[number];
      try {
        await budget.waitForTurn(caller, time.now() + maxWaitSeconds * SECOND, startTrace());
        arrivals.push(time.now());
        calls[caller] = (calls[caller] ?? 0) + 1;
        await time.sleep(50);
        return;
      } catch (error) {
        const { retryAt } = error as { retryAt: number };
        const seconds = Math.max(1, Math.ceil((retryAt - time.now()) / SECOND));
        await time.sleep(isObedient ? (seconds + random()) * SECOND : SECOND / 2);
      }
      if (busy === 0) return;
    }
  }

  const isGreedy = (index: number) => index < greedy * loops;
  await Promise.all(
    Array.from({ length: greedy * loops + polite }, (_, index) =>
      time.run(async () => {
        await time.sleep(isGreedy(index) ? random() * SECOND : 5 * SECOND + random() * SECOND);
        if (isGreedy(index)) {
          while (busy > 0) await lookUp(`greedy-${index % greedy}`, obeys);
          return;
        }
        for (let count = 0; count < lookUps; count++) {
          const from = time.now();
          await lookUp(`polite-${index}`, true);
          politeWaits.push(time.now() - 50 - from);
        }
        busy--;
      }),
    ),
  );
  const gaps = arrivals.slice(1).map((arrival, index) => arrival - (arrivals[index] as number));
  return { politeWaits, gaps, seconds: (time.now() - startedAt) / SECOND, calls };
}

/** Start of the next simulation, after all turns of the previous one. */
let nextStart = at('2026-11-22T12:00:00Z');

/** Returns a seeded generator of numbers in [0, 1) (Lehmer). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
