import { describe, expect, it } from '@jest/globals';
import { explainEvents } from '../../../cli/insights/event-explanations';
import type { InsightsEvent } from '../../../lambda/message-insights/insights';

const bounce = (bounceType: string, bounceSubType: string, diagnosticCode?: string): InsightsEvent => ({
  type: 'BOUNCE',
  details: { bounce: { bounceType, bounceSubType, diagnosticCode } },
});

describe('of a message that SES held back', () => {
  it.each<[string, RegExp]>([
    [
      'ON_ACCOUNT_SUPPRESSION_LIST',
      /of this account\. This does not count.*delete-suppressed-destination --email-address ADDRESS$/,
    ],
    ['OnTenantSuppressionList', /of the tenant\..*--tenant-name TENANT$/],
    ['Suppressed', /global suppression list.*This counts in AWS's bounce rate.*Nobody can ask that list/],
    ['EmailValidationSuppressed', /email validation/],
    ['UNSUBSCRIBED_RECIPIENT', /has unsubscribed/],
    ['OnGalacticSuppressionList', /new to this version/],
  ])('the cause and the remedy are told: %s', (subType, words) => {
    const [explanation, ...others] = explainEvents([{ type: 'SEND' }, bounce('PERMANENT', subType)]);
    expect(explanation).toMatch(/^SES held it back, and asked no server: /);
    expect(explanation).toMatch(words);
    expect(others).toEqual([]);
  });
});

describe('a reply that says "permanent" and that SES calls transient is explained', () => {
  it.each([
    ['by its code', 'smtp; 550 5.7.1 Service unavailable; client blocked using a list'],
    ['by its code alone', '554 Denied by policy'],
    ['by its code with a hyphen', 'smtp; 550-5.7.26 This mail is unauthenticated'],
    ['behind what says whose it is', 'host mx.example.net[192.0.2.7] said: 550 blocked'],
    ['behind the words of Exim', 'SMTP error from remote mail server after RCPT TO:<***>: 550 Sender blocked'],
    ['by its enhanced code alone', 'Rejected for policy reasons (5.7.1)'],
  ])('%s', (_, diagnosticCode) => {
    expect(explainEvents([bounce('TRANSIENT', 'General', diagnosticCode)])).toEqual([
      expect.stringMatching(/refused for good \(5xx\), and SES calls it transient.*reputation/),
    ]);
  });

  it.each([
    ['a reply that says "later"', bounce('TRANSIENT', 'MailboxFull', 'smtp; 452 4.2.2 mailbox of 550 MB full')],
    ['a reply of another code that quotes one', bounce('TRANSIENT', 'General', 'smtp; 421 try later (5.7.1)')],
    ['a port of the server', bounce('TRANSIENT', 'General', 'connect to mx.example.net[192.0.2.7]:587: timed out')],
    ['a bounce without a reply', bounce('TRANSIENT', 'General')],
    ['an address of the Internet', bounce('TRANSIENT', 'General', 'timeout at 5.9.100.20')],
    ['a permanent bounce', bounce('PERMANENT', 'General', 'smtp; 550 5.1.1 unknown')],
    ['a delivery', { type: 'DELIVERY' }],
  ])('and not %s', (_, event) => {
    expect(explainEvents([event])).toEqual([]);
  });
});
