import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE_KEY, TABLE_TIMEOUT_MS, TABLE_TTL } from './contract';

/** The table, by the name of the deployed one. All times are epoch milliseconds. */
export interface Table {
  readonly dynamodb: DynamoDBClient;
  readonly name: string;
}

/** Something that was kept, and for how long. */
export interface KeptItem {
  /** JSON. */
  readonly content: string;
  readonly writtenAt: number;
  /** From then on it is not to be used. */
  readonly freshUntil: number;
}

const TURN_KEY = 'next-turn';

/** DynamoDB deletes what is no longer of use; a lease outlives no answer. */
const KEPT_BEHIND_MS = 60 * 60_000;

/** The time from which on the next call may be made; undefined when none was made yet. */
export async function readNextTurn({ dynamodb, name }: Table): Promise<number | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: name, Key: { [TABLE_KEY]: { S: TURN_KEY } }, ConsistentRead: true }),
    inTime(),
  );
  return Item?.freeAt?.N === undefined ? undefined : Number(Item.freeAt.N);
}

/**
 * Takes the turn at a time of one's own choice, unless turns up to then or later have been given away.
 *
 * @param next from when on the turn after this one is free
 * @param implausible turns given away beyond this time were so by a clock that is wrong, and do not count
 */
export async function takeFreeTurn(table: Table, turn: number, next: number, implausible: number): Promise<boolean> {
  const taken = await updateIf(table, TURN_KEY, {
    UpdateExpression: 'SET freeAt = :next',
    ConditionExpression: 'attribute_not_exists(freeAt) OR freeAt <= :turn OR freeAt > :implausible',
    ExpressionAttributeValues: {
      ':turn': { N: String(turn) },
      ':next': { N: String(next) },
      ':implausible': { N: String(implausible) },
    },
  });
  return taken !== undefined;
}

/**
 * Takes the next turn behind those that others wait for.
 *
 * @returns the turn; undefined when it would lie outside of [earliest, latest]
 */
export async function joinQueue(
  table: Table,
  spacingMs: number,
  earliest: number,
  latest: number,
): Promise<number | undefined> {
  const taken = await updateIf(table, TURN_KEY, {
    UpdateExpression: 'ADD freeAt :spacing',
    ConditionExpression: 'freeAt BETWEEN :earliest AND :latest',
    ExpressionAttributeValues: {
      ':spacing': { N: String(spacingMs) },
      ':earliest': { N: String(earliest) },
      ':latest': { N: String(latest) },
    },
  });
  return taken && Number(taken.freeAt?.N) - spacingMs;
}

/** What is kept under a key, and until when somebody has the right to fetch it anew. */
export interface Entry {
  readonly kept?: KeptItem;
  readonly leasedUntil?: number;
}

export async function readEntry({ dynamodb, name }: Table, key: string): Promise<Entry> {
  const { Item = {} } = await dynamodb.send(
    new GetItemCommand({ TableName: name, Key: { [TABLE_KEY]: { S: key } }, ConsistentRead: true }),
    inTime(),
  );
  const { content, writtenAt, freshUntil, leaseUntil } = Item;
  return {
    kept:
      content?.S === undefined
        ? undefined
        : { content: content.S, writtenAt: Number(writtenAt?.N), freshUntil: Number(freshUntil?.N) },
    leasedUntil: leaseUntil && Number(leaseUntil.N),
  };
}

/** DynamoDB takes items of 400 KB, attributes and all. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_CONTENT_BYTES = 390_000;

/**
 * Keeps something, and ends the lease on it.
 *
 * @returns false for what is too large to be kept
 */
export async function writeItem({ dynamodb, name }: Table, key: string, item: KeptItem): Promise<boolean> {
  if (Buffer.byteLength(item.content) > MAX_CONTENT_BYTES) return false;
  await dynamodb.send(
    new PutItemCommand({
      TableName: name,
      Item: {
        [TABLE_KEY]: { S: key },
        [TABLE_TTL]: { N: toTtl(item.freshUntil) },
        content: { S: item.content },
        writtenAt: { N: String(item.writtenAt) },
        freshUntil: { N: String(item.freshUntil) },
      },
    }),
    inTime(),
  );
  return true;
}

/**
 * The right to fetch what is kept under a key, while nobody else does. Who asks again, because the answer got lost, has it.
 *
 * @param until the lease is over then, should its holder die
 */
export async function takeLease(
  table: Table,
  key: string,
  holder: string,
  now: number,
  until: number,
): Promise<boolean> {
  const taken = await updateIf(table, key, {
    UpdateExpression: 'SET leaseHolder = :holder, leaseUntil = :until, #ttl = :ttl',
    ConditionExpression: 'attribute_not_exists(leaseUntil) OR leaseUntil < :now OR leaseHolder = :holder',
    ExpressionAttributeNames: { '#ttl': TABLE_TTL },
    ExpressionAttributeValues: {
      ':holder': { S: holder },
      ':now': { N: String(now) },
      ':until': { N: String(until) },
      ':ttl': { N: toTtl(until) },
    },
  });
  return taken !== undefined;
}

/** Gives back a lease without having kept anything. */
export async function endLease(table: Table, key: string, holder: string): Promise<void> {
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

/** The attributes that were changed, or undefined when the condition did not hold. */
async function updateIf({ dynamodb, name }: Table, key: string, update: Update) {
  try {
    const { Attributes = {} } = await dynamodb.send(
      new UpdateItemCommand({
        TableName: name,
        Key: { [TABLE_KEY]: { S: key } },
        ReturnValues: 'UPDATED_NEW',
        ...update,
      }),
      inTime(),
    );
    return Attributes;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** Ends a call whose answer does not come, or does not end. */
function inTime() {
  return { abortSignal: AbortSignal.timeout(TABLE_TIMEOUT_MS) };
}

function toTtl(freshUntil: number): string {
  return String(Math.ceil((freshUntil + KEPT_BEHIND_MS) / 1000));
}
