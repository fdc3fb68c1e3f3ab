/** How long a caller waits for others, on a local table and in simulated time. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TURN_SPACING_MS } from '../../../lambda/message-insights/call-budget';
import { locationOf } from '../../../local/aws/aws';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../../local/aws/dynamodb';
import { type Crowd, simulateCallers } from '../../support/callers';

let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
beforeAll(async () => {
  dynamodb = await startLocalDynamoDb('turns');
  client = new DynamoDBClient(locationOf(dynamodb.url));
});
afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});

const simulate = (crowd: Crowd) => simulateCallers(client, 'turns', crowd);

/** Returns the length of these turns: the current one, one that is too near to move, and one of each other caller. */
function fairWaitMs(otherCallers: number): number {
  return (otherCallers + 2) * TURN_SPACING_MS;
}

describe('a caller with one look-up at a time', () => {
  it.each([0, 3])('waits for at most one turn of each of %i greedy callers', async (greedy) => {
    const { politeWaits, gaps } = await simulate({ greedy, polite: 1 });
    expect(politeWaits).toHaveLength(6);
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(greedy));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  });

  it('waits for at most one turn of each other caller, and all look-ups of polite callers succeed', async () => {
    const { politeWaits } = await simulate({ greedy: 2, polite: 6, lookUps: 3 });
    expect(politeWaits).toHaveLength(18);
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(7));
  });

  it('waits no longer while the table fails, within an instance', async () => {
    const { politeWaits } = await simulateCallers(client, 'no-such-table', { greedy: 2, polite: 1, instances: 1 });
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(2));
  });
});

describe('greedy callers', () => {
  it('get equal shares', async () => {
    const { calls } = await simulate({ greedy: 3, polite: 1, lookUps: 12 });
    for (const count of Object.values(calls)) expect(count).toBeGreaterThanOrEqual(8);
  });
});
