/** A server that records the requests of a client, and answers each one with status 403. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from '../../local/aws/loopback';

export interface RequestLog {
  readonly url: string;
  readonly requests: readonly { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  close(): Promise<void>;
}

export async function startRequestLog(): Promise<RequestLog> {
  const requests: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    requests.push({ headers: request.headers, body: await text(request) });
    response.writeHead(403).end();
  });
  return { requests, ...(await listenOnLoopback(server)) };
}
