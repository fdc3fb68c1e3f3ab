import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageInsights } from '../../../lambda/message-insights/insights';
import { mask } from '../../../lambda/message-insights/masking';
import { maskMailbox } from '../../../lambda/shared/masking/mailbox';
import { personalValues } from '../../../lambda/shared/masking/personal-values';
import { maskWords } from '../../../lambda/shared/masking/server-text';
import { expectLinearTime, PIECES } from '../../support/masking-time';

const ALICE = 'alice@example.com';

/** Masks a server's text in a message to these mailboxes. */
const maskText = (text: string, mailboxes: readonly string[] = []) => maskWords(text, personalValues({ mailboxes }));

describe('maskMailbox', () => {
  it.each([
    [ALICE, 'a***@example.com'],
    ['a@example.com', '***@example.com'],
    ['ab@example.com', 'a***@example.com'],
    ['ALICE@EXAMPLE.COM', 'A***@EXAMPLE.COM'],
    ['alice+shop@example.com', 'a***@example.com'],
    ['SRS0=abc=tt=example.org=alice@example.com', 'S***@example.com'],
    ['4917012345678@example.com', '4***@example.com'],
    ['Alice Smith <alice@example.com>', 'a***@example.com'],
    ['"Smith, Alice" <alice@example.com>', 'a***@example.com'],
    ['=?utf-8?Q?Alice_Smith?= <alice@example.com>', 'a***@example.com'],
    ['"bob@example.org" <alice@example.com>', 'a***@example.com'],
    ['<alice@example.com> (Alice Smith)', 'a***@example.com'],
    ['alice@example.com (Alice Smith)', 'a***@example.com'],
    ['alice@example.com, Bob Jones', 'a***@example.com'],
    ['alice@example.com, bob@example.org', 'a***@example.org'],
    ['"alice smith"@example.com', 'a***@example.com'],
    ['"alice@home"@example.com', 'a***@example.com'],
    ['алиса@пример.рф', 'а***@пример.рф'],
    ['e\u0301lise@example.com', 'e\u0301***@example.com'],
    ['😀😀@example.com', '***@example.com'],
    ['___@example.com', '***@example.com'],
    ['alice@[192.0.2.1]', 'a***@[192.0.2.1]'],
    ['alice@[IPv6:2001:DB8::7]', 'a***@[IPv6:2001:DB8::7]'],
    ['@example.com', '***@example.com'],
    ['alice', '***'],
    ['Alice Smith', '***'],
    ['Alice <alice>', '***'],
    ['alice＠example.com', '***'],
    ['a***@example.com', 'a***@example.com'],
    ['***@example.com', '***@example.com'],
    ['***', '***'],
  ])('%s is %s', (mailbox, masked) => {
    expect(maskMailbox(mailbox)).toBe(masked);
  });
});

describe('maskWords masks an address', () => {
  it.each([
    ['in brackets', '<bob@example.org>: unknown', '<b***@example.org>: unknown'],
    ['that is a local part in brackets', '<bob>: user unknown', '<***>: user unknown'],
    ['that is also a server’s word', 'see <support@example.org>', 'see <s***@example.org>'],
    ['percent-encoded', 'see bob%40example.org', 'see b***%40example.org'],
    ['in SMTPUTF8', 'unknown: дмитрий@пример.рф', 'unknown: д***@пример.рф'],
    ['of one letter', 'no b@example.org here', 'no ***@example.org here'],
    ['in a sentence', 'No bob@example.org, sorry.', 'No b***@example.org, sorry.'],
    ['in typographic quotes', '“bob@example.org”', '“b***@example.org”'],
    ['after its type', 'rfc822;bob@example.org', 'rfc822;b***@example.org'],
    ['in mailto', 'mailto:bob@example.org?subject=x', 'mailto:b***@example.org?subject=x'],
    ['with a plus', 'bob+secret@example.org', 'b***@example.org'],
    ['of VERP', 'bounces+bob=example.org@lists.example', 'bounces+***=e***@lists.example'],
    ['with an IP address as its domain', 'bob@[192.0.2.1]', 'b***@[192.0.2.1]'],
    ['twice', 'bob@example.org bob@example.org', 'b***@example.org b***@example.org'],
    ['followed by another', 'bob@example.org@eve@x.example', 'b***@e***@e***@x.example'],
    ['with spaces around the at sign', 'bob @ example.org', '*** @ example.org'],
    ['with a bracketed at', 'bob [at] example.org', '*** [at] example.org'],
    ['in quotes with a space', '"bob jones"@example.org', '"*** ***"@example.org'],
    ['with its display name', 'Bob Jones <bob@example.org>', '*** *** <b***@example.org>'],
    ['with a name and separators', 'bob.jones', '***'],
    ['in a link', 'https://x.org/u/bob?rcpt=bob%40x.org&p=No', 'https://x.org/***/***?rcpt=b***%40x.org&p=No'],
    ['with its password in a link', 'https://bob:secret@x.org/', 'https://***:s***@x.org/'],
    ['that is a long number', '<13800138000>: no', '<***>: no'],
    ['that is a telephone number in groups', 'No (0170) 123-4567', 'No (***) ***'],
  ])('%s: %s', (_, text, masked) => {
    expect(maskText(text)).toBe(masked);
    expect(maskText(masked)).toBe(masked);
  });
});

