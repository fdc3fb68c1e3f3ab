/** Who may use the servers of this repository: requests as they are written on the wire, against each of them. */
import { execFileSync } from 'node:child_process';
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
import { startInBackground } from '../../support/start';

/** A request that is served, but for what a row changes in it. */
interface Request {
  readonly method?: string;
  readonly target?: string;
  readonly version?: string;
  /** Header lines in place of `Host`. */
  readonly host?: readonly string[];
  readonly headers?: readonly string[];
  readonly body?: string;
}

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

/** All that comes back until the server closes the connection. `PORT` in a header stands for the server's own. */
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
const REFUSED = /^HTTP\/1\.1 403 Forbidden\r\n[\s\S]*\r\n\r\n\{"message":"This server is [^"]+\."\}$/;

describe.each(names)('the server of %s', (name) => {
  const served: Request = SERVERS[name].served;
  const ask = (change: Request) =>
    write(urls[name] as URL, { ...served, ...change, headers: [...(served.headers ?? []), ...(change.headers ?? [])] });

  it.each<[string, Request]>([
    ['as its clients send it', {}],
    ['to localhost', { host: ['Host: localhost:PORT'] }],
    ['to LOCALHOST', { host: ['Host: LOCALHOST:PORT'] }],
    ['to the loopback address of IPv6', { host: ['Host: [::1]:PORT'] }],
    ['without the port', { host: ['Host: 127.0.0.1'] }],
    ['that a person typed into a browser', { headers: ['Sec-Fetch-Site: none'] }],
    ['of a page of this machine', { headers: ['Origin: http://localhost:3000', 'Sec-Fetch-Site: same-site'] }],
    ['that offers another protocol', { headers: ['Connection: upgrade', 'Upgrade: h2c'] }],
  ])('answers a request %s, and lets no page read it', async (_, change) => {
    const answer = await ask(change);
    expect(statusesOf(answer)).toEqual([200]);
    expect(answer).not.toMatch(/^access-control-/im);
  });

  it.each<[string, Request]>([
    ['to another name', { host: ['Host: rebound.example:PORT'] }],
    ['to a name that begins as one of its own', { host: ['Host: localhost.rebound.example:PORT'] }],
    ['to a name that ends as one of its own', { host: ['Host: rebound.localhost:PORT'] }],
    ['to another port', { host: ['Host: 127.0.0.1:1'] }],
    ['to a port that is no number', { host: ['Host: 127.0.0.1:PORTx'] }],
    ['to a name with a dot at its end', { host: ['Host: localhost.:PORT'] }],
    ['to a short form of the address', { host: ['Host: 127.1:PORT'] }],
    ['to the address as a number', { host: ['Host: 2130706433:PORT'] }],
    ['to another address of this machine', { host: ['Host: 0.0.0.0:PORT'] }],
    ['with a user', { host: ['Host: user@127.0.0.1:PORT'] }],
    ['to two names', { host: ['Host: 127.0.0.1:PORT', 'Host: rebound.example:PORT'] }],
    ['to one name twice', { host: ['Host: 127.0.0.1:PORT', 'Host: 127.0.0.1:PORT'] }],
    ['to names in a list', { host: ['Host: 127.0.0.1:PORT, rebound.example'] }],
    ['to the empty name', { host: ['Host:'] }],
    ['to no name, as HTTP/1.0 allows', { host: [], version: '1.0' }],
    ['with a whole URL', { target: 'http://rebound.example/' }],
    ['with a whole URL of its own', { target: 'http://127.0.0.1:PORT/' }],
    ['with the target *', { method: 'OPTIONS', target: '*' }],
    ['of a page elsewhere', { headers: ['Origin: https://page.example'] }],
    ['of a page of no origin', { headers: ['Origin: null'] }],
    ['of an empty origin', { headers: ['Origin:'] }],
    ['of a page whose name begins as this machine’s', { headers: ['Origin: http://localhost.page.example'] }],
    ['of a page with a user', { headers: ['Origin: http://localhost:3000@page.example'] }],
    ['of an extension', { headers: ['Origin: chrome-extension://abcdef'] }],
    ['of two origins', { headers: ['Origin: http://localhost:3000', 'Origin: https://page.example'] }],
    ['that a browser marks', { headers: ['Sec-Fetch-Site: cross-site'] }],
    ['of an old browser', { headers: ['Referer: https://page.example/'] }],
    [
      'that asks whether a page may call',
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
    ['that waits for a word first', { host: ['Host: rebound.example:PORT'], headers: ['Expect: 100-continue'] }],
    [
      'of a page that opens a socket',
      { headers: ['Origin: https://page.example', 'Connection: Upgrade', 'Upgrade: websocket'] },
    ],
    ['for a tunnel', { method: 'CONNECT', target: '127.0.0.1:PORT' }],
  ])('refuses a request %s, in one sentence', async (_, change) => {
    const answer = await ask(change);
    expect(answer.replace('HTTP/1.1 100 Continue\r\n\r\n', '')).toMatch(REFUSED);
    expect(answer).not.toMatch(/^access-control-/im);
  });

  it('refuses a request of HTTP/1.1 to no name', async () => {
    expect(statusesOf(await ask({ host: [] }))).toEqual([400]); // by Node itself
  });

  it('does not wait for the body of a request that it refuses', async () => {
    const headers = ['Origin: https://page.example', 'Content-Length: 1000000'];
    expect(await write(urls[name] as URL, { method: 'POST', headers })).toMatch(REFUSED);
  });
});

describe('the server of DynamoDB', () => {
  const table = () => new DynamoDBClient(locationOf((urls.DynamoDB as URL).origin));

  it('still answers the SDK', async () => {
    await expect(table().send(new ListTablesCommand({}))).resolves.toMatchObject({ TableNames: ['table'] });
  });

  // Browsers send these to any site without asking it first, and old ones do so without Origin.
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b'])(
    'keeps nothing that a form can send as %s',
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
    // Listeners that come later are behind the guard, too.
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

  it.each(['/list', '/reason', '/object', '/'])(
    'sends its headers, and none of those that let pages read: %s',
    async (target) => {
      const answer = await write(url, { target });
      expect(answer).toMatch(/^x-other: kept\r$/im);
      expect(answer).not.toMatch(/^access-control-/im);
      expect(answer.startsWith(target === '/reason' ? 'HTTP/1.1 200 Fine\r\n' : 'HTTP/1.1 200 OK\r\n')).toBe(true);
    },
  );

  it.each<[string, Request]>([
    ['a request', {}],
    ['one that waits for a word', { headers: ['Expect: 100-continue'] }],
    ['one that expects anything else', { headers: ['Expect: wonders'] }],
    ['one for another protocol', { headers: ['Connection: Upgrade', 'Upgrade: websocket'] }],
    ['one for a tunnel', { method: 'CONNECT', target: '127.0.0.1:PORT' }],
  ])('does not see what is refused: %s', async (_, request) => {
    seen.length = 0;
    const answer = await write(url, { ...request, host: ['Host: rebound.example:PORT'] });
    expect(answer).toMatch(REFUSED);
    expect(seen).toEqual([]);
  });
});

/** All source files that git knows, and those that it will. */
function sourceFiles(): string[] {
  const root = path.resolve(__dirname, '../../..');
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  return String(list)
    .split('\0')
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file));
}

it('every server that npm start opens is behind it', async () => {
  const preload = path.resolve(__dirname, '../../support/report-ports.cjs');
  const start = startInBackground([], { NODE_OPTIONS: `--require ${preload}` });
  try {
    await start.read(/Press Ctrl-C/);
    const ports = [...start.errors().matchAll(/^Listening on port (\d+)$/gm)].map(([, port]) => port);
    expect(ports.length).toBeGreaterThanOrEqual(2);
    for (const port of ports) {
      const answer = await write(new URL(`http://127.0.0.1:${port}`), { host: ['Host: rebound.example:PORT'] });
      expect(answer).toMatch(REFUSED);
    }
  } finally {
    await start.stop();
  }
});

it('no server of this repository listens in another way', () => {
  // Of the ways that Node and the libraries have, each names one of these.
  const listens = /\blisten\s*\(|\bserve\s*\(|\['listen'\]|createSecureServer/;
  const files = sourceFiles();
  expect(files).toContain('local/aws/loopback.ts');
  const root = path.resolve(__dirname, '../../..');
  const own = path.relative(root, __filename);
  expect(files.filter((file) => file !== own && listens.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([
    'local/aws/loopback.ts',
  ]);
});
