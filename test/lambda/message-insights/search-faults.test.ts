/** What the caller of a search gets when SES or the table fails, through the real SDK clients and downloads. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createClients } from '../../../lambda/message-insights/clients';
import type { ProblemKind } from '../../../lambda/message-insights/problem';
import { locationOf } from '../../../local/aws/aws';
import type { WireAnswer } from '../../../local/aws/wire';
import { startFaultyDynamoDb } from '../../support/faulty-dynamodb';
import { ask, type InsightsWorld, requestOf, startInsightsWorld } from '../../support/insights-world';
import { many } from '../../support/planted-mail';
import { HOUR, MINUTE, SECOND } from '../../support/world';

const SENT_AT = Date.now() - HOUR;
const MAIL = many(6, { sentAt: SENT_AT, deliveryEventAt: SENT_AT + MINUTE });
const SECRET = 'alice@example.com https://files.example/?X-Amz-Signature=abc';

function sesAnswer(status: number, errorName = '', body = JSON.stringify({ message: SECRET })): WireAnswer {
  return { status, contentType: 'application/json', body, headers: { 'x-amzn-errortype': errorName } };
}

function file(body: WireAnswer['body'], status = 200): WireAnswer {
  return { status, contentType: 'application/octet-stream', body };
}

/** A file of 10,000 rows of 100 kB, which arrives in pieces. Counts the pieces that were sent. */
function hugeFile(): { readonly answer: WireAnswer; sent: number } {
  const row = new TextEncoder().encode(`,{"subject":"${'x'.repeat(100_000)}"}\n`);
  const huge = { sent: 0, answer: file('') };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (huge.sent++ < 10_000) controller.enqueue(row);
      else controller.close();
    },
  });
  return Object.assign(huge, { answer: file(body) });
}

type Fault = WireAnswer | 'hang';

let world: InsightsWorld;
let faults: { readonly operation: string; readonly fault: Fault; times: number } | undefined;
afterEach(async () => {
  jest.restoreAllMocks();
  faults = undefined;
  await world?.close();
});

async function startWorld(options: { dynamodb?: string } = {}): Promise<InsightsWorld> {
  world = await startInsightsWorld({
    mail: MAIL,
    ...options,
    intercept(operation) {
      if (operation !== faults?.operation || faults.times-- <= 0) return undefined;
      return faults.fault === 'hang' ? new Promise<never>(() => undefined) : faults.fault;
    },
  });
  return world;
}

/** Replaces the next answers of an operation. Time limits become a tenth of a second while a call hangs. */
function fail(operation: string, fault: Fault, times = Number.POSITIVE_INFINITY): void {
  faults = { operation, fault, times };
  if (fault !== 'hang') return;
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(Math.min(ms, 300)));
}

const start = () => ask(world.api, requestOf('startSearch', { body: { from: 'news@shop.example', since: '2h' } }));

const THROTTLED = sesAnswer(429, 'TooManyRequestsException');
const DENIED = sesAnswer(403, 'AccessDeniedException');
const BROKEN = sesAnswer(500, 'InternalServiceErrorException');

describe('a search that cannot start', () => {
  it.each<[string, string, Fault, number, ProblemKind, RegExp]>([
    ['SES throttles', 'CreateExportJob', THROTTLED, 503, 'ses-throttled', /CreateExportJob/],
    ['the role has no permission', 'CreateExportJob', DENIED, 502, 'ses-failed', /ses:CreateExportJob/],
    ['SES fails', 'CreateExportJob', BROKEN, 502, 'ses-failed', /Health Dashboard/],
    ['SES is not SES', 'CreateExportJob', file('<b>no</b>'), 502, 'ses-failed', /not in the form of SES/],
    [
      'SES rejects the filters',
      'CreateExportJob',
      sesAnswer(400, 'BadRequestException'),
      400,
      'invalid-request',
      /filters/,
    ],
    [
      'the account has 20 jobs',
      'CreateExportJob',
      sesAnswer(400, 'LimitExceededException'),
      429,
      'searches-spent',
      /^All searches of this account share two export jobs/,
    ],
    ['SES hangs', 'CreateExportJob', 'hang', 504, 'ses-timed-out', /did not respond/],
  ])('because %s (%s) is a problem, and the next one starts', async (_, operation, fault, status, kind, detail) => {
    await startWorld();
    fail(operation, fault);
    const { headers, body, ...answer } = await start();
    expect([answer.status, body.type]).toEqual([status, `tag:ses-metrics-exporter,2026:${kind}`]);
    expect(body.detail).toMatch(detail);
    expect(headers['retry-after']).toBe(body.retryAfterSeconds && String(body.retryAfterSeconds));
    expect(JSON.stringify([body, world.logs])).not.toMatch(/alice|X-Amz|files\.example/);
    jest.restoreAllMocks();
    faults = undefined;
    world.ahead += 2 * MINUTE; // after every lease
    expect((await start()).status).toBe(202);
  });

  it('because the table fails is a problem, and no job is created', async () => {
    const table = await startFaultyDynamoDb('ProvisionedThroughputExceededException');
    await startWorld({ dynamodb: table.url });
    const { status, headers, body } = await start();
    await table.close();
    expect([status, body.type]).toEqual([503, 'tag:ses-metrics-exporter,2026:search-unavailable']);
    expect(headers['retry-after']).toBe('5');
    expect(world.requests).not.toContain('CreateExportJob');
    expect(world.logs.at(-1)).toMatchObject({ tableFailure: expect.any(String), outcome: 'search-unavailable' });
  });
});

