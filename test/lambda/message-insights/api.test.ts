/** The API through the real SDK clients, against a local SES and DynamoDB. */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '../../../lambda/message-insights/problem';
import { locationOf } from '../../../local/aws/aws';
import { ask, eventOf, type InsightsWorld, idOf, startInsightsWorld, TABLE } from '../../support/insights-world';
import { messageOf, permanentBounce } from '../../support/messages';
import { DAY, HOUR, MINUTE, SECOND } from '../../support/world';

const NOW = Date.now();
const SENT_AT = NOW - HOUR;
const OLD_SENT_AT = NOW - 5 * DAY;
const [BOUNCED, KEPT, UNMASKED, REFRESHED, UNCACHED] = [1, 2, 3, 4, 5].map((serial) => idOf(SENT_AT, serial)) as [
  string,
  string,
  string,
  string,
  string,
];
const OLD = idOf(OLD_SENT_AT, 6);
const BOUNCE = permanentBounce(4.5, 'smtp; 550 5.1.1 <alice@example.com>: Recipient address rejected');

function bounced(id: string, sentAt: number) {
  return [id, messageOf(id, sentAt, [BOUNCE, { type: 'SEND' }])] as const;
}

let world: InsightsWorld;
beforeAll(async () => {
  world = await startInsightsWorld({
    messages: Object.fromEntries([
      ...[BOUNCED, KEPT, UNMASKED, REFRESHED, UNCACHED].map((id) => bounced(id, SENT_AT)),
      bounced(OLD, OLD_SENT_AT),
    ]),
  });
});
afterAll(() => world.close());

/** Moves the clock ahead, and returns another instance. */
function later(ms: number) {
  world.ahead += ms;
  return world.instance();
}

function callsFor(id: string): number {
  return world.calls.filter((call) => call.id === id).length;
}

describe('a masked look-up', () => {
  it('returns the status, and every event in order of time', async () => {
    const { status, headers, body } = await ask(world.api, eventOf(`<${BOUNCED}@eu-west-1.amazonses.com>`));
    expect(status).toBe(200);
    expect(headers).toEqual({
      'content-type': 'application/json',
      'cache-control': 'private',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^request-/),
      age: '0',
    });
    expect(body).toEqual({
      messageId: BOUNCED,
      sentAt: new Date(SENT_AT).toISOString(),
      sendingRegion: 'eu-west-1',
      fromEmailAddress: 'o***@shop.example',
      subject: null,
      emailTags: [
        { name: 'ses:source-ip', value: '***' },
        { name: 'campaign', value: 'spring' },
      ],
      insights: [
        {
          destination: 'a***@example.com',
          isp: 'Gmail',
          status: 'BOUNCED_PERMANENTLY',
          secondsToStatus: 4.5,
          advice: expect.objectContaining({ code: '5.1.1', fault: 'recipient' }),
          events: [
            { timestamp: new Date(SENT_AT).toISOString(), type: 'SEND' },
            {
              timestamp: new Date(SENT_AT + 4500).toISOString(),
              type: 'BOUNCE',
              details: {
                bounce: {
                  bounceType: 'PERMANENT',
                  bounceSubType: 'General',
                  diagnosticCode: 'smtp; 550 5.1.1 <a***@example.com>: Recipient address rejected',
                },
              },
            },
          ],
        },
      ],
    });
  });
});

describe('a cached message', () => {
  it('is returned by every instance, with its age', async () => {
    const first = await ask(world.api, eventOf(KEPT));
    const second = await ask(later(10 * SECOND), eventOf(KEPT));
    expect(second.body).toEqual(first.body);
    expect([first.headers.age, second.headers.age]).toEqual(['0', expect.stringMatching(/^1\d$/)]);
    expect(callsFor(KEPT)).toBe(1);
    expect(world.logs.at(-1)).toMatchObject({ source: 'table', sesCalls: 0 });
  });

  it('expires after a minute while more events may follow', async () => {
    await ask(later(MINUTE + SECOND), eventOf(KEPT));
    expect(callsFor(KEPT)).toBe(2);
  });

  it('expires after an hour when the message is days old', async () => {
    await ask(world.api, eventOf(OLD));
    const { headers } = await ask(later(59 * MINUTE), eventOf(OLD));
    expect(Number(headers.age)).toBeGreaterThanOrEqual(59 * 60);
    expect(callsFor(OLD)).toBe(1);
    await ask(later(MINUTE + SECOND), eventOf(OLD));
    expect(callsFor(OLD)).toBe(2);
  });

  it.each(['no-cache', 'max-age=0', 'foo, No-Cache'])('is fetched again with Cache-Control: %s', async (value) => {
    await ask(world.api, eventOf(REFRESHED));
    const calls = callsFor(REFRESHED);
    const { headers } = await ask(world.api, eventOf(REFRESHED, { headers: { 'cache-control': value } }));
    expect([headers.age, callsFor(REFRESHED)]).toEqual(['0', calls + 1]);
  });

  it('does not exist when caching is off', async () => {
    const uncached = world.instance({ settings: { cache: false } });
    await ask(uncached, eventOf(UNCACHED));
    await ask(uncached, eventOf(UNCACHED));
    expect(callsFor(UNCACHED)).toBe(2);
    expect(JSON.stringify(await itemsOfTable())).not.toContain(UNCACHED);
  });
});

