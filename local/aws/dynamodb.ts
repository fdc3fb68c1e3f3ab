/** DynamoDB on this machine, served by dynalite. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { TABLE_KEY } from '../../lambda/shared/contract';
import { locationOf } from './aws';
import { type Listening, listenOnLoopback } from './loopback';

export type LocalDynamoDb = Listening;

/** Starts a server on a free port of the loopback interface, with the table that the stack deploys. */
export async function startLocalDynamoDb(tableName: string): Promise<LocalDynamoDb> {
  const server = await listenOnLoopback(dynalite({ createTableMs: 0 }));
  const client = new DynamoDBClient(locationOf(server.url));
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: TABLE_KEY, AttributeType: 'S' }],
        KeySchema: [{ AttributeName: TABLE_KEY, KeyType: 'HASH' }],
      }),
    );
  } catch (error) {
    await server.close();
    throw error;
  } finally {
    client.destroy();
  }
  return server;
}
