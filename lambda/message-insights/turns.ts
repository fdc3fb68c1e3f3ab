/**
 * The line of turns to call SES, which grants one call a second. Callers take turns, however many requests each of them has
 * under way.
 *
 * Deficit and weighted fair queues do more than this needs, and none that is kept as a library works on an item of a table.
 */

import { KEPT_WAIT_MS } from './contract';

/**
 * From turn to turn: SES's second, and 100 ms by which clocks may be apart, timers late and connections not open yet. What
 * is beyond that SES answers with 429, and the next turn is waited for.
 */
export const TURN_SPACING_MS = 1_100;

/** A later time was written by a clock that is wrong: no turn is given away so far ahead. */
export const IMPLAUSIBLE_MS = 60_000;

/** The farthest turn that is kept for a caller. At one turn a caller this bounds the line at about 50 entries. */
const KEPT_AHEAD_MS = 55_000;

/** A turn so near stays where it is: its holder may have looked for the last time. */
const SETTLED_MS = 500;

/** A kept turn that its caller has not taken so shortly before goes to another caller. */
const ABANDONED_MS = 500;

/** All times are epoch milliseconds. */
export interface Turn {
  readonly at: number;
  /** Pseudonym of the caller whose turn it is. */
  readonly caller: string;
  /** The request that waits for it. */
  readonly holder: string;
  /** As long as the holder waits. A turn after that is kept for the caller's next request. */
  readonly until: number;
}

export interface Line {
  /** The first time after all turns. */
  readonly freeAt: number;
  /** Turns to come, in order of time. */
  readonly turns: readonly Turn[];
}

export interface TurnRequest {
  readonly caller: string;
  readonly holder: string;
  readonly now: number;
  /** Milliseconds until an answer to this request can be acted on. */
  readonly leadMs: number;
  /** The latest turn that the request waits for. */
  readonly deadline: number;
}

export type Grant =
  | {
      readonly turn: Turn;
      /** Another caller may come before it, and move it: the holder looks again shortly before. */
      readonly canMove: boolean;
      readonly line: Line;
    }
  | {
      /** The turn that the request would have had to wait for. */
      readonly refusedAt: number;
      /** The caller finds that turn when it comes back. */
      readonly isKept: boolean;
      /** Undefined: it stays as it was. */
      readonly line?: Line;
    };

/**
 * Finds the turn of a request. A caller's first turn comes behind the first turns of all others, its second behind their
 * second ones: later turns move back for it. A caller who has no turn, and cannot wait until one, finds one kept when it
 * comes back.
 */
export function requestTurn({ freeAt, turns }: Line, request: TurnRequest): Grant {
  const { caller, holder, now, leadMs, deadline } = request;
  const earliest = now + leadMs;
  const ahead = turns.filter((turn) => turn.at >= earliest || (turn.at > now && !isKept(turn)));

  const rank = ahead.filter((turn) => turn.caller === caller).length;
  const kept = ahead.find((turn) => isKept(turn) && turn.caller === caller);
  const isAbandoned = (turn: Turn) => isKept(turn) && turn.at <= earliest + ABANDONED_MS;
  const found = kept ?? (rank === 0 ? ahead.find(isAbandoned) : undefined);
  const until = Math.max(deadline, now + KEPT_WAIT_MS);
  if (found && found.at <= until) {
    const turn = { at: found.at, caller, holder, until };
    const taken = ahead.map((other) => (other === found ? turn : other));
    return { turn, canMove: rankOf(turn, taken) > 0 && !isSettled(turn), line: { freeAt, turns: taken } };
  }
  if (kept) return { refusedAt: kept.at, isKept: true };

  const place = Math.max(
    1 + ahead.findLastIndex(isSettled),
    1 + ahead.findLastIndex((turn) => rankOf(turn, ahead) <= rank),
  );
  const times = [...ahead.map(({ at }) => at), Math.max(freeAt, earliest)];
  const turn = { at: times[place] as number, caller, holder, until: deadline };
  const moved = [...ahead.slice(0, place), turn, ...ahead.slice(place)]
    .map((other, index) => ({ ...other, at: times[index] as number }))
    .filter(({ at }) => at <= now + KEPT_AHEAD_MS);
  const line = { freeAt: (moved.at(-1)?.at ?? now) + TURN_SPACING_MS, turns: moved };
  if (turn.at <= deadline) return { turn, canMove: rank > 0 && !isSettled(turn), line };
  const canKeep = rank === 0 && turn.at <= now + KEPT_AHEAD_MS;
  return { refusedAt: turn.at, isKept: canKeep, line: canKeep ? line : undefined };

  function isSettled({ at }: Turn): boolean {
    return at <= earliest + SETTLED_MS;
  }
}

/** Nobody waits for it any more, or ever did. */
function isKept({ at, until }: Turn): boolean {
  return at > until;
}

/** How many turns the same caller has before this one. */
function rankOf(turn: Turn, turns: readonly Turn[]): number {
  return turns.slice(0, turns.indexOf(turn)).filter(({ caller }) => caller === turn.caller).length;
}

/** What of a line can be believed; anything may have been written in its place. */
export function toLine(freeAt: unknown, turns: unknown, now: number): Line {
  const believed = (Array.isArray(turns) ? turns : [])
    .filter(isTurn)
    .filter(({ at }) => at > now && at <= now + IMPLAUSIBLE_MS)
    .sort((one, other) => one.at - other.at);
  const isPlausible = typeof freeAt === 'number' && freeAt <= now + IMPLAUSIBLE_MS; // false for NaN
  const last = believed.at(-1);
  return {
    freeAt: Math.max(isPlausible ? freeAt : Number.NEGATIVE_INFINITY, last ? last.at + TURN_SPACING_MS : 0),
    turns: believed,
  };
}

function isTurn(value: unknown): value is Turn {
  if (typeof value !== 'object' || value === null) return false;
  const { at, caller, holder, until } = value as Record<keyof Turn, unknown>;
  return (
    typeof at === 'number' && typeof until === 'number' && typeof caller === 'string' && typeof holder === 'string'
  );
}
