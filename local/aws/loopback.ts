/** Servers for programs on this machine. Other machines and web pages cannot use them. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';

export interface Listening {
  readonly url: string;
  /** Stops the server, and closes open connections. */
  close(): Promise<void>;
}

const LOOPBACK = String.raw`(?:127\.0\.0\.1|localhost|\[::1\])(?::(?<port>\d+))?`;
const LOOPBACK_HOST = new RegExp(`^${LOOPBACK}$`, 'i');
const LOOPBACK_ORIGIN = new RegExp(`^https?://${LOOPBACK}$`, 'i');
const LOOPBACK_PAGE = new RegExp(`^https?://${LOOPBACK}(?:/.*)?$`, 'i');

/** A browser lets other sites read a response only with these headers. */
const CORS_HEADER = /^access-control-/i;

/** Node emits these events with a request and its response. */
const REQUEST_EVENTS = ['request', 'checkContinue', 'checkExpectation'];
/** Node emits these events with a request and its connection, without a response. */
const TUNNEL_EVENTS = ['connect', 'upgrade'];

/**
 * Starts a server behind a guard. The guard answers requests from web pages of other sites with status 403, and the server
 * does not see them. Every server of this repository starts here.
 *
 * @param port default: a free port
 * @throws Error when the port is in use
 */
export async function listenOnLoopback(server: Server, port = 0): Promise<Listening> {
  guard(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `${server instanceof TlsServer ? 'https' : 'http'}://127.0.0.1:${portOf(server)}`,
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

/** Replaces `emit`, so that the guard runs before all listeners, including those added later. Node emits an event per request. */
function guard(server: Server): void {
  let port = 0;
  server.once('listening', () => {
    port = portOf(server); // a closing server has no port
  });
  const emit = server.emit.bind(server) as (event: string | symbol, ...args: unknown[]) => boolean;
  server.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    if (TUNNEL_EVENTS.includes(String(event))) {
      rejectTunnel(args[1] as Duplex);
      return true;
    }
    if (!REQUEST_EVENTS.includes(String(event))) return emit(event, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse];
    removeCorsHeaders(response);
    const reason = rejectionOf(request, port);
    if (reason === undefined) return emit(event, ...args);
    reject(response, reason);
    return true;
  };
  server.on('connect', () => undefined); // without a listener, Node closes the connection without an answer
}

/** Returns why a request is rejected; undefined for an accepted one. */
function rejectionOf({ url = '', headersDistinct }: IncomingMessage, port: number): string | undefined {
  const { host = [], origin = [], referer = [], 'sec-fetch-site': site = [] } = headersDistinct;
  const named = host.length === 1 ? LOOPBACK_HOST.exec(host[0] as string) : null;
  // Rejects DNS rebinding: only loopback host names are allowed.
  if (!named || Number(named.groups?.port ?? port) !== port) {
    return `This server is 127.0.0.1:${port}: send exactly one Host header, with this name.`;
  }
  if (!url.startsWith('/')) return 'This server is not a proxy: request a path, not a URL.';
  // A browser sends at least one of these headers with a request from another site. Programs send none.
  const isFromThisMachine =
    origin.every((value) => LOOPBACK_ORIGIN.test(value)) &&
    referer.every((value) => LOOPBACK_PAGE.test(value)) &&
    !site.some((value) => !['same-origin', 'same-site', 'none'].includes(value));
  return isFromThisMachine
    ? undefined
    : 'This server is for programs on this machine: web pages of other sites must not use it.';
}

function reject(response: ServerResponse, message: string): void {
  response.statusCode = 403;
  response.setHeader('content-type', 'application/json');
  response.setHeader('connection', 'close'); // the rest of the request is not read
  response.end(JSON.stringify({ message }));
}

function rejectTunnel(connection: Duplex): void {
  const body = JSON.stringify({ message: 'This server is not a proxy, and supports no protocol upgrade.' });
  connection.on('error', () => undefined); // the client may have closed it
  connection.end(
    `HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** Removes CORS headers from a response, so that other sites cannot read it. */
function removeCorsHeaders(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (status: number, reason?: string) => ServerResponse;
  response.writeHead = (status: number, ...rest: unknown[]) => {
    const [reason] = rest.filter((value) => typeof value === 'string');
    for (const [name, value] of rest.flatMap(toPairs)) response.setHeader(name, value);
    for (const name of response.getHeaderNames()) if (CORS_HEADER.test(name)) response.removeHeader(name);
    return writeHead(status, reason);
  };
}

/** Reads headers in both forms that Node accepts: an object, or a flat list of names and values. */
function toPairs(headers: unknown): [string, string][] {
  if (Array.isArray(headers))
    return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : []));
  return typeof headers === 'object' ? Object.entries(headers ?? {}) : [];
}
