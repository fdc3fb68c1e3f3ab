import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE_KEY, TABLE_TIMEOUT_MS, TABLE_TTL } from '../shared/contract';
import { IMPLAUSIBLE_MS, type Line, toLine } from './turns';

/** The deployed table. All times are epoch milliseconds. */
export interface Table {
  readonly dynamodb: DynamoDBClient;
  readonly name: string;
}

/** A cached item. */
export interface CacheItem {
  /** Any JSON. The reader must validate it. */
  readonly content: unknown;
  readonly writtenAt: number;
  /** The item must not be used after this time. */
  readonly freshUntil: number;
}

/** How long an item stays in the table after it expires. An item with a lease stays this long after the lease ends. */
const RETAINED_MS = 60 * 60_000;

/** A line of turns in the table. */
export interface LinePlace {
  readonly table: Table;
  /** Key of the line's item. */
  readonly key: string;
}

/** The stored attributes of a line. A conditional update compares them. */
export interface StoredLine {
  readonly freeAt?: AttributeValue;
  readonly turns?: AttributeValue;
}

/** Returns the line of turns, and its stored attributes. */
export async function readLine(
  { table: { dynamodb, name }, key }: LinePlace,
  now: number,
): Promise<{ readonly line: Line; readonly stored: StoredLine }> {
  const { Item: { freeAt, turns } = {} } = await dynamodb.send(
    new GetItemCommand({ TableName: name, Key: { [TABLE_KEY]: { S: key } }, ConsistentRead: true }),
    withTimeout(),
  );
  return { line: toLine({ freeAt: numberOf(freeAt), turns: parse(turns?.S) }, now), stored: { freeAt, turns } };
}

/**
 * Starts a new line, unless the stored line has turns after a given time.
 *
 * @param unless.after the given time, epoch milliseconds. Turns more than `IMPLAUSIBLE_MS` later come from a wrong
 * clock, and do not count.
 * @returns whether the line was written
 */
export async function startLine(place: LinePlace, line: Line, unless: { readonly after: number }): Promise<boolean> {
  return writeLine(place, line, {
    expression: 'attribute_not_exists(freeAt) OR freeAt <= :after OR freeAt > :implausible',
    values: {
      ':after': { N: String(unless.after) },
      ':implausible': { N: String(unless.after + IMPLAUSIBLE_MS) },
    },
  });
}

/**
 * Replaces the line, unless another instance changed it.
 *
 * @returns whether the line was written
 */
export async function replaceLine(place: LinePlace, { freeAt, turns }: StoredLine, line: Line): Promise<boolean> {
  const [isSameTime, oldTime] = unchangedCondition('freeAt', freeAt);
  const [areSameTurns, oldTurns] = unchangedCondition('turns', turns);
  return writeLine(place, line, {
    expression: `${isSameTime} AND ${areSameTurns}`,
    values: { ...oldTime, ...oldTurns },
  });
}

/**
 * Returns the condition that an attribute is unchanged, and the values of that condition. For a type that this version
 * does not write, the condition compares only the type.
 */
function unchangedCondition(name: string, value: AttributeValue | undefined): [string, Record<string, AttributeValue>] {
  if (!value) return [`attribute_not_exists(${name})`, {}];
  if (value.N !== undefined || value.S !== undefined) return [`${name} = :old_${name}`, { [`:old_${name}`]: value }];
  return [`attribute_type(${name}, :old_${name})`, { [`:old_${name}`]: { S: Object.keys(value)[0] as string } }];
}

