/** `npm run insights -- search`, `bouncing`, `complaining` and `--to`, against the API over a local SES. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type LocalApi, startLocalApi } from '../../../local/aws/api-gateway';
import { type InsightsWorld, idOf, startInsightsWorld } from '../../support/insights-world';
import { messageOf, permanentBounce } from '../../support/messages';
import { bounces, delivered } from '../../support/planted-mail';
import { runInProcess } from '../../support/run-in-process';
import { DAY, HOUR, MINUTE } from '../../support/world';

/** The worlds whose clocks move with the waits of the command, so that no wait takes time. */
const clocks = new Set<InsightsWorld>();

/** Called during each wait. */
let whileWaiting: () => void = () => undefined;

jest.mock('node:timers/promises', () => {
  const actual = jest.requireActual<typeof import('node:timers/promises')>('node:timers/promises');
  const setTimeout = async (ms: number, _value?: unknown, { signal }: { signal?: AbortSignal } = {}) => {
    for (const clock of clocks) clock.ahead += ms;
    whileWaiting();
    await actual.setTimeout(0);
    signal?.throwIfAborted();
  };
  return { ...actual, setTimeout };
});

const SENT_AT = Date.now() - HOUR;
const at = { sentAt: SENT_AT, deliveryEventAt: SENT_AT + MINUTE };
const NAMES = ['alice.wonder', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan'];
const PEOPLE = NAMES.map((name) => `${name}@example.com`);
const ALICE = PEOPLE[0] as string;
const CAUSE = idOf(SENT_AT - DAY, 1);

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `n${index}@example.com`);

const MAIL = [
  ...bounces(PEOPLE, { ...at, from: 'news@shop.example', subject: 'Spring sale' }),
  ...bounces(PEOPLE.slice(1, 3), { ...at, from: 'few@shop.example', subject: 'Private matter' }),
  ...bounces([ALICE], { ...at, from: 'orders@shop.example', bounceSubType: 'ON_ACCOUNT_SUPPRESSION_LIST' }),
  ...bounces(['zoe@example.net'], { ...at, subject: 'Reset, Zoe' }).map(delivered),
];

async function start(options: Parameters<typeof startInsightsWorld>[0]) {
  const world = await startInsightsWorld({ mail: MAIL, throttles: false, isRealTime: true, ...options });
  clocks.add(world);
  const gateway: LocalApi = await startLocalApi(world.api, { throttled: false });
  return {
    world,
    run: (args: string[]) => runInProcess('insights', [...args, '--url', gateway.url]),
    async close() {
      clocks.delete(world);
      await gateway.close();
      await world.close();
    },
  };
}

let local: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  local = await start({
    messages: { [CAUSE]: messageOf(CAUSE, SENT_AT - DAY, [permanentBounce(1, `550 5.1.1 <${ALICE}> unknown`)]) },
    suppressed: { [ALICE]: { reason: 'BOUNCE', since: SENT_AT - DAY, messageId: CAUSE } },
  });
});
afterAll(() => local.close());
beforeEach(() => {
  whileWaiting = () => undefined;
  local.world.ahead += 2 * MINUTE; // no test gets the job of another
});

const WORKS = /^SES searches .* \.\.\. Ctrl-C stops waiting\n$/;

