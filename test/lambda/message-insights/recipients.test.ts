/** Look-ups of recipients through the real SDK clients, against a local SES with a suppression list. */
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { WireAnswer } from '../../../local/aws/wire';
import {
  ask,
  type InsightsWorld,
  type InsightsWorldOptions,
  idOf,
  requestOf,
  startInsightsWorld,
} from '../../support/insights-world';
import { messageOf, permanentBounce } from '../../support/messages';
import { bounces } from '../../support/planted-mail';
import { DAY, HOUR } from '../../support/world';

const NOW = Date.now();
const SENT_AT = NOW - DAY;
const CAUSE = idOf(SENT_AT, 1);
const LISTED = 'customer@example.com';
const BOUNCE = permanentBounce(3, 'smtp; 550 5.1.1 <customer@example.com>: User unknown');
const OPTIONS: InsightsWorldOptions = {
  messages: { [CAUSE]: messageOf(CAUSE, SENT_AT, [{ type: 'SEND' }, BOUNCE]) },
  mail: bounces([LISTED], { sentAt: SENT_AT, deliveryEventAt: SENT_AT, messageId: CAUSE }),
  suppressed: {
    [LISTED]: { reason: 'BOUNCE', since: SENT_AT, messageId: CAUSE },
    'angry@example.com': { reason: 'COMPLAINT', since: SENT_AT, messageId: idOf(SENT_AT, 2) },
    'by.hand@example.com': { reason: 'BOUNCE', since: SENT_AT },
    "o'brien@example.com": { reason: 'BOUNCE', since: SENT_AT },
    '-rf@example.com': { reason: 'BOUNCE', since: SENT_AT },
    'old@example.com': { reason: 'BOUNCE', since: SENT_AT, messageId: idOf(NOW - 40 * DAY, 3) },
  },
};

const recipient = (address: unknown, caller?: string | null) => requestOf('recipient', { body: { address }, caller });

