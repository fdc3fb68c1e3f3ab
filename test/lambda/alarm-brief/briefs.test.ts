/** Pages and their briefs, over a local AWS. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { toLogLine } from '../../../lambda/alarm-brief/log-line';
import type { MailRow } from '../../../lambda/shared/mail/mail-row';
import { KIND_ATTRIBUTE } from '../../../lambda/shared/topic/topic-message';
import type { WireAnswer } from '../../../local/aws/wire';
import {
  type BriefWorld,
  type BriefWorldOptions,
  chatOf,
  compositeOf,
  pageOf,
  startBriefWorld,
  textOf,
} from '../../support/brief-world';
import { delivered, many } from '../../support/planted-mail';
import { HOUR, MINUTE } from '../../support/world';

let world: BriefWorld | undefined;
afterEach(() => world?.close());

async function start(options: BriefWorldOptions = {}): Promise<BriefWorld> {
  world = await startBriefWorld(options);
  return world;
}

/** Mail of the last hour: 400 bounces of one mailing, 100 of other mail, and 2,000 delivered mails. */
function importedList(until: number): MailRow[] {
  const sentAt = until - 20 * MINUTE;
  const times = { sentAt, deliveryEventAt: sentAt + 1000 };
  const other = { ...times, from: 'orders@shop.example', subject: 'Your order', isp: 'Yahoo' };
  return [
    ...many(400, times),
    ...many(100, other),
    ...many(400, times).map(delivered),
    ...many(1600, other).map(delivered),
  ];
}

const MEASURED = { attempts: 2500, bounceRate: 0.2 };
const failed: WireAnswer = { status: 500, contentType: 'application/json', body: '{}' };

describe('the brief of a page', () => {
  it('names the mail in the message to each kind of subscriber', async () => {
    const { invoke, published, until } = await start({ mail: importedList, measured: MEASURED });
    const [report] = await invoke(compositeOf(until, ['bounces-1h', 'bounces-24h']));
    expect(published).toHaveLength(1);
    const [message] = published;
    expect(message?.subject).toMatch(/^Brief: 400 of 500 bounces share one [a-z, ]+ \(eu-west-1\)$/);
    expect(message?.attributes).toEqual({ [KIND_ATTRIBUTE]: 'brief' });
    const text = textOf(message);
    expect(text).toMatch(/^400 of 500 bounces: /);
    expect(text).toContain("subject 'Spring sale'");
    expect(text).toContain('500 bounces of 2,500 sends (20 %)');
    expect(text).toMatch(/BOUNCES BY SENDER\n {3}400 {2}80 % {2}news@shop.example\n {3}100 {2}20 % {2}orders@shop/);
    expect(text).toContain('Of the 800 recorded mails with these properties, 50 % have had a bounce so far.');
    expect(text).toContain('Standing: healthy. Sending: enabled. Sent in 24 hours: 5,000 of at most 50,000.');
    expect(text).toContain('\nNEXT\nnpm run -s insights -- bouncing --since ');
    const { version, source, content } = chatOf(message);
    expect([version, source, content.textType, content.title]).toEqual([
      '1.0',
      'custom',
      'client-markdown',
      message?.subject,
    ]);
    expect(content.description).toContain('`news@shop.example`');
    expect(report).toMatchObject({ action: 'write', verdict: 'culprit', events: 500, alarmCount: 500, failures: [] });
  });

  it('shows no groups if SES recorded fewer than half of the bounces', async () => {
    const { invoke, published, until } = await start({
      mail: importedList,
      measured: { attempts: 2500, bounceRate: 0.5 },
    });
    const [report] = await invoke(pageOf(until));
    expect(report).toMatchObject({ verdict: 'low-coverage', events: 500, alarmCount: 1250 });
    expect(textOf(published[0])).toContain("SES recorded 500 of the alarm's 1,250 bounces.");
    expect(textOf(published[0])).not.toMatch(/BOUNCES BY|news@shop/);
  });

  it('uses at most two jobs if SES returns all mail', async () => {
    const { invoke, requests, until } = await start({ mail: importedList, measured: MEASURED });
    await invoke(pageOf(until));
    expect(requests.filter(({ operation }) => operation === 'CreateExportJob')).toHaveLength(2);
  });

  it('counts the addresses that SES suppressed since the window began', async () => {
    const suppressed = (until: number) =>
      new Map([
        ['a@x.example', { reason: 'BOUNCE' as const, since: until - 2 * HOUR }],
        ['b@x.example', { reason: 'BOUNCE' as const, since: until - 30 * MINUTE }],
        ['c@x.example', { reason: 'COMPLAINT' as const, since: until - 20 * MINUTE }],
        ['d@x.example', { reason: 'BOUNCE' as const, since: until - 10 * MINUTE }],
      ]);
    const { invoke, published, until } = await start({ measured: MEASURED, suppressed });
    await invoke(pageOf(until));
    const newest = new Date(until - 10 * MINUTE).toISOString().slice(11, 16);
    expect(textOf(published[0])).toMatch(
      new RegExp(`the window began: 2 because of bounces, 1 because of complaints. The newest: .* ${newest} UTC.`),
    );
  });
});

