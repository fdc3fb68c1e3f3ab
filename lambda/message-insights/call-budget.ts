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

/**
 * From turn to turn: SES's second, and 100 ms by which clocks may be apart, timers late and connections not open yet. What
 * is beyond that SES answers with 429, and the next turn is waited for.
 */
export const TURN_SPACING_MS = 1_100;

/** A turn is taken at least this far ahead, so that it has not passed when the table answers. */
const MIN_LEAD_MS = 100;

/** A table that is slow is asked further ahead: this many times as long as it took to answer last. */
const LEAD_FACTOR = 1.5;

/** Who wakes up later than this after the turn began is too near to the next, and takes another. */
const LATE_MS = 50;

/** Who has missed so many turns calls all the same: SES itself says when that was too near. */
const MAX_MISSED = 2;

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
  /** @throws BudgetSpent when it is known already that no turn up to the deadline is free */
  refuseIfSpent(deadline: number): void;
}

/** Turns that all instances share through the table; each instance's own while the table cannot be used. */
export function createCallBudget(table: Table, guard: TableGuard, { now, sleep }: Clock): CallBudget {
  /** When this instance may call again, whatever the table says. */
  let ownFreeAt = Number.NEGATIVE_INFINITY;
  /** The first free turn when the table was last asked: by now it may be later. */
  let knownFreeAt = Number.NEGATIVE_INFINITY;
  let leadMs = MIN_LEAD_MS;
  /** Ends when all turns that were asked for are given: what one request learns spares the next its question. */
  let previous: Promise<unknown> = Promise.resolve();

  function refuseIfSpent(deadline: number): void {
    if (knownFreeAt > deadline && knownFreeAt < now() + IMPLAUSIBLE_MS) throw new BudgetSpent(knownFreeAt);
  }

  function reserve(deadline: number, trace: LookUpTrace): Promise<number> {
    const turn = previous.then(() => reserveNow(deadline, trace));
    previous = turn.catch(() => undefined);
    return turn;
  }

  async function reserveNow(deadline: number, trace: LookUpTrace): Promise<number> {
    refuseIfSpent(deadline);
    const shared = await guard.use(trace, () => reserveShared(deadline), undefined);
    if (shared === 'none') throw new BudgetSpent(knownFreeAt);
    const turn = Math.max(shared ?? now(), ownFreeAt);
    if (turn > deadline) throw new BudgetSpent(turn);
    ownFreeAt = turn + TURN_SPACING_MS;
    return turn;
  }

  async function reserveShared(deadline: number): Promise<number | 'none'> {
    for (let races = 0; races < MAX_RACES && now() <= deadline; races++) {
      const turn = await takeTurn(deadline);
      if (turn !== undefined) {
        knownFreeAt = turn + TURN_SPACING_MS;
        return turn;
      }
      knownFreeAt = (await readNextTurn(table)) ?? knownFreeAt;
      if (knownFreeAt > deadline) return 'none';
    }
    knownFreeAt = deadline;
    return 'none';
  }

  async function takeTurn(deadline: number): Promise<number | undefined> {
    const askedAt = now();
    const earliest = Math.min(askedAt + leadMs, deadline);
    const isFree = knownFreeAt <= earliest || knownFreeAt > earliest + IMPLAUSIBLE_MS;
    try {
      if (isFree && (await takeFreeTurn(table, earliest, earliest + TURN_SPACING_MS, earliest + IMPLAUSIBLE_MS))) {
        return earliest;
      }
      return await joinQueue(table, TURN_SPACING_MS, earliest, deadline);
    } finally {
      leadMs = Math.max(MIN_LEAD_MS, LEAD_FACTOR * (now() - askedAt));
    }
  }

  return {
    async waitForTurn(deadline, trace) {
      const startedAt = now();
      try {
        for (let missed = 0; ; missed++) {
          const turn = await reserve(deadline, trace);
          if (turn > now()) await sleep(turn - now());
          if (now() <= turn + LATE_MS || missed === MAX_MISSED) return;
        }
      } finally {
        trace.waitMs += now() - startedAt;
      }
    },
    refuseIfSpent,
  };
}
