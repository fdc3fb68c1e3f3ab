import { describe, expect, it } from '@jest/globals';
import { eventGroupsText } from '../../../cli/insights/event-groups-text';
import type { EventGroups, Search } from '../../../lambda/message-insights/search-schemas';

type Grouping = EventGroups['groupings'][number];

const SEARCH: Search = {
  id: 'x',
  state: 'done',
  from: '2026-09-21T10:00:00.000Z',
  until: '2026-09-21T12:00:00.000Z',
};

const grouping = (by: Grouping['by'], ...values: [string | null, number][]): Grouping => ({
  by,
  groups: values.map(([value, count]) => ({ value, count: { exactly: count }, share: count / 620 })),
  rest: { value: null, count: { exactly: 8 }, share: 8 / 620 },
});

const GROUPS: EventGroups = {
  kind: 'bounce',
  finding: "412 of 620 bounces: from news@shop.example, subject 'Spring sale'",
  events: { exactly: 620 },
  suppressed: { count: { exactly: 12 }, reasons: [{ reason: 'account-list', count: { exactly: 12 } }] },
  groupings: [
    grouping('from', ['news@shop.example', 612]),
    grouping('subject', ['Spring sale', 412], [null, 200]),
    grouping('isp', ['Gmail', 612]),
    grouping('domain', ['example.com', 612]),
    grouping('reason', ['550 5.1.1 user unknown', 612]),
  ],
};

const textOf = (groups: Partial<EventGroups> = {}, search: Partial<Search> = {}, width = 80) =>
  eventGroupsText({ ...SEARCH, ...search }, { ...GROUPS, ...groups }, { width, api: { aws: false } });

it('shows the finding first, then the total, then two properties side by side', () => {
  expect(textOf()).toBe(
    `412 of 620 bounces: from news@shop.example, subject 'Spring sale'

620 bounces from 2026-09-21T10:00:00Z to 2026-09-21T12:00:00Z
Counted separately, because SES itself suppressed it: 12 mails (12 account-list)

               Sender                                   Subject
    612   99 % news@shop.example             412   66 % Spring sale
      8    1 % others, or not shown          200   32 % not shown
                                               8    1 % others, or not shown

               Provider                                 Recipient domain
    612   99 % Gmail                         612   99 % example.com
      8    1 % others, or not shown            8    1 % others, or not shown

               Reason
    612   99 % 550 5.1.1 user unknown
      8    1 % others, or not shown

List such mail that was sent in this time:
  npm run -s insights -- search --outcome bounced --since 2026-09-21T10:00:00Z --until 2026-09-21T12:00:00Z`,
  );
});

it.each([
  ['SES', { aws: true }, ' --aws'],
  ['a deployed API', { aws: false, url: 'https://abc.example' }, " --url 'https://abc.example'"],
  ['a URL with a quote', { aws: false, url: "https://abc.example/it's" }, " --url 'https://abc.example/it%27s'"],
])('shows a next command that calls %s as this one did', (_, api, end) => {
  expect(eventGroupsText(SEARCH, GROUPS, { width: 80, api }).endsWith(`--until 2026-09-21T12:00:00Z${end}`)).toBe(true);
});

it('starts with the note', () => {
  expect(textOf({}, { note: 'SES returned a sample.' })).toMatch(/^SES returned a sample\.\n\n412 of 620 bounces/);
});

it('fits on a screen of 60 lines and 80 columns, except for the command, with ten long groups of each property, in wide letters too', () => {
  const long = (by: Grouping['by']) =>
    grouping(
      by,
      ...Array.from({ length: 10 }, (_, index): [string, number] => [`${index}${'長い件名'.repeat(20)}`, 61]),
    );
  const lines = textOf({ groupings: GROUPS.groupings.map(({ by }) => long(by)) }).split('\n');
  expect(lines.length).toBeLessThan(60);
  const columns = (line: string) => [...line].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0);
  expect(Math.max(...lines.slice(0, -1).map(columns))).toBeLessThanOrEqual(80);
});

it.each([50, 79, 81, 200])('keeps to a width of %d, except for the command', (width) => {
  const lines = textOf({}, {}, width).replace(/\n.*$/, '').split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
});

describe('the words of strangers', () => {
  it('are escaped, so that they neither color the terminal nor add a line', () => {
    const hostile = '\u001b[2J\nother';
    const text = textOf({ finding: hostile, groupings: [grouping('subject', [hostile, 1])] });
    expect(text).toContain('\\u001b[2J\\u000aother');
    expect([text.includes('\u001b'), text.includes('\nother')]).toEqual([false, false]);
  });
});

it('shows no empty tables, and no suppressed mail if there is none', () => {
  const none = { exactly: 0 };
  expect(textOf({ finding: 'SES recorded no bounces.', events: none, suppressed: { count: none, reasons: [] } })).toBe(
    'SES recorded no bounces.\n\n0 bounces from 2026-09-21T10:00:00Z to 2026-09-21T12:00:00Z',
  );
});

it('says that AWS counts mail to addresses on the global list', () => {
  const reasons = [
    { reason: 'account-list', count: { exactly: 12 } },
    { reason: 'global-list', count: { exactly: 3 } },
  ];
  expect(textOf({ suppressed: { count: { exactly: 15 }, reasons } })).toMatch(
    /it: 15\s+mails\s+\(12\s+account-list,\s+3\s+global-list,\s+which\s+AWS\s+counts\)/,
  );
});

it('shows no reasons of complaints, because complaints have none', () => {
  expect(textOf({ kind: 'complaint' })).toMatch(/620 complaints(?![\s\S]*Reason)[\s\S]*--outcome complained --since /);
});

it('shows a property that a newer API adds', () => {
  expect(textOf({ groupings: [grouping('tenant' as never, ['a', 1])] })).toMatch(/ tenant\n +1 +<1 % a\n/);
});
