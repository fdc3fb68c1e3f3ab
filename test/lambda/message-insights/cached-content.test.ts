/** What the table may hold instead of what this version has kept there: none of it is served, and all of it heals. */
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

const now = () => Date.now() + world.ahead;
const n = (value: number) => ({ N: String(value) });

/** Something that is kept by this version, and fresh. */
const kept = (content: string, about: Record<string, AttributeValue> = {}) => ({
  content: { S: content },
  version: n(2),
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

describe('a kept answer', () => {
  it('of this version is served', async () => {
    await put(`message/${ID}`, kept(planted({})));
    const { status, body } = await ask(world.instance(), eventOf(ID));
    expect([status, body.emailTags]).toEqual([200, MASKED.emailTags]);
  });

  it('that says "not found" is served', async () => {
    await put(`message/${ID}`, kept('null'));
    expect((await ask(world.instance(), eventOf(ID))).status).toBe(404);
  });

  it.each<[string, () => Record<string, AttributeValue>]>([
    ['is no JSON', () => kept('{"messageId":')],
    ['is empty', () => kept('')],
    ['is a list', () => kept('[]')],
    ['is a number', () => kept('5')],
    ['is a string', () => kept('"alice@example.com"')],
    ['is true', () => kept('true')],
    ['is an empty object', () => kept('{}')],
    ['is about another message', () => kept(planted({ messageId: OTHER }))],
    ['has a subject', () => kept(planted({ subject: 'Your order, Alice' }))],
    ['names its sender', () => kept(planted({ fromEmailAddress: 'Shop <orders@shop.example>' }))],
    ['names its recipient', () => kept(planted({ insights: [{ ...INSIGHT, destination: 'alice@example.com' }] }))],
    [
      'names its recipient without an address',
      () => kept(planted({ insights: [{ ...INSIGHT, destination: 'Alice' }] })),
    ],
    [
      'names its recipient before a star',
      () => kept(planted({ insights: [{ ...INSIGHT, destination: 'alice*@x.example' }] })),
    ],
    ['has no list of recipients', () => kept(planted({ insights: {} }))],
    ['has a recipient that is none', () => kept(planted({ insights: [null] }))],
    ['has a status that is none', () => kept(planted({ insights: [{ ...INSIGHT, status: 'LOST' }] }))],
    ['has no events', () => kept(planted({ insights: [{ ...INSIGHT, events: undefined }] }))],
    ['has an event that is none', () => kept(planted({ insights: [{ ...INSIGHT, events: ['SEND'] }] }))],
    ['has a time that is none', () => kept(planted({ insights: [{ ...INSIGHT, events: [{ timestamp: 5 }] }] }))],
    ['has details that are none', () => kept(planted({ insights: [{ ...INSIGHT, events: [{ details: [] }] }] }))],
    [
      'has words that are none',
      () => kept(planted({ insights: [{ ...INSIGHT, events: [{ details: { bounce: { diagnosticCode: {} } } }] }] })),
    ],
    ['has tags that are none', () => kept(planted({ emailTags: [{ name: 'x' }] }))],
    ['has no tags', () => kept(planted({ emailTags: undefined }))],
    ['is of another version', () => kept(planted({}), { version: n(1) })],
    [
      'is of a version before there were any',
      () => {
        const { version, ...older } = kept(planted({}));
        return older;
      },
    ],
    ['is bytes', () => kept('', { content: { B: new Uint8Array([1]) } })],
    ['has a time that is a string', () => kept(planted({}), { freshUntil: { S: 'later' } })],
    ['was written at no time', () => kept(planted({}), { writtenAt: { S: 'x' } })],
    ['was written far ahead', () => kept(planted({}), { writtenAt: n(now() + HOUR), freshUntil: n(now() + 2 * HOUR) })],
    ['is fresh for ever', () => kept(planted({}), { freshUntil: n(9e15) })],
    ['is leased for ever', () => ({ leaseHolder: { S: 'x' }, leaseUntil: n(9e15) })],
    ['is leased until a string', () => ({ leaseHolder: { S: 'x' }, leaseUntil: { S: 'later' } })],
    ['is leased by nobody', () => ({ leaseUntil: { NULL: true } })],
  ])('that %s is not: SES is asked, and its answer is kept', async (_, item) => {
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

describe('what GetAccount said', () => {
  it.each<[string, string]>([
    ['is no JSON', '{'],
    ['is a list', '[true]'],
    ['is a word of an older version', 'true'],
    ['is a number', '1'],
    ['is null', 'null'],
    ['is of another shape', '{"enabled":"yes"}'],
    ['has a plan that is none', '{"enabled":true,"plan":5}'],
  ])('and %s is not believed: SES is asked, and that is kept', async (_, content) => {
    world.ahead += 31 * SECOND;
    await put('vdm-enabled', kept(content));
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
    ['has the last time there is', () => ({ freeAt: { N: '9'.repeat(38) } })],
    ['has a time before all others', () => ({ freeAt: n(-1) })],
    ['has no time', () => ({ turns: { S: '[]' } })],
    ['has turns that are no JSON', () => ({ freeAt: { S: 'x' }, turns: { S: '[{' } })],
    ['has turns that are a map', () => ({ freeAt: { S: 'x' }, turns: { M: {} } })],
    ['has turns that are a list of DynamoDB', () => ({ freeAt: { S: 'x' }, turns: { L: [{ S: 'x' }] } })],
    ['has turns that are a number', () => ({ freeAt: { S: 'x' }, turns: n(5) })],
    ['has turns that are none', () => ({ freeAt: { S: 'x' }, turns: { S: '[null,5,"x",{},{"at":"x"}]' } })],
    ['has a turn far ahead', () => ({ freeAt: { S: 'x' }, turns: { S: JSON.stringify([turn({ at: 9e15 })]) } })],
    ['has a turn of no caller', () => ({ freeAt: { S: 'x' }, turns: { S: JSON.stringify([turn({ caller: 5 })]) } })],
    [
      'has turns out of order',
      () => ({ freeAt: { S: 'x' }, turns: { S: JSON.stringify([turn({ at: now() + 1800 }), turn({ at: 5 })]) } }),
    ],
  ])('that %s heals: turns are given all the same, and apart', async (_, item) => {
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