describe('a recipient', () => {
  let world: InsightsWorld;
  beforeAll(async () => {
    world = await startInsightsWorld(OPTIONS);
  });
  afterAll(() => world.close());

  /** Looks a recipient up after every earlier job and turn. */
  async function look(address: string, caller?: string | null) {
    world.ahead += HOUR;
    return ask(world.api, recipient(address, caller));
  }

  it('on the suppression list has the reason, the time, the message that caused it, and what to do', async () => {
    const { status, headers, body } = await look(LISTED);
    expect([status, headers['cache-control']]).toEqual([200, 'private, no-store']);
    const since = new Date(SENT_AT).toISOString();
    expect(body).toMatchObject({
      address: LISTED,
      explanation: `SES has suppressed all mail to this address since ${since.slice(0, 16).replace('T', ' ')} UTC, because mail to it bounced: if the mailbox works now, run the command, and send the mail again.`,
      command: "aws sesv2 delete-suppressed-destination --email-address='customer@example.com' --region eu-west-1",
      caution: expect.stringMatching(/^Do not run the command if the mailbox does not exist/),
      suppression: { listed: true, address: LISTED, reason: 'BOUNCE', since, causeMessageId: CAUSE },
      search: { id: expect.stringMatching(/^[\w-]{32}$/), state: 'running' },
    });
    expect(body.suppression.cause).toMatchObject({
      messageId: CAUSE,
      subject: null,
      insights: [{ status: 'BOUNCED_PERMANENTLY' }],
    });
    expect(body.notes).toEqual([
      expect.stringMatching(/^A send to a suppressed address succeeds/),
      expect.stringMatching(/^SES also has a global suppression list, which cannot be queried\./),
      expect.stringMatching(/mail of the last 7 days to exactly this spelling/),
    ]);
  });

  it('has a search that finds the mail to the address, and shows the address', async () => {
    const { body } = await look(LISTED);
    world.ahead += 10_000;
    const found = await ask(world.api, requestOf('search', { id: body.search.id }));
    expect(found.body).toMatchObject({ state: 'done', rows: [{ messageId: CAUSE, to: LISTED, subject: null }] });
  });

  it('is also found in lower case, which the answer says', async () => {
    const { body } = await look('Customer@Example.COM');
    expect(body.suppression).toMatchObject({ listed: true, address: LISTED });
    expect(body.command).toContain("'customer@example.com'");
    expect(body.notes.join(' ')).toMatch(/as given and in lower case/);
  });

  it('that complained has another caution', async () => {
    const { body } = await look('angry@example.com');
    expect(body.explanation).toMatch(/marked a mail as spam: run the command only if the recipient asks for mail\.$/);
    expect(body.caution).toMatch(/^Do not run the command unless the recipient asks for mail/);
    expect(body.suppression).toMatchObject({
      causeMessageId: idOf(SENT_AT, 2),
      causeUnknown: expect.stringMatching(/^SES does not know this message\. SES has no record of the message/),
    });
  });

  it.each([
    ['that a person put on the list', 'by.hand@example.com', /^SES does not name the message/],
    ['whose message is too old', 'old@example.com', /SES keeps messages for 30 days/],
  ])('%s has no cause, and the answer says why', async (_, address, reason) => {
    const { body } = await look(address);
    expect(body.suppression).toMatchObject({ listed: true, causeUnknown: expect.stringMatching(reason) });
  });

  it('that is not on the list has no command', async () => {
    const { body } = await look('nobody@example.com');
    expect([body.suppression, body.command, body.caution]).toEqual([{ listed: false }, undefined, undefined]);
    expect(body.explanation).toMatch(/^The account's suppression list does not have this address: read the search/);
  });

  it.each(["o'brien@example.com", '-rf@example.com'])(
    '%s is one argument of the command in a shell',
    async (address) => {
      const { body } = await look(address);
      const args = execFileSync('sh', ['-c', `aws() { printf '%s\\n' "$@"; }; ${body.command}`], { encoding: 'utf8' });
      expect(args.split('\n').slice(0, 3)).toEqual([
        'sesv2',
        'delete-suppressed-destination',
        `--email-address=${address}`,
      ]);
    },
  );

  it('of a caller without a name has no search, and the answer says why', async () => {
    const { status, body } = await look(LISTED, null);
    expect([status, body.suppression.listed]).toEqual([200, true]);
    expect(body.search).toEqual({ notStarted: expect.stringMatching(/This caller has no name/) });
  });

  it('asks the list in turns that all instances share, so that SES throttles none of them', async () => {
    world.ahead += HOUR;
    world.requests.length = 0;
    const addresses = ['A@example.com', 'b@example.com', 'c@example.com'];
    const answers = await Promise.all(
      addresses.map((address, index) => ask(world.instance(), recipient(address, `arn:aws:iam::1:user/${index}`))),
    );
    expect(answers.map(({ body }) => body.suppression)).toEqual(addresses.map(() => ({ listed: false })));
    // SES throttles a call within a second of the one before, and the throttled call is repeated. Without turns, nine calls
    // would arrive. A busy machine may delay one or two, so that the next arrives too soon.
    const calls = world.requests.filter((operation) => operation === 'GetSuppressedDestination').length;
    expect(calls).toBeGreaterThanOrEqual(4);
    expect(calls).toBeLessThan(7);
  });

  it.each([
    ['a name and an address', 'Alice <alice@example.com>'],
    ['two addresses', 'a@example.com,b@example.com'],
    ['a wildcard', '*@example.com'],
    ['no at sign', 'alice'],
    ['a space', 'alice @example.com'],
    ['a number', 5],
  ])('that is %s is refused without a call', async (_, address) => {
    const requests = world.requests.length;
    const { status, body } = await ask(world.api, recipient(address));
    expect([status, body.type]).toEqual([400, 'tag:ses-metrics-exporter,2026:invalid-request']);
    expect(body.detail).not.toMatch(/alice|example\.com,b/);
    expect(world.requests).toHaveLength(requests);
  });

  it('never reaches a log line', async () => {
    expect(JSON.stringify(world.logs)).not.toMatch(/customer|angry|brien|example\.com/i);
  });
});

describe('what SES does not say is unknown, not "no"', () => {
  let world: InsightsWorld;
  afterEach(() => world.close());

  const failing = (operation: string, answer: Partial<WireAnswer>): InsightsWorldOptions['intercept'] => {
    const body = '{"message":"customer@example.com is secret"}';
    const full = { status: 500, contentType: 'application/json', body, ...answer };
    return (asked) => (asked === operation ? full : undefined);
  };

  it('when the list fails, and the search starts', async () => {
    world = await startInsightsWorld({ ...OPTIONS, intercept: failing('GetSuppressedDestination', {}) });
    const { status, body } = await ask(world.api, recipient(LISTED));
    expect(status).toBe(200);
    expect(body.suppression).toEqual({
      listed: null,
      unknown: expect.stringMatching(/^SES returned no usable response\. The call to SES failed/),
    });
    expect(body.explanation).toMatch(
      /^SES did not say whether the address is on the suppression list: read the search/,
    );
    expect([body.search.state, body.command]).toEqual(['running', undefined]);
  });

  it('when SES answers about another address', async () => {
    const other = JSON.stringify({ SuppressedDestination: { EmailAddress: 'bob@example.com', Reason: 'BOUNCE' } });
    world = await startInsightsWorld({
      ...OPTIONS,
      intercept: failing('GetSuppressedDestination', { status: 200, body: other }),
    });
    const { body } = await ask(world.api, recipient(LISTED));
    expect(body.suppression.listed).toBeNull();
    expect(JSON.stringify(body)).not.toContain('bob');
  });

  it('when a proxy answers 404 without an error of SES', async () => {
    world = await startInsightsWorld({
      ...OPTIONS,
      intercept: failing('GetSuppressedDestination', {
        status: 404,
        contentType: 'text/html',
        body: '<b>Not found</b>',
      }),
    });
    const { body } = await ask(world.api, recipient(LISTED));
    expect(body.suppression.listed).toBeNull();
  });

  it('with VDM off, the list is still asked', async () => {
    world = await startInsightsWorld({ ...OPTIONS, vdm: 'DISABLED' });
    const { status, body } = await ask(world.api, recipient(LISTED));
    expect([status, body.suppression.listed]).toEqual([200, true]);
    expect(body.search.notStarted).toMatch(/Virtual Deliverability Manager is off\. Switch it on in eu-west-1/);
    expect(body.suppression.causeUnknown).toMatch(/Virtual Deliverability Manager is off\. Switch it on in eu-west-1/);
    expect(body.command).toMatch(/^aws sesv2 delete-suppressed-destination/);
  });

  it('when nothing answers, the caller gets the problem of the list', async () => {
    world = await startInsightsWorld({
      ...OPTIONS,
      vdm: 'DISABLED',
      intercept: failing('GetSuppressedDestination', { status: 403, headers: { 'x-amzn-errortype': 'AccessDenied' } }),
    });
    const { status, body } = await ask(world.api, recipient(LISTED));
    expect([status, body.type]).toEqual([502, 'tag:ses-metrics-exporter,2026:ses-failed']);
    expect(body.detail).toMatch(/ses:GetSuppressedDestination/);
  });
});