describe('maskWords keeps what on-call needs', () => {
  it.each([
    'smtp; 550 5.1.1 Requested action not taken: mailbox unavailable',
    '<mx1.shop.example>: Helo command rejected: Host not found',
    '<host[192.0.2.7]:49309> said: 550-5.7.1 no',
    'host mx.example.com[::ffff:192.0.2.9] said: no, [::1]:25',
    '554 5.7.1 <mail.example.com[2001:db8::7]>: Client host rejected: Access denied',
    '421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred (in reply to MAIL FROM <>)',
    '452 4.2.2 Over quota, 100% of 5GB used & closed',
    '550 #5.1.0 Address rejected <5.1.0> <#5.1.0> <192.0.2.7:25> <550>',
    'see https://support.google.com/mail/?p=NoSuchUser and https://aka.ms/SmtpErrors',
    'size=40, delay=40.5s code=550, 2026-11-22T12:00:00.000Z 12:00',
    'the system has no information on this user, see mx1 or the postmaster',
    'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
    'No such person at this address. OK: you may resend it; best try max. 3 times',
    '  two  spaces,\ttabs\r\nand more',
    '{"code":"5.1.1","to":null}',
    '',
  ])('%j', (text) => {
    expect(maskText(text, [ALICE])).toBe(text);
  });

  it('keeps the domains of the mailboxes, even with a name in them', () => {
    const text = 'mx1.alice.example and alice.example said no';
    expect(maskText(text, ['alice@alice.example'])).toBe(text);
    expect(maskText('alice.example said no to alice.corp.net', [ALICE])).toBe('*** said no to ***');
  });

  /** These responses are not a source of the vocabulary. */
  it('at least 95 % of the words, and every code, host and IP address, of unseen responses', () => {
    const text = readFileSync(`${__dirname}/../../fixtures/server-texts/unseen.txt`, 'utf8');
    const lost = (words: RegExp) => {
      const before = text.match(words) ?? [];
      return 1 - (maskText(text).match(words) ?? []).length / before.length;
    };
    expect(text.match(/[a-z]{2,}/gi)?.length).toBeGreaterThan(1500);
    expect(lost(/[a-z]{2,}/gi)).toBeLessThan(0.05);
    expect(lost(/\b[245]\d\d\b|\b[45]\.\d{1,3}\.\d{1,3}\b/g)).toBe(0);
    expect(lost(/\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[a-z\d-]+\.)+(?:com|org|net|example|ch)\b/gi)).toBe(0);
  });
});

const MESSAGE: MessageInsights = {
  messageId: 'alice-1',
  sentAt: '2026-11-22T12:00:00.000Z',
  sendingRegion: 'eu-west-1',
  fromEmailAddress: '"Shop, Berlin" <shop@shop.example>',
  subject: 'Your order, Alice',
  emailTags: [
    { name: 'ses:source-ip', value: '192.0.2.7' },
    { name: 'SES:Source-IP', value: '192.0.2.7' },
    { name: 'ses:from-domain', value: 'shop.example' },
    { name: 'campaign', value: 'weekly' },
    { name: 'customer', value: 'alice' },
    { name: 'account', value: 'bob@example.org' },
  ],
  insights: [
    {
      destination: ALICE,
      isp: 'Gmail',
      status: 'COMPLAINED',
      secondsToStatus: 9,
      events: [
        { timestamp: '2026-11-22T12:00:00.000Z', type: 'SEND' },
        {
          type: 'BOUNCE',
          details: {
            bounce: {
              bounceType: 'PERMANENT',
              bounceSubType: 'General',
              diagnosticCode: 'smtp; 550 5.1.1 No alice here, but dora, mx.shop.example',
            },
          },
        },
        {
          type: 'COMPLAINT',
          details: { complaint: { complaintSubType: 'OnList', complaintFeedbackType: 'abuse by alice' } },
        },
      ],
    },
    {
      destination: 'dora@example.net',
      status: 'BOUNCED_UNDETERMINED',
      secondsToStatus: null,
      events: [{ type: 'BOUNCE', details: { bounce: {} } }],
    },
  ],
};

