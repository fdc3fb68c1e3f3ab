/**
 * Turns to call an operation of SES, which allows one call a second for the whole account. Each operation has its own
 * line of turns.
 *
 * Considered and rejected: rate-limiter-flexible has a DynamoDB store, but counts in fixed windows. Two calls at the
 * edge of a window can be close together, and the next free time is unknown. bottleneck shares limits between processes
 * only through Redis. p-queue does not share limits.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../shared/clock';
import { RESERVED_WAIT_MS } from './contract';
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

/** A turn is at least this far ahead, so that it has not passed when the table responds. */
const MIN_LEAD_MS = 100;

/** If the table is slow, a turn is further ahead: this many times the response time of the last write. */
const LEAD_FACTOR = 1.5;

/** A request that wakes up more than this long after its turn takes another turn, because the next turn is too near. */
const LATE_MS = 50;

/** After this many missed turns, call anyway and let SES throttle. */
const MAX_MISSED = 2;

/**
 * Maximum number of attempts to take a turn. An attempt fails if another instance changes the line between read and
 * write.
 */
const MAX_ATTEMPTS = 50;

/** Number of callers whose last refusal an instance remembers. */
const MAX_REMEMBERED = 1_000;

export interface CallBudget {
  /**
   * Waits for a turn to call SES. The call must follow at once.
   *
   * @param caller pseudonym of the caller
   * @param deadline the latest turn to wait for, epoch milliseconds. A turn reserved for the caller may be later.
   * @throws BudgetSpent when no such turn is free, usually without waiting
   */
  waitForTurn(caller: string, deadline: number, trace: LookUpTrace): Promise<void>;
  /** @throws BudgetSpent when an earlier refusal shows that the caller has no turn up to the deadline */
  refuseIfSpent(caller: string, deadline: number): void;
}

interface Granted {
  readonly turn: Turn;
  readonly canMove: boolean;
  /** Whether the turn is in the table's line. Otherwise, it is in this instance's own line. */
  readonly isShared: boolean;
}

/** The keys of the lines in the table. */
export const LINES = { insights: 'next-turn', suppressionList: 'next-suppression-turn' } as const;

