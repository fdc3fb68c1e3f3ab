/** DynamoDB on this machine, served by dynalite. */
import { Agent } from 'node:https';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { TABLE_KEY } from '../../lambda/shared/contract';
import { type Certificate, locationOf } from './aws';
import { type Listening, listenOnLoopback } from './loopback';

export type LocalDynamoDb = Listening;

/**
 * Starts a server on a free port of the loopback interface, with the table that the stack deploys.
 *
 * @param certificate the server speaks TLS with this certificate. Default: plain HTTP
 */
export async function startLocalDynamoDb(tableName: string, certificate?: Certificate): Promise<LocalDynamoDb> {
  const server = await listenOnLoopback(dynalite({ createTableMs: 0, ...(certificate && tlsOptions(certificate)) }));
  const trust = certificate && { requestHandler: { httpsAgent: new Agent({ ca: certificate.cert }) } };
  const client = new DynamoDBClient({ ...locationOf(server.url), ...trust });
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

function tlsOptions({ cert, key }: Certificate) {
  return { ssl: true, cert, key, ca: cert };
}
