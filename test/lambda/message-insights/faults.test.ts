/** The API's responses when SES, the table or an instance fails, through the real SDK clients. */
import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { TURN_SPACING_MS } from '../../../lambda/message-insights/call-budget';
import { SES_TIMEOUT_MS } from '../../../lambda/message-insights/contract';
import { TABLE_TIMEOUT_MS } from '../../../lambda/shared/contract';
import type { WireAnswer } from '../../../local/aws/wire';
import { startFaultyDynamoDb } from '../../support/faulty-dynamodb';
import {
  type ApiAnswer,
  ask,
  eventOf,
  type InsightsWorldOptions,
  idOf,
  startInsightsWorld,
} from '../../support/insights-world';
import { messageOf } from '../../support/messages';
import { HOUR, SECOND } from '../../support/world';

const SENT_AT = Date.now() - HOUR;
const IDS = [1, 2, 3, 4].map((serial) => idOf(SENT_AT, serial));
const [ID = ''] = IDS;
const MESSAGES = Object.fromEntries(IDS.map((id) => [id, messageOf(id, SENT_AT, [{ type: 'SEND' }])]));

function sesAnswer(status: number, errorName: string, body = '{"message":"alice@example.com"}'): WireAnswer {
  return { status, contentType: 'application/json', body, headers: { 'x-amzn-errortype': errorName } };
}

const THROTTLED = sesAnswer(429, 'TooManyRequestsException');
const NEVER = new Promise<WireAnswer>(() => undefined);

/** Servers of the current test. */
const started: { close(): Promise<void> }[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  for (const { close } of started.splice(0)) await close();
});

async function start(options: InsightsWorldOptions = {}) {
  const world = await startInsightsWorld({ messages: MESSAGES, ...options });
  started.push(world);
  return world;
}

async function startFaulty(errorName: string | undefined, beginning?: string) {
  const dynamodb = await startFaultyDynamoDb(errorName, beginning);
  started.push(dynamodb);
  return dynamodb;
}

/** A failing table for worlds whose tests concern SES alone, because a real one takes longer to start. */
let unavailable: Awaited<ReturnType<typeof startFaultyDynamoDb>> | undefined;
async function withoutTable(): Promise<string> {
  unavailable ??= await startFaultyDynamoDb('ResourceNotFoundException');
  return unavailable.url;
}
afterAll(() => unavailable?.close());

/** Shortens one time limit to a tenth of a second. The other limits stay, because calls on a busy machine may need the time. */
function shorten(limitMs: number): void {
  const { setTimeout: realSetTimeout } = globalThis;
  const realTimeout = AbortSignal.timeout.bind(AbortSignal);
  const shortened = (ms: number) => (ms === limitMs ? 100 : ms);
  jest
    .spyOn(globalThis, 'setTimeout')
    .mockImplementation(((run: () => void, ms = 0, ...args: []) =>
      realSetTimeout(run, shortened(ms), ...args)) as typeof setTimeout);
  jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => realTimeout(shortened(ms)));
}

type Logged = ApiAnswer & { log: Record<string, unknown>; calls: number };

/** Returns the response for one ID, the last log line, and the number of calls to SES. */
async function askOnce(options: InsightsWorldOptions): Promise<Logged> {
  const world = await start(options);
  const answer = await ask(world.api, eventOf(ID));
  return { ...answer, log: world.logs.at(-1) ?? {}, calls: world.calls.length };
}

const forInsights = (answer: () => WireAnswer | Promise<WireAnswer> | undefined): InsightsWorldOptions['intercept'] => {
  return (operation) => (operation === 'GetMessageInsights' ? answer() : undefined);
};

