/**
 * The requests that the servers of this repository accept. The tests write raw bytes to a socket. `test/cli/start.long.ts` tests
 * the servers of `npm start`.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLocalApi } from '../../../local/aws/api-gateway';
import { locationOf, startLocalAws } from '../../../local/aws/aws';
import { startLocalDynamoDb } from '../../../local/aws/dynamodb';
import { type Listening, listenOnLoopback } from '../../../local/aws/loopback';
import { createMetricStore } from '../../../local/aws/metric-store';
import { startConsole } from '../../../local/console/server';
import { createLocalDeployment } from '../../../local/deployment/local-deployment';
import { ROOT, sourcesIn } from '../../support/sources';
import { settingsOf } from '../../support/world';

/** Changes to a request that the server accepts. */
interface Request {
  readonly method?: string;
  readonly target?: string;
  readonly version?: string;
  /** Replaces the `Host` header line. */
  readonly host?: readonly string[];
  readonly headers?: readonly string[];
  readonly body?: string;
}

const EMPTY_SESSION = {
  now: Date.now,
  metrics: createMetricStore({ now: Date.now }),
  deployment: createLocalDeployment({ now: Date.now }),
  invokeWidget: async () => '',
  examples: () => [],
};

const CONSOLE = { terminal: EMPTY_SESSION, title: '', settings: settingsOf() };

const SERVERS = {
  'SES and CloudWatch': {
    start: () =>
      startLocalAws({
        account: { sendDataPoints: () => [], account: () => ({}) },
        metrics: createMetricStore({ now: Date.now }),
        now: Date.now,
        limitClock: () => calls++ * 1000,
      }),
    served: { target: '/v2/email/account' },
  },
  DynamoDB: {
    start: () => startLocalDynamoDb('table'),
    served: {
      method: 'POST',
      headers: [
        'x-amz-target: DynamoDB_20120810.ListTables',
        'content-type: application/x-amz-json-1.0',
        'x-amz-date: 20261125T000000Z',
        'authorization: AWS4-HMAC-SHA256 Credential=a/20261125/local/dynamodb/aws4_request, SignedHeaders=host, Signature=b',
      ],
      body: '{}',
    },
  },
  'the look-up API': {
    start: () => startLocalApi(async () => ({ statusCode: 200, body: 'ok' }), { throttled: false }),
    served: { target: '/openapi.json' },
  },
  'the local console': {
    start: () => startConsole({ ...CONSOLE, simulate: async () => EMPTY_SESSION }),
    served: { target: '/assets/icon.svg' },
  },
} satisfies Record<string, { start: () => Promise<Listening>; served: Request }>;

let calls = 0;
const names = Object.keys(SERVERS) as (keyof typeof SERVERS)[];
const urls: Record<string, URL> = {};
const started: Listening[] = [];

beforeAll(async () => {
  for (const name of names) {
    const server = await SERVERS[name].start();
    started.push(server);
    urls[name] = new URL(server.url);
  }
});
afterAll(async () => {
  for (const { close } of started) await close();
});

/** Returns everything that the server sends until it closes the connection. `PORT` in a header is the server's port. */
function write({ port }: URL, request: Request): Promise<string> {
  const {
    method = 'GET',
    target = '/',
    version = '1.1',
    host = ['Host: 127.0.0.1:PORT'],
    headers = [],
    body,
  } = request;
  const length = body === undefined ? [] : [`Content-Length: ${body.length}`];
  const lines = [`${method} ${target} HTTP/${version}`, ...host, ...headers, ...length, 'Connection: close', '', body];
  const bytes = lines.join('\r\n').replaceAll('PORT', port);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text;
    });
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

const statusesOf = (answer: string) =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
const REJECTED = /^HTTP\/1\.1 403 Forbidden\r\n[\s\S]*\r\n\r\n\{"message":"This server is [^"]+\."\}$/;

