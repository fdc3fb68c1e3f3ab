/** `npm run insights`, in a process of its own, against an API on this machine. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalApi, startLocalApi } from '../../local/aws/api-gateway';
import { listenOnLoopback } from '../../local/aws/loopback';
import { type InsightsWorld, idOf, startInsightsWorld } from '../support/insights-world';
import { messageOf, permanentBounce } from '../support/messages';
import { CALLED_FROM, runScript, runScriptBeside } from '../support/start';
import { HOUR } from '../support/world';

const SENT_AT = Date.now() - HOUR;
const [BOUNCED, DELIVERED] = [idOf(SENT_AT, 1), idOf(SENT_AT, 2)];
const UNKNOWN = idOf(SENT_AT, 3);

let world: InsightsWorld;
let gateway: LocalApi;
beforeAll(async () => {
  world = await startInsightsWorld({
    messages: {
      [BOUNCED]: messageOf(BOUNCED, SENT_AT, [
        { type: 'SEND' },
        permanentBounce(2, '550 <alice@example.com> \u001b[31m unknown'),
      ]),
      [DELIVERED]: messageOf(DELIVERED, SENT_AT, [{ type: 'SEND' }, { after: 1, type: 'DELIVERY' }]),
    },
  });
  gateway = await startLocalApi(world.api);
});
afterAll(async () => {
  await gateway.close();
  await world.close();
});

const ask = (args: string[], input?: string) => runScriptBeside('insights', ['--url', gateway.url, ...args], { input });

const ofAws = () => ({
  AWS_ENDPOINT_URL: world.awsUrl,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

it('tells what happened to each message, in the order they were given', async () => {
  const { status, stdout, stderr } = await ask([`<${BOUNCED}@eu-west-1.amazonses.com>`, DELIVERED]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    new RegExp(
      `^${BOUNCED}\\n.*\\n.*\\n  a\\*\\*\\*@example.com \\(Gmail\\): BOUNCED_PERMANENTLY after 2 s\\n[^]*\\n\\n${DELIVERED}\\n[^]*: DELIVERED after 1 s\\n`,
    ),
  );
  expect(stdout).toContain('550 <a***@example.com> \\u001b[31m unknown');
});

it('reads ids from standard input, one a line, whatever ends it', async () => {
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
  ['the answer of SendEmail', `{\n    "MessageId": "${BOUNCED}"\n}\n`],
  [
    'a folded header',
    `From: Shop <shop@example.com>\r\nMessage-ID:\r\n <${BOUNCED}@eu-west-1.amazonses.com>\r\nSubject: hello\r\n`,
  ],
  [
    'a quoted-printable header',
    `Message-ID: =3C${BOUNCED.slice(0, 50)}=\r\n${BOUNCED.slice(50)}=40email.amazonses.com=3E\r\n`,
  ],
  ['an id that a terminal broke', `${BOUNCED.slice(0, 40)}\n${BOUNCED.slice(40)}\n`],
  ['CSV with a header', `time,id\n2026-11-22,${BOUNCED.toUpperCase()}\n`],
])('finds the id in %s on standard input', async (_, input) => {
  const { status, stdout } = await ask(['--json'], input);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ messageId: BOUNCED });
});

it('finds the id among arguments that a shell made of a reply without quotes', async () => {
  const { status, stdout, stderr } = await ask(['--json', '250', 'Ok', BOUNCED]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '2 arguments hold no message id.\n' });
  expect(JSON.parse(stdout)).toMatchObject({ messageId: BOUNCED });
});

it('looks up both ids of one text', async () => {
  const { status, stdout } = await ask(['--json', `In-Reply-To: <${BOUNCED}> Message-ID: <${DELIVERED}>`]);
  expect(status).toBe(0);
  const ids = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).messageId);
  expect(ids).toEqual([BOUNCED, DELIVERED]);
});

it('names a line that was meant as an id and is none, and says how many others hold none', async () => {
  const broken = BOUNCED.replace('0102', '010');
  const { status, stderr, stdout } = await ask(['--json'], `${DELIVERED}\ntwo words\n${broken} \n`);
  expect(status).toBe(2);
  expect(stderr).toContain('1 line holds no message id.');
  expect(stderr).toContain(`"${broken}" cannot be a message id`);
  expect(JSON.parse(stdout)).toMatchObject({ messageId: DELIVERED });
});

it('names a broken id where lines end in CR', async () => {
  const { status, stderr } = await ask(['--json'], `${DELIVERED}\rtwo words\r${BOUNCED.replace('0102', '010')}\r`);
  expect(status).toBe(2);
  expect(stderr).toContain('cannot be a message id');
});

it('shows personal data with --unmasked', async () => {
  const { stdout } = await ask(['--unmasked', DELIVERED]);
  expect(stdout).toContain('subject: Your order, Alice');
  expect(stdout).toContain('  alice@example.com (Gmail): DELIVERED');
});

it('asks SES itself with --aws, masked all the same, and needs no table of the account', async () => {
  const { status, stdout, stderr } = await runScriptBeside('insights', ['--aws', '--json', BOUNCED, DELIVERED], {
    environment: ofAws(),
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
  const preload = path.join(CALLED_FROM, 'no-server.cjs');
  // The loader of TypeScript listens at a path of its own; nothing may at a port.
  writeFileSync(
    preload,
    `const { prototype } = require('net').Server, { listen } = prototype;
    prototype.listen = function (...args) {
      if (typeof args[0] === 'string') return listen.apply(this, args);
      console.error('listens at a port');
      process.exit(3);
    };`,
  );
  const { status, stderr } = await runScriptBeside('insights', ['--aws', '--json', DELIVERED], {
    environment: { ...ofAws(), NODE_OPTIONS: `--require ${preload}` },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it('says what is wrong where something else answers in the place of SES, without advice of the SDK', async () => {
  const page = createServer(
    (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  );
  const { url, close } = await listenOnLoopback(page);
  const { status, stdout, stderr } = await runScriptBeside('insights', ['--aws', DELIVERED], {
    environment: { ...ofAws(), AWS_ENDPOINT_URL: url },
  });
  await close();
  expect([status, stderr]).toEqual([1, '']);
  expect(stdout).toMatch(/SES answered with SyntaxError, HTTP status 200\. This is no answer of SES\./);
  expect(stdout).not.toMatch(/\$response|hidden field|Region|credentials|AccessDenied/);
});

it('says that it does not know of Virtual Deliverability Manager where GetAccount is answered with a page', async () => {
  const odd = await startInsightsWorld({
    intercept: (operation) =>
      operation === 'GetAccount' ? { status: 200, contentType: 'text/html', body: '<html>' } : undefined,
  });
  const { status, stdout } = await runScriptBeside('insights', ['--aws', UNKNOWN], {
    environment: { ...ofAws(), AWS_ENDPOINT_URL: odd.awsUrl },
  });
  await odd.close();
  expect(status).toBe(1);
  expect(stdout).toMatch(/\(404 unknown-message\)[\s\S]*SES did not say whether Virtual Deliverability Manager is on/);
});

it('looks each id up once, however often it is given', async () => {
  const { stdout } = await ask(['--json', DELIVERED, `<${DELIVERED}>`]);
  expect(stdout.trim().split('\n')).toHaveLength(1);
});

it('ends with status 1 when something was not found, and says why', async () => {
  const { status, stdout } = await ask([UNKNOWN, DELIVERED]);
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /SES does not know this message\. \(404 unknown-message\)\n.* {2}- The id is not complete.*DELIVERED/s,
  );
});

describe('bad input', () => {
  it('among ids is told, and keeps no other from being looked up', async () => {
    const { status, stdout, stderr } = await ask(['alice@example.com', DELIVERED]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^"alice@example.com" cannot be a message id: pass .*\n$/);
    expect(stdout).toContain('DELIVERED after 1 s');
  });

  it.each([
    ['no id at all', [], /^No message id was given: pass some, or write them to standard input, one a line\n$/],
    [
      'a URL that is none',
      ['--url', 'abc', 'x'],
      /^--url is "abc": pass the URL that the deployment printed, with https:\/\/, such as .*\n$/,
    ],
    [
      'two places to ask at',
      ['--url', 'http://127.0.0.1:59999', '--aws', 'x'],
      /cannot be used with.*"npm run -s insights -- --help" lists the options\n$/,
    ],
    [
      'an unknown option',
      ['--verbose', 'x'],
      /^unknown option '--verbose'; "npm run -s insights -- --help" lists the options\n$/,
    ],
    [
      'no API where one is asked at',
      ['--url', 'http://127.0.0.1:59999', 'x'],
      /^No look-up API answers at http:\/\/127\.0\.0\.1:59999 \(ECONNREFUSED\): .*\n$/,
    ],
    ['no Region', ['--aws', 'x'], /^No Region is set to ask SES in: set AWS_REGION.*\n$/],
  ])('is refused in one sentence: %s', (_, args, message) => {
    const { status, stdout, stderr } = runScript('insights', args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it("is refused in one sentence, without the SDK's own: no credentials", () => {
    const environment = {
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
    expect(runScript('insights', ['--aws', 'x'], { environment })).toEqual({
      status: 2,
      stdout: '',
      stderr: 'No AWS credentials were found: choose a profile with AWS_PROFILE, or log in\n',
    });
  });

  it('of a word for the replay is refused, too', () => {
    const { status, stderr } = runScript('replay', ['no-such-history']);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^No history is named like "no-such-history": choose from /),
    ]);
  });
});
