import { describe, expect, it } from '@jest/globals';
import { toCaseDocument } from '../../../../cli/case-file/document/case-document';
import { casePermissions, unreadSources } from '../../../../cli/case-file/document/sources';
import type { AccountDetails, CaseFacts } from '../../../../cli/case-file/facts/case-facts';
import { alarmOf, BAD_IMPORT, CASE_SPAN, eventOf, seriesOf } from '../../../support/case-facts';
import { textOf } from '../../../support/documents';
import { DAY } from '../../../support/world';

const documentOf = (facts: Partial<CaseFacts> = {}) => toCaseDocument({ ...BAD_IMPORT, ...facts });

const withAccount = (details: Partial<AccountDetails>) => {
  if (!('value' in BAD_IMPORT.account)) throw new Error('The account is unknown');
  return { account: { value: { ...BAD_IMPORT.account.value, ...details } } };
};

const withSeries = (...series: ReturnType<typeof seriesOf>[]) => ({ series: { value: series } });

describe('a case file', () => {
  it.each([
    [
      'what happened',
      '- The bounce rate over 24 hours went from 1.1 % (176 of 16,000) to 4.33 % (747 of 17,242), 2026-11-18 15:22 UTC, and is now 4.2 %',
    ],
    ['each page with its end', '- Page: sending-rates-page, from 2026-11-18 15:23 UTC to 2026-11-18 16:30 UTC.'],
    [
      'rates before, at their peak and now',
      '| bounce rate over 1h | 1.1 % (11 of 1,000) | 31 % (609 of 1,966), 2026-11-18 15:22 UTC | 1 % (9 of 900), 2026-11-18 17:22 UTC |',
    ],
    [
      "AWS's own rates",
      "| AWS's own bounce rate | 1.2 % | 2.1 %, 2026-11-18 17:00 UTC | 2.1 %, 2026-11-18 17:00 UTC |",
    ],
    [
      'when a rate reached a level of AWS',
      "| 2026-11-18 15:07 UTC | The bounce rate over 1h is 6 %, at or above AWS's review level of 5 % | metric BounceRate |",
    ],
    [
      'who was notified',
      '| 2026-11-18 15:23 UTC | **Page**: sending-rates-page is ALARM. Message sent to `pages` | alarm history |',
    ],
    ['how long a page lasted', 'End: sending-rates-page is OK, 67 minutes after the page'],
    ['when the account came under review', '| 2026-11-18 16:38 UTC | The account is under review'],
    ['places for what only people know', '| ____ | the mail was stopped: ____ | your records |'],
    ['what SES suppressed on each day', '| 2026-11-18 | 590 | 2 | 0 |'],
    ['how long the page took', '- This time, the page for bounces came 16 minutes after'],
    [
      'which alarms page',
      "| bounce-rate-critical | `Hard bounces reached 5 % of the last 24 hours' sends (at least 100 attempts)` | through sending-rates-page | `ALARM` |",
    ],
    ['the account', '| Quota | 17,800 of 50,000 sends in 24 hours |'],
    ['links of the Region', '(https://console.aws.amazon.com/ses/home?region=eu-west-1#/reputation)'],
    ['the draft with the figures', 'rose from 1.1 % to 4.33 % over 24 hours: 747 bounces of 17,242 sends'],
    ['the thresholds of the deployed alarms', "10 % of one hour's sends or 5 % of 24 hours' sends"],
  ])('has %s', (_, text) => {
    expect(documentOf()).toContain(text);
  });

  it('has no draft about complaints if only bounces rose', () => {
    expect(documentOf()).not.toContain('our complaint rate');
  });

  it.each([
    ['one complaint of an hour is no case', 1, false],
    ['five are, because an alarm can fire on them', 5, true],
  ])('%s', (_, complaints, isCase) => {
    const series = withSeries(
      seriesOf('DeliveryAttempts', '1h', { 0: 500 }),
      seriesOf('ComplaintRate', '1h', { 0: complaints / 500 }),
    );
    const text = documentOf(series);
    expect([text.includes('our complaint rate'), text.includes('The complaint rate over 1h is')]).toEqual([
      isCase,
      isCase,
    ]);
  });
});

