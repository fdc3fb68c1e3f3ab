import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RESERVED_WAIT_MS } from '../../../lambda/message-insights/contract';
import {
  IMPLAUSIBLE_MS,
  type Line,
  requestTurn,
  TURN_SPACING_MS,
  type Turn,
  toLine,
} from '../../../lambda/message-insights/turns';
import { at, SECOND } from '../../support/world';

const NOW = at('2026-11-22T12:00:00Z');
const LEAD_MS = 100;
const FIRST = NOW + LEAD_MS;

/** Returns the time of a turn in a line that starts now. */
const place = (index: number) => FIRST + index * TURN_SPACING_MS;

const request = (caller: string, { now = NOW, wait = 5 * SECOND } = {}) => ({
  caller,
  holder: `${caller}-new`,
  now,
  leadMs: LEAD_MS,
  deadline: now + wait,
});

/** Returns a line of turns of these callers. `(x)` is a turn reserved for x. */
function lineOf(...callers: string[]): Line {
  const turns = callers.map((name, index): Turn => {
    const caller = name.replace(/[()]/g, '');
    const isReserved = name !== caller;
    return { at: place(index), caller, holder: `${caller}-${index}`, until: isReserved ? 0 : place(index) + SECOND };
  });
  return { freeAt: place(callers.length), turns };
}

/** Returns the callers of a line in order, with reserved turns in brackets. */
const shown = (line: Line | undefined) =>
  line?.turns.map(({ caller, at, until }) => (at > until ? `(${caller})` : caller)).join(' ');

describe('a turn is', () => {
  it.each<[string, Line, string, number]>([
    ['the first in an empty line', lineOf(), 'p', 0],
    ['after the only turn', lineOf('g'), 'p', 1],
    ['before the second turn of another caller', lineOf('g', 'g', 'g'), 'p', 1],
    ['after the first turn of each other caller', lineOf('g', 'h', 'g', 'h'), 'p', 2],
    ['after the first turns of callers that came earlier', lineOf('g', 'p', 'g'), 'q', 2],
    ['as a second turn after the second turns of others', lineOf('g', 'p', 'g', 'g'), 'p', 3],
    ['as a second turn before the third turn of another caller', lineOf('g', 'p', 'g', 'g', 'g'), 'p', 3],
    ['at the end for a caller that has all turns', lineOf('g', 'g', 'g'), 'g', 3],
    ['the one reserved for its caller', lineOf('g', '(p)', 'h'), 'p', 1],
    ['not the one reserved for another caller', lineOf('g', '(h)'), 'p', 2],
    ['a reserved one whose caller has not returned', lineOf('(h)', 'g'), 'p', 0],
  ])('%s', (_, line, caller, expected) => {
    const grant = requestTurn(line, request(caller, { wait: 60 * SECOND }));
    expect(grant).toMatchObject({ turn: { at: place(expected), caller } });
  });

  it('not moved when it is near, because its holder may not read the line again', () => {
    const line = lineOf('g', 'g');
    const grant = requestTurn(line, request('p', { now: place(1) - LEAD_MS - 500 }));
    expect(grant).toMatchObject({ turn: { at: place(2) } });
  });

  it('moved only if its caller has an earlier one', () => {
    const ofFirst = requestTurn(lineOf('g'), request('p'));
    const ofSecond = requestTurn(lineOf('p'), request('p'));
    expect([ofFirst, ofSecond]).toMatchObject([{ canMove: false }, { canMove: true }]);
  });

  it('after a time taken by a version without a line', () => {
    const grant = requestTurn({ freeAt: NOW + 3_000, turns: [] }, request('p'));
    expect(grant).toMatchObject({ turn: { at: NOW + 3_000 } });
  });
});