/** Returns a budget that all instances share through the table. Without the table, each instance has its own line. */
export function createCallBudget(
  guard: TableGuard,
  { now, sleep }: Clock,
  key: (typeof LINES)[keyof typeof LINES] = LINES.insights,
): CallBudget {
  /** The line of this instance, for use without the table. */
  let ownLine: Line = { freeAt: Number.NEGATIVE_INFINITY, turns: [] };
  /**
   * The first free time after the calls of this instance. The table may not have their turns: it failed, or an instance
   * whose clock is wrong has replaced the line.
   */
  let ownFreeAt = Number.NEGATIVE_INFINITY;
  /** The first free time in the table's line when this instance last read or wrote it. Now it may be later. */
  let knownFreeAt = Number.NEGATIVE_INFINITY;
  let leadMs = MIN_LEAD_MS;
  /** The last refusal of each caller. */
  const refusals = new Map<string, BudgetSpent>();
  /**
   * Resolves when every earlier request has a turn or a refusal. Requests wait for this promise. After a refusal,
   * the caller's next request then needs no read of the table.
   */
  let previous: Promise<unknown> = Promise.resolve();

  function refuseIfSpent(caller: string, deadline: number): void {
    const refusal = refusals.get(caller);
    if (!refusal || refusal.freeAt >= now() + IMPLAUSIBLE_MS) return;
    const isReserved = refusal.retryAt < refusal.freeAt;
    if (isReserved ? refusal.retryAt > now() : refusal.freeAt > deadline) throw refusal;
  }

  /** Returns whether a time of this instance is later than another time. A time far ahead comes from before its clock was set. */
  function isAhead(time: number, other: number): boolean {
    return time > other && time <= now() + IMPLAUSIBLE_MS;
  }

  interface Refusal {
    readonly caller: string;
    readonly freeAt: number;
    readonly deadline: number;
    /** Whether the turn at `freeAt` is reserved for the caller. */
    readonly isReserved: boolean;
  }

  function refuse({ caller, freeAt, deadline, isReserved }: Refusal): never {
    // The caller is asked to return one waiting time before its turn, so that it does not miss the turn.
    const waitMs = Math.max(deadline - now(), RESERVED_WAIT_MS);
    const refusal = new BudgetSpent(freeAt, isReserved ? freeAt - waitMs : freeAt);
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
    if ('refusedAt' in grant)
      return refuse({ caller, freeAt: grant.refusedAt, deadline, isReserved: grant.isReserved });
    if (shared && isAhead(ownFreeAt, deadline))
      return refuse({ caller, freeAt: ownFreeAt, deadline, isReserved: false });
    refusals.delete(caller);
    if (shared) ownLine = { ...ownLine, freeAt: Math.max(ownLine.freeAt, grant.turn.at + TURN_SPACING_MS) };
    return { ...grant, isShared: shared !== undefined };
  }

  async function reserveShared(table: Table, request: Request): Promise<Grant> {
    const { deadline } = request;
    for (let attempt = 0; attempt < MAX_ATTEMPTS && now() <= deadline; attempt++) {
      const grant =
        (attempt === 0 ? await takeFreeTurn(table, request) : undefined) ?? (await joinLine(table, request));
      if (!grant) continue;
      if (grant.line) knownFreeAt = grant.line.freeAt;
      return grant;
    }
    return { refusedAt: deadline, isReserved: false };
  }

  /**
   * Takes a turn with one call to the table, which is possible while no other turn exists. Returns undefined otherwise.
   */
  async function takeFreeTurn(table: Table, { caller, holder, deadline }: Request): Promise<Grant | undefined> {
    const at = Math.min(now() + leadMs, deadline);
    if (knownFreeAt > at && knownFreeAt <= at + IMPLAUSIBLE_MS) return undefined;
    const turn = { at, caller, holder, until: deadline };
    const line = { freeAt: at + TURN_SPACING_MS, turns: [turn] };
    const isTaken = await measureLead(() => startLine({ table, key }, line, { after: at }));
    return isTaken ? { turn, canMove: false, line } : undefined;
  }

  async function joinLine(table: Table, request: Request): Promise<Grant | undefined> {
    const { line, stored } = await readLine({ table, key }, now());
    knownFreeAt = line.freeAt;
    const readAt = now();
    const lead = Math.max(0, Math.min(leadMs, request.deadline - readAt));
    const grant = requestTurn(line, { ...request, now: readAt, leadMs: lead });
    const next = grant.line;
    return !next || (await measureLead(() => replaceLine({ table, key }, stored, next))) ? grant : undefined;
  }

  /** Sets `leadMs` from the response time of a write. */
  async function measureLead<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = now();
    try {
      return await work();
    } finally {
      leadMs = Math.max(MIN_LEAD_MS, LEAD_FACTOR * (now() - startedAt));
    }
  }

  function reserveOwn(request: Request): Grant {
    const grant = requestTurn(ownLine, { ...request, now: now(), leadMs: 0 });
    ownLine = grant.line ?? ownLine;
    if ('turn' in grant) ownFreeAt = ownLine.freeAt;
    return grant;
  }

  /** Waits until the turn cannot move any more. Returns its time, or undefined if the line no longer has the turn. */
  async function settle({ turn, canMove, isShared }: Granted, trace: LookUpTrace): Promise<number | undefined> {
    let { at } = turn;
    while (canMove) {
      await sleepUntil(at - leadMs);
      const line = isShared
        ? await guard.use(trace, async (table) => (await readLine({ table, key }, now())).line, null)
        : ownLine;
      if (line === null) break;
      const found = line.turns.find(({ holder }) => holder === turn.holder);
      if (!found) return undefined;
      if (found.at > turn.until)
        refuse({ caller: turn.caller, freeAt: found.at, deadline: turn.until, isReserved: true });
      if (found.at === at) break;
      at = found.at;
    }
    return at;
  }

  /** Waits for a turn, and then until this instance may call again. Returns when it should have woken up. */
  async function sleepUntilTurn(turn: number, isShared: boolean): Promise<number> {
    let at = turn;
    await sleepUntil(at);
    while (isShared && isAhead(ownFreeAt, now())) {
      at = ownFreeAt;
      await sleepUntil(at);
    }
    return at;
  }

  async function sleepUntil(time: number): Promise<void> {
    if (time > now()) await sleep(time - now());
  }

  return {
    async waitForTurn(caller, deadline, trace) {
      const startedAt = now();
      try {
        for (let missed = 0; ; missed++) {
          const granted = await reserve(caller, deadline, trace);
          const turn = await settle(granted, trace);
          if (turn === undefined) continue;
          const at = await sleepUntilTurn(turn, granted.isShared);
          if (now() > at + LATE_MS && missed < MAX_MISSED) continue;
          const freeAt = Math.max(at, now() - LATE_MS) + TURN_SPACING_MS;
          if (!isAhead(ownFreeAt, freeAt)) ownFreeAt = freeAt;
          return;
        }
      } finally {
        trace.waitMs += now() - startedAt;
      }
    },
    refuseIfSpent,
  };
}
