/** The widgets through the real SDK clients, against a local SES, with a console that presses their buttons. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { pseudonymOf } from '../../../../lambda/message-insights/caller';
import { CALLER } from '../../../../lambda/message-insights/widgets/contract';
import type { ArchivedMail } from '../../../../local/aws/sesv2/mail-account';
import {
  ask,
  eventOf,
  type InsightsWorld,
  type InsightsWorldOptions,
  idOf,
  requestOf,
  startInsightsWorld,
} from '../../../support/insights-world';
import { messageOf, permanentBounce } from '../../../support/messages';
import { mailOf } from '../../../support/numbers-world';
import { bounces, delivered } from '../../../support/planted-mail';
import { API_URL, open, type Shown, show, widgetsOf } from '../../../support/widget-console';
import { DAY, HOUR, MINUTE } from '../../../support/world';

const NOW = Date.now();
const SENT_AT = NOW - HOUR;
const at = { sentAt: SENT_AT, deliveryEventAt: SENT_AT + MINUTE };
const [BOUNCED, OPENED] = [1, 2].map((serial) => idOf(SENT_AT, serial)) as [string, string];
const UNKNOWN = [3, 4, 5].map((serial) => idOf(SENT_AT, serial));
const LISTED = 'customer@example.com';

const MESSAGES = {
  [BOUNCED]: messageOf(BOUNCED, SENT_AT, [
    { type: 'SEND' },
    permanentBounce(3, 'smtp; 550 5.1.1 <alice@example.com>: User unknown'),
  ]),
  [OPENED]: messageOf(OPENED, SENT_AT, [
    { type: 'SEND' },
    { after: 1, type: 'DELIVERY_DELAY' },
    { after: 2, type: 'DELIVERY' },
    { after: 600, type: 'OPEN' },
  ]),
};

const MAIL = [
  ...bounces(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.com`),
    {
      ...at,
      messageId: BOUNCED,
      from: 'news@shop.example',
      subject: 'Spring sale 2026',
    },
  ),
  ...bounces([LISTED], { ...at, subject: 'Your order' }).map(delivered),
] as readonly ArchivedMail[];

const NUMBERS = [
  ...mailOf(
    Math.floor(NOW / DAY) * DAY - DAY / 2,
    { isp: 'Gmail' },
    { delivered: 1_500, hardBounced: 30, complained: 1 },
  ),
  ...mailOf(Math.floor(NOW / DAY) * DAY - DAY / 2, { isp: 'Yahoo' }, { delivered: 40, hardBounced: 2 }),
] as readonly ArchivedMail[];

let world: InsightsWorld;
afterEach(() => world.close());

async function openWith(widget: string, options: InsightsWorldOptions = {}): Promise<Shown> {
  world = await startInsightsWorld({ messages: MESSAGES, mail: MAIL, ...options });
  return open(widgetsOf(world), widget);
}

/** Presses a button, and looks again until SES has finished. */
async function finish(shown: Shown, label: string, fields: Record<string, string> = {}): Promise<Shown> {
  let result = await shown.press(label, fields);
  while (result.buttons.includes('Look again')) {
    world.ahead += 10_000;
    result = await result.press('Look again');
  }
  return result;
}

/** Returns the text without the time range of its command, which differs between runs. */
const spanless = (text: string) => text.replace(/ --since=\S+Z --until=\S+Z/, '');

const tags = ({ elements }: Shown, name: string) => elements.filter(({ tagName }) => tagName === name);

describe('at first, a widget calls no service, and shows a form:', () => {
  it.each([
    ['find', ['Look up', 'Search']],
    ['bouncing', ['Count now']],
    ['breakdown', ['Show numbers']],
    ['a name that no widget has', ['Look up', 'Search']],
  ])('%s', async (widget, buttons) => {
    const shown = await openWith(widget);
    expect(shown.buttons).toEqual(buttons);
    expect(shown.text).toContain('Nothing runs until you press');
    expect(world.requests).toEqual([]);
    expect(world.logs).toEqual([]);
    const fields = shown.elements.filter(({ tagName }) => ['input', 'select', 'textarea'].includes(tagName));
    expect(fields.map(({ parentNode }) => parentNode?.nodeName)).toEqual(fields.map(() => 'label'));
    expect(shown.html.length).toBeLessThan(12_000);
  });
});

