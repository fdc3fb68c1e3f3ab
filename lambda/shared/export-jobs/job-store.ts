/** Items with a version. A write succeeds only if nobody else has written the item since it was read. */
import { randomInt } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE_KEY, TABLE_TIMEOUT_MS, TABLE_TTL } from '../contract';

export interface StoredItem {
  /** Any JSON. Undefined: the item has no JSON. The reader must validate it, and compare times: items expire late. */
  readonly content: unknown;
  /** Changes with each write. */
  readonly version: number;
}

export interface Write {
  /** The version that was read. Undefined: the item must not exist. */
  readonly expected: number | undefined;
  /** When the item may be deleted, epoch milliseconds. */
  readonly expiresAt: number;
}

export interface JobStore {
  /** @throws Error of the SDK when the table fails */
  read(key: string): Promise<StoredItem | undefined>;
  /**
   * @returns the new version, or undefined if another writer was faster
   * @throws Error of the SDK when the table fails. The item may have been written anyway.
   */
  write(key: string, content: unknown, write: Write): Promise<number | undefined>;
}

/** Version of an item that this store did not write. */
const FOREIGN = -1;

/** Returns a store that all instances share. */
export function createTableStore(dynamodb: DynamoDBClient, tableName: string): JobStore {
  return {
    async read(key) {
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: tableName, Key: { [TABLE_KEY]: { S: key } }, ConsistentRead: true }),
        withTimeout(),
      );
      return Item && { content: parse(Item.content?.S), version: Number(Item.version?.N ?? FOREIGN) };
    },

    async write(key, content, { expected, expiresAt }) {
      const version = newVersion();
      // The SDK repeats a request without a response. The repeated write finds its own version, and succeeds.
      const condition = `${conditionOf(expected)} OR version = :version`;
      const command = new PutItemCommand({
        TableName: tableName,
        Item: {
          [TABLE_KEY]: { S: key },
          [TABLE_TTL]: { N: String(Math.ceil(expiresAt / 1_000)) },
          content: { S: JSON.stringify(content) },
          version: { N: String(version) },
        },
        ConditionExpression: condition,
        ExpressionAttributeNames: condition.includes('#key') ? { '#key': TABLE_KEY } : undefined,
        ExpressionAttributeValues: { ':version': { N: String(version) }, ...valuesOf(expected) },
      });
      try {
        await dynamodb.send(command, withTimeout());
        return version;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },
  };
}

/** Returns a store for one process. It deletes expired items when it writes others. */
export function createMemoryStore(now: () => number): JobStore {
  const items = new Map<string, { readonly json: string; readonly version: number; readonly expiresAt: number }>();
  return {
    async read(key) {
      const item = items.get(key);
      return item && { content: JSON.parse(item.json), version: item.version };
    },

    async write(key, content, { expected, expiresAt }) {
      if (items.get(key)?.version !== expected) return undefined;
      const version = newVersion();
      for (const [other, item] of items) if (item.expiresAt < now()) items.delete(other);
      items.set(key, { json: JSON.stringify(content), version, expiresAt });
      return version;
    },
  };
}

/** A version is random, so that an item that was deleted and written again never has an earlier version. */
function newVersion(): number {
  return randomInt(2 ** 48 - 1);
}

function conditionOf(expected: number | undefined): string {
  if (expected === undefined) return 'attribute_not_exists(#key)';
  return expected === FOREIGN ? 'NOT attribute_type(version, :number)' : 'version = :expected';
}

function valuesOf(expected: number | undefined): Record<string, AttributeValue> {
  if (expected === undefined) return {};
  return expected === FOREIGN ? { ':number': { S: 'N' } } : { ':expected': { N: String(expected) } };
}

/** Returns undefined for a string that is not JSON. */
function parse(content: string | undefined): unknown {
  try {
    return content === undefined ? undefined : JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** The abort signal limits the whole call, with its response. */
function withTimeout(): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(TABLE_TIMEOUT_MS) };
}
