/** How long a caller waits for others, on a local table and in simulated time: more crowds than `fairness.test.ts`. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { TURN_SPACING_MS } from '../../../lambda/message-insights/call-budget';
import { fairWaitMs, TURNS_TABLE, useTurnsTable } from '../../support/turns-table';

const table = useTurnsTable();
const { simulate } = table;

describe('a caller with one look-up at a time', () => {
  it.each([1, 8])('waits for at most one turn of each of %i greedy callers', async (greedy) => {
    const { politeWaits, gaps } = await simulate({ greedy, polite: 1 });
    expect(politeWaits).toHaveLength(6);
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(greedy));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  });

  it('waits no longer for greedy callers that ignore Retry-After', async () => {
    const { politeWaits, gaps } = await simulate({ greedy: 3, polite: 1, honorsRetryAfter: false });
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(3));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  });

  it.each([1, 9])('waits for at most one more turn when requests wait for %i s', async (maxWaitSeconds) => {
    const { politeWaits } = await simulate({ greedy: 3, polite: 1, maxWaitSeconds });
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(3) + TURN_SPACING_MS);
  });
});

it('greedy callers get equal shares', async () => {
  const { calls } = await simulate({ greedy: 3, polite: 1, lookUps: 12 });
  for (const count of Object.values(calls)) expect(count).toBeGreaterThanOrEqual(8);
});

it('greedy callers get the turns that others leave, and no turn is lost', async () => {
  const { gaps, calls } = await simulate({ greedy: 1, polite: 1, lookUps: 12 });
  expect(calls['greedy-0']).toBeGreaterThanOrEqual(11);
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(1.1 * TURN_SPACING_MS);
});

it('the item of the table stays small with many callers', async () => {
  const { politeWaits } = await simulate({ greedy: 0, polite: 80, lookUps: 1 });
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: TURNS_TABLE, Key: { key: { S: 'next-turn' } } }),
  );
  expect(politeWaits).toHaveLength(80);
  expect(Item?.turns?.S?.length).toBeLessThan(6_000);
});
