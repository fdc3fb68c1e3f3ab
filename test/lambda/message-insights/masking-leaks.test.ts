import { describe, expect, it } from '@jest/globals';
import { mask } from '../../../lambda/message-insights/masking';
import { describeNameLeaks, leaksIn, messageOf } from '../../support/name-leaks';

// `masking-leaks.long.ts` has all people in all spellings.
describeNameLeaks(1 / 14, 350);

describe('personal values of the message are hidden even if they are words of servers', () => {
  const own = (destination: string) => messageOf('', {}, destination).insights;

  it.each([
    ['info@example.com', 'See the information of info here', 'See the information of *** here'],
    ['system@example.com', '550 system error', '550 *** error'],
    ['com@example.com', '550 com unknown at mx.example.com', '550 *** unknown at mx.example.com'],
    ['"Customer Service" <help@x.example>', 'Customer Service needs help', '*** *** needs ***'],
    ['=?utf-8?Q?Main_Street?= <x.y@x.example>', 'Main is a server', '*** is a server'],
    ['no-reply@x.example', 'no such user (in reply to RCPT TO), no-reply', 'no such user (in reply to RCPT TO), ***'],
    ['550@example.com', '550 5.1.1 no 550', '*** 5.1.1 no ***'],
    ['12@example.com', 'No mailbox 12 here', 'No mailbox *** here'],
    ['al@x.example', 'No al here', 'No *** here'],
    ['page.moon@x.example', 'host pages-macbook.local rejected', 'host ***.local rejected'],
    ['a@x.example', 'No a as user', 'No *** as user'],
  ])('recipient %s: %s', (destination, text, masked) => {
    const [insights] = mask(messageOf(text, {}, destination)).insights;
    expect(insights?.events[0]?.details?.bounce?.diagnosticCode).toBe(masked);
  });

  const SUBJECTS = [
    'Your account is blocked',
    'Zahlung 4711 fällig',
    'Welcome to mail.shop.example',
    'Invoice',
    'Re: 550',
  ];
  it.each(SUBJECTS)('subject "%s", quoted as a whole, in part and encoded', (subject) => {
    const words = subject.split(/[\s:]+/).filter((word) => word.length > 2);
    const half = subject.slice(0, Math.ceil(subject.length / 2));
    const quotations = [subject, subject.toUpperCase(), half, ...words, `=?utf-8?Q?${subject.replaceAll(' ', '_')}?=`];
    const encoded = [encodeURIComponent(subject), Buffer.from(subject).toString('base64')];
    const leaks = [...quotations, ...encoded].flatMap((quotation) =>
      leaksIn(
        messageOf(`554 "${quotation}": rejected`, { subject }),
        words.map((word) => word.toLowerCase()),
      ),
    );
    expect(leaks).toEqual([]);
  });

  it('short words of a subject are hidden only next to its other words', () => {
    const [insights] = mask(messageOf('Mail is not spam: "Order is paid"', { subject: 'Order is paid' })).insights;
    expect(insights?.events[0]?.details?.bounce?.diagnosticCode).toBe('Mail is not spam: "*** *** ***"');
  });

  it.each([
    ['203.0.113.9', '[203.0.113.9] 203.0.113.9:25 9.113.0.203.zen.spamhaus.org ip-203-0-113-9.isp.example 203-0-113-9'],
    ['203.0.113.9', '::ffff:203.0.113.9 https://check.spamhaus.org/query/ip/203.0.113.9 cb007109.isp.example'],
    ['203.0.113.9', '203[.]0[.]113[.]9 203,0,113,9 (203 / 0 / 113 / 9)'],
    ['2001:db8::7', '[2001:DB8:0:0::7] IPv6:2001:db8::7 <host[2001:0db8::0007]> 2001-db8--7.isp.example'],
  ])('source IP %s', (value, text) => {
    const emailTags = [{ name: 'ses:source-ip', value }];
    const secrets = [
      value,
      '203-0-113-9',
      '203[.]0',
      '203,0',
      '203 / 0',
      '9.113.0.203',
      'cb007109',
      '2001:db8',
      '2001:0db8',
      '2001-db8',
    ];
    expect(leaksIn(messageOf(text, { emailTags }), secrets)).toEqual([]);
  });

  it.each([
    ['deploy-alice', 'AccessDenied for deploy-alice'],
    ['arn:aws:iam::123456789012:user/alice', 'User arn:aws:iam::123456789012:user/alice unknown'],
    ['arn:aws:sts::123456789012:assumed-role/Admin/alice@example.com', 'by Admin/alice, alice@example.com'],
    ['system', 'the system said no'],
    ['system', 'the system said no', 'SES:Caller-Identity'],
  ])('caller %s', (value, text, name = 'ses:caller-identity') => {
    const emailTags = [{ name, value }];
    expect(leaksIn(messageOf(text, { emailTags }), ['alice', '123456789012', 'system', 'admin'])).toEqual([]);
  });

  it.each([
    'alice.example.net',
    'alices-macbook.example.net',
    'pc-alice.corp.example.net',
    'MX.ALICE.EXAMPLE.NET',
    `${Buffer.from('alice@example.com').toString('hex')}.example.net`,
    'mfwgsy3fibsxqylnobwgkltdn5wq.bounces.example.net', // base32 of the address
    'alice=example.com.bounces.example.net',
  ])('a host that names the person: %s', (host) => {
    expect(
      leaksIn(messageOf(`554 ${host} https://${host}/ (${host})`, {}, 'alice@example.com'), [
        'alice',
        '616c',
        'mfwgsy',
      ]),
    ).toEqual([]);
  });

  it('an enumerated value of SES is shown even if a recipient has that name', () => {
    const [destination] = own('"General" <bounce@example.com>');
    const event = { type: 'BOUNCE', details: { bounce: { bounceType: 'PERMANENT', bounceSubType: 'General' } } };
    const message = messageOf('', { insights: [{ ...destination, isp: 'Gmail', events: [event] } as never] });
    expect(mask(message).insights[0]).toMatchObject({ isp: 'Gmail', events: [event] });
  });
});
