/** `npm run insights`, in a process of its own, against an API on this machine. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalApi, startLocalApi } from '../../local/api-gateway';
import { type InsightsWorld, idOf, startInsightsWorld } from '../support/insights-world';
import { messageOf, permanentBounce } from '../support/messages';
import { runScript, runScriptBeside } from '../support/start';
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
        permanentBounce(2, '550 <alice@example.com> \u001b[31munknown'),
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

it('tells what happened to each message, in the order they were given', async () => {
  const { status, stdout, stderr } = await ask([`<${BOUNCED}@eu-west-1.amazonses.com>`, DELIVERED]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    new RegExp(
      `^${BOUNCED}\\n.*\\n.*\\n  a\\*\\*\\*@example.com \\(Gmail\\): BOUNCED_PERMANENTLY after 2 s\\n[^]*\\n\\n${DELIVERED}\\n[^]*: DELIVERED after 1 s\\n`,
    ),
  );
  expect(stdout).toContain('550 <a***@example.com> \\u{1b}[31munknown');
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

it('shows personal data with --unmasked', async () => {
  const { stdout } = await ask(['--unmasked', DELIVERED]);
  expect(stdout).toContain('subject: Your order, Alice');
  expect(stdout).toContain('  alice@example.com (Gmail): DELIVERED');
});

it('asks SES itself with --aws, masked all the same, and needs no table of the account', async () => {
  const environment = {
    AWS_ENDPOINT_URL: world.awsUrl,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const { status, stdout, stderr } = await runScriptBeside('insights', ['--aws', '--json', BOUNCED, DELIVERED], {
    environment,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).insights[0].destination),
  ).toEqual(['a***@example.com', 'a***@example.com']);
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

  it('of a word for the replay is refused, too', () => {
    const { status, stderr } = runScript('replay-histories', ['no-such-history']);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^No history is named like "no-such-history": choose from /),
    ]);
  });
});