describe('when SES', () => {
  it.each<[string, WireAnswer | Promise<WireAnswer>, number, string, string]>([
    ['fails', sesAnswer(500, 'InternalServiceErrorException'), 502, 'ses-failed', 'InternalServiceErrorException'],
    ['is down behind its gateway', sesAnswer(503, 'ServiceUnavailable', '<html>'), 502, 'ses-failed', ''],
    ['denies the call', sesAnswer(403, 'AccessDeniedException'), 502, 'ses-failed', 'AccessDeniedException'],
    ['returns broken JSON', sesAnswer(200, '', '{"Subject":"alice@example.com'), 502, 'ses-failed', 'SyntaxError'],
    ['returns nothing', sesAnswer(200, '', ''), 502, 'ses-failed', 'UnexpectedAnswer'],
    ['returns an empty object', sesAnswer(200, '', '{}'), 502, 'ses-failed', 'UnexpectedAnswer'],
    ['returns another message', sesAnswer(200, '', '{"MessageId":"x","Insights":[]}'), 502, 'ses-failed', 'Unexpected'],
    ...[
      { FromEmailAddress: 5 },
      { Insights: [{ Destination: ['alice@example.com'] }] },
      { Insights: [{ Isp: { a: 'alice@example.com' } }] },
      { Insights: [{ Events: [{ Type: ['alice@example.com'] }] }] },
      { EmailTags: [{ Name: 'a', Value: { a: 'alice@example.com' } }] },
      { EmailTags: 'alice@example.com' },
      { Insights: [{ Events: [{ Details: { Bounce: { DiagnosticCode: 550 } } }] }] },
    ].map((part): [string, WireAnswer, number, string, string] => [
      `returns ${JSON.stringify(part)}`,
      sesAnswer(200, '', JSON.stringify({ MessageId: ID, ...part })),
      502,
      'ses-failed',
      '',
    ]),
    ['throttles with an HTML page', sesAnswer(429, '', '<html>slow down</html>'), 503, 'ses-throttled', 'one call'],
    ['rejects the ID', sesAnswer(400, 'BadRequestException'), 400, 'invalid-message-id', 'SES rejects this message ID'],
    ['throttles for long', THROTTLED, 503, 'ses-throttled', 'one call a second'],
    ['never responds', NEVER, 504, 'ses-timed-out', '5 seconds'],
  ])('%s, the response reports it', async (_, answer, status, kind, words) => {
    if (answer === NEVER) shorten(SES_TIMEOUT_MS);
    const intercept = forInsights(() => answer);
    const response = await askOnce({ intercept, settings: { maxWaitSeconds: 2 }, dynamodb: await withoutTable() });
    expect(response).toMatchObject({ status, body: { status, type: expect.stringMatching(new RegExp(`:${kind}$`)) } });
    expect(response.body.detail).toContain(words);
    expect(response.log).toMatchObject({ status, outcome: kind, messageId: ID });
    expect(JSON.stringify([response.body, response.log])).not.toContain('alice');
  });

  it('throttles slowly, no retry starts after the waiting time, and no failure of the table is logged', async () => {
    const world = await start({
      settings: { maxWaitSeconds: 1 },
      intercept: forInsights(() => {
        world.ahead += 1_200;
        return THROTTLED;
      }),
    });
    expect(await ask(world.api, eventOf(ID))).toMatchObject({ status: 503 });
    expect(world.calls).toHaveLength(1);
    expect(world.logs.at(-1)).not.toHaveProperty('tableFailure');
  });

  it('throttles, each retry waits for its own turn, and the response has Retry-After', async () => {
    const { headers, calls } = await askOnce({
      intercept: forInsights(() => THROTTLED),
      settings: { maxWaitSeconds: 2 },
    });
    expect(headers).toMatchObject({ 'retry-after': '5' });
    expect(calls).toBe(2);
  });

  it('throttles once, the look-up waits a little longer and succeeds', async () => {
    let calls = 0;
    const response = await askOnce({ intercept: forInsights(() => (calls++ === 0 ? THROTTLED : undefined)) });
    expect(response).toMatchObject({ status: 200, calls: 2 });
  });

  it('does not report on the account, a message that is not found is unknown, and GetAccount is called once', async () => {
    const intercept: InsightsWorldOptions['intercept'] = (operation) =>
      operation === 'GetAccount' ? THROTTLED : undefined;
    const world = await start({ messages: {}, intercept });
    const answers = await Promise.all([ask(world.api, eventOf(ID)), ask(world.api, eventOf(ID))]);
    answers.push(await ask(world.instance(), eventOf(ID)));
    for (const { body } of answers) expect(body.type).toMatch(/:unknown-message$/);
    expect(world.requests.filter((operation) => operation === 'GetAccount')).toHaveLength(1);
  });
});

