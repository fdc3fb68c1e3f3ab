import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE_KEY, TABLE_TIMEOUT_MS, TABLE_TTL } from './contract';
import { IMPLAUSIBLE_MS, type Line, toLine } from './turns';

/** The table, by the name of the deployed one. All times are epoch milliseconds. */
export interface Table {
  readonly dynamodb: DynamoDBClient;
  readonly name: string;
}

/** Something that was kept, and for how long. */
export interface KeptItem {
  /** Anything that JSON can hold: what it is read as has to be checked. */
  readonly content: unknown;
  readonly writtenAt: number;
  /** From then on it is not to be used. */
  readonly freshUntil: number;
}

const TURN_KEY = 'next-turn';

/** DynamoDB deletes what is no longer of use; a lease outlives no answer. */
const KEPT_BEHIND_MS = 60 * 60_000;

/** The line as it was found: it is replaced only while it is the same. */
export interface KeptLine {
  readonly freeAt?: AttributeValue;
  readonly turns?: AttributeValue;
}

/** The line of turns, and as what it was kept. */
export async function readLine(
  { dynamodb, name }: Table,
  now: number,
): Promise<{ readonly line: Line; readonly kept: KeptLine }> {
  const { Item: { freeAt, turns } = {} } = await dynamodb.send(
    new GetItemCommand({ TableName: name, Key: { [TABLE_KEY]: { S: TURN_KEY } }, ConsistentRead: true }),
    inTime(),
  );
  return { line: toLine(numberOf(freeAt), parse(turns?.S), now), kept: { freeAt, turns } };
}

/**
 * Begins a new line, unless there are turns after a time.
 *
 * @param implausible turns given away beyond this time were so by a clock that is wrong, and do not count
 */
export async function startLine(table: Table, line: Line, turn: number, implausible: number): Promise<boolean> {
  return writeLine(table, line, 'attribute_not_exists(freeAt) OR freeAt <= :turn OR freeAt > :implausible', {
    ':turn': { N: String(turn) },
    ':implausible': { N: String(implausible) },
  });
}

/** Replaces the line, unless somebody else has. */
export async function replaceLine(table: Table, { freeAt, turns }: KeptLine, line: Line): Promise<boolean> {
  const [isSameTime, time] = isStill('freeAt', freeAt);
  const [areSameTurns, old] = isStill('turns', turns);
  return writeLine(table, line, `${isSameTime} AND ${areSameTurns}`, { ...time, ...old });
}

/** That an attribute is as it was; of one that this version does not write, that it is of that type. */
function isStill(name: string, value: AttributeValue | undefined): [string, Record<string, AttributeValue>] {
  if (!value) return [`attribute_not_exists(${name})`, {}];
  if (value.N !== undefined || value.S !== undefined) return [`${name} = :old_${name}`, { [`:old_${name}`]: value }];
  return [`attribute_type(${name}, :old_${name})`, { [`:old_${name}`]: { S: Object.keys(value)[0] as string } }];
}

async function writeLine(
  table: Table,
  { freeAt, turns }: Line,
  condition: string,
  values: Record<string, AttributeValue>,
): Promise<boolean> {
  const written = await updateIf(table, TURN_KEY, {
    UpdateExpression: 'SET freeAt = :freeAt, turns = :turns',
    ConditionExpression: condition,
    ExpressionAttributeValues: {
      ...values,
      ':freeAt': { N: String(freeAt) },
      ':turns': { S: JSON.stringify(turns) },
    },
  });
  return written !== undefined;
}

/** What is kept was written by this version, by another, or by hand: a number is one only if it says so. */
function numberOf(attribute: AttributeValue | undefined): number {
  return attribute?.N === undefined ? Number.NaN : Number(attribute.N);
}

/** Undefined for what is no JSON. */
export function parse(content: string | undefined): unknown {
  try {
    return content === undefined ? undefined : JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** What is kept under a key, and until when somebody has the right to fetch it anew. */
export interface Entry {
  readonly kept?: KeptItem;
  /** NaN: nobody has. */
  readonly leasedUntil: number;
}

/** Of the shape of what is kept, and of how it is masked. Raise it with either: what an older version kept is not used. */
const CONTENT_VERSION = '2';

export async function readEntry({ dynamodb, name }: Table, key: string): Promise<Entry> {
  const { Item = {} } = await dynamodb.send(
    new GetItemCommand({ TableName: name, Key: { [TABLE_KEY]: { S: key } }, ConsistentRead: true }),
    inTime(),
  );
  const { content, version, writtenAt, freshUntil, leaseUntil } = Item;
  const isKept = content?.S !== undefined && version?.N === CONTENT_VERSION;
  return {
    kept: isKept
      ? { content: parse(content.S), writtenAt: numberOf(writtenAt), freshUntil: numberOf(freshUntil) }
      : undefined,
    leasedUntil: numberOf(leaseUntil),
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
