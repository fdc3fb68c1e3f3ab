/** Callers that share the turns of a local table, in simulated time. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createCallBudget } from '../../lambda/message-insights/call-budget';
import { startTrace } from '../../lambda/message-insights/look-up-trace';
import { guardTable } from '../../lambda/message-insights/table-guard';
import { at, SECOND } from './world';

/** Returns a clock that moves only while every task sleeps, so each run has the same order. */
function createSimulatedTime(startedAt: number) {
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
    /** Runs a task concurrently with all others. */
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
  /** Number of callers with many simultaneous requests. */
  readonly greedy: number;
  /** Number of simultaneous requests of each greedy caller. */
  readonly loops?: number;
  /** Number of callers with one look-up at a time. */
  readonly polite: number;
  /** Number of look-ups of each polite caller. */
  readonly lookUps?: number;
  readonly maxWaitSeconds?: number;
  /** Whether greedy callers honor Retry-After. Otherwise they retry twice a second. */
  readonly honorsRetryAfter?: boolean;
  readonly instances?: number;
}

export interface SimulationResult {
  /** Milliseconds from the first request of each polite look-up to its call to SES. */
  readonly politeWaits: readonly number[];
  /** Milliseconds between successive calls to SES. */
  readonly gaps: readonly number[];
  /** Number of calls to SES by caller. */
  readonly calls: Readonly<Record<string, number>>;
}

/** Runs the look-ups of a crowd until the polite callers have finished. */
export async function simulateCallers(dynamodb: DynamoDBClient, name: string, crowd: Crowd): Promise<SimulationResult> {
  const { greedy, loops = 9, polite, lookUps = 6, maxWaitSeconds = 5, honorsRetryAfter = true, instances = 4 } = crowd;
  lastStart += 3_600 * SECOND;
  const time = createSimulatedTime(lastStart);
  const random = randomOf(1);
  const budgets = Array.from({ length: instances }, () =>
    createCallBudget(guardTable({ dynamodb, name }, time.now), time),
  );
  const arrivals: number[] = [];
  const calls: Record<string, number> = {};
  const politeWaits: number[] = [];
  let busy = polite;

  async function lookUp(caller: string, isPatient: boolean): Promise<void> {
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
        await time.sleep(isPatient ? (seconds + random()) * SECOND : SECOND / 2);
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
          while (busy > 0) await lookUp(`greedy-${index % greedy}`, honorsRetryAfter);
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
  return { politeWaits, gaps, calls };
}

/** Start of the last simulation. The next one starts an hour later, after all turns. */
let lastStart = at('2026-11-22T12:00:00Z');

/** Returns a seeded generator of numbers in [0, 1) (Lehmer). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
