import { describe, expect, it } from '@jest/globals';
import { toInsightsText } from '../../../cli/insights/insights-text';
import type { MessageInsights } from '../../../lambda/message-insights/insights';

const MESSAGE: MessageInsights = {
  messageId: 'some-id',
  sentAt: '2026-11-22T12:00:00.500Z',
  sendingRegion: 'eu-west-1',
  fromEmailAddress: 'o***@shop.example',
  subject: null,
  emailTags: [
    { name: 'campaign', value: 'spring' },
    { name: 'kind', value: 'news' },
  ],
  insights: [
    {
      destination: 'a***@example.com',
      isp: 'Gmail',
      status: 'SUPPRESSED',
      secondsToStatus: 7200,
      events: [
        { timestamp: '2026-11-22T12:00:00.500Z', type: 'SEND' },
        { timestamp: '2026-11-22T12:00:01.000Z', type: 'DELIVERY' },
        {
          timestamp: '2026-11-22T14:00:00.500Z',
          type: 'COMPLAINT',
          details: { complaint: { complaintFeedbackType: 'abuse', complaintSubType: 'OnAccountSuppressionList' } },
        },
        { type: 'NEW' },
      ],
    },
  ],
};

it('shows the outcome first, then the events with the time since the first one', () => {
  expect(toInsightsText('some-id', { message: MESSAGE, ageSeconds: 0 })).toBe(
    [
      'some-id',
      '  from o***@shop.example, sent 2026-11-22T12:00:00Z, in eu-west-1',
      '  tags: campaign=spring, kind=news',
      '  a***@example.com (Gmail): SUPPRESSED after 2 h',
      '    2026-11-22T12:00:00Z           SEND',
      '    2026-11-22T12:00:01Z +0.5 s    DELIVERY',
      '    2026-11-22T14:00:00Z +2 h      COMPLAINT abuse OnAccountSuppressionList',
      '    (no time)                      NEW',
      "    SES suppressed the message and did not contact the recipient's server: the address is on the account's suppression list. This does not count toward AWS's bounce rate. Verify the address, then remove it from the list: aws sesv2 delete-suppressed-destination --email-address ADDRESS",
    ].join('\n'),
  );
});

it('shows the age of a cached response, and the subject', () => {
  const text = toInsightsText('some-id', { message: { ...MESSAGE, subject: 'Hello' }, ageSeconds: 42 });
  expect(text).toContain(', as of 42 s ago\n  subject: Hello\n');
});

it('shows the advice on a bounce below its events', () => {
  const insights = [
    {
      status: 'BOUNCED_PERMANENTLY',
      secondsToStatus: null,
      advice: { code: '5.1.1', meaning: 'No mailbox.', fault: 'recipient', nextStep: 'Remove it.' },
      events: [],
    } as const,
  ];
  expect(toInsightsText('some-id', { message: { ...MESSAGE, insights }, ageSeconds: 0 })).toMatch(
    /\n {2}a recipient: BOUNCED_PERMANENTLY\n {4}5\.1\.1, the recipient's side: No mailbox\. Remove it\.$/,
  );
});

it('shows a message that has neither recipients nor other data', () => {
  const nothing = { messageId: 'x', sentAt: null, sendingRegion: null, subject: null, emailTags: [], insights: [] };
  expect(toInsightsText('x', { message: nothing, ageSeconds: 0 })).toBe('x\n  SES reports no recipient.');
});

describe('a problem', () => {
  const PROBLEM = {
    type: 'tag:ses-metrics-exporter,2026:vdm-off',
    title: 'It is off.',
    status: 404,
    detail: 'Switch it on.',
  };

  it.each([
    ['shows what happened and what to do', PROBLEM, ['It is off. (404 vdm-off)', 'Switch it on.']],
    [
      'lists possible causes',
      { ...PROBLEM, possibleCauses: ['a', 'b'] },
      ['It is off. (404 vdm-off)', 'Switch it on.', '- a', '- b'],
    ],
    [
      'with status 5xx has the request id of its log line',
      { ...PROBLEM, status: 500, requestId: 'r1' },
      ['It is off. (500 vdm-off)', 'Switch it on.', 'Request id in the log: r1'],
    ],
    [
      'of the gateway gets advice',
      { title: 'Unauthorized', status: 401 },
      ['Unauthorized (401)', 'The API requires a token: set INSIGHTS_TOKEN to a valid token with the required scope.'],
    ],
  ])('%s', (_, problem, lines) => {
    expect(toInsightsText('x', { problem })).toBe(['x', ...lines.map((line) => `  ${line}`)].join('\n'));
  });
});

it('escapes every string that senders, recipients or servers can choose', () => {
  const hostile = '\u001b[2J\nFAKE';
  const message: MessageInsights = {
    ...MESSAGE,
    sendingRegion: hostile,
    fromEmailAddress: hostile,
    subject: hostile,
    emailTags: [{ name: hostile, value: hostile }],
    insights: [
      {
        destination: hostile,
        isp: hostile,
        status: hostile as 'UNKNOWN',
        secondsToStatus: null,
        events: [
          {
            type: hostile,
            details: { bounce: { bounceType: hostile, bounceSubType: hostile, diagnosticCode: hostile } },
          },
        ],
      },
    ],
  };
  const problem = {
    title: hostile,
    type: hostile,
    status: 404,
    detail: hostile,
    possibleCauses: [hostile],
    requestId: hostile,
  };
  for (const text of [toInsightsText('x', { message, ageSeconds: 0 }), toInsightsText('x', { problem })]) {
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/^FAKE/m);
    expect(text).toContain('\\u001b[2J\\u000aFAKE');
  }
});
