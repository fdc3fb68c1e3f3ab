/** How long one caller waits for others, over a real table and in a time of its own. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
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

/** The turn that is under way, one that is too near to be moved, and one of each other caller. */
function fairWaitMs(otherCallers: number): number {
  return (otherCallers + 2) * TURN_SPACING_MS;
}

describe('a caller who asks for one message at a time', () => {
  it.each([0, 1, 2, 3, 4, 5, 8])('waits for one turn of each of %i greedy callers, and no longer', async (greedy) => {
    const { politeWaits, gaps } = await simulate({ greedy, polite: 1 });
    expect(politeWaits).toHaveLength(6);
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(greedy));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  });

  it('waits no longer for greedy callers who come back sooner than they are told', async () => {
    const { politeWaits, gaps } = await simulate({ greedy: 3, polite: 1, obeys: false });
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(3));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  });

  it('waits for others like itself, too, and all of them get their answers', async () => {
    const { politeWaits } = await simulate({ greedy: 2, polite: 6, lookUps: 3 });
    expect(politeWaits).toHaveLength(18);
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(7));
  });

  it.each([1, 2, 9])('waits for one turn more at most where a request waits for %i s', async (maxWaitSeconds) => {
    const { politeWaits } = await simulate({ greedy: 3, polite: 1, maxWaitSeconds });
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(3) + TURN_SPACING_MS);
  });

  it('waits no longer while the table cannot be used, within an instance', async () => {
    const { politeWaits } = await simulateCallers(client, 'no-such-table', { greedy: 2, polite: 1, instances: 1 });
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(2));
  });
});

describe('greedy callers', () => {
  it('get what others leave: no turn is lost', async () => {
    const { gaps, calls } = await simulate({ greedy: 1, polite: 1, lookUps: 12 });
    expect(calls['greedy-0']).toBeGreaterThanOrEqual(11);
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(1.1 * TURN_SPACING_MS);
  });

  it('get as much as one another', async () => {
    const { calls } = await simulate({ greedy: 3, polite: 1, lookUps: 12 });
    for (const count of Object.values(calls)) expect(count).toBeGreaterThanOrEqual(8);
  });
});

it('the item of the table stays small, whatever the number of callers', async () => {
  const { politeWaits } = await simulate({ greedy: 0, polite: 120, lookUps: 1 });
  const { Item } = await client.send(new GetItemCommand({ TableName: 'turns', Key: { key: { S: 'next-turn' } } }));
  expect(politeWaits).toHaveLength(120);
  expect(Item?.turns?.S?.length).toBeLessThan(6_000);
});
