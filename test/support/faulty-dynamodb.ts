/** A DynamoDB that does not work. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FaultyDynamoDb {
  readonly url: string;
  /** Requests that arrived. */
  readonly requests: () => number;
  close(): Promise<void>;
}

/** @param errorName the error of every answer; undefined: there is never an answer */
export async function startFaultyDynamoDb(errorName: string | undefined): Promise<FaultyDynamoDb> {
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    if (errorName === undefined) return;
    const type = `com.amazonaws.dynamodb.v20120810#${errorName}`;
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: type, message: 'not today' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
