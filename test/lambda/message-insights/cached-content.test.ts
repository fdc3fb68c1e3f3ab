/** Unexpected content of the table. The API does not serve it, and the next look-up replaces it. */
import { type AttributeValue, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { locationOf } from '../../../local/aws/aws';
import { ask, eventOf, type InsightsWorld, idOf, startInsightsWorld, TABLE } from '../../support/insights-world';
import { messageOf } from '../../support/messages';
import { HOUR, MINUTE, SECOND } from '../../support/world';

const SENT_AT = Date.now() - HOUR;
const ID = idOf(SENT_AT, 1);
const OTHER = idOf(SENT_AT, 2);
const UNKNOWN = idOf(SENT_AT, 3);

let world: InsightsWorld;
let client: DynamoDBClient;
beforeAll(async () => {
  world = await startInsightsWorld({
    messages: { [ID]: messageOf(ID, SENT_AT, [{ type: 'SEND' }]) },
  });
  client = new DynamoDBClient(locationOf(world.dynamodbUrl));
});
afterAll(async () => {
  client.destroy();
  await world.close();
});

const put = (key: string, attributes: Record<string, AttributeValue>) =>
  client.send(new PutItemCommand({ TableName: TABLE, Item: { key: { S: key }, ...attributes } }));

async function itemOf(key: string): Promise<Record<string, AttributeValue>> {
  const { Item = {} } = await client.send(new GetItemCommand({ TableName: TABLE, Key: { key: { S: key } } }));
  return Item;
}

const now = () => world.now();
const n = (value: number) => ({ N: String(value) });

/** Returns the attributes of a fresh item of this version. */
const cached = (content: string, about: Record<string, AttributeValue> = {}) => ({
  content: { S: content },
  version: n(3),
  writtenAt: n(now()),
  freshUntil: n(now() + MINUTE),
  ...about,
});

const MASKED = {
  messageId: ID,
  sentAt: null,
  sendingRegion: null,
  subject: null,
  emailTags: [{ name: 'planted', value: 'x' }],
  insights: [
    { destination: 'a***@example.com', status: 'DELIVERED', secondsToStatus: null, events: [{ type: 'SEND' }] },
  ],
};
const [INSIGHT] = MASKED.insights;
const planted = (about: object) => JSON.stringify({ ...MASKED, ...about });

describe('a cached message', () => {
  it('of this version is served', async () => {
    await put(`message/${ID}`, cached(planted({})));
    const { status, body } = await ask(world.instance(), eventOf(ID));
    expect([status, body.emailTags]).toEqual([200, MASKED.emailTags]);
  });

  it('that was not found is served as not found', async () => {
    await put(`message/${ID}`, cached('null'));
    expect((await ask(world.instance(), eventOf(ID))).status).toBe(404);
  });

  it.each<[string, () => Record<string, AttributeValue>]>([
    ['is not JSON', () => cached('{"messageId":')],
    ['is empty', () => cached('')],
    ['is a list', () => cached('[]')],
    ['is a number', () => cached('5')],
    ['is a string', () => cached('"alice@example.com"')],
    ['is true', () => cached('true')],
    ['is an empty object', () => cached('{}')],
    ['is about another message', () => cached(planted({ messageId: OTHER }))],
    ['has a subject', () => cached(planted({ subject: 'Your order, Alice' }))],
    ['names its sender', () => cached(planted({ fromEmailAddress: 'Shop <orders@shop.example>' }))],
    ['names its recipient', () => cached(planted({ insights: [{ ...INSIGHT, destination: 'alice@example.com' }] }))],
    [
      'names its recipient without an address',
      () => cached(planted({ insights: [{ ...INSIGHT, destination: 'Alice' }] })),
    ],
    [
      'names its recipient before a star',
      () => cached(planted({ insights: [{ ...INSIGHT, destination: 'alice*@x.example' }] })),
    ],
    [
      'hides text in the accents of its recipient',
      () => cached(planted({ insights: [{ ...INSIGHT, destination: `a${'\u0301'.repeat(9)}***@x.example` }] })),
    ],
    ['has no list of recipients', () => cached(planted({ insights: {} }))],
    ['has an invalid recipient', () => cached(planted({ insights: [null] }))],
    ['has an invalid status', () => cached(planted({ insights: [{ ...INSIGHT, status: 'LOST' }] }))],
    ['has no events', () => cached(planted({ insights: [{ ...INSIGHT, events: undefined }] }))],
    ['has an invalid event', () => cached(planted({ insights: [{ ...INSIGHT, events: ['SEND'] }] }))],
    ['has an invalid time', () => cached(planted({ insights: [{ ...INSIGHT, events: [{ timestamp: 5 }] }] }))],
    ['has invalid details', () => cached(planted({ insights: [{ ...INSIGHT, events: [{ details: [] }] }] }))],
    [
      'has an invalid diagnostic code',
      () => cached(planted({ insights: [{ ...INSIGHT, events: [{ details: { bounce: { diagnosticCode: {} } } }] }] })),
    ],
    ['has invalid tags', () => cached(planted({ emailTags: [{ name: 'x' }] }))],
    ['has no tags', () => cached(planted({ emailTags: undefined }))],
    ['has an additional field', () => cached(planted({ note: 'alice' }))],
    ['is of another version', () => cached(planted({}), { version: n(2) })],
    [
      'is of a version without a version number',
      () => {
        const { version, ...older } = cached(planted({}));
        return older;
      },
    ],
    ['is bytes', () => cached('', { content: { B: new Uint8Array([1]) } })],
    ['has a time that is a string', () => cached(planted({}), { freshUntil: { S: 'later' } })],
    ['has an invalid time of writing', () => cached(planted({}), { writtenAt: { S: 'x' } })],
    [
      'was written in the future',
      () => cached(planted({}), { writtenAt: n(now() + HOUR), freshUntil: n(now() + 2 * HOUR) }),
    ],
    ['is fresh for ever', () => cached(planted({}), { freshUntil: n(9e15) })],
    ['is leased for ever', () => ({ leaseHolder: { S: 'x' }, leaseUntil: n(9e15) })],
    ['has a lease that ends at a string', () => ({ leaseHolder: { S: 'x' }, leaseUntil: { S: 'later' } })],
    ['is leased without a holder', () => ({ leaseUntil: { NULL: true } })],
  ])('that %s is not served: SES is called, and its answer is cached', async (_, item) => {
    world.ahead += 2 * SECOND; // a turn is free
    await put(`message/${ID}`, item());
    const calls = world.calls.length;
    const { status, body } = await ask(world.instance(), eventOf(ID));
    expect([status, world.calls.length]).toEqual([200, calls + 1]);
    expect(body.insights[0].destination).toBe('a***@example.com');
    expect(JSON.stringify(body)).not.toContain('planted');
    expect(world.logs.at(-1)).not.toHaveProperty('tableFailure');
    expect((await itemOf(`message/${ID}`)).content?.S).toContain('a***@example.com');
    expect((await ask(world.instance(), eventOf(ID))).status).toBe(200);
    expect(world.calls).toHaveLength(calls + 1);
  });
});

describe('a cached response of GetAccount', () => {
  it.each<[string, string]>([
    ['is not JSON', '{'],
    ['is a list', '[true]'],
    ['is from an older version', 'true'],
    ['is a number', '1'],
    ['is null', 'null'],
    ['is of another shape', '{"enabled":"yes"}'],
    ['has an invalid plan', '{"enabled":true,"plan":5}'],
  ])('that %s is not used: SES is called, and its response is cached', async (_, content) => {
    world.ahead += 31 * SECOND;
    await put('vdm-enabled', cached(content));
    const accounts = () => world.requests.filter((operation) => operation === 'GetAccount').length;
    const before = accounts();
    const { status, body } = await ask(world.instance(), eventOf(UNKNOWN));
    expect([status, body.type, accounts()]).toEqual([404, 'tag:ses-metrics-exporter,2026:unknown-message', before + 1]);
    expect(JSON.parse((await itemOf('vdm-enabled')).content?.S ?? '')).toMatchObject({ enabled: true });
  });
});

describe('the line of turns', () => {
  const turn = (about: object = {}) => ({ at: now() + 900, caller: 'x', holder: 'y', until: now() + 5_000, ...about });
  it.each<[string, () => Record<string, AttributeValue>]>([
    ['has a time that is a string', () => ({ freeAt: { S: 'soon' } })],
    ['has a time that is empty', () => ({ freeAt: { S: '' } })],
    ['has a time that is null', () => ({ freeAt: { NULL: true } })],
    ['has a time that is a map', () => ({ freeAt: { M: { N: n(5) } } })],
    ['has a time that is a list', () => ({ freeAt: { L: [n(5)] } })],
    ['has a time far ahead', () => ({ freeAt: n(now() + HOUR) })],
    ['has the largest number', () => ({ freeAt: { N: '9'.repeat(38) } })],
    ['has a negative time', () => ({ freeAt: n(-1) })],
    ['has no time', () => ({ turns: { S: '[]' } })],
    ['has turns that are not JSON', () => ({ freeAt: { S: 'x' }, turns: { S: '[{' } })],
    ['has turns that are a map', () => ({ freeAt: { S: 'x' }, turns: { M: {} } })],
    ['has turns that are a DynamoDB list', () => ({ freeAt: { S: 'x' }, turns: { L: [{ S: 'x' }] } })],
    ['has turns that are a number', () => ({ freeAt: { S: 'x' }, turns: n(5) })],
    ['has invalid turns', () => ({ freeAt: { S: 'x' }, turns: { S: '[null,5,"x",{},{"at":"x"}]' } })],
    ['has a turn far ahead', () => ({ freeAt: { S: 'x' }, turns: { S: JSON.stringify([turn({ at: 9e15 })]) } })],
    [
      'has a turn without a caller',
      () => ({ freeAt: { S: 'x' }, turns: { S: JSON.stringify([turn({ caller: 5 })]) } }),
    ],
    [
      'has turns out of order',
      () => ({ freeAt: { S: 'x' }, turns: { S: JSON.stringify([turn({ at: now() + 1800 }), turn({ at: 5 })]) } }),
    ],
  ])('that %s is repaired, and turns keep their spacing', async (_, item) => {
    world.ahead += MINUTE;
    await put('next-turn', item());
    const calls = world.calls.length;
    for (const id of [ID, OTHER]) {
      const { status } = await ask(world.instance(), eventOf(id, { headers: { 'cache-control': 'no-cache' } }));
      expect(status).toBeLessThan(500);
    }
    const [first, second] = world.calls.slice(calls).map(({ at }) => at);
    expect((second as number) - (first as number)).toBeGreaterThanOrEqual(1_000);
    for (const line of world.logs.slice(-2)) expect(line).not.toHaveProperty('tableFailure');
    const { freeAt, turns } = await itemOf('next-turn');
    expect(Math.abs(Number(freeAt?.N) - now())).toBeLessThan(10 * SECOND);
    expect(JSON.parse(turns?.S ?? '')).toEqual(expect.any(Array));
  });
});
