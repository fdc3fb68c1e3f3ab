/** Personal data is sent in everywhere it can be, and every line that is logged is read. */
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

/** In every address, subject, tag and word of a server below. */
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

function sesSays(answer: Partial<WireAnswer>): InsightsWorldOptions {
  const body = '{"message":"alice@example.com is secret"}';
  return { intercept: () => ({ status: 200, contentType: 'application/json', body, ...answer }) };
}

describe('nothing personal is logged', () => {
  it.each<[string, ReturnType<typeof eventOf>, InsightsWorldOptions, string]>([
    ['when a message is found', eventOf(ID), {}, 'found'],
    ['when it is shown unmasked', eventOf(ID, { route: 'unmasked' }), {}, 'found'],
    ['when an address is passed for an id', eventOf('alice@example.com'), {}, 'invalid-message-id'],
    ['when a name of 200 characters is', eventOf('alice'.repeat(40)), {}, 'invalid-message-id'],
    ['when a header is poisoned', eventOf(ID, { headers: { 'cache-control': 'alice', cookie: 'alice' } }), {}, 'found'],
    ['when SES quotes it in an error', eventOf(ID), sesSays({ status: 500 }), 'ses-failed'],
    [
      'when SES names an error after it',
      eventOf(ID),
      sesSays({ status: 500, headers: { 'x-amzn-errortype': 'alice@example.com' } }),
      'ses-failed',
    ],
    ['when SES’s answer breaks off', eventOf(ID), sesSays({ body: '{"Subject":"alice@exa' }), 'ses-failed'],
    ['when SES’s answer is no JSON', eventOf(ID), sesSays({ body: '<b>alice</b>' }), 'ses-failed'],
    [
      'when a time of SES is none',
      eventOf(ID),
      sesSays({ body: '{"Insights":[{"Events":[{"Timestamp":"alice"}]}]}' }),
      'ses-failed',
    ],
    ['when SES’s answer has another shape', eventOf(ID), sesSays({ body: '{"Insights":"alice"}' }), 'ses-failed'],
  ])('%s', async (_, event, options, outcome) => {
    const logs = await logOf(event, options);
    expect(logs.at(-1)).toMatchObject({ event: 'look-up', outcome });
    expect(JSON.stringify(logs)).not.toMatch(POISON);
  });

  it.each<[RouteName]>([['other'], ['openapi']])('on the route "%s", which is no look-up', async (route) => {
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

  it('for a preflight request, which anybody can send: nothing is', async () => {
    expect(await logOf(eventOf('', { route: 'preflight' }))).toEqual([]);
  });
});

it('a line names its request, route, outcome and times, and the message once it has the shape of an id', async () => {
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

it('a line says what went wrong in SES’s words for it, and where, by the lines of the source', async () => {
  const [line] = await logOf(eventOf(ID), sesSays({ status: 403, headers: { 'x-amzn-errortype': 'AccessDenied' } }));
  expect(line).toMatchObject({
    error: {
      name: 'SesFailure',
      ses: 'AccessDenied',
      httpStatus: 403,
      stack: expect.arrayContaining([expect.stringMatching(/sesv2/)]),
    },
  });
});
