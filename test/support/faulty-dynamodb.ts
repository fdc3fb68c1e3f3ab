/** A DynamoDB that does not work. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FaultyDynamoDb {
  readonly url: string;
  /** Requests that arrived. */
  readonly requests: () => number;
  close(): Promise<void>;
}

/**
 * @param errorName the error of every answer; undefined: there is never an answer
 * @param beginning what an answer begins with that never ends. Default: it does not begin
 */
export async function startFaultyDynamoDb(errorName: string | undefined, beginning?: string): Promise<FaultyDynamoDb> {
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    if (beginning !== undefined)
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).write(beginning);
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

/** A server in front of another, which keeps every request waiting. */
export async function startSlowProxy(
  target: string,
  delayMs: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    const { host, 'content-length': length, connection, ...headers } = incoming.headers as Record<string, string>;
    const answer = await fetch(target, { method: 'POST', headers, body: Buffer.concat(chunks) });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
