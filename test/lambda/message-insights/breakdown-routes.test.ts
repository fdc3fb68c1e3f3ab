import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { parserOf } from '../../../cli/insights/client/response-parsers';
import { type Api, createApi } from '../../../lambda/message-insights/api';
import { ROUTES } from '../../../lambda/message-insights/contract';
import { throttledSesV2 } from '../../../local/aws/ses-endpoint';
import type { WireAnswer } from '../../../local/aws/wire';
import { ask } from '../../support/insights-world';
import { mailOf, type NumbersWorld, type NumbersWorldOptions, startNumbersWorld } from '../../support/numbers-world';
import { DAY, HOUR } from '../../support/world';

const ONCALL = 'arn:aws:iam::111122223333:user/oncall';

let world: NumbersWorld | undefined;
let logs: string[] = [];
afterEach(() => world?.close());

async function start(options: NumbersWorldOptions = {}): Promise<Api> {
  world = await startNumbersWorld(options);
  logs = [];
  const write = (line: object) => logs.push(JSON.stringify(line));
  return createApi({
    settings: { tableName: 'unused', maxWaitSeconds: 5, cache: true },
    clients: { sesv2: world.sesv2 },
    region: 'eu-west-1',
    clock: world.clock,
    log: { info: write, error: write },
  });
}

const today = () => Math.floor(Date.now() / DAY) * DAY;

function event(route: 'startBreakdown' | 'breakdown', parts: Partial<APIGatewayProxyEventV2> = {}, userArn = ONCALL) {
  const authorizer = { iam: { userArn } };
  const requestContext = { requestId: 'r', routeKey: ROUTES[route], authorizer } as never;
  return {
    version: '2.0',
    routeKey: ROUTES[route],
    rawPath: '',
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    ...parts,
    requestContext,
  };
}

const startOf = (body: unknown, userArn = ONCALL) =>
  event('startBreakdown', { body: typeof body === 'string' ? body : JSON.stringify(body) }, userArn);
const readOf = (breakdownId: string, userArn = ONCALL) =>
  event('breakdown', { pathParameters: { breakdownId } }, userArn);

/** Starts a breakdown, and asks for it until it has ended. */
async function run(api: Api, body: object) {
  const started = await ask(api, startOf(body));
  if (started.status !== 202) return started;
  for (let attempt = 0; attempt < 20; attempt++) {
    const answer = await ask(api, readOf(started.body.id));
    if (answer.body.state !== 'running') return answer;
    await world?.clock.sleep(Number(answer.headers['retry-after']) * 1000);
  }
  throw new Error('The breakdown does not end');
}

const MAIL = (() => {
  const noon = today() - DAY / 2;
  return [
    ...mailOf(
      noon,
      { isp: 'Gmail', from: 'ann.lee@shop.example' },
      { delivered: 1_500, hardBounced: 15, complained: 1 },
    ),
    ...mailOf(noon, { isp: 'Yahoo', from: 'news@shop.example' }, { delivered: 60, hardBounced: 40 }),
    ...mailOf(noon, { isp: 'UNKNOWN_ISP', from: 'news@shop.example' }, { delivered: 90, hardBounced: 10 }),
    ...mailOf(today() + HOUR, { isp: 'Gmail' }, { hardBounced: 99 }),
    ...mailOf(today() - 14 * DAY - HOUR, { isp: 'Gmail' }, { hardBounced: 99 }),
  ];
})();

const IDENTITIES = ['shop.example', 'ann.lee@shop.example'];

const refusal: WireAnswer = {
  status: 400,
  contentType: 'application/json',
  headers: { 'x-amzn-errortype': 'BadRequestException' },
  body: JSON.stringify({ message: 'Invalid value: *' }),
};
const refuseExports = (operation: string) => (operation === 'CreateExportJob' ? refusal : undefined);