describe('search', () => {
  it('waits for SES, and shows the counts and the newest mail, masked', async () => {
    const { status, stdout, stderr } = await local.run(['search', '--subject', 'Spring*', '--since', '3h']);
    expect(status).toBe(0);
    expect(stderr).toMatch(WORKS);
    expect(stdout).toMatch(
      /^10 mails to 9 recipients, sent from .*\n {2}9 bounced \(90 %\), 1 suppressed \(10 %\)\n\n.* to \w\*\*\*@example.com \(Gmail\): bounced after 60 s\n {2}from news@shop.example, subject: Spring sale\n/,
    );
    expect(stdout).toMatch(
      /These are the newest 8\. To print all of them, add --json\.\n\n5\.1\.1, the recipient's side: /,
    );
    expect(stdout).not.toMatch(/alice|bob|carol/i);
  });

  it('shows personal data with --unmasked', async () => {
    const { status, stdout } = await local.run(['search', '--unmasked', '--to', ALICE, '--subject', 'Spring sale']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^2 mails to 1 recipient, .*to alice\.wonder@example\.com \(Gmail\): bounced after 60 s\n/s);
  });

  it('prints one JSON object with --json', async () => {
    const { status, stdout } = await local.run([
      'search',
      '--json',
      '--outcome',
      'bounced',
      '--from',
      '*@shop.example',
    ]);
    expect(status).toBe(0);
    expect(stdout.trimEnd()).not.toContain('\n');
    const { state, mails, rows, nextPage } = JSON.parse(stdout);
    expect({ state, mails, rows: rows.length, nextPage }).toEqual({
      state: 'done',
      mails: { exactly: 12 },
      rows: 12,
      nextPage: undefined,
    });
  });

  it('reads all pages of the result with --json', async () => {
    const subject = 'x'.repeat(2_000);
    const many = await start({ mail: bounces(numbered(3_000), { ...at, subject }) });
    const { stdout } = await many.run(['search', '--unmasked', '--json']);
    await many.close();
    const { rows, nextPage } = JSON.parse(stdout) as { rows: { to: string }[]; nextPage?: string };
    expect([new Set(rows.map(({ to }) => to)).size, rows.length, nextPage]).toEqual([3_000, 3_000, undefined]);
  });

  it('calls SES directly with --aws, without a table', async () => {
    const { status, stdout } = await runInProcess('insights', ['search', '--aws', '--to', 'zoe@example.net'], {
      environment: {
        AWS_ENDPOINT_URL: local.world.awsUrl,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
    });
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^1 mail to 1 recipient, .*zoe@example.net.*delivered/s),
    ]);
  });

  it('ends with exit status 1 if there is no such mail', async () => {
    const { status, stdout } = await local.run(['search', '--from', 'nobody@shop.example']);
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/^SES returned no such mail\. [\s\S]*\n\nSES has no record of such mail, sent from /),
    ]);
  });

  it.each([
    ['two people', ['--subject', 'Private*']],
    ['nobody', ['--subject', 'Nothing*']],
  ])('shows the same for a wildcard that matches %s', async (_, filters) => {
    const { status, stdout } = await local.run(['search', ...filters]);
    expect(status).toBe(1);
    expect(stdout.replace(/\d{4}-\S+Z/g, 'TIME').replace(/\s+/g, ' ')).toBe(
      'The rows that this search reads (at most 10,000) have fewer than 5 recipients, or none. A search with a wildcard does not show the mail of so few people. Search for one whole address, or use the unmasked search. fewer than 5 recipients, sent from TIME to TIME ',
    );
  });

  it('starts with the note if SES returned a sample', async () => {
    const { stdout } = await local.run(['search', '--limit', '6', '--from', 'news@shop.example']);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/^SES returned a sample: .* at least 6 mails to at least 6 recipients/);
  });

  it('prints a problem with what to do, and ends with exit status 1', async () => {
    const off = await start({ vdm: 'DISABLED' });
    const { status, stdout } = await off.run(['search']);
    const json = await off.run(['search', '--json']);
    await off.close();
    expect(status).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/Virtual Deliverability Manager is off\. \(404 vdm-off\) \w/);
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 404, type: expect.stringMatching(/:vdm-off$/) });
  });

  it('stops waiting on Ctrl-C, and says how to continue', async () => {
    whileWaiting = () => void process.emit('SIGINT');
    const { status, stdout } = await local.run(['search', '--since', '4h']);
    expect([status, stdout.replace(/\s+/g, ' ')]).toEqual([
      1,
      'Stopped before SES finished. Within a minute of the first start, the same command continues the same work. Later, it starts the work again. ',
    ]);
  });
});

describe('bouncing', () => {
  it('shows the mail that bounces, and counts separately what SES suppressed', async () => {
    const { status, stdout, stderr } = await local.run(['bouncing', '--since', '3h']);
    expect(status).toBe(0);
    expect(stderr).toMatch(WORKS);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/^9 of 11 bounces: from news@shop\.example, subject 'Spring sale'/);
    expect(stdout).toMatch(/\n11 bounces from .*\nCounted separately, .* 1 mail \(1 account-list\)\n/);
    expect(stdout).toMatch(/\n {6}9 {3}82 % news@shop\.example {15}9 {3}82 % Spring sale\n/);
    expect(stdout).not.toMatch(/few@|Private|alice|bob/i);
  });

  it('prints JSON with --json', async () => {
    const { stdout } = await local.run(['bouncing', '--since', '3h', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'done', groups: { kind: 'bounce', events: { exactly: 11 } } });
  });
});

