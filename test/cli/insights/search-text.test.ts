import { expect, it } from '@jest/globals';
import { searchLines } from '../../../cli/insights/search-text';
import type { FoundMail, Search } from '../../../lambda/message-insights/search-schemas';

const ADVICE = { code: '5.1.1', meaning: 'No such mailbox.', fault: 'recipient', nextStep: 'Remove it.' } as const;

const MAIL: FoundMail = {
  messageId: 'id-1',
  sentAt: '2026-09-21T11:00:00.000Z',
  from: 'news@shop.example',
  to: 'a***@example.com',
  subject: 'Spring sale',
  isp: 'Gmail',
  outcome: 'bounced',
  outcomeAt: '2026-09-21T11:00:02.000Z',
  bounceSubType: 'General',
  diagnosticCode: '550 5.1.1 user unknown',
  advice: ADVICE,
};

const SEARCH: Search = {
  id: 'x',
  state: 'done',
  from: '2026-09-21T10:00:00.000Z',
  until: '2026-09-21T12:00:00.000Z',
  mails: { exactly: 2 },
  recipients: { exactly: 1 },
  outcomes: [
    { outcome: 'bounced', count: { exactly: 1 }, share: 0.5 },
    { outcome: 'LATER', count: { exactly: 1 }, share: 0.5 },
  ],
  rows: [MAIL, { ...MAIL, messageId: 'id-2' }],
};

it('shows the counts, each mail, and each piece of advice once', () => {
  expect(
    searchLines(SEARCH).join('\n'),
  ).toBe(`2 mails to 1 recipient, sent from 2026-09-21T10:00:00Z to 2026-09-21T12:00:00Z
  1 bounced (50 %), 1 LATER (50 %)

2026-09-21T11:00:00Z to a***@example.com (Gmail): bounced after 2 s
  from news@shop.example, subject: Spring sale
  General: 550 5.1.1 user unknown
  id id-1

2026-09-21T11:00:00Z to a***@example.com (Gmail): bounced after 2 s
  from news@shop.example, subject: Spring sale
  General: 550 5.1.1 user unknown
  id id-2

5.1.1, the recipient's side: No such mailbox. Remove it.`);
});

it.each<[string, Partial<Search>, RegExp]>([
  ['what limits the numbers first', { note: 'A sample.', mails: { atLeast: 2 } }, /^A sample\.\n\nat least 2 mails/],
  [
    'that there is no such mail',
    { mails: { exactly: 0 }, outcomes: [], rows: [] },
    /^SES has no record of such mail, sent from .*$/,
  ],
  [
    'a withheld result as fewer than five recipients, without the number of mails',
    { note: 'Withheld.', mails: undefined, recipients: { fewerThan: 5 }, outcomes: undefined, rows: undefined },
    /^Withheld\.\n\nfewer than 5 recipients, sent from .*$/,
  ],
  [
    'mail whose values are hidden',
    {
      rows: [{ messageId: 'i', sentAt: MAIL.sentAt, from: null, to: null, subject: null, isp: null, outcome: 'sent' }],
    },
    /\n2026-09-21T11:00:00Z to \(not shown\): sent\n {2}from \(not shown\), subject: \(not shown\)\n {2}id i$/,
  ],
  ['what the recipient did', { rows: [{ ...MAIL, engagement: 'OPEN' }] }, /bounced after 2 s, then OPEN\n/],
  [
    'that there is more mail on this page',
    { rows: Array.from({ length: 9 }, () => MAIL) },
    /\n\nThese are the newest 8\. To print all of them, add --json\.\n/,
  ],
  ['that there is more mail on the next page', { nextPage: '1' }, /\n\nThese are the newest 2\. /],
])('shows %s', (_, search, expected) => {
  expect(searchLines({ ...SEARCH, ...search }).join('\n')).toMatch(expected);
});
