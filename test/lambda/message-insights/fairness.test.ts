/** How long one caller waits for others, over a real table and in a time of its own. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TURN_SPACING_MS } from '../../../lambda/message-insights/call-budget';
import { locationOf } from '../../../local/aws';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../../local/dynamodb';
import { simulateCallers } from '../../support/callers';

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

/** The turn that is under way, one for each other caller, and a second by which a client comes back later than it is told. */
function fairWaitMs(otherCallers: number): number {
  return (otherCallers + 1) * TURN_SPACING_MS + 1_000;
}

describe('a caller who asks for one message at a time', () => {
  it.each([0, 1, 2, 3, 5, 8])('waits for one turn of each of %i greedy callers, and no longer', async (greedy) => {
    const { politeWaits, gaps } = await simulateCallers(client, 'turns', { greedy, polite: 1 });
    console.log(greedy, politeWaits, Math.min(...gaps));
    expect(politeWaits).toHaveLength(6);
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(greedy));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  });
});