describe('when the table', () => {
  it.each([
    ['is missing', 'ResourceNotFoundException'],
    ['throttles', 'ProvisionedThroughputExceededException'],
    ['denies access', 'AccessDeniedException'],
    ['never responds', undefined],
  ])('%s, the look-up succeeds without it, and the log reports it', async (_, errorName) => {
    if (errorName === undefined) shorten(TABLE_TIMEOUT_MS);
    const dynamodb = await startFaulty(errorName);
    const response = await askOnce({ dynamodb: dynamodb.url });
    expect(response).toMatchObject({ status: 200, calls: 1, body: { messageId: ID } });
    expect(response.log).toMatchObject({ outcome: 'found', tableFailure: errorName ?? 'AbortError' });
  });

  it('never responds in real time, the look-up succeeds without it', async () => {
    const dynamodb = await startFaulty(undefined);
    expect(await askOnce({ dynamodb: dynamodb.url })).toMatchObject({
      status: 200,
      log: { tableFailure: 'AbortError' },
    });
  });

  it.each([300, 800, 1900])(
    'takes %s ms for each call, look-ups succeed, at least a second apart',
    async (tableDelayMs) => {
      const world = await start();
      const answers = await Promise.all(
        IDS.slice(0, 2).map((id) =>
          ask(world.instance({ tableDelayMs, settings: { maxWaitSeconds: 11 } }), eventOf(id)),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const [first, second] = world.calls.map(({ at }) => at) as [number, number];
      expect(second - first).toBeGreaterThanOrEqual(SECOND);
      const failures = world.logs.map(({ tableFailure }) => tableFailure);
      // If calls are that slow, the budget is spent before the last call, which would cache the answer.
      expect(new Set(failures)).toEqual(new Set([tableDelayMs > 1_000 ? 'TableBudgetSpent' : undefined]));
    },
  );

  it('starts a response and never ends it, the look-up succeeds without it', async () => {
    shorten(TABLE_TIMEOUT_MS);
    const dynamodb = await startFaulty(undefined, '{"Item":');
    expect(await askOnce({ dynamodb: dynamodb.url })).toMatchObject({
      status: 200,
      log: { tableFailure: 'AbortError' },
    });
  });

  it('cannot store a large answer, the look-up succeeds, so does the next one, and no failure is logged', async () => {
    const opens = Array.from({ length: 9_000 }, (_, after) => ({ after, type: 'OPEN' }));
    const world = await start({ messages: { [ID]: messageOf(ID, SENT_AT, opens) } });
    for (const api of [world.api, world.instance()]) expect((await ask(api, eventOf(ID))).status).toBe(200);
    for (const line of world.logs) expect(line).not.toHaveProperty('tableFailure');
    expect(world.calls).toHaveLength(2);
  });

  it('fails, it is not called for a while', async () => {
    const dynamodb = await startFaulty('ResourceNotFoundException');
    const world = await start({ dynamodb: dynamodb.url });
    await ask(world.api, eventOf(IDS[0] as string));
    const before = dynamodb.requests();
    await ask(world.api, eventOf(IDS[1] as string));
    expect([before, dynamodb.requests()]).toEqual([1, 1]);
  });

  it('fails, each instance has its own line of turns', async () => {
    const dynamodb = await startFaulty('ResourceNotFoundException');
    const world = await start({ dynamodb: dynamodb.url });
    const answers = await Promise.all(IDS.slice(0, 3).map((id) => ask(world.api, eventOf(id))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('fails, a request that would wait too long gets a time to retry', async () => {
    const dynamodb = await startFaulty('ResourceNotFoundException');
    const settings = { maxWaitSeconds: 1 };
    const world = await start({ dynamodb: dynamodb.url, settings });
    const answers = await Promise.all(IDS.slice(0, 2).map((id) => ask(world.api, eventOf(id))));
    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
    world.ahead += Number(answers[1]?.headers['retry-after']) * SECOND;
    expect(await ask(world.api, eventOf(IDS[1] as string))).toMatchObject({ status: 200 });
  });
});

describe('two instances', () => {
  it('that race for a turn call SES one after the other, and both succeed', async () => {
    const world = await start();
    const instances = [world.instance(), world.instance()];
    const answers = await Promise.all(instances.map((api, index) => ask(api, eventOf(IDS[index] as string))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(world.calls).toHaveLength(2);
  });

  it('that look up the same ID make one call', async () => {
    const world = await start();
    const instances = [world.instance(), world.instance(), world.instance()];
    const answers = await Promise.all([...instances, ...instances].map((api) => ask(api, eventOf(ID))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(world.calls).toHaveLength(1);
  });

  it('of which one dies during its look-up: look-ups of the same ID are refused until its lease ends', async () => {
    const world = await start({ settings: { maxWaitSeconds: 1 } });
    await new Promise<void>((resolve) => {
      const sleep = () => {
        resolve();
        return new Promise<void>(() => undefined);
      };
      void ask(world.instance({ clock: { sleep } }), eventOf(ID)); // this instance dies while it waits for its turn
    });
    const refused = await ask(world.api, eventOf(ID));
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '2' } });
    expect(refused.body.detail).toMatch(/^Another request is looking up this message/);
    world.ahead += 7_000;
    expect(await ask(world.api, eventOf(ID))).toMatchObject({ status: 200 });
  });

  it.each([2000, -2000])(
    'whose clocks differ by %s ms both succeed, because SES throttles a call that is too early',
    async (skew) => {
      const world = await start({ settings: { maxWaitSeconds: 10 } });
      const skewed = world.instance({ clock: { now: () => world.now() + skew } });
      const answers = await Promise.all([
        ask(world.api, eventOf(IDS[0] as string)),
        ask(skewed, eventOf(IDS[1] as string)),
        ask(world.api, eventOf(IDS[2] as string)),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    },
  );
});

it('requests beyond the waiting time get the time of the next free turn', async () => {
  const world = await start({ settings: { maxWaitSeconds: 2 } });
  const answers = await Promise.all(IDS.map((id) => ask(world.instance(), eventOf(id))));
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(IDS.length - refused.length);
  expect(refused.length).toBeGreaterThanOrEqual(IDS.length - Math.ceil((2 * SECOND) / TURN_SPACING_MS));
  for (const { headers, body } of refused) {
    expect(['1', '2', '3']).toContain(headers['retry-after']);
    expect(body.detail).toContain(`Retry in ${headers['retry-after']} s`);
    expect(body.retryAfterSeconds).toBe(Number(headers['retry-after']));
  }
});