describe('mask', () => {
  it('hides only personal data', () => {
    expect(JSON.parse(JSON.stringify(mask(MESSAGE)))).toEqual({
      ...MESSAGE,
      fromEmailAddress: 's***@shop.example',
      subject: null,
      emailTags: [
        { name: 'ses:source-ip', value: '***' },
        { name: 'SES:Source-IP', value: '***' },
        { name: 'ses:from-domain', value: 'shop.example' },
        { name: 'campaign', value: 'weekly' },
        { name: 'customer', value: '***' },
        { name: 'account', value: 'b***@example.org' },
      ],
      insights: [
        {
          ...MESSAGE.insights[0],
          destination: 'a***@example.com',
          events: [
            { timestamp: '2026-11-22T12:00:00.000Z', type: 'SEND' },
            {
              type: 'BOUNCE',
              details: {
                bounce: {
                  bounceType: 'PERMANENT',
                  bounceSubType: 'General',
                  diagnosticCode: 'smtp; 550 5.1.1 No *** here, but ***, mx.shop.example',
                },
              },
            },
            {
              type: 'COMPLAINT',
              details: { complaint: { complaintSubType: 'OnList', complaintFeedbackType: 'abuse by ***' } },
            },
          ],
        },
        { ...MESSAGE.insights[1], destination: 'd***@example.net' },
      ],
    });
  });

  it('drops a field that it does not know', () => {
    const [insights] = MESSAGE.insights;
    const event = { type: 'SEND', note: 'bob', details: { note: { note: 'bob' } } };
    const message = { ...MESSAGE, note: 'bob', insights: [{ ...insights, note: 'bob', events: [event] }] };
    expect(JSON.stringify(mask(message as never))).not.toContain('bob');
  });

  it('is idempotent', () => {
    expect(mask(mask(MESSAGE))).toEqual(mask(MESSAGE));
  });

  it('does not change its argument', () => {
    const before = structuredClone(MESSAGE);
    mask(MESSAGE);
    expect(MESSAGE).toEqual(before);
  });

  it('adds no field', () => {
    const bare: MessageInsights = {
      messageId: 'x',
      sentAt: null,
      sendingRegion: null,
      subject: null,
      emailTags: [],
      insights: [{ status: 'UNKNOWN', secondsToStatus: null, events: [{}] }],
    };
    expect(JSON.parse(JSON.stringify(mask(bare)))).toEqual(bare);
  });

  it.each([
    ['ses:configuration-set', 'marketing', 'marketing'],
    ['ses:configuration-set', 'prod-emea-7', 'prod-emea-7'],
    ['ses:configuration-set', 'for-alice', 'for-***'],
    ['SES:Configuration-Set', 'prod-emea-7', 'prod-emea-7'],
    ['ses:from-domain', 'shop.example.com', 'shop.example.com'],
    ['ses:source-tls-version', 'TLSv1.3', 'TLSv1.3'],
    ['ses:outgoing-ip', '198.51.100.4', '198.51.100.4'],
    ['ses:caller-identity', 'deploy', '***'],
    ['campaign', 'weekly-news', 'weekly-news'],
    ['campaign', 'bob', '***'],
  ])('masks the tag %s=%s', (name, value, masked) => {
    expect(mask({ ...MESSAGE, emailTags: [{ name, value }] }).emailTags).toEqual([{ name, value: masked }]);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'hides the value of a tag %s, a property of every object',
    (name) => {
      expect(mask({ ...MESSAGE, emailTags: [{ name, value: 'bob' }] }).emailTags[0]?.value).toBe('***');
    },
  );

  it.each(['OnAccountSuppressionList', 'ON_ACCOUNT_SUPPRESSION_LIST', 'Suppressed', 'General', 'NEW_REASON', 'alice'])(
    'masks the sub-type %s only if it is a name',
    (bounceSubType) => {
      const [insights] = MESSAGE.insights;
      const events = [{ type: 'BOUNCE', details: { bounce: { bounceSubType } } }];
      const masked = mask({ ...MESSAGE, insights: [{ ...insights, events } as never] }).insights[0]?.events[0];
      expect(masked?.details?.bounce?.bounceSubType).toBe(bounceSubType === 'alice' ? '***' : bounceSubType);
    },
  );
});

describe('any text is masked in linear time', () => {
  // `masking-time.long.ts` has all of them.
  it.each(PIECES.filter((_, index) => index % 6 === 1))('40,000 characters of %j', expectLinearTime);

  it('and without an error', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom(...'@%40.=?utf-8?Q??=[]<>:"xn--aé1\\', 'alice', '::1', '&#64'), { maxLength: 40 })
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(anyText, anyText, (text, mailbox) => {
        const tags = ['ses:source-ip', 'ses:caller-identity', text].map((name) => ({ name, value: mailbox }));
        const insights = [{ ...MESSAGE.insights[0], destination: mailbox }] as never;
        const masked = mask({ ...MESSAGE, subject: text, fromEmailAddress: text, emailTags: tags, insights });
        expect(masked.subject).toBeNull();
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('2,000 recipients', () => {
    const [insights] = MESSAGE.insights;
    const many = Array.from({ length: 2000 }, (_, index) => ({
      ...insights,
      destination: `name.${index}@d${index}.example`,
    }));
    expect(mask({ ...MESSAGE, insights: many as never }).insights).toHaveLength(2000);
  });
});
