/**
 * Whose turn it is to call GetMessageInsights: SES grants one call a second to the whole account.
 *
 * Looked at, and why not: rate-limiter-flexible has a DynamoDB store, but counts in fixed windows (two calls can be
 * a moment apart at their edge) and cannot say when the next call is free; bottleneck and p-queue space calls out, but
 * share across processes with Redis only, or not at all.
 */
import type { Clock } from './clock';
import { joinQueue, readNextTurn, type Table, takeFreeTurn } from './dynamodb';
import { BudgetSpent } from './failures';
import type { LookUpTrace } from './look-up-trace';
import type { TableGuard } from './table-guard';

/** From turn to turn: SES's second, and 100 ms by which clocks may be apart and networks late. */
export const TURN_SPACING_MS = 1_100;

/** A free turn is taken this far ahead, so that it has not passed when the table answers. */
const LEAD_MS = 100;

/** Who wakes up later than this after the turn began is too near to the next, and takes another. */
const LATE_MS = 25;

/** Nobody waits as long as this: the gateway does not. */
const IMPLAUSIBLE_MS = 60_000;

/** Times that others may come first, between one look at the table and the next. */
const MAX_RACES = 10;

export interface CallBudget {
  /**
   * Waits for a turn to call SES: the call must follow at once.
   *
   * @param deadline the latest turn to wait for, epoch milliseconds
   * @throws BudgetSpent without waiting
   */
  waitForTurn(deadline: number, trace: LookUpTrace): Promise<void>;
  /** The earliest turn that is free, epoch milliseconds. */
  nextTurn(trace: LookUpTrace): Promise<number>;
}

/** Turns that all instances share through the table; each instance's own while the table cannot be used. */
export function createCallBudget(table: Table, guard: TableGuard, { now, sleep }: Clock): CallBudget {
  /** When this instance may call again, whatever the table says. */
  let ownFreeAt = Number.NEGATIVE_INFINITY;

  async function reserve(deadline: number, trace: LookUpTrace): Promise<number> {
    const shared = await guard.use(trace, () => reserveShared(deadline), undefined);
    if (shared instanceof BudgetSpent) throw shared;
    const turn = Math.max(shared ?? now(), ownFreeAt);
    if (turn > deadline) throw new BudgetSpent(turn);
    ownFreeAt = turn + TURN_SPACING_MS;
    return turn;
  }

  async function reserveShared(deadline: number): Promise<number | BudgetSpent> {
    for (let races = 0; races < MAX_RACES; races++) {
      const turn = now() + LEAD_MS;
      const isTaken =
        turn <= deadline && (await takeFreeTurn(table, turn, turn + TURN_SPACING_MS, turn + IMPLAUSIBLE_MS));
      if (isTaken) return turn;
      const queued = await joinQueue(table, TURN_SPACING_MS, now(), deadline);
      if (queued !== undefined) return queued;
      const freeAt = await readNextTurn(table);
      if (freeAt !== undefined && freeAt > deadline) return new BudgetSpent(freeAt);
    }
    return new BudgetSpent(deadline);
  }

  return {
    async waitForTurn(deadline, trace) {
      const startedAt = now();
      try {
        for (;;) {
          const turn = await reserve(deadline, trace);
          if (turn > now()) await sleep(turn - now());
          if (now() <= turn + LATE_MS) return;
        }
      } finally {
        trace.waitMs += now() - startedAt;
      }
    },
    async nextTurn(trace) {
      const shared = await guard.use(trace, () => readNextTurn(table), undefined);
      return Math.max(shared ?? now(), ownFreeAt, now());
    },
  };
}
