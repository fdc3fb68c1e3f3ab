/**
 * Whose turn it is to call GetMessageInsights: SES grants one call a second to the whole account.
 *
 * Looked at, and why not: rate-limiter-flexible has a DynamoDB store, but counts in fixed windows (two calls can be
 * a moment apart at their edge) and cannot say when the next call is free; bottleneck and p-queue space calls out, but
 * share across processes with Redis only, or not at all.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from './clock';
import { KEPT_WAIT_MS } from './contract';
import { readLine, replaceLine, startLine, type Table } from './dynamodb';
import { BudgetSpent } from './failures';
import type { LookUpTrace } from './look-up-trace';
import type { TableGuard } from './table-guard';
import {
  type Grant,
  IMPLAUSIBLE_MS,
  type Line,
  requestTurn,
  TURN_SPACING_MS,
  type Turn,
  type TurnRequest,
} from './turns';

export { TURN_SPACING_MS };

type Request = Pick<TurnRequest, 'caller' | 'holder' | 'deadline'>;

/** A turn is taken at least this far ahead, so that it has not passed when the table answers. */
const MIN_LEAD_MS = 100;

/** A table that is slow is asked further ahead: this many times as long as it took to answer last. */
const LEAD_FACTOR = 1.5;

/** A request that wakes up later than this after its turn began is too near to the next, and takes another. */
const LATE_MS = 50;

/** A request that has missed so many turns calls all the same: SES itself says when that was too near. */
const MAX_MISSED = 2;

/** Times that others may come first, between one look at the line and the next. */
const MAX_RACES = 50;

/** Callers whose last refusal an instance remembers. */
const MAX_REMEMBERED = 1_000;

export interface CallBudget {
  /**
   * Waits for a turn to call SES: the call must follow at once.
   *
   * @param caller pseudonym of the caller that the turn is for
   * @param deadline the latest turn to wait for, epoch milliseconds
   * @throws BudgetSpent mostly without waiting
   */
  waitForTurn(caller: string, deadline: number, trace: LookUpTrace): Promise<void>;
  /** @throws BudgetSpent when it is known already that no turn up to the deadline is free for the caller */
  refuseIfSpent(caller: string, deadline: number): void;
}

interface Granted {
  readonly turn: Turn;
  readonly canMove: boolean;
  /** Whether the turn is in the table's line, or in this instance's own. */
  readonly isShared: boolean;
}