describe('a caller that cannot wait that long', () => {
  const busy = lineOf('a', 'b', 'c', 'd', 'e');

  it('is refused, and its turn is reserved', () => {
    const grant = requestTurn(busy, request('p'));
    expect(grant).toMatchObject({ refusedAt: place(5), isReserved: true });
    expect(shown('line' in grant ? grant.line : undefined)).toBe('a b c d e (p)');
  });

  it('has one reserved turn, even after several requests', () => {
    const first = requestTurn(busy, request('p'));
    const second = requestTurn(first.line as Line, request('p'));
    expect(second).toEqual({ refusedAt: place(5), isReserved: true });
  });

  it('has no reserved turn beside a turn that it waits for', () => {
    expect(requestTurn(busy, request('a'))).toEqual({ refusedAt: place(5), isReserved: false, line: undefined });
  });

  it('has no reserved turn a minute ahead', () => {
    const many = lineOf(...Array.from({ length: 60 }, (_, index) => `c${index}`));
    expect(requestTurn(many, request('p'))).toMatchObject({ isReserved: false });
  });
});

it('a turn that moves beyond the waiting time of its request is reserved', () => {
  const line = lineOf('g', 'g');
  const turns = line.turns.map((turn, index) => ({ ...turn, until: place(index) }));
  const grant = requestTurn({ ...line, turns }, request('p'));
  expect(shown(grant.line)).toBe('g p (g)');
  expect(requestTurn(grant.line as Line, request('g'))).toMatchObject({ turn: { at: place(2), caller: 'g' } });
});

describe('for any requests in any order', () => {
  const anyRequest = fc.record({
    caller: fc.constantFrom('g', 'g', 'g', 'h', 'p', 'q'),
    after: fc.nat(1_500),
    wait: fc.constantFrom(1_000, 5_000, 9_000),
  });

  it('turns keep their spacing, none is beyond the waiting time, and a fixed turn never moves', () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 60 }), (requests) => {
        let line: Line = { freeAt: Number.NEGATIVE_INFINITY, turns: [] };
        let now = NOW;
        const settled = new Map<string, number>();
        for (const [index, { caller, after, wait }] of requests.entries()) {
          now += after;
          const grant = requestTurn(line, { ...request(caller, { now, wait }), holder: `${index}` });
          line = grant.line ?? line;
          const times = line.turns.map((turn) => turn.at);
          for (const [i, time] of times.slice(1).entries()) {
            expect(time - (times[i] as number)).toBeGreaterThanOrEqual(TURN_SPACING_MS);
          }
          expect(line.freeAt).toBeGreaterThanOrEqual((times.at(-1) ?? 0) + TURN_SPACING_MS);
          if ('turn' in grant) {
            expect(grant.turn.at).toBeLessThanOrEqual(now + Math.max(wait, RESERVED_WAIT_MS));
            if (!grant.canMove) settled.set(`${index}`, grant.turn.at);
          }
          for (const turn of line.turns) {
            const time = settled.get(turn.holder);
            if (time !== undefined) expect(turn.at).toBe(time);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a stored line yields', () => {
  const turn: Turn = { at: NOW + SECOND, caller: 'p', holder: 'h', until: NOW + 5 * SECOND };
  it.each<[string, unknown, unknown, Line]>([
    ['every valid turn', NOW + 9_000, [turn], { freeAt: NOW + 9_000, turns: [turn] }],
    ['a free time after all turns', NOW, [turn], { freeAt: turn.at + TURN_SPACING_MS, turns: [turn] }],
    ['no past turn', NOW, [{ ...turn, at: NOW }], { freeAt: NOW, turns: [] }],
    ['no turn far ahead', NOW, [{ ...turn, at: NOW + IMPLAUSIBLE_MS + 1 }], { freeAt: NOW, turns: [] }],
    ['no time far ahead', NOW + IMPLAUSIBLE_MS + 1, [turn], { freeAt: turn.at + TURN_SPACING_MS, turns: [turn] }],
    ['no invalid time', Number.NaN, [turn], { freeAt: turn.at + TURN_SPACING_MS, turns: [turn] }],
    ['an empty line from an invalid one', 'soon', { 0: turn }, { freeAt: 0, turns: [] }],
    [
      'no invalid turn',
      NOW,
      [null, 5, 'x', [], {}, { ...turn, at: '5' }, { ...turn, holder: 1 }],
      { freeAt: NOW, turns: [] },
    ],
  ])('%s', (_, freeAt, turns, line) => {
    expect(toLine({ freeAt, turns }, NOW)).toEqual(line);
  });
});
