/** What the views do with answers that a local SES cannot give quickly: many rows, many events, odd times. */
import { describe, expect, it } from '@jest/globals';
import type { InsightsEvent, MessageInsights } from '../../../../lambda/message-insights/insights';
import type { BreakdownRow, Count, FoundMail } from '../../../../lambda/message-insights/search-schemas';
import { searchCommand } from '../../../../lambda/message-insights/widgets/command';
import { MAX_MESSAGES } from '../../../../lambda/message-insights/widgets/contract';
import { toShownText } from '../../../../lambda/message-insights/widgets/shown-text';
import { BreakdownView } from '../../../../lambda/message-insights/widgets/views/breakdown';
import { Command } from '../../../../lambda/message-insights/widgets/views/command';
import { MessageView } from '../../../../lambda/message-insights/widgets/views/message';
import { RecipientView } from '../../../../lambda/message-insights/widgets/views/recipient';
import { SearchRows } from '../../../../lambda/message-insights/widgets/views/search-rows';
import { Timeline } from '../../../../lambda/message-insights/widgets/views/timeline';
import { countText, durationText, timeText } from '../../../../lambda/message-insights/widgets/words';
import { idOf } from '../../../support/insights-world';
import { attributeOf, PAGE, parse } from '../../../support/widget-console';

const SENT = '2026-11-18T12:00:00.000Z';
const repeat = <T>(count: number, value: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => value(index));

describe('a string of a stranger', () => {
  it.each([
    ['hello', 'hello'],
    ['a\u202eb', 'a[U+202E]b'],
    ['\u0000\u007f\n', '[U+0000][U+007F][U+000A]'],
    ['\ud83d\ude00', '\ud83d\ude00'],
    ['\ud83d', '[U+D83D]'],
    ['\u0e1b\u0e35\u0e48 e\u0302\u0301', '\u0e1b\u0e35\u0e48 e\u0302\u0301'],
    [`Z${'\u0336'.repeat(200)}!`, `Z${'\u0336'.repeat(4)}[more marks]!`],
    ['x'.repeat(300), 'x'.repeat(300)],
    ['x'.repeat(301), `${'x'.repeat(300)}… (301 characters)`],
    ['\ud83d\ude00'.repeat(50_000), `${'\ud83d\ude00'.repeat(300)}… (100,000 characters)`],
  ])('%j is shown as %j', (text, shown) => {
    expect(toShownText(text)).toBe(shown);
  });
});

it.each<[Count, string]>([
  [{ exactly: 1_234 }, '1,234'],
  [{ atLeast: 10_000 }, 'at least 10,000'],
  [{ fewerThan: 5 }, 'fewer than 5'],
  [{}, 'unknown'],
])('the count %j is %s', (count, text) => {
  expect(countText(count)).toBe(text);
});