/** Turns that all instances share through the table; each instance's own while the table cannot be used. */
export function createCallBudget(guard: TableGuard, { now, sleep }: Clock): CallBudget {
  /** The line of this instance, used while it has no other. */
  let own: Line = { freeAt: Number.NEGATIVE_INFINITY, turns: [] };
  /** When the turns end that this instance gave itself: the table does not know them. */
  let ownFreeAt = Number.NEGATIVE_INFINITY;
  /** The first free turn when the table was last asked: by now it may be later. */
  let knownFreeAt = Number.NEGATIVE_INFINITY;
  let leadMs = MIN_LEAD_MS;
  /** The last refusal of each caller. */
  const refusals = new Map<string, BudgetSpent>();
  /** Ends when all turns that were asked for are given: what one request learns spares the next its question. */
  let previous: Promise<unknown> = Promise.resolve();

  function refuseIfSpent(caller: string, deadline: number): void {
    const refusal = refusals.get(caller);
    if (!refusal || refusal.freeAt >= now() + IMPLAUSIBLE_MS) return;
    const isKept = refusal.askAgainAt < refusal.freeAt;
    if (isKept ? refusal.askAgainAt > now() : refusal.freeAt > deadline) throw refusal;
  }

  /** @param isKept whether the caller finds this turn when it comes back */
  function refuse(caller: string, freeAt: number, deadline: number, isKept: boolean): never {
    // A caller who comes back a waiting time ahead of its turn does not miss it.
    const waitMs = Math.max(deadline - now(), KEPT_WAIT_MS);
    const refusal = new BudgetSpent(freeAt, isKept ? freeAt - waitMs : freeAt);
    if (refusals.size >= MAX_REMEMBERED) refusals.clear();
    refusals.set(caller, refusal);
    throw refusal;
  }

  function reserve(caller: string, deadline: number, trace: LookUpTrace): Promise<Granted> {
    const granted = previous.then(() => reserveNow(caller, deadline, trace));
    previous = granted.catch(() => undefined);
    return granted;
  }

  async function reserveNow(caller: string, deadline: number, trace: LookUpTrace): Promise<Granted> {
    refuseIfSpent(caller, deadline);
    const request = { caller, holder: randomUUID().slice(0, 8), deadline };
    const shared = await guard.use(trace, (table) => reserveShared(table, request), undefined);
    const grant = shared ?? reserveOwn(request);
    if ('refusedAt' in grant) return refuse(caller, grant.refusedAt, deadline, grant.isKept);
    if (shared && ownFreeAt > deadline) return refuse(caller, ownFreeAt, deadline, false);
    refusals.delete(caller);
    if (shared) own = { ...own, freeAt: Math.max(own.freeAt, grant.turn.at + TURN_SPACING_MS) };
    return { ...grant, isShared: shared !== undefined };
  }

  async function reserveShared(table: Table, request: Request): Promise<Grant> {
    const { deadline } = request;
    for (let races = 0; races < MAX_RACES && now() <= deadline; races++) {
      const grant = (races === 0 ? await takeAtOnce(table, request) : undefined) ?? (await joinLine(table, request));
      if (!grant) continue;
      if (grant.line) knownFreeAt = grant.line.freeAt;
      return grant;
    }
    return { refusedAt: deadline, isKept: false };
  }

  /** The usual case, in one call: nobody else has a turn to come. */
  async function takeAtOnce(table: Table, { caller, holder, deadline }: Request): Promise<Grant | undefined> {
    const at = Math.min(now() + leadMs, deadline);
    if (knownFreeAt > at && knownFreeAt <= at + IMPLAUSIBLE_MS) return undefined;
    const turn = { at, caller, holder, until: deadline };
    const line = { freeAt: at + TURN_SPACING_MS, turns: [turn] };
    const isTaken = await timed(() => startLine(table, line, at, at + IMPLAUSIBLE_MS));
    return isTaken ? { turn, canMove: false, line } : undefined;
  }

  async function joinLine(table: Table, request: Request): Promise<Grant | undefined> {
    const { line, kept } = await readLine(table, now());
    knownFreeAt = line.freeAt;
    const askedAt = now();
    const lead = Math.max(0, Math.min(leadMs, request.deadline - askedAt));
    const grant = requestTurn(line, { ...request, now: askedAt, leadMs: lead });
    const next = grant.line;
    return !next || (await timed(() => replaceLine(table, kept, next))) ? grant : undefined;
  }

  async function timed<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = now();
    try {
      return await work();
    } finally {
      leadMs = Math.max(MIN_LEAD_MS, LEAD_FACTOR * (now() - startedAt));
    }
  }

  function reserveOwn(request: Request): Grant {
    const grant = requestTurn(own, { ...request, now: now(), leadMs: 0 });
    own = grant.line ?? own;
    if ('turn' in grant) ownFreeAt = own.freeAt;
    return grant;
  }

  /** Waits until no other caller can come before. Returns when the turn is; undefined: somebody else has it. */
  async function settle({ turn, canMove, isShared }: Granted, trace: LookUpTrace): Promise<number | undefined> {
    let { at } = turn;
    while (canMove) {
      await sleepUntil(at - leadMs);
      const line = isShared ? await guard.use(trace, async (table) => (await readLine(table, now())).line, null) : own;
      if (line === null) break;
      const found = line.turns.find(({ holder }) => holder === turn.holder);
      if (!found) return undefined;
      if (found.at > turn.until) refuse(turn.caller, found.at, turn.until, true);
      if (found.at === at) break;
      at = found.at;
    }
    return isShared ? Math.max(at, ownFreeAt) : at;
  }

  async function sleepUntil(time: number): Promise<void> {
    if (time > now()) await sleep(time - now());
  }

  return {
    async waitForTurn(caller, deadline, trace) {
      const startedAt = now();
      try {
        for (let missed = 0; ; missed++) {
          const at = await settle(await reserve(caller, deadline, trace), trace);
          if (at === undefined) continue;
          await sleepUntil(at);
          if (now() <= at + LATE_MS || missed >= MAX_MISSED) return;
        }
      } finally {
        trace.waitMs += now() - startedAt;
      }
    },
    refuseIfSpent,
  };
}