interface Condition {
  readonly expression: string;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

async function writeLine({ table, key }: LinePlace, { freeAt, turns }: Line, condition: Condition): Promise<boolean> {
  return updateIf(table, key, {
    UpdateExpression: 'SET freeAt = :freeAt, turns = :turns',
    ConditionExpression: condition.expression,
    ExpressionAttributeValues: {
      ...condition.values,
      ':freeAt': { N: String(freeAt) },
      ':turns': { S: JSON.stringify(turns) },
    },
  });
}

/** Returns NaN for an attribute that is not a number. Other versions, or people, may have written it. */
function numberOf(attribute: AttributeValue | undefined): number {
  return attribute?.N === undefined ? Number.NaN : Number(attribute.N);
}

/** Returns undefined for a string that is not JSON. */
function parse(content: string | undefined): unknown {
  try {
    return content === undefined ? undefined : JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** The cached item of a key, and the lease on fetching it again. */
export interface CacheEntry {
  readonly item?: CacheItem;
  /** NaN without a lease. */
  readonly leasedUntil: number;
}

/**
 * Version of the content's shape and of the masking. Raise it when either changes. Items of other versions are ignored.
 */
const CONTENT_VERSION = '3';

export async function readCacheEntry({ dynamodb, name }: Table, key: string): Promise<CacheEntry> {
  const { Item = {} } = await dynamodb.send(
    new GetItemCommand({ TableName: name, Key: { [TABLE_KEY]: { S: key } }, ConsistentRead: true }),
    withTimeout(),
  );
  const { content, version, writtenAt, freshUntil, leaseUntil } = Item;
  const isCurrent = content?.S !== undefined && version?.N === CONTENT_VERSION;
  return {
    item: isCurrent
      ? { content: parse(content.S), writtenAt: numberOf(writtenAt), freshUntil: numberOf(freshUntil) }
      : undefined,
    leasedUntil: numberOf(leaseUntil),
  };
}

/**
 * DynamoDB limits an item to 400 KB, including its attribute names.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
const MAX_CONTENT_BYTES = 390_000;

/**
 * Writes an item to the cache, and ends the lease on it.
 *
 * @returns false if the item is too large, and was not written
 */
export async function writeCacheItem({ dynamodb, name }: Table, key: string, item: CacheItem): Promise<boolean> {
  const content = JSON.stringify(item.content);
  if (Buffer.byteLength(content) > MAX_CONTENT_BYTES) return false;
  await dynamodb.send(
    new PutItemCommand({
      TableName: name,
      Item: {
        [TABLE_KEY]: { S: key },
        [TABLE_TTL]: { N: toTtl(item.freshUntil) },
        content: { S: content },
        version: { N: CONTENT_VERSION },
        writtenAt: { N: String(item.writtenAt) },
        freshUntil: { N: String(item.freshUntil) },
      },
    }),
    withTimeout(),
  );
  return true;
}

export interface Lease {
  readonly key: string;
  readonly holder: string;
  readonly now: number;
  /** When the lease ends if its holder dies, epoch milliseconds. */
  readonly until: number;
}

/**
 * Takes the lease on fetching an item, so that only one instance fetches it. A holder that did not receive the response
 * can repeat the request, and still has the lease.
 *
 * @returns whether the lease was taken
 */
export async function takeLease(table: Table, { key, holder, now, until }: Lease): Promise<boolean> {
  return updateIf(table, key, {
    UpdateExpression: 'SET leaseHolder = :holder, leaseUntil = :until, #ttl = :ttl',
    ConditionExpression: '(NOT leaseUntil BETWEEN :now AND :implausible) OR leaseHolder = :holder',
    ExpressionAttributeNames: { '#ttl': TABLE_TTL },
    ExpressionAttributeValues: {
      ':holder': { S: holder },
      ':now': { N: String(now) },
      ':implausible': { N: String(now + IMPLAUSIBLE_MS) },
      ':until': { N: String(until) },
      ':ttl': { N: toTtl(until) },
    },
  });
}

/** Ends a lease without writing an item. */
export async function endLease(table: Table, { key, holder }: Pick<Lease, 'key' | 'holder'>): Promise<void> {
  await updateIf(table, key, {
    UpdateExpression: 'REMOVE leaseHolder, leaseUntil',
    ConditionExpression: 'leaseHolder = :holder',
    ExpressionAttributeValues: { ':holder': { S: holder } },
  });
}

type Update = Pick<
  ConstructorParameters<typeof UpdateItemCommand>[0],
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** Updates an item if the condition holds. Returns whether the item was updated. */
async function updateIf({ dynamodb, name }: Table, key: string, update: Update): Promise<boolean> {
  try {
    await dynamodb.send(
      new UpdateItemCommand({ TableName: name, Key: { [TABLE_KEY]: { S: key } }, ...update }),
      withTimeout(),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Aborts a call whose response does not arrive, or does not end, in time. */
function withTimeout() {
  return { abortSignal: AbortSignal.timeout(TABLE_TIMEOUT_MS) };
}

/** Returns the TTL attribute of an item or a lease that ends at this time. */
function toTtl(until: number): string {
  return String(Math.ceil((until + RETAINED_MS) / 1000));
}