describe('a result that cannot be read', () => {
  const EMPTY_ROW = '{"messageid":"m","sendtimestamp":"2026-09-21 01:02:03.123 UTC"}';

  it.each<[string, string, Fault, number, ProblemKind]>([
    ['SES throttles', 'GetExportJob', THROTTLED, 503, 'ses-throttled'],
    ['SES fails', 'GetExportJob', BROKEN, 502, 'ses-failed'],
    ['SES hangs', 'GetExportJob', 'hang', 504, 'ses-timed-out'],
    ['the URL has expired twice', 'GetObject', file('<Error>AccessDenied</Error>', 403), 502, 'ses-failed'],
    ['the file server fails', 'GetObject', file(SECRET, 500), 502, 'ses-failed'],
    ['the file ends early', 'GetObject', file(`[${EMPTY_ROW}\n,{"messageid":"al`), 502, 'result-unreadable'],
    ['the file has too few rows', 'GetObject', file(`[${EMPTY_ROW}]`), 502, 'result-unreadable'],
    ['the file is empty', 'GetObject', file(''), 502, 'result-unreadable'],
    ['the file never arrives', 'GetObject', 'hang', 504, 'ses-timed-out'],
    ['the file is a page', 'GetObject', file('<html>alice@example.com</html>'), 502, 'result-unreadable'],
  ])('because %s is a problem, and the next request has the result', async (_, operation, fault, status, kind) => {
    await startWorld();
    const { id } = (await start()).body;
    world.ahead += 10 * SECOND;
    fail(operation, fault);
    const get = () => ask(world.api, requestOf('search', { id }));
    const answer = await get();
    expect([answer.status, answer.body.type]).toEqual([status, `tag:ses-metrics-exporter,2026:${kind}`]);
    expect(JSON.stringify([answer.body, world.logs])).not.toMatch(/alice|X-Amz|files\.example|https?:/);
    jest.restoreAllMocks();
    faults = undefined;
    expect(await get()).toMatchObject({ status: 200, body: { state: 'done', mails: { exactly: 6 } } });
  });

  it('because the file has 10,000 rows of 100 kB is a problem, and most of the file is never sent', async () => {
    await startWorld();
    const { id } = (await start()).body;
    world.ahead += 10 * SECOND;
    const huge = hugeFile();
    fail('GetObject', huge.answer);
    const { status, body } = await ask(world.api, requestOf('search', { id }));
    expect([status, body.type]).toEqual([422, 'tag:ses-metrics-exporter,2026:result-too-large']);
    expect(body.detail).toMatch(/smaller "limit"/);
    expect(huge.sent).toBeLessThan(1_000);
  });

  it('because one URL has expired is not a problem', async () => {
    await startWorld();
    const { id } = (await start()).body;
    world.ahead += 10 * SECOND;
    fail('GetObject', file('<Error>Request has expired</Error>', 403), 1);
    expect(await ask(world.api, requestOf('search', { id }))).toMatchObject({ status: 200, body: { state: 'done' } });
    expect(world.requests.filter((operation) => operation === 'GetObject')).toHaveLength(2);
  });

  it('rows of another shape are counted, and no count is exact', async () => {
    await startWorld();
    const { id } = (await start()).body;
    world.ahead += 10 * SECOND;
    fail(
      'GetObject',
      file(`[${Array.from({ length: 5 }, () => EMPTY_ROW).join(',')},{"messageid":5,"secret":"alice"}]`),
    );
    const { body } = await ask(world.api, requestOf('search', { id }));
    expect(body).toMatchObject({
      unreadableRows: 1,
      mails: { atLeast: 5 },
      note: expect.stringMatching(/^Not counted: 1 row of SES in/),
    });
    expect(JSON.stringify(body)).not.toContain('alice');
  });
});

it('bounces without their time are not counted, and no count is exact', async () => {
  await startWorld();
  const { id } = (await ask(world.api, requestOf('startSearch', { body: { preset: 'bouncing', since: '2h' } }))).body;
  world.ahead += 10 * SECOND;
  const row =
    '{"messageid":"m","sendtimestamp":"2026-09-21 01:02:03.123 UTC","last_delivery_event":"PERMANENT_BOUNCE"}';
  fail('GetObject', file(`[${Array.from({ length: 6 }, () => row).join(',')}]`));
  const { body } = await ask(world.api, requestOf('search', { id }));
  expect(body).toMatchObject({
    unreadableRows: 6,
    note: 'Not counted: 6 rows of SES in an unknown format.',
    groups: { events: { atLeast: 0 }, finding: 'The sample of SES has no bounces in this time range.' },
  });
});

it('a job whose creation gets no response is found and used, so that no job is without an owner', async () => {
  await startWorld();
  const clients = createClients(locationOf(world.awsUrl), locationOf(world.dynamodbUrl));
  clients.sesv2.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const response = await next(args);
        if (commandName !== 'CreateExportJobCommand') return response;
        throw Object.assign(new Error('The response is lost'), { name: 'TimeoutError' });
      },
    { step: 'finalizeRequest', priority: 'high', name: 'lose' },
  );
  const request = requestOf('startSearch', { body: { from: 'news@shop.example', since: '2h' } });
  const { status, body } = await ask(world.instance({ clients }), request);
  expect(status).toBe(202);
  expect(world.requests.filter((operation) => operation === 'CreateExportJob')).toHaveLength(1);
  expect(world.requests).toContain('ListExportJobs');
  world.ahead += 10 * SECOND;
  const done = await ask(world.api, requestOf('search', { id: body.id }));
  expect(done.body).toMatchObject({ state: 'done', mails: { exactly: 6 } });
});