describe.each(names)('the server of %s', (name) => {
  const served: Request = SERVERS[name].served;
  const ask = (change: Request) =>
    write(urls[name] as URL, { ...served, ...change, headers: [...(served.headers ?? []), ...(change.headers ?? [])] });

  it.each<[string, Request]>([
    ['from its client', {}],
    ['to localhost', { host: ['Host: localhost:PORT'] }],
    ['to LOCALHOST', { host: ['Host: LOCALHOST:PORT'] }],
    ['to the loopback address of IPv6', { host: ['Host: [::1]:PORT'] }],
    ['without the port', { host: ['Host: 127.0.0.1'] }],
    ['from the address bar of a browser', { headers: ['Sec-Fetch-Site: none'] }],
    ['from a page of this machine', { headers: ['Origin: http://localhost:3000', 'Sec-Fetch-Site: same-site'] }],
    ['that offers another protocol', { headers: ['Connection: upgrade', 'Upgrade: h2c'] }],
  ])('answers a request %s, without CORS headers', async (_, change) => {
    const answer = await ask(change);
    expect(statusesOf(answer)).toEqual([200]);
    expect(answer).not.toMatch(/^access-control-/im);
  });

  it.each<[string, Request]>([
    ['to another name', { host: ['Host: rebound.example:PORT'] }],
    ['to a name that begins with localhost', { host: ['Host: localhost.rebound.example:PORT'] }],
    ['to a name that ends with localhost', { host: ['Host: rebound.localhost:PORT'] }],
    ['to another port', { host: ['Host: 127.0.0.1:1'] }],
    ['to a port that is not a number', { host: ['Host: 127.0.0.1:PORTx'] }],
    ['to a name with a trailing dot', { host: ['Host: localhost.:PORT'] }],
    ['to a short form of the address', { host: ['Host: 127.1:PORT'] }],
    ['to the address as a number', { host: ['Host: 2130706433:PORT'] }],
    ['to another address of this machine', { host: ['Host: 0.0.0.0:PORT'] }],
    ['to a name with a user', { host: ['Host: user@127.0.0.1:PORT'] }],
    ['with two Host headers', { host: ['Host: 127.0.0.1:PORT', 'Host: rebound.example:PORT'] }],
    ['with two equal Host headers', { host: ['Host: 127.0.0.1:PORT', 'Host: 127.0.0.1:PORT'] }],
    ['with a list of names', { host: ['Host: 127.0.0.1:PORT, rebound.example'] }],
    ['with an empty Host header', { host: ['Host:'] }],
    ['without a Host header, as HTTP/1.0 allows', { host: [], version: '1.0' }],
    ['with a URL', { target: 'http://rebound.example/' }],
    ['with its own URL', { target: 'http://127.0.0.1:PORT/' }],
    ['with the target *', { method: 'OPTIONS', target: '*' }],
    ['from a page of another site', { headers: ['Origin: https://page.example'] }],
    ['from a page with an opaque origin', { headers: ['Origin: null'] }],
    ['with an empty origin', { headers: ['Origin:'] }],
    ['from a page whose name begins with localhost', { headers: ['Origin: http://localhost.page.example'] }],
    ['from an origin with a user', { headers: ['Origin: http://localhost:3000@page.example'] }],
    ['from a browser extension', { headers: ['Origin: chrome-extension://abcdef'] }],
    ['with two origins', { headers: ['Origin: http://localhost:3000', 'Origin: https://page.example'] }],
    ['that a browser marks as cross-site', { headers: ['Sec-Fetch-Site: cross-site'] }],
    ['from an old browser, with a Referer only', { headers: ['Referer: https://page.example/'] }],
    [
      'that is a CORS preflight',
      {
        method: 'OPTIONS',
        headers: [
          'Origin: https://page.example',
          'Access-Control-Request-Method: POST',
          'Access-Control-Request-Headers: x-amz-target, content-type',
          'Access-Control-Request-Private-Network: true',
        ],
      },
    ],
    ['that expects 100 Continue', { host: ['Host: rebound.example:PORT'], headers: ['Expect: 100-continue'] }],
    [
      'from a page that opens a WebSocket',
      { headers: ['Origin: https://page.example', 'Connection: Upgrade', 'Upgrade: websocket'] },
    ],
    ['for a tunnel', { method: 'CONNECT', target: '127.0.0.1:PORT' }],
  ])('rejects a request %s, with one sentence', async (_, change) => {
    const answer = await ask(change);
    expect(answer.replace('HTTP/1.1 100 Continue\r\n\r\n', '')).toMatch(REJECTED);
    expect(answer).not.toMatch(/^access-control-/im);
  });

  it('rejects a request of HTTP/1.1 without a Host header', async () => {
    expect(statusesOf(await ask({ host: [] }))).toEqual([400]); // by Node itself
  });

  it('does not wait for the body of a rejected request', async () => {
    const headers = ['Origin: https://page.example', 'Content-Length: 1000000'];
    expect(await write(urls[name] as URL, { method: 'POST', headers })).toMatch(REJECTED);
  });
});