describe('a page has one brief', () => {
  it('for each kind of event', async () => {
    const { invoke, published, until } = await start({ measured: MEASURED });
    await invoke(compositeOf(until, ['bounces-1h', 'complaints-1h']));
    expect(published.map(({ subject }) => subject).sort()).toEqual([
      'Brief: SES recorded no bounces (eu-west-1)',
      'Brief: SES recorded no complaints (eu-west-1)',
    ]);
  });

  it('and another page of the incident has a reminder', async () => {
    const { invoke, published, until } = await start({ mail: importedList, measured: MEASURED });
    await invoke(pageOf(until));
    const [report] = await invoke(pageOf(until + 1, 'bounces-24h'));
    expect(report).toMatchObject({ action: 'remind' });
    const [brief, reminder] = published;
    expect(reminder?.subject).toMatch(/^Brief: same bounce incident as bounce-\d{8}T\d{4}Z \(eu-west-1\)$/);
    expect(textOf(reminder)).toContain(brief?.subject ?? 'no brief');
    expect(chatOf(reminder).content.nextSteps).toEqual([]);
    expect(reminder?.attributes).toEqual({ [KIND_ATTRIBUTE]: 'brief' });
  });

  it('even if Lambda delivers its event twice', async () => {
    const { invoke, published, until } = await start({ measured: MEASURED });
    const event = pageOf(until);
    const reports = await Promise.all([invoke(event), invoke(event)]);
    expect(
      reports
        .flat()
        .map(({ action }) => action)
        .sort(),
    ).toEqual(['nothing', 'write']);
    expect(published).toHaveLength(1);
  });

  it('unless it is a drill, which always has one and starts no incident', async () => {
    const { invoke, published, until } = await start({ mail: importedList, measured: MEASURED });
    await invoke({ drill: 'bounce' });
    await invoke({ drill: 'bounce' });
    await invoke(pageOf(until));
    expect(published.map(({ subject }) => subject?.split(':', 1)[0])).toEqual(['DRILL', 'DRILL', 'Brief']);
    expect(textOf(published[0])).toMatch(/^This is a drill.\n400 of 500 bounces: /);
  });
});

it('an alarm that left ALARM publishes nothing', async () => {
  const { invoke, published, until, requests } = await start();
  await invoke({ alarmData: { alarmName: 'bounces-1h', state: { value: 'OK', timestamp: until } } });
  expect([published, requests]).toEqual([[], []]);
});

describe('if a composite alarm names no child, the brief is about', () => {
  /** Answers DescribeAlarms with an alarm in ALARM. */
  const describe =
    (names: readonly string[]) =>
    (operation: string): WireAnswer | undefined =>
      operation === 'DescribeAlarms'
        ? {
            status: 200,
            contentType: 'application/x-amz-json-1.0',
            body: JSON.stringify({ MetricAlarms: names.map((AlarmName) => ({ AlarmName, StateValue: 'ALARM' })) }),
          }
        : undefined;

  it.each<[string, BriefWorldOptions, string[]]>([
    ['the alarm in ALARM', { intercept: describe(['complaints-1h', 'of-somebody-else']) }, ['complaint']],
    ['all kinds, if none is in ALARM', { intercept: describe([]) }, ['bounce', 'complaint']],
    [
      'all kinds, if CloudWatch fails',
      { intercept: (operation) => (operation === 'DescribeAlarms' ? failed : undefined) },
      ['bounce', 'complaint'],
    ],
  ])('%s', async (_, options, kinds) => {
    const { invoke, until } = await start(options);
    const reports = await invoke(compositeOf(until, []));
    expect(reports.map(({ kind }) => kind).sort()).toEqual(kinds);
  });
});