it('simultaneous look-ups of one message make one call, even when caching is off', async () => {
  const uncached = world.instance({ settings: { cache: false } });
  const calls = callsFor(UNCACHED);
  const answers = await Promise.all([1, 2, 3].map(() => ask(uncached, eventOf(UNCACHED))));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(callsFor(UNCACHED)).toBe(calls + 1);
  expect(world.logs.slice(-3).map(({ source }) => source)).toEqual(expect.arrayContaining(['instance', 'ses']));
});

describe('an unmasked look-up', () => {
  const asked = () => ask(world.api, eventOf(UNMASKED, { route: 'unmasked' }));

  it('returns everything as SES reports it, and forbids storing it', async () => {
    const { headers, body } = await asked();
    expect(headers['cache-control']).toBe('private, no-store');
    expect(body).toMatchObject({
      fromEmailAddress: 'Shop <orders@shop.example>',
      subject: 'Your order, Alice',
      emailTags: [{ value: '192.0.2.7' }, {}],
      insights: [{ destination: 'alice@example.com', events: [{}, { details: BOUNCE.details && expect.anything() }] }],
    });
    expect(JSON.stringify(body)).toContain('<alice@example.com>: Recipient');
  });

  it('calls SES every time', async () => {
    const calls = callsFor(UNMASKED);
    await asked();
    expect(callsFor(UNMASKED)).toBe(calls + 1);
  });

  it('is audited with its caller, message and time', async () => {
    world.logs.length = 0;
    await asked();
    expect(world.logs.filter(({ event }) => event === 'unmasked-look-up')).toEqual([
      {
        event: 'unmasked-look-up',
        requestId: expect.stringMatching(/^request-/),
        caller: 'arn:aws:iam::111122223333:user/oncall',
        messageId: UNMASKED,
        time: expect.stringMatching(/^\d{4}-/),
      },
    ]);
  });

  it('is audited with the subject of a token', async () => {
    const event = eventOf(UNMASKED, { route: 'unmasked' });
    const requestContext = { ...event.requestContext, authorizer: { jwt: { claims: { sub: 'user-17' }, scopes: [] } } };
    world.logs.length = 0;
    await ask(world.api, { ...event, requestContext } as never);
    expect(world.logs[0]).toMatchObject({ event: 'unmasked-look-up', caller: 'user-17' });
  });

  it.each<[string, object | undefined]>([
    ['a token without a subject', { jwt: { claims: { scope: 'unmasked' }, scopes: [] } }],
    ['a token with an empty subject', { jwt: { claims: { sub: '' }, scopes: [] } }],
    ['a token whose subject is not a string', { jwt: { claims: { sub: 17 }, scopes: [] } }],
    ['a signature without an ARN', { iam: {} }],
    ['no authorizer', undefined],
  ])('by a caller without a name (%s) is rejected, and nothing is looked up', async (_, authorizer) => {
    const event = eventOf(UNMASKED, { route: 'unmasked' });
    const requests = world.requests.length;
    world.logs.length = 0;
    const { status, body } = await ask(world.api, {
      ...event,
      requestContext: { ...event.requestContext, authorizer },
    } as never);
    expect([status, body.type]).toEqual([403, 'tag:ses-metrics-exporter,2026:nameless-caller']);
    expect(body.detail).toMatch(/"sub"/);
    expect(world.requests).toHaveLength(requests);
    expect(world.logs).toMatchObject([
      { event: 'look-up', status: 403, outcome: 'nameless-caller', caller: 'nameless' },
    ]);
  });

  it('stores only the masked message in the table', async () => {
    const items = JSON.stringify(await itemsOfTable());
    expect(items).toContain(UNMASKED);
    expect(items).toContain('a***@example.com');
    expect(items).not.toMatch(/alice|orders@|192\.0\.2\.7|Your order/i);
  });
});

it('a masked look-up by a caller without a name succeeds', async () => {
  const event = eventOf(BOUNCED);
  const requestContext = { ...event.requestContext, authorizer: { jwt: { claims: {}, scopes: [] } } };
  const { status } = await ask(world.api, { ...event, requestContext } as never);
  expect([status, world.logs.at(-1)]).toMatchObject([200, { caller: 'nameless' }]);
});

it('a string with two IDs is rejected, and neither is looked up', async () => {
  const calls = world.calls.length;
  const { status, body } = await ask(world.api, eventOf(`${BOUNCED},${KEPT}`));
  expect([status, body.type]).toEqual([400, 'tag:ses-metrics-exporter,2026:invalid-message-id']);
  expect(body.detail).toBe('The string in the path has 2 different message IDs: look them up one by one.');
  expect(world.calls).toHaveLength(calls);
});