describe('a source that cannot be read', () => {
  const unread = {
    unread: { reason: 'not allowed, needs `a:Right`', detail: 'User jane is not authorized', isDenied: true },
  };

  it.each([
    ['series', "The exporter's metrics: **unknown** (not allowed, needs `a:Right`)."],
    ['awsSeries', "AWS's own rates: **unknown** (not allowed"],
    ['events', 'Pages: **unknown**'],
    ['events', 'The history of the alarms: **unknown** (not allowed'],
    ['alarms', 'The alarms: **unknown** (not allowed'],
    ['account', 'The account: **unknown** (not allowed'],
    ['account', 'suppression list after: **unknown** (not allowed'],
    ['suppressions', 'What SES added in the span: **unknown** (not allowed'],
    ['windows', '| `cloudwatch:ListMetrics` | now | **unknown**: not allowed'],
  ] as const)('is unknown and not left out: %s, "%s"', (source, text) => {
    const document = documentOf({ [source]: unread });
    expect(document).toContain(text);
    expect(document).not.toContain('jane');
    expect(document).toMatch(
      /^\| [^|]+ \| `[a-z]+:\w+` \| [^|]+ \| \*\*unknown\*\*: not allowed, needs `a:Right` \|$/m,
    );
    expect(unreadSources({ ...BAD_IMPORT, [source]: unread })).toHaveLength(1);
  });

  it('leaves blanks in the draft', () => {
    expect(documentOf({ alarms: unread })).toContain("reach ____ % of one hour's sends or ____ % of 24 hours' sends");
    expect(documentOf({ account: unread })).toContain(
      "____ (SES's account-level suppression list, our own list) holds back",
    );
    expect(documentOf({ events: unread })).toContain('This time, the page came at ____ UTC, ____ minutes');
  });

  it('does not hide that alarms fired', () => {
    expect(documentOf({ series: unread })).toContain('- Page: sending-rates-page, from 2026-11-18 15:23 UTC');
    expect(documentOf({ series: unread })).toContain('our hard bounce rate in eu-west-1 rose from ____ % to ____ %');
  });
});

