import { describe, expect, it } from '@jest/globals';
import { conclusionText, suppressionLines } from '../../../cli/insights/recipient-text';
import type { Recipient, SuppressionEntry } from '../../../lambda/message-insights/search-schemas';

const RECIPIENT: Recipient = {
  address: 'Customer@example.com',
  explanation: 'SES holds back all mail to this address.',
  notes: ['SES has a global list.'],
  suppression: { listed: false },
  search: {},
};

const LISTED: SuppressionEntry = { listed: true, reason: 'BOUNCE', since: '2026-09-21T10:00:00.000Z' };

describe('the suppression list', () => {
  it.each<[string, SuppressionEntry, string[]]>([
    ['does not have the address', { listed: false }, ["  It is not on the account's suppression list."]],
    [
      'is unknown, which differs from not having the address',
      { listed: null, unknown: 'SES throttles.' },
      ["  It is unknown whether the address is on the account's suppression list.", '  SES throttles.'],
    ],
    [
      'has the address in another spelling',
      { ...LISTED, address: 'customer@example.com' },
      [
        "  It has been on the account's suppression list since 2026-09-21T10:00:00Z, as customer@example.com. Reason: BOUNCE",
      ],
    ],
    [
      'has the address, because of a message that is not shown',
      { ...LISTED, causeMessageId: 'id-1', causeUnknown: 'VDM is off.' },
      [
        "  It has been on the account's suppression list since 2026-09-21T10:00:00Z. Reason: BOUNCE",
        '  Caused by the message id-1',
        '  VDM is off.',
      ],
    ],
    [
      'has the address, because of a message',
      {
        ...LISTED,
        causeMessageId: 'id-1',
        cause: { messageId: 'id-1', sentAt: null, sendingRegion: null, subject: 'Hello', emailTags: [], insights: [] },
      },
      [
        "  It has been on the account's suppression list since 2026-09-21T10:00:00Z. Reason: BOUNCE",
        '  Caused by the message id-1',
        '    subject: Hello',
        '    SES reports no recipient.',
      ],
    ],
  ])('%s', (_, suppression, lines) => {
    expect(suppressionLines({ ...RECIPIENT, suppression })).toEqual(['Customer@example.com', ...lines]);
  });
});

describe('the conclusion', () => {
  it('ends with the explanation', () => {
    expect(conclusionText(RECIPIENT, 80)).toBe('- SES has a global list.\n\nSES holds back all mail to this address.');
  });

  it('keeps the command on one line, because people copy it', () => {
    const command = `aws sesv2 delete-suppressed-destination --email-address='o'\\''neil@example.com' --region eu-west-1`;
    const text = conclusionText({ ...RECIPIENT, command, caution: 'Do not run it twice.' }, 50);
    expect(text.split('\n')).toContain(`  ${command}`);
    expect(text).toMatch(/\n\nDo not run it twice\.$/);
  });

  it('escapes what could change the terminal', () => {
    expect(conclusionText({ ...RECIPIENT, command: 'a \u001b[2J' }, 80)).toContain('  a \\u001b[2J');
  });
});