describe('an unknown part takes one line, and the brief has all other parts', () => {
  const failing =
    (...operations: readonly string[]) =>
    (operation: string) =>
      operations.includes(operation) ? failed : undefined;

  it.each<[string, BriefWorldOptions, RegExp, RegExp]>([
    [
      'VDM is off',
      { vdm: 'DISABLED' },
      /^Brief: No mail is named for the bounces, because VDM is off/,
      /^Virtual Deliverability Manager is off, so .*\naws sesv2 list-suppressed-destinations /s,
    ],
    [
      'SES needs longer than ten minutes',
      { exportJobs: { durationMs: 11 * MINUTE } },
      /SES has not finished/,
      /^SES has not finished listing the mail/,
    ],
    ['SES fails', { intercept: failing('CreateExportJob') }, /SES failed/, /^SES failed to list the mail/],
    ['the job fails', { exportJobs: { failure: () => 'not today' } }, /SES failed/, /^SES failed to list the mail/],
    [
      'the file is unreadable',
      {
        intercept: (operation) =>
          operation === 'GetObject' ? { status: 200, contentType: 'text/html', body: '<p>' } : undefined,
      },
      /unreadable/,
      /^SES returned a list of the mail that cannot be read/,
    ],
    [
      'SES does not list suppressed addresses',
      { intercept: failing('ListSuppressedDestinations') },
      /^Brief: 400 of 500/,
      /SES did not say which addresses were added to the suppression list/,
    ],
    [
      'GetAccount fails',
      { intercept: failing('GetAccount') },
      /^Brief: 400 of 500/,
      /SES did not say what the account's standing and quota are/,
    ],
    [
      'CloudWatch fails',
      { intercept: failing('GetMetricData') },
      /^Brief: 400 of 500/,
      /CloudWatch has no value of the rate/,
    ],
    [
      'the table fails',
      { store: (store) => ({ ...store, read: async () => Promise.reject(new Error('not today')) }) },
      /SES failed/,
      /^SES failed to list the mail/,
    ],
  ])('%s', async (_, options, subject, text) => {
    const { invoke, published, until } = await start({ mail: importedList, measured: MEASURED, ...options });
    await invoke(pageOf(until));
    expect(published).toHaveLength(1);
    expect(published[0]?.subject).toMatch(subject);
    expect(textOf(published[0])).toMatch(text);
    expect(textOf(published[0])).toContain('\nACCOUNT\n');
  });
});

it('an invocation fails if the topic refuses the message, and the next one succeeds', async () => {
  let isRefused = true;
  const { invoke, published, until } = await start({
    measured: MEASURED,
    intercept: (operation) =>
      operation === 'Publish' && isRefused
        ? {
            status: 403,
            contentType: 'text/xml',
            body: '<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>',
          }
        : undefined,
  });
  await expect(invoke(pageOf(until))).rejects.toThrow(/^AuthorizationError/);
  isRefused = false;
  const [report] = await invoke(pageOf(until));
  expect(report).toMatchObject({ action: 'write' });
  expect(published).toHaveLength(1);
});

it('neither a brief nor its log nor the table has a recipient, or a subject that few share', async () => {
  const mail = (until: number) => [
    ...importedList(until),
    ...many(4, {
      sentAt: until - MINUTE,
      deliveryEventAt: until - MINUTE,
      subject: 'Zacharias, your secret',
      to: 'zacharias@private.example',
    }),
  ];
  const { invoke, published, until, store } = await start({ mail, measured: MEASURED });
  const reports = await invoke(pageOf(until));
  const stored = await Promise.all(['brief/bounce', 'export-jobs'].map((key) => store.read(key)));
  const shown = JSON.stringify([published, toLogLine(reports), stored]);
  expect(shown).toContain('Spring sale');
  for (const secret of ['zacharias', 'secret', 'private.example', '@example.com']) {
    expect(shown.toLowerCase()).not.toContain(secret);
  }
  expect(stored).not.toContain(undefined);
  expect(JSON.stringify([toLogLine(reports), stored])).not.toMatch(/Spring sale|news@shop/);
});