describe('in a case file', () => {
  const quiet = withSeries(seriesOf('DeliveryAttempts', '1h', { 0: 99 }), seriesOf('BounceRate', '1h', { 0: 0.5 }));

  it.each([
    [
      'a rate on few sends is not an event',
      { ...quiet, events: { value: [] } },
      "In what could be read of this span, no alarm on a rate paged, and no rate reached AWS's review level",
    ],
    [
      'a span without a page says so',
      { events: { value: [] } },
      '- **No alarm paged** from 2026-11-17 15:23 to 2026-11-18 17:23 UTC.',
    ],
    [
      'a page may still be open',
      { events: { value: [eventOf('ratesPage', 0, 'ALARM')] } },
      'from 2026-11-18 15:23 UTC to the end of the span or later',
    ],
    [
      'a drill is no page',
      { events: { value: [eventOf('ratesPage', 0, 'ALARM', { isByHand: true })] } },
      'Drill or test: sending-rates-page is ALARM',
    ],
    [
      'a message that was not sent stands out',
      { events: { value: [eventOf('ratesPage', 0, 'ALARM', { actions: [{ receiver: 'pages', succeeded: false }] })] } },
      'Message **not** sent to `pages`',
    ],
    [
      'a suppression list that is off stands out',
      withAccount({ suppressedReasons: [] }),
      'after: **nothing, it is off**.',
    ],
    [
      'an unknown list is not an empty one',
      withAccount({ suppressedReasons: undefined }),
      'after: **unknown** (SES does not say).',
    ],
    [
      'a status that SES does not report is unknown',
      withAccount({ status: undefined }),
      '| Status | **unknown** (SES does not say) |',
    ],
    [
      'a quota can be unlimited',
      withAccount({ max24HourSend: -1 }),
      '| Quota | 17,800 sends in 24 hours, without a limit |',
    ],
    [
      'a pause has a paragraph of its own',
      withAccount({ status: 'SHUTDOWN' }),
      '> You paused our sending in eu-west-1 on ____.',
    ],
    [
      'a pause in the span counts, too',
      withSeries(seriesOf('EnforcementLevel', undefined, { 0: 0, 9: 2, 19: 0 })),
      '> You paused our sending in eu-west-1',
    ],
    [
      'sending that was off is an event',
      withSeries(seriesOf('SendingEnabled', undefined, { 0: 1, 9: 0 })),
      'Sending is off in this Region',
    ],
    [
      'an empty suppression list says so',
      { suppressions: { value: { days: [], hasMore: false } } },
      'SES added no address in the span.',
    ],
    [
      'counts of a part of the list are minimums',
      {
        suppressions: {
          value: { days: [{ day: '2026-11-18', bounces: 25_000, complaints: 0, others: 0 }], hasMore: true },
        },
      },
      'The counts are **minimums**.',
    ],
    [
      'a disabled alarm stands out',
      { alarms: { value: [alarmOf('quotaCritical', { actionsEnabled: false })] } },
      '**disabled: it notifies nobody**',
    ],
    ['a stack without alarms says so', { alarms: { value: [] } }, 'The stack has **no alarms**.'],
    [
      'the absence of a page means nothing without an alarm that pages',
      { alarms: { value: [] }, events: { value: [] } },
      '- The stack has **no alarm that pages**, so the absence of a page means nothing.',
    ],
    [
      'the absence of rates is no good rate',
      { ...withSeries(seriesOf('BounceRate', '1h', {})), events: { value: [] } },
      'No rate of this span is known, so these figures do not say whether bounces or complaints rose.',
    ],
    [
      'rates that could not be read are no good rates',
      { series: { unread: { reason: 'not allowed', detail: '' } }, events: { value: [] } },
      'No rate of this span is known,',
    ],
    [
      'values that CloudWatch did not return are unknown',
      withSeries({ ...seriesOf('BounceRate', '1h', { 0: 0.01 }), isComplete: false }),
      '| bounce rate over 1h (**unknown**: CloudWatch did not return all values) |',
    ],
    [
      'strings from AWS are no Markdown',
      withAccount({ status: 'a|b`<img src=x>' }),
      "| Status | `a\\|b'<img src=x>` |",
    ],
    ['a backslash does not free a pipe', withAccount({ status: 'a\\|b' }), '| Status | `a\\\\\\|b` |'],
    [
      'a description has no people, although somebody edited it',
      { alarms: { value: [alarmOf('quotaCritical', { description: 'Call jane.doe@example.com. Runbook: x' })] } },
      '| quota-critical | `Call ***` |',
    ],
    [
      'pages before the history of CloudWatch are unknown',
      { span: { ...CASE_SPAN, from: CASE_SPAN.until - 40 * DAY }, events: { value: [] } },
      '- Pages before 2026-10-19 17:23 UTC: **unknown**, because CloudWatch keeps the history of alarms for 30 days.\n- **No alarm paged** from 2026-10-19 17:23 to 2026-11-18 17:23 UTC.',
    ],
    [
      'pages of a span before the history of CloudWatch are only unknown',
      { span: { from: CASE_SPAN.until - 40 * DAY, until: CASE_SPAN.until - 35 * DAY }, events: { value: [] } },
      'keeps the history of alarms for 30 days.\n\n',
    ],
    [
      'the source says since when it could be read',
      { span: { ...CASE_SPAN, from: CASE_SPAN.until - 40 * DAY } },
      '| read, but **unknown** before 2026-10-19 17:23 UTC |',
    ],
  ] as const)('%s', (_, facts, text) => {
    expect(documentOf(facts as Partial<CaseFacts>)).toContain(text);
  });

  it('the draft names no threshold of an alarm on another window', () => {
    const alarms = {
      value: [alarmOf('bounceRateFastBurn', { threshold: 0.1, description: "10 % of the last 2 hours' sends." })],
    };
    expect(documentOf({ alarms })).toContain("reach ____ % of one hour's sends");
  });
});

it('docs/case-file.md names every action that a case file needs, and no other', () => {
  const documented = Array.from(textOf('docs/case-file.md').matchAll(/`([a-z]+:[A-Z]\w+)`/g), ([, action]) => action);
  const { Action } = casePermissions() as { Action: string[] };
  expect([...new Set(documented)].sort()).toEqual(Action.toSorted());
});
