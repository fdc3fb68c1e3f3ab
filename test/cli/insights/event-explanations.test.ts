import { describe, expect, it } from '@jest/globals';
import { explainEvents } from '../../../cli/insights/event-explanations';
import type { InsightsEvent } from '../../../lambda/message-insights/insights';

const bounce = (bounceType: string, bounceSubType: string, diagnosticCode?: string): InsightsEvent => ({
  type: 'BOUNCE',
  details: { bounce: { bounceType, bounceSubType, diagnosticCode } },
});

describe('a message that SES suppressed', () => {
  it.each<[string, RegExp]>([
    [
      'ON_ACCOUNT_SUPPRESSION_LIST',
      /the account's suppression list\. This does not count.*delete-suppressed-destination --email-address ADDRESS$/,
    ],
    ['OnTenantSuppressionList', /the tenant's suppression list\..*--tenant-name TENANT$/],
    ['Suppressed', /global suppression list.*This counts toward AWS's bounce rate.*You cannot query this list/],
    ['EmailValidationSuppressed', /email validation/],
    ['UNSUBSCRIBED_RECIPIENT', /has unsubscribed/],
    ['OnGalacticSuppressionList', /does not know the bounce sub-type/],
  ])('is explained with a cause and a remedy: %s', (subType, words) => {
    const [explanation, ...others] = explainEvents([{ type: 'SEND' }, bounce('PERMANENT', subType)]);
    expect(explanation).toMatch(/^SES suppressed the message and did not contact the recipient's server: /);
    expect(explanation).toMatch(words);
    expect(others).toEqual([]);
  });
});

describe('a permanent reply that SES classifies as transient is recognized', () => {
  it.each([
    ['by its code', 'smtp; 550 5.7.1 Service unavailable; client blocked using a list'],
    ['by its code alone', '554 Denied by policy'],
    ['by its code with a hyphen', 'smtp; 550-5.7.26 This mail is unauthenticated'],
    ['after the name of the server', 'host mx.example.net[192.0.2.7] said: 550 blocked'],
    ['after the prefix of Exim', 'SMTP error from remote mail server after RCPT TO:<***>: 550 Sender blocked'],
    ['by its enhanced code alone', 'Rejected for policy reasons (5.7.1)'],
  ])('%s', (_, diagnosticCode) => {
    expect(explainEvents([bounce('TRANSIENT', 'General', diagnosticCode)])).toEqual([
      expect.stringMatching(
        /rejected the message permanently \(5xx\), but SES classifies the bounce as transient.*reputation/,
      ),
    ]);
  });

  it.each([
    ['a temporary reply', bounce('TRANSIENT', 'MailboxFull', 'smtp; 452 4.2.2 mailbox of 550 MB full')],
    ['a temporary reply that quotes a permanent code', bounce('TRANSIENT', 'General', 'smtp; 421 try later (5.7.1)')],
    ['a port number', bounce('TRANSIENT', 'General', 'connect to mx.example.net[192.0.2.7]:587: timed out')],
    ['a bounce without a reply', bounce('TRANSIENT', 'General')],
    ['an IP address', bounce('TRANSIENT', 'General', 'timeout at 5.9.100.20')],
    ['a permanent bounce', bounce('PERMANENT', 'General', 'smtp; 550 5.1.1 unknown')],
    ['a delivery', { type: 'DELIVERY' }],
  ])('but not in %s', (_, event) => {
    expect(explainEvents([event])).toEqual([]);
  });
});
