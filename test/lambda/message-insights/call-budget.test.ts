/** Turns, under a clock that stands still unless somebody sleeps. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createCallBudget, TURN_SPACING_MS } from '../../../lambda/message-insights/call-budget';
import { startTrace } from '../../../lambda/message-insights/look-up-trace';
import { guardTable } from '../../../lambda/message-insights/table-guard';
import { locationOf } from '../../../local/aws/aws';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../../local/aws/dynamodb';
import { at, HOUR, SECOND } from '../../support/world';

const NOON = at('2026-11-22T12:00:00Z');

let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
let time: number;
const trace = startTrace();

beforeAll(async () => {
  dynamodb = await startLocalDynamoDb('turns');
  client = new DynamoDBClient(locationOf(dynamodb.url));
});
afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});
beforeEach(() => {
  time = (time ?? NOON) + 60 * SECOND; // later than every turn of the test before
});

/** An instance whose clock shows what it slept until; `oversleeps` as often as there are entries. */
function instance(oversleeps: number[] = [], name = 'turns') {
  const clock = {
    now: () => time,
    async sleep(ms: number) {
      time += ms + (oversleeps.shift() ?? 0);
    },
  };
  const budget = createCallBudget(guardTable({ dynamodb: client, name }, clock.now), clock);
  return { waitForTurn: (deadline: number) => budget.waitForTurn('caller', deadline, trace) };
}

describe('a turn', () => {
  it('is there at once when none was taken for a while', async () => {
    const from = time;
    await instance().waitForTurn(from + 5 * SECOND);
    expect(time - from).toBeLessThanOrEqual(100);
  });

  it('comes 1.1 s after the one before, whichever instance that was of', async () => {
    await instance().waitForTurn(time + 5 * SECOND);
    const first = time;
    await instance().waitForTurn(time + 5 * SECOND);
    expect(time - first).toBe(TURN_SPACING_MS);
  });

  it('that was overslept is left out, and another is waited for', async () => {
    const from = time;
    await instance([51]).waitForTurn(from + 5 * SECOND);
    expect(time - from).toBe(100 + TURN_SPACING_MS);
  });

  it('that was overslept by a timer’s own inaccuracy is used', async () => {
    const from = time;
    await instance([50]).waitForTurn(from + 5 * SECOND);
    expect(time - from).toBe(150);
  });

  it('beyond the deadline is refused without waiting, with the time from which one is free', async () => {
    const budget = instance();
    await budget.waitForTurn(time + 5 * SECOND);
    const from = time;
    await expect(budget.waitForTurn(from + SECOND)).rejects.toMatchObject({
      name: 'BudgetSpent',
      freeAt: from + TURN_SPACING_MS,
    });
    expect(time).toBe(from);
  });

  it('does not wait for turns that a clock gone wrong has given away', async () => {
    const from = time;
    time = from + HOUR;
    await instance().waitForTurn(time + 5 * SECOND);
    time = from;
    await instance().waitForTurn(time + 5 * SECOND);
    expect(time - from).toBe(100);
  });

  it('comes 1.1 s after the one before in each instance while the table cannot be used', async () => {
    const from = time;
    const alone = instance([], 'no-such-table');
    for (let turns = 0; turns < 3; turns++) await alone.waitForTurn(time + 5 * SECOND);
    expect(time - from).toBe(2 * TURN_SPACING_MS);
    await expect(alone.waitForTurn(time + SECOND)).rejects.toMatchObject({ freeAt: time + TURN_SPACING_MS });
  });

  it('is taken by one of many that race for it', async () => {
    const from = time;
    const turns = await Promise.all(
      Array.from({ length: 40 }, async () => {
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
