import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMemoryStore, createTableStore, type JobStore } from '../../../../lambda/shared/export-jobs/job-store';
import { locationOf } from '../../../../local/aws/aws';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../../../local/aws/dynamodb';
import { startFaultyDynamoDb } from '../../../support/faulty-dynamodb';
import { at, SECOND } from '../../../support/world';

const NOW = at('2026-11-22T12:00:00Z');
const LATER = NOW + 60 * SECOND;
const TABLE = 'items';

let server: LocalDynamoDb;
let dynamodb: DynamoDBClient;
beforeAll(async () => {
  server = await startLocalDynamoDb(TABLE);
  dynamodb = new DynamoDBClient(locationOf(server.url));
});
afterAll(async () => {
  dynamodb.destroy();
  await server.close();
});

let now = NOW;
let keys = 0;
const newKey = () => `key-${++keys}`;
const CONTENT = { list: [1, 'two', null], text: 'ümlaut' };
const fresh = { expected: undefined, expiresAt: LATER };

describe.each<[string, () => JobStore]>([
  ['the table', () => createTableStore(dynamodb, TABLE)],
  ['the memory', () => createMemoryStore(() => now)],
])('a store in %s', (_, create) => {
  it('reads what was written, and nothing under another key', async () => {
    const [store, key] = [create(), newKey()];
    const version = await store.write(key, CONTENT, fresh);
    expect(await store.read(key)).toEqual({ content: CONTENT, version });
    expect(await store.read(newKey())).toBeUndefined();
  });

  it('writes over the version that was read, and changes it', async () => {
    const [store, key] = [create(), newKey()];
    const first = await store.write(key, 1, fresh);
    const second = await store.write(key, 2, { expected: first, expiresAt: LATER });
    expect(second).not.toBe(first);
    expect(await store.read(key)).toEqual({ content: 2, version: second });
  });

  it('refuses a write over another version, a new item that exists, and an item that does not exist', async () => {
    const [store, key] = [create(), newKey()];
    const version = (await store.write(key, 1, fresh)) as number;
    await store.write(key, 2, { expected: version, expiresAt: LATER });
    expect(await store.write(key, 3, { expected: version, expiresAt: LATER })).toBeUndefined();
    expect(await store.write(key, 3, fresh)).toBeUndefined();
    expect(await store.write(newKey(), 3, { expected: version, expiresAt: LATER })).toBeUndefined();
    expect(await store.read(key)).toMatchObject({ content: 2 });
  });

  it('lets one of many writers win', async () => {
    const [store, key] = [create(), newKey()];
    const expected = await store.write(key, 0, fresh);
    const write = { expected, expiresAt: LATER };
    const versions = await Promise.all(Array.from({ length: 20 }, (_, index) => store.write(key, index, write)));
    expect(versions.filter((version) => version !== undefined)).toHaveLength(1);
  });

  it('keeps no reference to the content', async () => {
    const [store, key] = [create(), newKey()];
    const content = { value: 1 };
    await store.write(key, content, fresh);
    content.value = 2;
    expect(await store.read(key)).toMatchObject({ content: { value: 1 } });
  });
});

it('an item in the table has the time at which it expires, in seconds, rounded up', async () => {
  const key = newKey();
  await createTableStore(dynamodb, TABLE).write(key, CONTENT, { expected: undefined, expiresAt: LATER + 1 });
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: TABLE, Key: { key: { S: key } } }));
  expect(Item?.expiresAt).toEqual({ N: String(LATER / SECOND + 1) });
});

it.each([
  ['without content', {}],
  ['with broken JSON', { content: { S: '{"a":' } }],
  ['with a version of another type', { version: { S: '7' } }],
])('an item that something else wrote %s can be read and replaced once', async (_, attributes) => {
  const [store, key] = [createTableStore(dynamodb, TABLE), newKey()];
  await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { key: { S: key }, ...attributes } }));
  const item = await store.read(key);
  expect(item).toMatchObject({ content: undefined });
  const write = { expected: item?.version, expiresAt: LATER };
  const versions = await Promise.all([store.write(key, 1, write), store.write(key, 2, write)]);
  expect(versions.filter((version) => version !== undefined)).toHaveLength(1);
});

it('a write whose response was lost, and which the SDK repeats, succeeds', async () => {
  const client = new DynamoDBClient({ ...locationOf(server.url), maxAttempts: 2 });
  let attempts = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      if (attempts++ === 0) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', $retryable: {} });
      return answer;
    },
    { step: 'deserialize', name: 'loseFirstResponse', priority: 'high' },
  );
  const [store, key] = [createTableStore(client, TABLE), newKey()];
  const version = await store.write(key, CONTENT, fresh);
  expect(attempts).toBe(2);
  expect(await store.read(key)).toEqual({ content: CONTENT, version });
  client.destroy();
});

it('the memory drops expired items, and keeps the others', async () => {
  const store = createMemoryStore(() => now);
  await store.write('short', 1, { expected: undefined, expiresAt: NOW + SECOND });
  await store.write('long', 2, { expected: undefined, expiresAt: LATER });
  now = NOW + 2 * SECOND;
  await store.write('new', 3, { expected: undefined, expiresAt: LATER });
  expect([await store.read('short'), await store.read('long')]).toMatchObject([undefined, { content: 2 }]);
});

it.each(['ResourceNotFoundException', 'AccessDeniedException'])(
  'the table fails with %s: both calls throw',
  async (name) => {
    const faulty = await startFaultyDynamoDb(name);
    const client = new DynamoDBClient(locationOf(faulty.url));
    const store = createTableStore(client, TABLE);
    await expect(store.read('key')).rejects.toMatchObject({ name });
    await expect(store.write('key', 1, fresh)).rejects.toMatchObject({ name });
    client.destroy();
    await faulty.close();
  },
);