it.each([
  [6.8412, '6.8 s'],
  [89, '89 s'],
  [90, '2 min'],
  [9_000, '2.5 h'],
  [259_200, '3 days'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

it('a time that is no time is unknown', () => {
  expect(timeText('soon')).toBe('unknown');
});

describe('a time line', () => {
  const marksOf = (seconds: readonly (number | undefined)[]) => {
    const events = seconds.map(
      (after): InsightsEvent => ({
        type: 'SEND',
        timestamp: after === undefined ? undefined : new Date(Date.parse(SENT) + after * 1000).toISOString(),
      }),
    );
    const { elements } = parse(String(Timeline({ events }) ?? ''));
    return elements
      .filter(({ tagName }) => tagName === 'circle')
      .map((circle) => [attributeOf(circle, 'cx'), attributeOf(circle, 'cy')].join(' '));
  };

  it.each<[string, readonly (number | undefined)[], readonly string[]]>([
    ['of no event is not drawn', [], []],
    ['of one event is not drawn', [0], []],
    ['of events without a time is not drawn', [undefined, undefined], []],
    ['has the first event at its start, and the last at its end', [0, 5, 10], ['5% 15', '50% 15', '95% 15']],
    ['puts near events above each other', [0, 1, 100], ['5% 41', '5.9% 15', '95% 41']],
    ['has at most four events above each other', [0, 0, 0, 0, 0, 0, 9], ['5% 93', '5% 67', '5% 41', '5% 15', '95% 93']],
    ['of simultaneous events has one place', [0, 0], ['5% 41', '5% 15']],
  ])('%s', (_, seconds, marks) => {
    expect(marksOf(seconds)).toEqual(marks);
  });
});

describe('a search result', () => {
  const mail: FoundMail = {
    messageId: idOf(Date.parse(SENT)),
    sentAt: SENT,
    from: 'news@shop.example',
    to: null,
    subject: 's'.repeat(400),
    isp: 'Gmail',
    outcome: 'bounced',
    diagnosticCode: '550 5.1.1 user unknown',
    advice: { code: '5.1.1', meaning: 'The mailbox does not exist.', fault: 'recipient', nextStep: 'Remove it.' },
  };
  const search = {
    id: 'x',
    state: 'done' as const,
    isSample: true,
    note: 'SES returned a sample.',
    mails: { atLeast: 10_000 },
    rows: repeat(10_000, () => mail),
  };
  const { text, html, buttons } = parse(String(SearchRows({ page: PAGE, search, filters: {} })));

  it('says first that it is a sample', () => {
    expect(text).toMatch(/^A sample\. SES returned a sample\. at least 10,000 mails/);
  });

  it('shows the newest 25 rows, each advice once, and the command for the others', () => {
    expect(buttons).toHaveLength(25);
    expect(text.match(/The mailbox does not exist/g)).toHaveLength(1);
    expect(text).toContain('The newest 25 of at least 10,000 mails. The command shows more.');
    expect(html.length).toBeLessThan(40_000);
  });
});

it.each<[string, string, string]>([
  ['the same span', '2026-11-17T15:22:00.000Z', '2026-11-17T15:22:00.000Z'],
  ['the longest span, which SES soon no longer has', '2026-10-19T15:22:00.000Z', '30d'],
])('the command of a search has %s', (_, from, since) => {
  const until = '2026-11-18T15:22:00.000Z';
  expect(searchCommand({ outcome: 'bounced' }, { from, until }, PAGE)).toContain(
    ` --since=${since} --until=${until} --unmasked`,
  );
});

it('the longest command is not cut', () => {
  const quotes = "'".repeat(998);
  const command = searchCommand({ from: quotes.slice(0, 320), subject: quotes }, {}, PAGE);
  expect(parse(String(Command({ children: 'Run:', command }))).text).toBe(`Run: ${command}`);
});

it('a recipient about whom SES says nothing is unknown, not unlisted', () => {
  const recipient = {
    address: 'a@example.com',
    explanation: 'SES did not say whether the address is on the suppression list: ask again.',
    notes: [],
    suppression: { listed: null, unknown: 'SES did not respond in time.' },
    search: { notStarted: 'Too many searches run at the moment.' },
  };
  const { text, buttons } = parse(String(RecipientView({ page: PAGE, recipient })));
  expect(text).toContain('Unknown whether it is on the suppression list SES did not respond in time.');
  expect(text).toContain('Too many searches run at the moment.');
  expect(buttons).toEqual([]);
});

it('a breakdown without numbers does not say that there is no mail', () => {
  const breakdown = { id: 'x', state: 'done' as const, by: 'isp' as const, rows: [], note: 'The total is missing.' };
  const { text } = parse(String(BreakdownView({ page: PAGE, breakdown })));
  expect(text).toMatch(/^The total is missing\. SES returned no numbers for these days\./);
  expect(text).not.toContain('no mail in these days');
});

it('the numbers of many values add up to the total', () => {
  const numbers = (sends: number): BreakdownRow => ({
    value: 'x',
    sends,
    deliveries: sends,
    hardBounces: 1,
    complaints: 0,
    bounceRate: 1 / sends,
    complaintRate: 0,
    isSmall: sends < 1_000,
  });
  const rows = repeat(1_000, () => numbers(10));
  const breakdown = {
    id: 'x',
    state: 'done' as const,
    rows,
    rest: numbers(5),
    total: { ...numbers(10_005), hardBounces: 1_001 },
  };
  const { text, html } = parse(String(BreakdownView({ page: PAGE, breakdown })));
  expect(text).toMatch(/980 more 9,800 980 10\.00 %.*Remainder 5 1.*Total 10,005 1,001/);
  expect(html.length).toBeLessThan(20_000);
});

/** Lambda returns at most 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
it('the largest answer has less than half of what Lambda returns', () => {
  const long = '&'.repeat(100_000);
  const bounce = { bounceType: long, bounceSubType: long, diagnosticCode: long };
  const events = repeat(100, (index) => ({
    type: long,
    timestamp: new Date(Date.parse(SENT) + index).toISOString(),
    details: { bounce, complaint: { complaintSubType: long, complaintFeedbackType: long } },
  }));
  const message: MessageInsights = {
    messageId: 'm'.repeat(128),
    sentAt: SENT,
    sendingRegion: 'eu-west-1',
    fromEmailAddress: long,
    subject: null,
    emailTags: repeat(100, () => ({ name: long, value: long })),
    insights: repeat(10, () => ({ destination: long, isp: long, status: 'UNKNOWN', secondsToStatus: null, events })),
  };
  const html = String(MessageView({ page: PAGE, message }));
  expect(Buffer.byteLength(JSON.stringify(html)) * MAX_MESSAGES).toBeLessThan(6_000_000 / 2);
  expect(parse(html).text).toMatch(/70 later events are not shown here.*7 more recipients are not shown here/);
});
