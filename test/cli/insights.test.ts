/** `npm run insights`, against an API on this machine. */
import { createServer } from 'node:http';
import { Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type LocalApi, startLocalApi } from '../../local/aws/api-gateway';
import { listenOnLoopback } from '../../local/aws/loopback';
import { type InsightsWorld, idOf, startInsightsWorld } from '../support/insights-world';
import { messageOf, permanentBounce } from '../support/messages';
import { runInProcess } from '../support/run-in-process';
import { HOUR } from '../support/world';

/** The pauses between the look-ups of a list, in milliseconds. They end immediately. */
const pauses: number[] = [];

jest.mock('node:timers/promises', () => {
  const actual = jest.requireActual<typeof import('node:timers/promises')>('node:timers/promises');
  const setTimeout = (ms: number) => {
    if (ms !== 1_000) return actual.setTimeout(ms); // waits for SES
    pauses.push(ms);
    return actual.setTimeout(0);
  };
  return { ...actual, setTimeout };
});

const SENT_AT = Date.now() - HOUR;
const [BOUNCED, DELIVERED] = [idOf(SENT_AT, 1), idOf(SENT_AT, 2)];
const UNKNOWN = idOf(SENT_AT, 3);

let world: InsightsWorld;
let gateway: LocalApi;
beforeAll(async () => {
  world = await startInsightsWorld({
    isRealTime: true,
    throttles: false,
    messages: {
      [BOUNCED]: messageOf(BOUNCED, SENT_AT, [
        { type: 'SEND' },
        permanentBounce(2, '550 <alice@example.com> \u001b[31m unknown'),
      ]),
      [DELIVERED]: messageOf(DELIVERED, SENT_AT, [{ type: 'SEND' }, { after: 1, type: 'DELIVERY' }]),
    },
  });
  gateway = await startLocalApi(world.api, { throttled: false });
});
afterAll(async () => {
  await gateway.close();
  await world.close();
});

beforeEach(() => {
  pauses.length = 0;
  world.ahead += 2_000; // no test waits for the calls to SES of another
});

const ask = (args: string[], input?: string) => runInProcess('insights', ['--url', gateway.url, ...args], { input });

const awsEnvironment = () => ({
  AWS_ENDPOINT_URL: world.awsUrl,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

it('shows what happened to each message, in the given order, at a pace of one per second', async () => {
  const { status, stdout, stderr } = await ask([`<${BOUNCED}@eu-west-1.amazonses.com>`, DELIVERED]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    new RegExp(
      `^${BOUNCED}\\n.*\\n.*\\n  a\\*\\*\\*@example.com \\(Gmail\\): BOUNCED_PERMANENTLY after 2 s\\n[^]*\\n\\n${DELIVERED}\\n[^]*: DELIVERED after 1 s\\n`,
    ),
  );
  expect(stdout).toContain('550 <a***@example.com> \\u001b[31m unknown');
  expect(pauses).toEqual([1_000]);
});

it('reads ids from standard input, one per line, with any line ending', async () => {
  const { status, stdout } = await ask(['--json'], `\r\n  ${BOUNCED}\r\n\n${DELIVERED}`);
  expect(status).toBe(0);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ messageId, insights }) => [messageId, insights[0].status])).toEqual([
    [BOUNCED, 'BOUNCED_PERMANENTLY'],
    [DELIVERED, 'DELIVERED'],
  ]);
});

it.each([
  ['an SMTP reply', `250 Ok ${BOUNCED}\n`],
  ['the response of SendEmail', `{\n    "MessageId": "${BOUNCED}"\n}\n`],
  [
    'a folded header',
    `From: Shop <shop@example.com>\r\nMessage-ID:\r\n <${BOUNCED}@eu-west-1.amazonses.com>\r\nSubject: hello\r\n`,
  ],
  [
    'a quoted-printable header',
    `Message-ID: =3C${BOUNCED.slice(0, 50)}=\r\n${BOUNCED.slice(50)}=40email.amazonses.com=3E\r\n`,
  ],
  ['an id that a terminal wrapped', `${BOUNCED.slice(0, 40)}\n${BOUNCED.slice(40)}\n`],
  ['CSV with a header', `time,id\n2026-11-22,${BOUNCED.toUpperCase()}\n`],
])('finds the id in %s on standard input', async (_, input) => {
  const { status, stdout } = await ask(['--json'], input);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ messageId: BOUNCED });
});

it('finds the id in an unquoted reply, which the shell splits into arguments', async () => {
  const { status, stdout, stderr } = await ask(['--json', '250', 'Ok', BOUNCED]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '2 arguments contain no message id.\n' });
  expect(JSON.parse(stdout)).toMatchObject({ messageId: BOUNCED });
});

it('looks up both ids in one argument', async () => {
  const { status, stdout } = await ask(['--json', `In-Reply-To: <${BOUNCED}> Message-ID: <${DELIVERED}>`]);
  expect(status).toBe(0);
  const ids = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).messageId);
  expect(ids).toEqual([BOUNCED, DELIVERED]);
});

