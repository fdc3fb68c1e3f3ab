/** Endpoints of DynamoDB that fail or never respond. */
import { createServer } from 'node:http';
import { type Listening, listenOnLoopback } from '../../local/aws/loopback';

export interface FaultyDynamoDb extends Listening {
  /** Returns the number of requests that arrived. */
  readonly requests: () => number;
}

/**
 * Starts an endpoint whose every response is an error, or never ends.
 *
 * @param errorName the error of every response. Undefined: no response ends.
 * @param beginning the start of a response that never ends. Default: the response never begins.
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
  return { ...(await listenOnLoopback(server)), requests: () => requests };
}
