/** Personal data in every input, and a check of every log line. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { pseudonymOf } from '../../../lambda/message-insights/caller';
import type { RouteName } from '../../../lambda/message-insights/contract';
import type { WireAnswer } from '../../../local/aws/wire';
import {
  ask,
  eventOf,
  type InsightsWorld,
  type InsightsWorldOptions,
  idOf,
  startInsightsWorld,
} from '../../support/insights-world';
import { messageOf, permanentBounce } from '../../support/messages';
import { HOUR } from '../../support/world';

/** Matches the personal data in every address, subject, tag and server's text below. */
const POISON = /alice|wonder|203\.0\.113|secret/i;

const SENT_AT = Date.now() - HOUR;
const ID = idOf(SENT_AT);
const BOUNCE = permanentBounce(3, '550 <alice.wonder@example.com>: secret reason, alice wonder');
const POISONED = messageOf(ID, SENT_AT, [BOUNCE, { type: 'alice@example.com' }], {
  FromEmailAddress: 'Alice Wonder <alice@example.com>',
  Subject: 'A secret for alice\n{"level":"ERROR","message":"alice"}',
  EmailTags: [{ Name: 'ses:source-ip', Value: '203.0.113.9' }],
});

let world: InsightsWorld;
afterEach(() => world.close());

async function logOf(
  event: ReturnType<typeof eventOf>,
  options: InsightsWorldOptions = {},
): Promise<Record<string, unknown>[]> {
  world = await startInsightsWorld({ messages: { [ID]: POISONED }, ...options });
  await ask(world.api, event);
  return world.logs;
}

function sesAnswer(answer: Partial<WireAnswer>): InsightsWorldOptions {
  const body = '{"message":"alice@example.com is secret"}';
  return { intercept: () => ({ status: 200, contentType: 'application/json', body, ...answer }) };
}

describe('nothing personal is logged', () => {
  it.each<[string, ReturnType<typeof eventOf>, InsightsWorldOptions, string]>([
    ['when a message is found', eventOf(ID), {}, 'found'],
    ['when a message is shown unmasked', eventOf(ID, { route: 'unmasked' }), {}, 'found'],
    ['when the ID is an address', eventOf('alice@example.com'), {}, 'invalid-message-id'],
    ['when the ID is a name of 200 characters', eventOf('alice'.repeat(40)), {}, 'invalid-message-id'],
    [
      'when headers contain a name',
      eventOf(ID, { headers: { 'cache-control': 'alice', cookie: 'alice' } }),
      {},
      'found',
    ],
    ['when an error of SES quotes an address', eventOf(ID), sesAnswer({ status: 500 }), 'ses-failed'],
    [
      'when an error of SES has an address as its name',
      eventOf(ID),
      sesAnswer({ status: 500, headers: { 'x-amzn-errortype': 'alice@example.com' } }),
      'ses-failed',
    ],
    ['when SES’s response is truncated', eventOf(ID), sesAnswer({ body: '{"Subject":"alice@exa' }), 'ses-failed'],
    ['when SES’s response is not JSON', eventOf(ID), sesAnswer({ body: '<b>alice</b>' }), 'ses-failed'],
    [
      'when a time of SES is invalid',
      eventOf(ID),
      sesAnswer({ body: '{"Insights":[{"Events":[{"Timestamp":"alice"}]}]}' }),
      'ses-failed',
    ],
    ['when SES’s response has another shape', eventOf(ID), sesAnswer({ body: '{"Insights":"alice"}' }), 'ses-failed'],
  ])('%s', async (_, event, options, outcome) => {
    const logs = await logOf(event, options);
    expect(logs.at(-1)).toMatchObject({ event: 'look-up', outcome });
    expect(JSON.stringify(logs)).not.toMatch(POISON);
  });

  it.each<[RouteName]>([['other'], ['openapi']])('on the route "%s", which is not a look-up', async (route) => {
    const event = { ...eventOf('', { route }), rawPath: '/alice@example.com', rawQueryString: 'q=alice@example.com' };
    const logs = await logOf(event);
    expect(logs).toEqual([
      {
        event: 'request',
        requestId: expect.stringMatching(/^request-/),
        route,
        status: route === 'openapi' ? 200 : 404,
        outcome: route === 'openapi' ? 'found' : 'no-such-route',
        durationMs: expect.any(Number),
      },
    ]);
    expect(JSON.stringify(logs)).not.toMatch(POISON);
  });

  it('for a preflight request: it writes no line, because anyone can send it', async () => {
    expect(await logOf(eventOf('', { route: 'preflight' }))).toEqual([]);
  });
});

it('a line has its request, route, outcome and times, and a valid message ID', async () => {
  const [line] = await logOf(eventOf(`<${ID}>`));
  expect(line).toEqual({
    event: 'look-up',
    requestId: expect.stringMatching(/^request-/),
    route: 'masked',
    status: 200,
    outcome: 'found',
    messageId: ID,
    durationMs: expect.any(Number),
    caller: pseudonymOf('arn:aws:iam::111122223333:user/oncall'),
    source: 'ses',
    sesCalls: 1,
    waitMs: expect.any(Number),
    sesMs: expect.any(Number),
    tableMs: expect.any(Number),
  });
});

it('a line has the SES error’s name, and its stack frames', async () => {
  const [line] = await logOf(eventOf(ID), sesAnswer({ status: 403, headers: { 'x-amzn-errortype': 'AccessDenied' } }));
  expect(line).toMatchObject({
    error: {
      name: 'SesFailure',
      ses: 'AccessDenied',
      httpStatus: 403,
      stack: expect.arrayContaining([expect.stringMatching(/sesv2/)]),
    },
  });
});