describe('the server of DynamoDB', () => {
  const table = () => new DynamoDBClient(locationOf((urls.DynamoDB as URL).origin));

  it('answers the SDK', async () => {
    await expect(table().send(new ListTablesCommand({}))).resolves.toMatchObject({ TableNames: ['table'] });
  });

  // Browsers send these without a preflight, and old ones without Origin.
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b'])(
    'stores nothing that an HTML form can send as %s',
    async (type) => {
      const body = JSON.stringify({ TableName: 'table', Item: { pk: { S: 'planted' } } });
      const target = '/?x-amz-target=DynamoDB_20120810.PutItem&X-Amz-Target=DynamoDB_20120810.PutItem';
      const answer = await write(urls.DynamoDB as URL, {
        method: 'POST',
        target,
        headers: [`Content-Type: ${type}`],
        body,
      });
      expect(statusesOf(answer)).toEqual([404]);
      await expect(table().send(new ScanCommand({ TableName: 'table' }))).resolves.toMatchObject({ Count: 0 });
    },
  );
});

describe('any server', () => {
  const seen: string[] = [];
  let server: Server;
  let url: URL;

  beforeAll(async () => {
    server = createServer();
    const listening = await listenOnLoopback(server);
    started.push(listening);
    url = new URL(listening.url);
    // The guard also covers listeners that are added later.
    server.on('request', (request, response) => {
      seen.push(`request ${request.url}`);
      response.setHeader('Access-Control-Allow-Origin', '*');
      if (request.url === '/list') response.writeHead(200, ['Access-Control-Max-Age', '1', 'X-Other', 'kept']);
      else if (request.url === '/reason')
        response.writeHead(200, 'Fine', { 'access-control-max-age': '1', 'x-other': 'kept' });
      else if (request.url === '/object') response.writeHead(200, { 'access-control-max-age': '1', 'x-other': 'kept' });
      else response.setHeader('X-Other', 'kept');
      response.end();
    });
    for (const event of ['checkContinue', 'checkExpectation', 'upgrade', 'connect']) {
      server.on(event, () => seen.push(event));
    }
  });

  it.each(['/list', '/reason', '/object', '/'])('sends its headers, except CORS headers: %s', async (target) => {
    const answer = await write(url, { target });
    expect(answer).toMatch(/^x-other: kept\r$/im);
    expect(answer).not.toMatch(/^access-control-/im);
    expect(answer.startsWith(target === '/reason' ? 'HTTP/1.1 200 Fine\r\n' : 'HTTP/1.1 200 OK\r\n')).toBe(true);
  });

  it.each<[string, Request]>([
    ['a request', {}],
    ['one that expects 100 Continue', { headers: ['Expect: 100-continue'] }],
    ['one that expects something else', { headers: ['Expect: wonders'] }],
    ['a protocol upgrade', { headers: ['Connection: Upgrade', 'Upgrade: websocket'] }],
    ['a tunnel', { method: 'CONNECT', target: '127.0.0.1:PORT' }],
  ])('does not see a rejected request: %s', async (_, request) => {
    seen.length = 0;
    const answer = await write(url, { ...request, host: ['Host: rebound.example:PORT'] });
    expect(answer).toMatch(REJECTED);
    expect(seen).toEqual([]);
  });
});

it('no server outside the tests listens without the guard', () => {
  // Every way to listen, in Node and in the libraries, contains one of these.
  const listens = /\blisten\s*\(|\bserve\s*\(|\['listen'\]|createSecureServer/;
  const files = sourcesIn('bin', 'cli', 'examples', 'lambda', 'lib', 'local');
  expect(files.filter((file) => listens.test(readFileSync(path.join(ROOT, file), 'utf8')))).toEqual([
    'local/aws/loopback.ts',
  ]);
});
