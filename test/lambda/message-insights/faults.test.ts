/** What the caller is told when something does not work, through the real SDK clients. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { TURN_SPACING_MS } from '../../../lambda/message-insights/call-budget';
import type { WireAnswer } from '../../../local/aws/wire';
import { startFaultyDynamoDb, startSlowProxy } from '../../support/faulty-dynamodb';
import {
  ask,
  eventOf,
  type InsightsWorldOptions,
  idOf,
  startInsightsWorld,
  type Told,
} from '../../support/insights-world';
import { messageOf } from '../../support/messages';
import { HOUR, SECOND } from '../../support/world';

const SENT_AT = Date.now() - HOUR;
const IDS = [1, 2, 3, 4].map((serial) => idOf(SENT_AT, serial));
const [ID = ''] = IDS;
const MESSAGES = Object.fromEntries(IDS.map((id) => [id, messageOf(id, SENT_AT, [{ type: 'SEND' }])]));

function sesSays(status: number, errorName: string, body = '{"message":"alice@example.com"}'): WireAnswer {
  return { status, contentType: 'application/json', body, headers: { 'x-amzn-errortype': errorName } };
}

const THROTTLED = sesSays(429, 'TooManyRequestsException');
const NEVER = new Promise<WireAnswer>(() => undefined);

/** What a test started, closed behind it whatever came of it. */
const started: { close(): Promise<void> }[] = [];
afterEach(async () => {
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

async function startSlowDynamoDb(url: string, delayMs: number) {
  const proxy = await startSlowProxy(url, delayMs);
  started.push(proxy);
  return proxy;
}

/** The answer for one id, and all that was logged. */
async function askOnce(options: InsightsWorldOptions): Promise<Told & { log: Record<string, unknown>; calls: number }> {
  const world = await start(options);
  const answer = await ask(world.api, eventOf(ID));
  return { ...answer, log: world.logs.at(-1) ?? {}, calls: world.calls.length };
}

const ofInsights = (answer: () => WireAnswer | Promise<WireAnswer> | undefined): InsightsWorldOptions['intercept'] => {
  return (operation) => (operation === 'GetMessageInsights' ? answer() : undefined);
};

describe('when SES', () => {
  it.each<[string, WireAnswer | Promise<WireAnswer>, number, string, string]>([
    ['fails', sesSays(500, 'InternalServiceErrorException'), 502, 'ses-failed', 'InternalServiceErrorException'],
    ['is down behind its gateway', sesSays(503, 'ServiceUnavailable', '<html>'), 502, 'ses-failed', ''],
    ['forbids the call', sesSays(403, 'AccessDeniedException'), 502, 'ses-failed', 'AccessDeniedException'],
    ['answers in broken JSON', sesSays(200, '', '{"Subject":"alice@example.com'), 502, 'ses-failed', 'SyntaxError'],
    ['answers with nothing', sesSays(200, '', ''), 502, 'ses-failed', 'UnexpectedAnswer'],
    ['answers with an empty object', sesSays(200, '', '{}'), 502, 'ses-failed', 'UnexpectedAnswer'],
    [
      'answers of another message',
      sesSays(200, '', '{"MessageId":"x","Insights":[]}'),
      502,
      'ses-failed',
      'Unexpected',
    ],
    ...[
      { FromEmailAddress: 5 },
      { Insights: [{ Destination: ['alice@example.com'] }] },
      { Insights: [{ Isp: { a: 'alice@example.com' } }] },
      { Insights: [{ Events: [{ Type: ['alice@example.com'] }] }] },
      { EmailTags: [{ Name: 'a', Value: { a: 'alice@example.com' } }] },
      { EmailTags: 'alice@example.com' },
      { Insights: [{ Events: [{ Details: { Bounce: { DiagnosticCode: 550 } } }] }] },
    ].map((part): [string, WireAnswer, number, string, string] => [
      `answers with ${JSON.stringify(part)}`,
      sesSays(200, '', JSON.stringify({ MessageId: ID, ...part })),
      502,
      'ses-failed',
      '',
    ]),
    ['throttles with a page for people', sesSays(429, '', '<html>slow down</html>'), 503, 'ses-throttled', 'one call'],
    ['refuses the id', sesSays(400, 'BadRequestException'), 400, 'invalid-message-id', 'SES refuses this id'],
    ['is throttling for long', THROTTLED, 503, 'ses-throttled', 'one call a second'],
    ['never answers', NEVER, 504, 'ses-timed-out', '5 seconds'],
  ])('%s, the caller is told', async (_, answer, status, kind, words) => {
    const told = await askOnce({ intercept: ofInsights(() => answer), settings: { maxWaitSeconds: 2 } });
    expect(told).toMatchObject({ status, body: { status, type: expect.stringMatching(new RegExp(`:${kind}$`)) } });
    expect(told.body.detail).toContain(words);
    expect(told.log).toMatchObject({ status, outcome: kind, messageId: ID });
    expect(JSON.stringify([told.body, told.log])).not.toContain('alice');
  });

  it('throttles slowly, no more is asked when the waiting time is over, and the table is not blamed', async () => {
    const slowly = () => new Promise<WireAnswer>((resolve) => setTimeout(() => resolve(THROTTLED), 1_200));
    const told = await askOnce({ intercept: ofInsights(slowly), settings: { maxWaitSeconds: 1 } });
    expect(told).toMatchObject({ status: 503, calls: 1 });
    expect(told.log).not.toHaveProperty('tableFailure');
  });

  it('throttles, each further try waits for a turn of its own, and the caller hears when to come back', async () => {
    const told = await askOnce({ intercept: ofInsights(() => THROTTLED), settings: { maxWaitSeconds: 2 } });
    expect(told.headers).toMatchObject({ 'retry-after': '5' });
    expect(told.calls).toBe(2);
  });

  it('gave its second to somebody else, the caller waits a little longer and hears nothing of it', async () => {
    let calls = 0;
    const told = await askOnce({ intercept: ofInsights(() => (calls++ === 0 ? THROTTLED : undefined)) });
    expect(told).toMatchObject({ status: 200, calls: 2 });
  });

  it('does not answer about the account, a message that is not found is unknown, and it is not asked each time', async () => {
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
    ['is throttled', 'ProvisionedThroughputExceededException'],
    ['may not be used', 'AccessDeniedException'],
    ['never answers', undefined],
  ])('%s, SES is asked all the same, and the log says so', async (_, errorName) => {
    const dynamodb = await startFaulty(errorName);
    const told = await askOnce({ dynamodb: dynamodb.url });
    expect(told).toMatchObject({ status: 200, calls: 1, body: { messageId: ID } });
    expect(told.log).toMatchObject({ outcome: 'found', tableFailure: errorName ?? 'AbortError' });
  });

  it.each([300, 800, 1900])('takes %s ms for each answer, SES is asked all the same, and in turn', async (delayMs) => {
    const world = await start();
    const slow = await startSlowDynamoDb(world.dynamodbUrl, delayMs);
    const answers = await Promise.all(
      IDS.slice(0, 2).map((id) =>
        ask(world.instance({ dynamodb: slow.url, settings: { maxWaitSeconds: 11 } }), eventOf(id)),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const failures = world.logs.map(({ tableFailure }) => tableFailure);
    // A table that takes so long for each of its calls is not called for the last: the answer is not kept.
    expect(new Set(failures)).toEqual(new Set([delayMs > 1_000 ? 'TableBudgetSpent' : undefined]));
  });

  it('begins an answer and never ends it, SES is asked all the same', async () => {
    const dynamodb = await startFaulty(undefined, '{"Item":');
    expect(await askOnce({ dynamodb: dynamodb.url })).toMatchObject({
      status: 200,
      log: { tableFailure: 'AbortError' },
    });
  });

  it('cannot hold an answer because it is too large, it is told, others may ask, and nothing is blamed', async () => {
    const opens = Array.from({ length: 9_000 }, (_, after) => ({ after, type: 'OPEN' }));
    const world = await start({ messages: { [ID]: messageOf(ID, SENT_AT, opens) } });
    for (const api of [world.api, world.instance()]) expect((await ask(api, eventOf(ID))).status).toBe(200);
    for (const line of world.logs) expect(line).not.toHaveProperty('tableFailure');
    expect(world.calls).toHaveLength(2);
  });

  it('fails, it is left alone for a while: its time-outs are paid for once', async () => {
    const dynamodb = await startFaulty('ResourceNotFoundException');
    const world = await start({ dynamodb: dynamodb.url });
    await ask(world.api, eventOf(IDS[0] as string));
    const before = dynamodb.requests();
    await ask(world.api, eventOf(IDS[1] as string));
    expect([before, dynamodb.requests()]).toEqual([1, 1]);
  });

  it('fails, each instance waits for turns of its own', async () => {
    const dynamodb = await startFaulty('ResourceNotFoundException');
    const world = await start({ dynamodb: dynamodb.url });
    const answers = await Promise.all(IDS.slice(0, 3).map((id) => ask(world.api, eventOf(id))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('fails, who would wait too long is told when to come back', async () => {
    const dynamodb = await startFaulty('ResourceNotFoundException');
    const settings = { maxWaitSeconds: 1 };
    const world = await start({ dynamodb: dynamodb.url, settings });
    const answers = await Promise.all(IDS.slice(0, 3).map((id) => ask(world.api, eventOf(id))));
    // The second is sent away, and its turn is kept for the caller: the third has it.
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  });
});

describe('two instances', () => {
  it('that race for a turn call SES one after the other, and both answer', async () => {
    const world = await start();
    const instances = [world.instance(), world.instance()];
    const answers = await Promise.all(instances.map((api, index) => ask(api, eventOf(IDS[index] as string))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(world.calls).toHaveLength(2);
  });

  it('that ask for the same id make one call of it', async () => {
    const world = await start();
    const instances = [world.instance(), world.instance(), world.instance()];
    const answers = await Promise.all([...instances, ...instances].map((api) => ask(api, eventOf(ID))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(world.calls).toHaveLength(1);
  });

  it('of which one dies while it asks: others of the same id are sent away for a moment, until its time is over', async () => {
    let isDead = true;
    const world = await start({
      intercept: ofInsights(() => (isDead ? NEVER : undefined)),
      settings: { maxWaitSeconds: 1 },
    });
    const dead = world.instance({ clock: { sleep: () => new Promise(() => undefined) } });
    void ask(dead, eventOf(ID)); // it sleeps for ever before its turn
    await new Promise((resolve) => setTimeout(resolve, 300));
    isDead = false;
    const told = await ask(world.api, eventOf(ID));
    expect(told).toMatchObject({ status: 429, headers: { 'retry-after': '2' } });
    expect(told.body.detail).toMatch(/^Somebody else has just asked for this message/);
    world.ahead += 7_000;
    expect(await ask(world.api, eventOf(ID))).toMatchObject({ status: 200 });
  });

  it.each([2000, -2000])(
    'whose clocks are %s ms apart both answer: SES itself says whose turn it is not',
    async (skew) => {
      const world = await start({ settings: { maxWaitSeconds: 10 } });
      const skewed = world.instance({ clock: { now: () => Date.now() + skew } });
      const answers = await Promise.all([
        ask(world.api, eventOf(IDS[0] as string)),
        ask(skewed, eventOf(IDS[1] as string)),
        ask(world.api, eventOf(IDS[2] as string)),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    },
  );
});

it('more requests than fit into the waiting time are told when the next turn is free', async () => {
  const world = await start({ settings: { maxWaitSeconds: 2 } });
  const answers = await Promise.all(IDS.map((id) => ask(world.instance(), eventOf(id))));
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(IDS.length - refused.length);
  expect(refused.length).toBeGreaterThanOrEqual(IDS.length - Math.ceil((2 * SECOND) / TURN_SPACING_MS));
  for (const { headers, body } of refused) {
    expect(['1', '2', '3']).toContain(headers['retry-after']);
    expect(body.detail).toContain(`Ask again in ${headers['retry-after']} s`);
    expect(body.retryAfterSeconds).toBe(Number(headers['retry-after']));
  }
});