it('complaining ends with exit status 1 if nobody complained', async () => {
  const { status, stdout } = await local.run(['complaining', '--since', '3h']);
  expect([status, stdout]).toEqual([
    1,
    expect.stringMatching(
      /^SES returned no such mail\. [\s\S]*\n\nSES recorded no complaints .*\n\n0 complaints from /,
    ),
  ]);
});

describe('--to', () => {
  it('shows the entry of the suppression list with its message, then the mail, then what to do', async () => {
    const { status, stdout } = await local.run(['--to', ALICE]);
    expect(status).toBe(0);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toMatch(
      new RegExp(
        `^${ALICE} It has been on the account's suppression list since .* Reason: BOUNCE Caused by the message ${CAUSE} .*: BOUNCED_PERMANENTLY after 1 s .* 2 mails to 1 recipient, .* to ${ALICE} .* - A send to a suppressed address succeeds.* because mail to it bounced.* Do not run the command if `,
      ),
    );
    expect(stdout).toContain(
      `\n\n  aws sesv2 delete-suppressed-destination --email-address='${ALICE}' --region eu-west-1\n\n`,
    );
    expect(stdout).not.toMatch(/bob|carol/i);
  });

  it('ends with exit status 1 if neither the list nor the mail has the address', async () => {
    const { status, stdout } = await local.run(['--to', 'nobody@example.com']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/It is not on the account's suppression list\.\n\nSES returned no such mail\. /);
  });

  it('answers from the list alone if Virtual Deliverability Manager is off', async () => {
    const off = await start({ vdm: 'DISABLED', suppressed: { [ALICE]: { reason: 'COMPLAINT', since: SENT_AT } } });
    const { status, stdout } = await off.run(['--to', ALICE]);
    await off.close();
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /Reason:\s+COMPLAINT\n[\s\S]*Virtual\s+Deliverability\s+Manager\s+is\s+off\.[\s\S]*delete-suppressed-destination/,
    );
  });

  it('says only once that Virtual Deliverability Manager is off', async () => {
    const suppressed = { [ALICE]: { reason: 'BOUNCE', since: SENT_AT, messageId: CAUSE } } as const;
    const off = await start({ vdm: 'DISABLED', suppressed });
    const { stdout } = await off.run(['--to', ALICE]);
    await off.close();
    expect(stdout.match(/put-account-vdm-attributes/g)).toHaveLength(1);
  });

  it('prints one JSON object with the finished search with --json', async () => {
    const { stdout } = await local.run(['--to', ALICE, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      address: ALICE,
      suppression: { listed: true, causeMessageId: CAUSE },
      search: { state: 'done', mails: { exactly: 2 } },
    });
  });

  it('explains the list even if Ctrl-C ends the wait for the search', async () => {
    whileWaiting = () => void process.emit('SIGINT');
    const { status, stdout } = await local.run(['--to', ALICE]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Stopped before SES finished\.[\s\S]*delete-suppressed-destination/);
  });
});

describe('invalid input ends with exit status 2 and one sentence:', () => {
  it.each([
    ['a time', ['search', '--since', 'yesterday'], /^"since" must be a span before now such as "2h"/],
    [
      'an outcome',
      ['search', '--outcome', 'lost'],
      /^option '--outcome <outcome>' argument 'lost' is invalid: allowed/,
    ],
    ['a limit', ['search', '--limit', '0'], /argument '0' is invalid: pass a whole number from 1 to 10000;/],
    ['an argument', ['bouncing', 'now'], /^too many arguments.*"npm run -s insights bouncing -- --help"/],
    ['an address', ['--to', 'Alice <alice>'], /^"address" must be one e-mail address/],
    ['an address and an id', ['--to', ALICE, 'x'], /^--to explains one address, but there is also the argument "x"/],
    ['--to with --unmasked', ['--to', ALICE, '--unmasked'], /cannot be used with/],
    ['a filter of one person', ['search', '--to', ALICE, '--subject', 'a*'], /^"subject" and a whole address in "to"/],
    [
      'a command after an option that is not for all commands',
      ['--unmasked', 'bouncing'],
      /^"bouncing" is not a message id: for the command bouncing, write npm run -s insights -- bouncing \[options\]\n$/,
    ],
  ])('%s', async (_, args, message) => {
    const { status, stdout, stderr } = await local.run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