describe('POST /v1/breakdowns', () => {
  it('starts a breakdown, and says where and when to read it', async () => {
    const { status, headers, body } = await ask(await start(), startOf({ by: 'isp' }));
    expect(status).toBe(202);
    expect(body).toEqual({ id: expect.any(String), state: 'running', retryAfterSeconds: expect.any(Number) });
    expect(headers).toMatchObject({
      location: `/v1/breakdowns/${body.id}`,
      'retry-after': String(body.retryAfterSeconds),
    });
  });

  it.each<[string, unknown, string]>([
    ['no JSON', 'by=isp', 'JSON'],
    ['no property', {}, '"by"'],
    ['an unknown property', { by: 'color' }, '"tenant"'],
    ['no day', { by: 'isp', days: 0 }, 'from 1 to 60'],
    ['too many days', { by: 'isp', days: 61 }, 'from 1 to 60'],
    ['days as a string', { by: 'isp', days: '3' }, 'from 1 to 60'],
    ['an unknown member', { by: 'isp', since: '2h' }, '"since"'],
  ])('refuses %s', async (_, request, detail) => {
    const { status, body } = await ask(await start(), startOf(request));
    expect({ status, type: body.type }).toEqual({ status: 400, type: expect.stringMatching(/:invalid-request$/) });
    expect(body.detail).toContain(detail);
    expect(world?.requests).toEqual([]);
  });

  it('refuses a caller without a name', async () => {
    const { status, body } = await ask(await start(), startOf({ by: 'isp' }, ''));
    expect({ status, type: body.type }).toEqual({ status: 403, type: expect.stringMatching(/:nameless-caller$/) });
  });

  it('says that VDM is off', async () => {
    const { status, body } = await ask(await start({ vdm: 'DISABLED' }), startOf({ by: 'isp' }));
    expect({ status, type: body.type }).toEqual({ status: 404, type: expect.stringMatching(/:vdm-off$/) });
  });
});