it('a string that is not an ID is rejected, and the problem has its length, but does not quote it', async () => {
  const [one, two] = [await ask(world.api, eventOf('-')), await ask(world.api, eventOf('a@'))];
  expect(one.body.detail).toMatch(/^The string in the path \(1 character\) is not a message ID\. /);
  expect(two.body.detail).toMatch(/^The string in the path \(2 characters\) is not a message ID\. /);
});

it('an ID within the response of a mail server is looked up', async () => {
  const { status, body } = await ask(world.api, eventOf(`250 Ok ${BOUNCED}`));
  expect([status, body.messageId]).toEqual([200, BOUNCED]);
});

describe('the route', () => {
  it('is the one that API Gateway chose, regardless of the path', async () => {
    const event = eventOf(BOUNCED);
    const { body } = await ask(world.api, { ...event, rawPath: `/v1/unmasked/messages/${BOUNCED}/insights` });
    expect(body.subject).toBeNull();
  });

  it('of the OpenAPI document serves the document', async () => {
    const { status, body } = await ask(world.api, eventOf('', { route: 'openapi' }));
    expect([status, body.openapi]).toEqual([200, '3.1.0']);
  });

  it.each([
    ['POST', '/v1/messages/x/insights', 405, 'method-not-allowed', { allow: 'GET' }],
    ['HEAD', '/openapi.json', 405, 'method-not-allowed', { allow: 'GET' }],
    ['GET', '/v1/unmasked/messages/x/insights', 404, 'no-such-route', {}], // with JWT, and without its own scope
    ['GET', '/v1/messages/x', 404, 'no-such-route', {}],
    ['POST', '/openapiXjson', 404, 'no-such-route', {}],
    ['GET', '/v1/searches', 405, 'method-not-allowed', { allow: 'POST' }],
    ['DELETE', '/v1/unmasked/searches/x', 405, 'method-not-allowed', { allow: 'GET' }],
    ['POST', '/v1/searches', 404, 'no-such-route', {}], // with JWT, and without its own scope
    ['GET', '/', 404, 'no-such-route', {}],
  ])('of any other request: %s %s yields %s', async (method, rawPath, status, kind, headers) => {
    const event = eventOf('', { route: 'other' });
    const requestContext = { ...event.requestContext, http: { method } };
    const answer = await ask(world.api, { ...event, rawPath, requestContext } as never);
    expect(answer).toMatchObject({ status, headers, body: { type: `tag:ses-metrics-exporter,2026:${kind}` } });
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  it('of a CORS preflight request returns no content', async () => {
    const { status, body } = await ask(world.api, eventOf('', { route: 'preflight' }));
    expect([status, body]).toEqual([204, undefined]);
  });
});

describe('a message that is not found', () => {
  const unknown = (sentAt: number, region?: string) => eventOf(idOf(sentAt, 99, region));

  it.each([
    ['minutes old', 3.5 * MINUTE, '0102', 'not-indexed-yet', /less than 4 min ago.*Retry in 2 min/],
    ['older than SES’s retention', 31 * DAY, '0102', 'past-retention', /sent on \d{4}-\d\d-\d\d\. SES keeps messages/],
    [
      'from another Region',
      DAY,
      '0100',
      'other-region',
      /sent from us-east-1, but this look-up called SES in eu-west-1/,
    ],
    ['a day old', DAY, '0102', 'unknown-message', /Compare the ID/],
  ])('and is %s has a problem that names the cause', async (_, age, region, kind, detail) => {
    const sentAt = Date.now() + world.ahead - age;
    const { status, headers, body } = await ask(world.api, unknown(sentAt, region));
    expect(status).toBe(404);
    expect(body).toMatchObject({
      type: `tag:ses-metrics-exporter,2026:${kind}`,
      title: PROBLEMS[kind as 'other-region'].title,
      detail: expect.stringMatching(detail),
      sentAt: new Date(sentAt).toISOString(),
      requestId: headers['x-request-id'],
    });
  });

  it('costs no further call within half a minute', async () => {
    const event = unknown(NOW - 2 * DAY);
    await ask(world.api, event);
    const calls = world.calls.length;
    const { status } = await ask(later(29 * SECOND), event);
    expect([status, world.calls.length]).toEqual([404, calls]);
  });

  it('has the problem vdm-off while VDM is off, and all instances call GetAccount once', async () => {
    const off = await startInsightsWorld({ vdm: 'DISABLED' });
    for (const api of [off.api, off.api, off.instance()]) {
      const { status, body } = await ask(api, unknown(NOW - DAY));
      expect([status, body.type]).toEqual([404, 'tag:ses-metrics-exporter,2026:vdm-off']);
    }
    expect(off.requests.filter((operation) => operation === 'GetAccount')).toHaveLength(1);
    await off.close();
  });
});

async function itemsOfTable() {
  const client = new DynamoDBClient(locationOf(world.dynamodbUrl));
  const { Items } = await client.send(new ScanCommand({ TableName: TABLE }));
  client.destroy();
  return Items;
}
