/**
 * The line of turns to call SES, which allows one call a second. Callers take turns, regardless of how many requests
 * each of them has.
 *
 * Considered and rejected: deficit and weighted fair queues do more than this API needs, and no library keeps such a
 * queue in a table.
 */

import { RESERVED_WAIT_MS } from './contract';

/**
 * Time between turns: SES's one second, plus 100 ms for differences between clocks, late timers and new connections. If
 * a call is still too early, SES throttles it, and the request waits for another turn.
 */
export const TURN_SPACING_MS = 1_100;

/** No turn is further ahead than this. A later time comes from a wrong clock. */
export const IMPLAUSIBLE_MS = 60_000;

/** A turn further ahead than this is not reserved. This limits the line to about 50 turns, `TURN_SPACING_MS` apart. */
const RESERVED_AHEAD_MS = 55_000;

/** A turn this near does not move, because its holder may not read the line again. */
const SETTLED_MS = 500;

/** A reserved turn this near goes to another caller if its own caller has not returned. */
const ABANDONED_MS = 500;

/** All times are epoch milliseconds. */
export interface Turn {
  readonly at: number;
  /** Pseudonym of the caller whose turn it is. */
  readonly caller: string;
  /** ID of the request that waits for the turn. */
  readonly holder: string;
  /** When the holder stops waiting. If the turn is later, it is reserved for the caller's next request. */
  readonly until: number;
}

export interface Line {
  /** The first free time after all turns. */
  readonly freeAt: number;
  /** Future turns, in order of time. */
  readonly turns: readonly Turn[];
}

export interface TurnRequest {
  readonly caller: string;
  readonly holder: string;
  readonly now: number;
  /** Milliseconds until the requester can use the result. */
  readonly leadMs: number;
  /**
   * The latest turn that the request waits for. A turn reserved for the caller may be up to `RESERVED_WAIT_MS` away.
   */
  readonly deadline: number;
}

export type Grant =
  | {
      readonly turn: Turn;
      /** Whether another caller's turn may move it. Then the holder reads the line again shortly before the turn. */
      readonly canMove: boolean;
      readonly line: Line;
    }
  | {
      /** The turn that the request would have to wait for. */
      readonly refusedAt: number;
      /** Whether that turn is reserved for the caller's next request. */
      readonly isReserved: boolean;
      /** Undefined: the line is unchanged. */
      readonly line?: Line;
    };

/**
 * Finds the turn of a request. A caller's first turn follows the first turns of all other callers, and its second turn
 * follows their second turns. The turns after it move back. If a caller has no turn and cannot wait for one, the turn
 * is reserved for its next request.
 */
export function requestTurn({ freeAt, turns }: Line, request: TurnRequest): Grant {
  const { caller, holder, now, leadMs, deadline } = request;
  const earliest = now + leadMs;
  const ahead = turns.filter((turn) => turn.at >= earliest || (turn.at > now && !isReserved(turn)));

  const rank = ahead.filter((turn) => turn.caller === caller).length;
  const reserved = ahead.find((turn) => isReserved(turn) && turn.caller === caller);
  const isAbandoned = (turn: Turn) => isReserved(turn) && turn.at <= earliest + ABANDONED_MS;
  const found = reserved ?? (rank === 0 ? ahead.find(isAbandoned) : undefined);
  const until = Math.max(deadline, now + RESERVED_WAIT_MS);
  if (found && found.at <= until) {
    const turn = { at: found.at, caller, holder, until };
    const taken = ahead.map((other) => (other === found ? turn : other));
    return { turn, canMove: rankOf(turn, taken) > 0 && !isSettled(turn), line: { freeAt, turns: taken } };
  }
  if (reserved) return { refusedAt: reserved.at, isReserved: true };

  const place = Math.max(
    1 + ahead.findLastIndex(isSettled),
    1 + ahead.findLastIndex((turn) => rankOf(turn, ahead) <= rank),
  );
  const times = [...ahead.map(({ at }) => at), Math.max(freeAt, earliest)];
  const turn = { at: times[place] as number, caller, holder, until: deadline };
  const moved = [...ahead.slice(0, place), turn, ...ahead.slice(place)]
    .map((other, index) => ({ ...other, at: times[index] as number }))
    .filter(({ at }) => at <= now + RESERVED_AHEAD_MS);
  const line = { freeAt: (moved.at(-1)?.at ?? now) + TURN_SPACING_MS, turns: moved };
  if (turn.at <= deadline) return { turn, canMove: rank > 0 && !isSettled(turn), line };
  const canReserve = rank === 0 && turn.at <= now + RESERVED_AHEAD_MS;
  return { refusedAt: turn.at, isReserved: canReserve, line: canReserve ? line : undefined };

  function isSettled({ at }: Turn): boolean {
    return at <= earliest + SETTLED_MS;
  }
}

/** Returns whether a turn is reserved: no request waits for it. */
function isReserved({ at, until }: Turn): boolean {
  return at > until;
}

/** Returns how many turns the same caller has before this one. */
function rankOf(turn: Turn, turns: readonly Turn[]): number {
  return turns.slice(0, turns.indexOf(turn)).filter(({ caller }) => caller === turn.caller).length;
}

/** Returns the plausible part of a stored line, which may hold any content. */
export function toLine({ freeAt, turns }: Readonly<Record<keyof Line, unknown>>, now: number): Line {
  const plausible = (Array.isArray(turns) ? turns : [])
    .filter(isTurn)
    .filter(({ at }) => at > now && at <= now + IMPLAUSIBLE_MS)
    .sort((one, other) => one.at - other.at);
  const isPlausible = typeof freeAt === 'number' && freeAt <= now + IMPLAUSIBLE_MS; // false for NaN
  const last = plausible.at(-1);
  return {
    freeAt: Math.max(isPlausible ? freeAt : Number.NEGATIVE_INFINITY, last ? last.at + TURN_SPACING_MS : 0),
    turns: plausible,
  };
}

function isTurn(value: unknown): value is Turn {
  if (typeof value !== 'object' || value === null) return false;
  const { at, caller, holder, until } = value as Record<keyof Turn, unknown>;
  return (
    typeof at === 'number' && typeof until === 'number' && typeof caller === 'string' && typeof holder === 'string'
  );
}
