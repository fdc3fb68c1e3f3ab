/** DynamoDB on this machine: dynalite, a server of its protocol that others keep. */
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { TABLE_KEY } from '../lambda/message-insights/contract';
import { locationOf } from './aws';

export interface LocalDynamoDb {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server on a free port of the loopback interface, with a table such as the stack deploys. */
export async function startLocalDynamoDb(tableName: string): Promise<LocalDynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient(locationOf(url));
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: TABLE_KEY, AttributeType: 'S' }],
      KeySchema: [{ AttributeName: TABLE_KEY, KeyType: 'HASH' }],
    }),
  );
  client.destroy();
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
