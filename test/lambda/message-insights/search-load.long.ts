/** 200 searches at once, over HTTP and several instances that share one table, in simulated time. */
import { ListExportJobsCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Api } from '../../../lambda/message-insights/api';
import { startLocalApi } from '../../../local/aws/api-gateway';
import { locationOf } from '../../../local/aws/aws';
import type { Listening } from '../../../local/aws/loopback';
import { type InsightsWorld, startInsightsWorld } from '../../support/insights-world';
import { many } from '../../support/planted-mail';
import { ignoreTimeLimits } from '../../support/time-limits';
import { DAY, HOUR, MINUTE, SECOND } from '../../support/world';

const SEARCHES = 200;
const CALLERS = 50;
const INSTANCES = 4;
const SENT_AT = Date.now() - HOUR;

let world: InsightsWorld;
let gateways: Listening[];
const creations: number[] = [];

beforeAll(async () => {
  ignoreTimeLimits();
  world = await startInsightsWorld({
    mail: many(20, { sentAt: SENT_AT, deliveryEventAt: SENT_AT + MINUTE, from: 'news@shop.example' }),
    intercept(operation) {
      if (operation === 'CreateExportJob') creations.push(world.now());
      return undefined;
    },
  });
  gateways = await Promise.all(
    Array.from({ length: INSTANCES }, () => startLocalApi(named(world.instance()), { throttled: false })),
  );
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  await world.close();
});

/** The local gateway has one caller. This one takes the caller from a header. */
function named(api: Api): Api {
  return (event) => {
    const authorizer = { iam: { userArn: event.headers['x-caller'] } };
    return api({ ...event, requestContext: { ...event.requestContext, authorizer } as never });
  };
}

interface Client {
  readonly index: number;
  readonly caller: string;
  /** When the client sends its next request. */
  at: number;
  id?: string;
  mails?: object;
}

async function call(client: Client): Promise<void> {
  const { index, caller, id } = client;
  const { url } = gateways[index % INSTANCES] as Listening;
  const headers = { 'content-type': 'application/json', 'x-caller': caller };
  const body = JSON.stringify({ from: 'news@shop.example', since: '3d', limit: SEARCHES + index });
  const response = await (id === undefined
    ? fetch(`${url}/v1/searches`, { method: 'POST', headers, body })
    : fetch(`${url}/v1/searches/${id}`, { headers }));
  const content = (await response.json()) as { id?: string; state?: string; mails?: object };
  const isAnswered = [200, 202, 429].includes(response.status);
  expect([index, response.status, isAnswered]).toEqual([index, response.status, true]);
  if (content.state === 'done') {
    client.mails = content.mails;
    return;
  }
  expect(content.state).not.toBe('failed');
  const retryAfter = Number(response.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThanOrEqual(1);
  client.id ??= content.id;
  client.at = world.now() + retryAfter * SECOND;
}

it('each is accepted or refused with a time to retry, within the limits of SES, and ends with its result', async () => {
  const startedAt = world.now();
  const clients: Client[] = Array.from({ length: SEARCHES }, (_, index) => ({
    index,
    caller: `arn:aws:iam::111122223333:user/${index % CALLERS}`,
    at: startedAt,
  }));
  await Promise.all(clients.map(call));
  const refused = clients.filter(({ id }) => id === undefined);
  expect(refused.length).toBe(SEARCHES - 2);

  let requests = SEARCHES;
  let most = 0;
  const sesv2 = new SESv2Client(locationOf(world.awsUrl));
  while (clients.some(({ mails }) => mails === undefined)) {
    const [next] = clients.filter(({ mails }) => mails === undefined).sort((one, other) => one.at - other.at);
    if (!next) break;
    world.ahead += Math.max(0, next.at - world.now());
    await call(next);
    requests++;
    expect(world.now() - startedAt).toBeLessThan(DAY);
    if (requests % 20 === 0) {
      const { ExportJobs = [] } = await sesv2.send(
        new ListExportJobsCommand({ JobStatus: 'PROCESSING', PageSize: 20 }),
      );
      most = Math.max(most, ExportJobs.length);
    }
  }
  expect(clients.map(({ mails }) => mails)).toEqual(clients.map(() => ({ exactly: 20 })));
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(2);

  // One job for each search: no job was created whose ID nobody has.
  expect(creations).toHaveLength(SEARCHES);
  const gaps = creations.slice(1).map((time, index) => time - (creations[index] as number));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(SECOND);
  sesv2.destroy();
}, 300_000);
