/** Servers for programs on this machine: other machines and web pages cannot use them. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Listening {
  readonly url: string;
  /** Ends open connections, too. */
  close(): Promise<void>;
}

const LOOPBACK = String.raw`(?:127\.0\.0\.1|localhost|\[::1\])(?::(?<port>\d+))?`;
const LOOPBACK_HOST = new RegExp(`^${LOOPBACK}$`, 'i');
const LOOPBACK_ORIGIN = new RegExp(`^https?://${LOOPBACK}$`, 'i');
const LOOPBACK_PAGE = new RegExp(`^https?://${LOOPBACK}(?:/.*)?$`, 'i');

/** A browser lets pages of other sites read only answers with headers of this name. */
const CORS_HEADER = /^access-control-/i;

/** Events in which Node hands over a request together with its response, and those that hand over the bare connection. */
const REQUEST_EVENTS = ['request', 'checkContinue', 'checkExpectation'];
const TUNNEL_EVENTS = ['connect', 'upgrade'];

/**
 * Starts a server behind the guard: a request that may come from a web page is answered with status 403, and the server
 * does not see it. Every server of this repository starts here.
 *
 * @param port default: a free one
 * @throws when the port is taken
 */
export async function listenOnLoopback(server: Server, port = 0): Promise<Listening> {
  guard(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** In front of all listeners, whenever they were added: Node hands every request over by emitting one of these events. */
function guard(server: Server): void {
  let port = 0;
  server.once('listening', () => {
    port = portOf(server); // a server that is closing has none
  });
  const emit = server.emit.bind(server) as (event: string | symbol, ...args: unknown[]) => boolean;
  server.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    if (TUNNEL_EVENTS.includes(String(event))) {
      refuseTunnel(args[1] as Duplex);
      return true;
    }
    if (!REQUEST_EVENTS.includes(String(event))) return emit(event, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse];
    withoutCors(response);
    const reason = refusalOf(request, port);
    if (reason === undefined) return emit(event, ...args);
    refuse(response, reason);
    return true;
  };
  server.on('connect', () => undefined); // else Node breaks the connection without an answer
}

/** Why a request is refused; undefined: it is not. */
function refusalOf({ url = '', headersDistinct }: IncomingMessage, port: number): string | undefined {
  const { host = [], origin = [], referer = [], 'sec-fetch-site': site = [] } = headersDistinct;
  const named = host.length === 1 ? LOOPBACK_HOST.exec(host[0] as string) : null;
  // A page whose own name was made to resolve to this machine sends that name.
  if (!named || Number(named.groups?.port ?? port) !== port) {
    return `This server is 127.0.0.1:${port}: send its name in exactly one Host header.`;
  }
  if (!url.startsWith('/')) return 'This server is not a proxy: send only the path.';
  // Browsers send one of these with what a page of another site asks for; programs send none.
  const isOfThisMachine =
    origin.every((value) => LOOPBACK_ORIGIN.test(value)) &&
    referer.every((value) => LOOPBACK_PAGE.test(value)) &&
    !site.some((value) => !['same-origin', 'same-site', 'none'].includes(value));
  return isOfThisMachine
    ? undefined
    : 'This server is for programs on this machine: pages of other sites may not use it.';
}

function refuse(response: ServerResponse, message: string): void {
  response.statusCode = 403;
  response.setHeader('content-type', 'application/json');
  response.setHeader('connection', 'close'); // what else comes over it is not read
  response.end(JSON.stringify({ message }));
}

function refuseTunnel(connection: Duplex): void {
  const body = JSON.stringify({ message: 'This server is not a proxy, and speaks no other protocol.' });
  connection.on('error', () => undefined); // the other end may be gone
  connection.end(
    `HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** Keeps a response from letting the pages of other sites read it. */
function withoutCors(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (status: number, reason?: string) => ServerResponse;
  response.writeHead = (status: number, ...rest: unknown[]) => {
    const [reason] = rest.filter((value) => typeof value === 'string');
    for (const [name, value] of rest.flatMap(toPairs)) response.setHeader(name, value);
    for (const name of response.getHeaderNames()) if (CORS_HEADER.test(name)) response.removeHeader(name);
    return writeHead(status, reason);
  };
}

/** Headers as Node takes them: an object, or a list of names and values in turn. */
function toPairs(headers: unknown): [string, string][] {
  if (Array.isArray(headers))
    return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : []));
  return typeof headers === 'object' ? Object.entries(headers ?? {}) : [];
}
