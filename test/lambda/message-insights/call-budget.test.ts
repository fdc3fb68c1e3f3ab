/** Turns on a local table, with a clock that only sleeping moves. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createCallBudget, TURN_SPACING_MS } from '../../../lambda/message-insights/call-budget';
import { startTrace } from '../../../lambda/message-insights/look-up-trace';
import { guardTable } from '../../../lambda/message-insights/table-guard';
import { locationOf } from '../../../local/aws/aws';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../../local/aws/dynamodb';
import { ignoreTimeLimits } from '../../support/time-limits';
import { at, HOUR, MINUTE, SECOND } from '../../support/world';

const NOON = at('2026-11-22T12:00:00Z');

let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
let time: number;
const trace = startTrace();

beforeAll(async () => {
  ignoreTimeLimits();
  dynamodb = await startLocalDynamoDb('turns');
  client = new DynamoDBClient(locationOf(dynamodb.url));
});
afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});
beforeEach(() => {
  time = (time ?? NOON) + 60 * SECOND; // after every turn of the previous test
});

/**
 * Returns an instance whose sleeps move the clock. Each entry of `oversleeps` prolongs one sleep, in milliseconds. Its own
 * clock is wrong by `wrongMs`.
 */
function instance(oversleeps: number[] = [], name = 'turns', wrongMs = 0) {
  const clock = {
    now: () => time + wrongMs,
    async sleep(ms: number) {
      time += ms + (oversleeps.shift() ?? 0);
    },
  };
  const budget = createCallBudget(guardTable({ dynamodb: client, name }, clock.now), clock);
  return { waitForTurn: (deadline: number) => budget.waitForTurn('caller', deadline + wrongMs, trace) };
}

describe('a turn', () => {
  it('is free at once when no other exists', async () => {
    const from = time;
    await instance().waitForTurn(from + 5 * SECOND);
    expect(time - from).toBeLessThanOrEqual(100);
  });

  it('is 1.1 s after the one before, even that of another instance', async () => {
    await instance().waitForTurn(time + 5 * SECOND);
    const first = time;
    await instance().waitForTurn(time + 5 * SECOND);
    expect(time - first).toBe(TURN_SPACING_MS);
  });

  it('that its request oversleeps is replaced by another turn', async () => {
    const from = time;
    await instance([51]).waitForTurn(from + 5 * SECOND);
    expect(time - from).toBe(100 + TURN_SPACING_MS);
  });

  it('that its request oversleeps by no more than a timer’s inaccuracy is used', async () => {
    const from = time;
    await instance([50]).waitForTurn(from + 5 * SECOND);
    expect(time - from).toBe(150);
  });

  it('beyond the deadline is refused without waiting, with the time of the next free one', async () => {
    const budget = instance();
    await budget.waitForTurn(time + 5 * SECOND);
    const from = time;
    await expect(budget.waitForTurn(from + SECOND)).rejects.toMatchObject({
      name: 'BudgetSpent',
      freeAt: from + TURN_SPACING_MS,
    });
    expect(time).toBe(from);
  });

  it('is free at once despite a turn far ahead, which comes from a wrong clock', async () => {
    const from = time;
    time = from + HOUR;
    await instance().waitForTurn(time + 5 * SECOND);
    time = from;
    await instance().waitForTurn(time + 5 * SECOND);
    expect(time - from).toBe(100);
  });

  it.each([2 * MINUTE, -2 * MINUTE])(
    'is 1.1 s after the one before within an instance, although the line is replaced by an instance whose clock is wrong by %s ms',
    async (wrongMs) => {
      const [one, wrong] = [instance(), instance([], 'turns', wrongMs)];
      const times: number[] = [];
      for (let turns = 0; turns < 3; turns++) {
        await one.waitForTurn(time + 5 * SECOND);
        times.push(time);
        await wrong.waitForTurn(time + 5 * SECOND);
      }
      const [first = 0, second = 0, third = 0] = times;
      expect(Math.min(second - first, third - second)).toBeGreaterThanOrEqual(TURN_SPACING_MS);
    },
  );

  it('is 1.1 s after the one before within an instance while the table fails', async () => {
    const from = time;
    const alone = instance([], 'no-such-table');
    for (let turns = 0; turns < 3; turns++) await alone.waitForTurn(time + 5 * SECOND);
    expect(time - from).toBe(2 * TURN_SPACING_MS);
    await expect(alone.waitForTurn(time + SECOND)).rejects.toMatchObject({ freeAt: time + TURN_SPACING_MS });
  });

  it('is given to only one of many requests that race for it', async () => {
    const from = time;
    const turns = await Promise.all(
      Array.from({ length: 12 }, async () => {
        let wokenAt = Number.NaN;
        const clock = {
          now: () => from,
          async sleep(ms: number) {
            wokenAt = from + ms;
          },
        };
        const table = { dynamodb: client, name: 'turns' };
        const budget = createCallBudget(guardTable(table, clock.now), clock);
        await budget.waitForTurn('caller', from + 60 * SECOND, startTrace());
        return wokenAt;
      }),
    );
    turns.sort((a, b) => a - b);
    expect(turns.map((turn) => turn - from)).toEqual(turns.map((_, index) => 100 + index * TURN_SPACING_MS));
  });
});
