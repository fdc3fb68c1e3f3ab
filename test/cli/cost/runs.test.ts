/** What the cost says about each function, against its real requests. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, it } from '@jest/globals';
import { BRIEF, CACHED_LOOK_UP, GB, LOOK_UP, POLL, WEEKLY_REPORT } from '../../../cli/cost/runs';
import { HOURS_PER_MONTH, workloadAmounts } from '../../../cli/cost/workload-amounts';
import { createClients } from '../../../lambda/message-insights/clients';
import { createTableStore } from '../../../lambda/shared/export-jobs/job-store';
import { locationOf } from '../../../local/aws/aws';
import { startLocalDynamoDb } from '../../../local/aws/dynamodb';
import { pageOf, startBriefWorld } from '../../support/brief-world';
import { type ApiAnswer, ask, eventOf, idOf, startInsightsWorld, TABLE } from '../../support/insights-world';
import { messageOf } from '../../support/messages';
import { runWeekly } from '../../support/weekly-world';
import { at, HOUR, MINUTE, settingsOf, startWorld } from '../../support/world';

const started: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { close } of started.splice(0)) await close();
});

/** Adds up the read and write units that DynamoDB bills. */
function countUnits(client: DynamoDBClient) {
  const units = { tableRead: 0, tableWrite: 0 };
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const result = await next(args);
        const { ConsumedCapacity } = result.output as { ConsumedCapacity?: { CapacityUnits?: number } };
        units[commandName === 'GetItemCommand' ? 'tableRead' : 'tableWrite'] += ConsumedCapacity?.CapacityUnits ?? NaN;
        return result;
      },
    { step: 'initialize', name: 'countUnits' },
  );
  return units;
}

it.each([
  ['that is not cached', LOOK_UP, 0],
  ['that is cached', CACHED_LOOK_UP, 1],
] as const)('a look-up of a message %s', async (_, { uses, logBytes }, earlier) => {
  const sentAt = Date.now() - HOUR;
  const id = idOf(sentAt, 1);
  const types = ['SEND', 'DELIVERY_DELAY', 'DELIVERY_DELAY', 'DELIVERY', 'OPEN', 'CLICK'] as const;
  const message = messageOf(
    id,
    sentAt,
    types.map((type) => ({ type })),
  );
  const world = await startInsightsWorld({ messages: { [id]: message } });
  started.push(world);
  for (let request = 0; request < earlier; request++) await ask(world.api, eventOf(id));
  world.logs.length = 0;
  const clients = createClients(locationOf(world.awsUrl), locationOf(world.dynamodbUrl));
  const units = countUnits(clients.dynamodb);
  const answer: ApiAnswer = await ask(world.instance({ clients }), eventOf(id));
  expect(answer.status).toBe(200);
  expect(units).toEqual({ tableRead: uses.tableRead, tableWrite: 'tableWrite' in uses ? uses.tableWrite : 0 });
  expect(JSON.stringify(answer.body).length).toBeLessThan(uses.transferGb * GB);
  expect(JSON.stringify(world.logs).length).toBeLessThan(logBytes / 4);
});

it('the polls of an hour without gaps', async () => {
  const requests: { operation: string; body: string }[] = [];
  const world = await startWorld({
    at: at('2026-11-18T09:52:05Z'),
    intercept(operation, body) {
      requests.push({ operation, body });
      return undefined;
    },
  });
  started.push(world);
  await world.poll();
  world.time += 15 * MINUTE;
  await world.poll(); // fills the gaps of two weeks
  requests.length = 0;
  for (let poll = 0; poll < 4; poll++) {
    world.time += 15 * MINUTE;
    await world.poll();
  }
  expect(requests.filter(({ operation }) => operation === 'PutMetricData')).toHaveLength(4 * POLL.uses.metricPut);
  const { metricRead } = workloadAmounts({ Resources: {} }, { settings: settingsOf(), lookUps: 0 });
  expect(metricsReadBy(requests) * HOURS_PER_MONTH).toBe(metricRead);
});

it('a brief uses at most what the cost says', async () => {
  const dynamodb = await startLocalDynamoDb(TABLE);
  const client = new DynamoDBClient(locationOf(dynamodb.url));
  const units = countUnits(client);
  const world = await startBriefWorld({
    measured: { attempts: 1000, bounceRate: 0.2 },
    store: () => createTableStore(client, TABLE),
  });
  started.push(world, dynamodb);
  await world.invoke(pageOf(world.until));
  const { uses } = BRIEF;
  expect(units.tableRead).toBeGreaterThan(0);
  expect(units.tableWrite).toBeGreaterThan(0);
  expect(units.tableRead).toBeLessThanOrEqual(uses.tableRead);
  expect(units.tableWrite).toBeLessThanOrEqual(uses.tableWrite);
  expect(metricsReadBy(world.requests)).toBe(uses.metricRead);
  expect(world.published.length).toBe(uses.message);
});

it('a weekly report', async () => {
  const requests: { operation: string; body: string }[] = [];
  const { published } = await runWeekly({
    intercept: (operation, body) => {
      requests.push({ operation, body });
      return undefined;
    },
  });
  expect(metricsReadBy(requests)).toBe(WEEKLY_REPORT.uses.metricRead);
  expect(published.length).toBe(WEEKLY_REPORT.uses.message);
});

function metricsReadBy(requests: readonly { readonly operation: string; readonly body: string }[]): number {
  return requests
    .filter(({ operation }) => operation === 'GetMetricData')
    .reduce((sum, { body }) => sum + JSON.parse(body).MetricDataQueries.length, 0);
}