it('the console gets Markdown that describes the parameters', async () => {
  world = await startInsightsWorld();
  const context = { awsRequestId: 'r', invokedFunctionArn: 'arn' };
  await expect(widgetsOf(world)({ describe: true }, context)).resolves.toMatch(/^## .*`widget: bouncing`/s);
});

describe('a look-up', () => {
  it('shows the status, a time line, the events, the server’s words, the advice, and the command that shows more', async () => {
    const shown = await (await openWith('find')).press('Look up', { what: `<${BOUNCED}@eu-west-1.amazonses.com>` });
    for (const words of [
      `Message ${BOUNCED}`,
      'Bounced permanently after 3 s: a***@example.com (Gmail)',
      "The server's words: smtp; 550 5.1.1 <a***@example.com>: User unknown",
      "5.1.1, the recipient's side: The mailbox does not exist. Remove the address.",
      `npm run -s insights -- ${BOUNCED} --unmasked --url ${API_URL}`,
    ])
      expect(shown.text).toContain(words);
    expect(tags(shown, 'circle').map(({ attrs }) => attrs.find(({ name }) => name === 'class')?.value)).toEqual([
      'main',
      'bad',
    ]);
    expect(shown.html).not.toMatch(/alice|Your order/i);
    expect(world.logs).toEqual([
      expect.objectContaining({
        event: 'look-up',
        front: 'widget',
        route: 'masked',
        status: 200,
        messageId: BOUNCED,
        caller: pseudonymOf(CALLER),
      }),
    ]);
  });

  it('of several ids shares the cache of the API, and says how many ids it left out', async () => {
    const shown = await openWith('find');
    await ask(world.api, eventOf(OPENED));
    const what = [BOUNCED, OPENED, ...UNKNOWN].join('\n');
    const { text } = await shown.press('Look up', { what });
    expect(text).toContain('The field has 5 message ids. These are the first 4');
    expect(text).toMatch(/Bounced permanently.*Delivered after 2 s.*SES does not know this message.*another Region/s);
    expect(world.calls.map(({ id }) => id).sort()).toEqual([BOUNCED, OPENED, ...UNKNOWN.slice(0, 2)].sort());
  });

  it.each<[string, string, InsightsWorldOptions, RegExp]>([
    ['nothing', '', {}, /The first field is empty: enter message ids/],
    ['a name', 'alice', {}, /has no message id and no address/],
    ['an id of another Region', idOf(SENT_AT, 1, '0100'), {}, /probably sent from another Region.*us-east-1/],
    ['an old id', idOf(NOW - 40 * DAY), {}, /older than the retention/],
    ['a new id', idOf(NOW - MINUTE), {}, /too new.*Wait 2 min/],
    [
      'an id while VDM is off',
      BOUNCED,
      { vdm: 'DISABLED', messages: {} },
      /put-account-vdm-attributes --vdm-attributes/,
    ],
    [
      'a throttled id',
      BOUNCED,
      {
        intercept: () => ({
          status: 429,
          contentType: 'application/json',
          body: '{}',
          headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
        }),
      },
      /SES throttles.*Wait 5 s\. Try again/,
    ],
    ['two addresses', 'a@example.com b@example.com', {}, /must be one e-mail address/],
  ])('of %s says what happened and what to do', async (_, what, options, expected) => {
    const shown = await (await openWith('find', options)).press('Look up', { what });
    expect(shown.text).toMatch(expected);
    expect(tags(shown, 'form')).toHaveLength(1);
    expect(JSON.stringify(world.logs)).not.toMatch(/alice|example\.com/);
  });

  it('shows the waiting time when all turns are taken, and a button that repeats it', async () => {
    const shown = await openWith('find', { settings: { maxWaitSeconds: 1 } });
    const refused = await shown.press('Look up', { what: [BOUNCED, OPENED, ...UNKNOWN].join(' ') });
    expect(refused.text).toMatch(/Too many look-ups.*Wait \d s\. Try again/);
    expect(refused.events).toContainEqual({ widget: 'find', action: 'message', messageId: UNKNOWN[1] });
  });
});

describe('a recipient', () => {
  const suppressed = { [LISTED]: { reason: 'BOUNCE' as const, since: SENT_AT, messageId: BOUNCED } };

  it('shows the suppression, its cause and the command, then the recent mail', async () => {
    const shown = await (await openWith('find', { suppressed })).press('Look up', { what: LISTED });
    for (const words of [
      `${LISTED} On the account's suppression list Reason: BOUNCE, since`,
      "aws sesv2 delete-suppressed-destination --email-address='customer@example.com' --region eu-west-1",
      'Do not run the command if the mailbox does not exist',
      'The message that caused it Message',
      'Bounced permanently after 3 s',
    ])
      expect(shown.text).toContain(words);
    expect(JSON.stringify(world.logs)).not.toMatch(/customer|alice/);
    world.ahead += 10_000;
    const mail = await finish(shown, 'Show recent mail');
    expect(mail.text).toContain('1 mail to 1 recipient');
    expect(mail.text).toContain(`To ${LISTED}`);
    expect(spanless(mail.text)).toContain(`search --to='${LISTED}' --unmasked --url ${API_URL}`);
  });

  it('is found without VDM, too', async () => {
    const shown = await (await openWith('find', { suppressed, vdm: 'DISABLED' })).press('Look up', { what: LISTED });
    expect(shown.text).toMatch(/On the account's suppression list.*Virtual Deliverability Manager is off/);
    expect(shown.buttons).toEqual(['Look up', 'Search']);
  });
});

describe('a search', () => {
  const fields = { subject: 'Spring*', from: '', outcome: 'bounced', since: '2h' };

  it('runs at SES until it has the counts and the rows, each with a look-up', async () => {
    const started = await (await openWith('find')).press('Search', fields);
    expect(started.text).toMatch(/SES has been working on it since .* UTC \(0 s\)\. Look again in 3 s/);
    // The form has other values by now.
    const found = await finish(started, 'Look again', { what: 'x', subject: 'Other*', outcome: '', since: '7d' });
    expect(found.text).toContain('6 mails to 6 recipients');
    expect(found.text).toMatch(/bounced: 6 mails \(100 %\)/);
    expect(found.text).toContain('Subject: Spring sale 2026');
    expect(spanless(found.text)).toContain(
      `npm run -s insights -- search --subject='Spring*' --outcome=bounced --unmasked --url ${API_URL}`,
    );
    const [, since = '', until = ''] = / --since=(\S+) --until=(\S+)/.exec(found.text) ?? [];
    expect(Date.parse(until) - Date.parse(since)).toBe(2 * HOUR);
    expect(found.buttons.filter((label) => label === 'Look up')).toHaveLength(1 + 6);
    expect(found.events.at(-1)).toEqual({ widget: 'find', action: 'message', messageId: BOUNCED });
    expect(world.logs.map(({ front, outcome }) => [front, outcome])).toEqual(
      expect.arrayContaining([
        ['widget', 'started'],
        ['widget', 'done'],
      ]),
    );
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['that matches nothing', { ...fields, subject: 'Nothing' }, /0 mails.*/],
    ['of few people', { ...fields, subject: 'Your*', outcome: '' }, /fewer than 5 recipients/],
    ['with a wildcard in the middle', { ...fields, subject: 'a*b' }, /wildcard in the middle/],
    ['with a subject that is too long', { ...fields, subject: 'x'.repeat(999) }, /at most 998 characters/],
  ])('%s says so', async (_, given, expected) => {
    expect((await finish(await openWith('find'), 'Search', given)).text).toMatch(expected);
  });

  it('that SES could not finish says so', async () => {
    const failed = await finish(
      await openWith('find', { exportJobs: { failure: () => 'not today' } }),
      'Search',
      fields,
    );
    expect(failed.text).toMatch(/The job failed. SES could not finish the job/);
  });

  it('of somebody else is unknown, also for the API', async () => {
    const started = await (await openWith('find')).press('Search', fields);
    const [{ id }] = started.events.filter((event) => 'id' in event) as [{ id: string }];
    expect((await ask(world.api, requestOf('search', { id }))).status).toBe(404);
    const { body } = await ask(world.api, requestOf('startSearch', { body: { to: LISTED } }));
    const event = { widget: 'find', action: 'look-again', id: body.id, startedAt: 1 };
    expect((await show(widgetsOf(world), event)).text).toMatch(
      /This result is gone\. A result can be read for one day/,
    );
  });
});

describe('what is bouncing now', () => {
  it('shows the finding, and each group as a bar with its count, its share and the remainder', async () => {
    const counted = await finish(await openWith('bouncing'), 'Count now');
    expect(counted.text).toContain("6 of 6 bounces: from news@shop.example, subject 'Spring sale 2026', Gmail");
    expect(counted.text).toMatch(/Spring sale 2026 6 100 % others, or not shown 0 0 %/);
    expect(tags(counted, 'rect').length).toBeGreaterThan(8);
    expect(counted.text).toContain('search --outcome=bounced --since=');
  });

  it('counts complaints, too', async () => {
    const counted = await finish(await openWith('bouncing'), 'Count now', { event: 'complaining', since: '24h' });
    expect(counted.text).toMatch(/complaint/);
    expect(counted.text).not.toContain('Reason of the');
  });

  it('says in one line that VDM is off', async () => {
    const { text } = await (await openWith('bouncing', { vdm: 'DISABLED' })).press('Count now');
    expect(text).toMatch(/Virtual Deliverability Manager is off\..*aws sesv2 put-account-vdm-attributes/);
  });
});

describe('who, over days', () => {
  it('shows the numbers and rates of each value, the remainder and the total', async () => {
    const shown = await finish(await openWith('breakdown', { mail: NUMBERS }), 'Show numbers');
    expect(shown.text).toMatch(/Gmail 1,531 30 1\.96 % 1 0\.065 %/);
    expect(shown.text).toMatch(/Yahoo 42 2 4\.76 %\* 0 0\.000 %\*/);
    expect(shown.text).toMatch(/Remainder.*Total 1,573 32 2\.03 %/);
    expect(shown.text).toContain('breakdown --by=isp --days=14 --json');
    const again = await shown.press('Show numbers', { days: '7' });
    const changed = await finish(again, 'Look again', { by: 'tenant', days: '60' });
    expect(changed.text).toContain('breakdown --by=isp --days=7 --json');
  });

  it.each([
    ['another property', { by: 'tenant' }, /Tenant/],
    ['no whole number of days', { days: 'x' }, /"days" must be a whole number from 1 to 60/],
    ['an unknown property', { by: 'color' }, /"by" must be one of/],
  ])('answers %s', async (_, fields, expected) => {
    expect((await finish(await openWith('breakdown'), 'Show numbers', fields)).text).toMatch(expected);
  });
});