describe('GET /v1/breakdowns/{breakdownId}', () => {
  it('counts the whole days before today, and shows the mail without a row as the remainder', async () => {
    const { status, headers, body } = await run(await start({ mail: MAIL }), { by: 'isp' });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('private, no-store');
    expect(parserOf('Breakdown')(body)).toEqual(body);
    expect(body).toMatchObject({
      state: 'done',
      by: 'isp',
      from: new Date(today() - 14 * DAY).toISOString(),
      until: new Date(today()).toISOString(),
      rows: [
        { value: 'Yahoo', sends: 100, deliveries: 60, hardBounces: 40, bounceRate: 0.4, isSmall: true },
        { value: 'Gmail', sends: 1_516, hardBounces: 15, complaints: 1, isSmall: false },
      ],
      rest: { value: null, sends: 100, deliveries: 90, hardBounces: 10 },
      total: { value: null, sends: 1_716, hardBounces: 65 },
      unreadableRows: 0,
    });
    expect(body).not.toHaveProperty('note');
  });

  it('masks the addresses of identities, and logs no value', async () => {
    const { body } = await run(await start({ mail: MAIL, names: { identities: IDENTITIES } }), { by: 'identity' });
    expect(body.rows.map(({ value }: { value: string }) => value)).toEqual(['shop.example', 'a***@shop.example']);
    expect(logs.join()).not.toMatch(/ann|shop/);
  });

  it('says when the job still runs', async () => {
    const api = await start();
    const { body: started } = await ask(api, startOf({ by: 'isp' }));
    const { status, headers, body } = await ask(api, readOf(started.id));
    expect({ status, body }).toEqual({
      status: 200,
      body: { id: started.id, state: 'running', retryAfterSeconds: expect.any(Number) },
    });
    expect(headers['retry-after']).toBe(String(body.retryAfterSeconds));
  });

  it('asks the caller to return when SES is too slow for a download within the same request', async () => {
    let isSlow = false;
    const intercept = async (operation: string) => {
      if (isSlow && operation === 'GetExportJob') world?.advance(2_500);
      return undefined;
    };
    const api = await start({ intercept, mail: MAIL, exportJobs: { durationMs: 0 } });
    const { body: started } = await ask(api, startOf({ by: 'isp' }));
    isSlow = true;
    const slow = await ask(api, readOf(started.id));
    expect(slow.body).toEqual({ id: started.id, state: 'running', retryAfterSeconds: 1 });
    isSlow = false;
    expect((await ask(api, readOf(started.id))).body.state).toBe('done');
  });

  it.each<[string, NumbersWorldOptions]>([
    ['refuses an export of all values', { intercept: refuseExports }],
    ['cannot finish the export', { exportJobs: { failure: () => 'An internal error occurred.' } }],
  ])('asks for the names that SES lists when SES %s', async (_, options) => {
    const api = await start({ ...options, mail: MAIL, names: { identities: [...IDENTITIES, 'quiet.example'] } });
    const { body } = await run(api, { by: 'identity' });
    expect(body).toMatchObject({
      state: 'done',
      note: 'SES did not export all values, so the rows are the 3 names that it lists.',
      rows: [
        { value: 'shop.example', hardBounces: 50 },
        { value: 'a***@shop.example', hardBounces: 15 },
      ],
      total: { sends: 1_716 },
    });
  });

  it('asks for the first names only, and counts the others in the remainder', async () => {
    const names = Array.from({ length: 150 }, (_, index) => `set-${String(index).padStart(3, '0')}`);
    const mail = names.flatMap((configurationSet) => mailOf(today() - HOUR, { configurationSet }, { delivered: 1 }));
    const api = await start({ intercept: refuseExports, mail, names: { configurationSets: names } });
    const { body } = await run(api, { by: 'configuration-set' });
    expect(body).toMatchObject({
      note: 'SES did not export all values, so the rows are the first 100 names that it lists.',
      rest: { sends: 50 },
      total: { sends: 150 },
    });
    expect(body.rows).toHaveLength(100);
  });

  it('does not count a missing answer as no mail', async () => {
    const intercept = (operation: string, body: string): WireAnswer | undefined => {
      if (operation !== 'BatchGetMetricData') return refuseExports(operation);
      const { Queries } = JSON.parse(body) as { Queries: { Id: string; Dimensions?: object }[] };
      const answered = Queries.filter(({ Dimensions }) => JSON.stringify(Dimensions ?? {}) !== '{"TENANT_NAME":"b"}');
      const Results = answered.map(({ Id }) => ({ Id, Values: [5] }));
      const Errors = [{ Id: 'b', Code: 'INTERNAL_FAILURE' }];
      return { status: 200, contentType: 'application/json', body: JSON.stringify({ Results, Errors }) };
    };
    const { body } = await run(await start({ intercept, names: { tenants: ['a', 'b'] } }), { by: 'tenant' });
    expect(body.rows).toEqual([expect.objectContaining({ value: 'a', sends: 5 })]);
    expect(body.note).toMatch('SES did not answer for 1 of these names.');
  });

  it('shows the rows without a remainder when SES does not return the total', async () => {
    const intercept = (operation: string): WireAnswer | undefined =>
      operation === 'BatchGetMetricData' ? { status: 200, contentType: 'application/json', body: '{}' } : undefined;
    const { body } = await run(await start({ intercept, mail: MAIL }), { by: 'isp' });
    expect(body.rows).toHaveLength(2);
    expect(body).not.toHaveProperty('rest');
    expect(body).not.toHaveProperty('total');
    expect(body.note).toBe('SES did not return the total, so mail without a row is missing.');
  });

  const anotherId = createHash('sha256').update('any').digest('base64url').slice(0, 32);
  it.each<[string, (id: string) => ReturnType<typeof event>]>([
    ['another caller', (id) => readOf(id, 'arn:aws:iam::111122223333:user/other')],
    ['an unknown ID', () => readOf(anotherId)],
    ['an ID of another form', () => readOf('ann@shop.example')],
  ])('does not answer %s', async (_, request) => {
    const api = await start();
    const { body: started } = await ask(api, startOf({ by: 'isp' }));
    const { status, body } = await ask(api, request(started.id));
    expect({ status, type: body.type }).toEqual({ status: 404, type: expect.stringMatching(/:unknown-search$/) });
    expect(logs.join()).not.toContain('ann');
  });

  it.each<[string, NumbersWorldOptions['intercept'], number, string]>([
    [
      'throttles',
      (operation) => (operation === 'BatchGetMetricData' ? throttledSesV2() : undefined),
      503,
      'ses-throttled',
    ],
    [
      'is switched off',
      (operation) =>
        operation === 'BatchGetMetricData'
          ? { ...refusal, status: 404, headers: { 'x-amzn-errortype': 'NotFoundException' } }
          : undefined,
      404,
      'vdm-off',
    ],
    [
      'loses the file',
      (operation) => (operation === 'GetObject' ? { ...refusal, status: 500 } : undefined),
      502,
      'ses-failed',
    ],
    [
      'returns another file',
      (operation) => (operation === 'GetObject' ? { ...refusal, status: 200, body: '<html>' } : undefined),
      502,
      'result-unreadable',
    ],
  ])('explains that SES %s', async (_, intercept, expected, kind) => {
    const { status, body } = await run(await start({ intercept, mail: MAIL }), { by: 'isp' });
    expect({ status, type: body.type }).toEqual({ status: expected, type: `tag:ses-metrics-exporter,2026:${kind}` });
  });
});