it('reports a line with an invalid id, and counts the lines without an id', async () => {
  const broken = BOUNCED.replace('0102', '010');
  const { status, stderr, stdout } = await ask(['--json'], `${DELIVERED}\ntwo words\n${broken} \n`);
  expect(status).toBe(2);
  expect(stderr).toContain('1 line contains no message id.');
  expect(stderr).toContain(`"${broken}" cannot be a message id`);
  expect(JSON.parse(stdout)).toMatchObject({ messageId: DELIVERED });
});

it('reports an invalid id where lines end in CR', async () => {
  const { status, stderr } = await ask(['--json'], `${DELIVERED}\rtwo words\r${BOUNCED.replace('0102', '010')}\r`);
  expect(status).toBe(2);
  expect(stderr).toContain('cannot be a message id');
});

it('shows personal data with --unmasked', async () => {
  const { stdout } = await ask(['--unmasked', DELIVERED]);
  expect(stdout).toContain('subject: Your order, Alice');
  expect(stdout).toContain('  alice@example.com (Gmail): DELIVERED');
});

it('calls SES directly with --aws, masks personal data and needs no table', async () => {
  const { status, stdout, stderr } = await runInProcess('insights', ['--aws', '--json', BOUNCED, DELIVERED], {
    environment: awsEnvironment(),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).insights[0].destination),
  ).toEqual(['a***@example.com', 'a***@example.com']);
});

it('opens no server with --aws', async () => {
  const listens = jest.spyOn(Server.prototype, 'listen');
  const { status, stderr } = await runInProcess('insights', ['--aws', '--json', DELIVERED], {
    environment: awsEnvironment(),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(listens).not.toHaveBeenCalled();
  listens.mockRestore();
});

it('explains a response that is not from SES, without the advice of the SDK', async () => {
  const page = createServer(
    (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  );
  const { url, close } = await listenOnLoopback(page);
  const { status, stdout, stderr } = await runInProcess('insights', ['--aws', DELIVERED], {
    environment: { ...awsEnvironment(), AWS_ENDPOINT_URL: url },
  });
  await close();
  expect([status, stderr]).toEqual([1, '']);
  expect(stdout).toMatch(
    /The call to SES failed: SyntaxError, HTTP status 200\. The response is not in the form of SES\./,
  );
  expect(stdout).not.toMatch(/\$response|hidden field|Region|credentials|AccessDenied/);
});

it('states that Virtual Deliverability Manager is unknown if the response to GetAccount is a web page', async () => {
  const odd = await startInsightsWorld({
    intercept: (operation) =>
      operation === 'GetAccount' ? { status: 200, contentType: 'text/html', body: '<html>' } : undefined,
  });
  const { status, stdout } = await runInProcess('insights', ['--aws', UNKNOWN], {
    environment: { ...awsEnvironment(), AWS_ENDPOINT_URL: odd.awsUrl },
  });
  await odd.close();
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /\(404 unknown-message\)[\s\S]*SES did not report whether Virtual Deliverability Manager is on/,
  );
});

it('looks up a repeated id once', async () => {
  const { stdout } = await ask(['--json', DELIVERED, `<${DELIVERED}>`]);
  expect(stdout.trim().split('\n')).toHaveLength(1);
});

it('ends with exit status 1 if a message was not found, and shows why', async () => {
  const { status, stdout } = await ask([UNKNOWN, DELIVERED]);
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /SES does not know this message\. \(404 unknown-message\)\n.* {2}- The ID is incomplete.*DELIVERED/s,
  );
});

describe('invalid input', () => {
  it('among valid ids is reported, and the valid ids are looked up', async () => {
    const { status, stdout, stderr } = await ask(['alice@example.com', DELIVERED]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^"alice@example.com" cannot be a message id: pass .*\n$/);
    expect(stdout).toContain('DELIVERED after 1 s');
  });

  it.each([
    [
      'no id at all',
      [],
      /^No message id was found: pass ids as arguments, or write them to standard input, one per line\n$/,
    ],
    [
      'an invalid URL',
      ['--url', 'abc', 'x'],
      /^--url is "abc": pass the https:\/\/ URL that the deployment printed, such as .*\n$/,
    ],
    [
      'two APIs',
      ['--url', 'http://127.0.0.1:59999', '--aws', 'x'],
      /cannot be used with.*"npm run -s insights -- --help" lists the options\n$/,
    ],
    [
      'an unknown option',
      ['--verbose', 'x'],
      /^unknown option '--verbose'; "npm run -s insights -- --help" lists the options\n$/,
    ],
    [
      'a URL where nothing responds',
      ['--url', 'http://127.0.0.1:59999', 'x'],
      /^No look-up API responds at http:\/\/127\.0\.0\.1:59999 \(ECONNREFUSED\): .*\n$/,
    ],
  ])('is rejected in one sentence: %s', async (_, args, message) => {
    const { status, stdout, stderr } = await runInProcess('insights', args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('includes a missing Region and missing credentials, which get one sentence each', async () => {
    expect(await runInProcess('insights', ['--aws', 'x'])).toEqual({
      status: 2,
      stdout: '',
      stderr: [
        'No Region is set: set AWS_REGION, or choose a profile with AWS_PROFILE that has one.\n',
        'No AWS credentials were found: choose a profile with AWS_PROFILE, or log in.\n',
      ].join(''),
    });
  });
});
