import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageInsights } from '../../../lambda/message-insights/insights';
import { mask, maskMailbox, maskText } from '../../../lambda/message-insights/masking';

const ALICE = 'alice@example.com';

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

describe('maskText masks an address', () => {
  it.each([
    // the rows of the contract
    ['in brackets', '<bob@example.org>: unknown', '<b***@example.org>: unknown'],
    ['that is a local part in brackets', '<bob>: user unknown', '<b***>: user unknown'],
    ['percent-encoded', 'see bob%40example.org', 'see b***%40example.org'],
    ['in another one', 'bob=example.org@', 'b***@'],
    ['in SMTPUTF8', 'unknown: дмитрий@пример.рф', 'unknown: д***@пример.рф'],
    ['of one letter', 'no b@example.org here', 'no ***@example.org here'],
    // and others
    ['of one letter in brackets', '<b@example.org>', '<***@example.org>'],
    ['in a sentence', 'No bob@example.org, sorry.', 'No b***@example.org, sorry.'],
    ['at the end of a sentence', 'No bob@example.org.', 'No b***@example.org.'],
    ['in round brackets', '(bob@example.org)', '(b***@example.org)'],
    ['in square brackets', '[bob@example.org]', '[b***@example.org]'],
    ['in single quotes', "'bob@example.org'", "'b***@example.org'"],
    ['in typographic quotes', '“bob@example.org”', '“b***@example.org”'],
    ['in double quotes', '"bob@example.org"', '"b***@example.org"'],
    ['in capitals', 'BOB@EXAMPLE.ORG', 'B***@EXAMPLE.ORG'],
    ['after its type', 'rfc822;bob@example.org', 'rfc822;b***@example.org'],
    ['after a word and =', 'to=<bob@example.org> helo', 'to=<b***@example.org> helo'],
    ['in mailto', 'mailto:bob@example.org?subject=x', 'mailto:b***@example.org?subject=x'],
    ['with a plus', 'bob+secret@example.org', 'b***@example.org'],
    ['with every character allowed', "b!#$%&'*+/=?^_`{|}~-x@example.org", 'b***@example.org'],
    ['of VERP', 'bounces+bob=example.org@lists.example', 'b***@lists.example'],
    ['of SRS', 'SRS0=HHH=TT=example.org=bob@fwd.example', 'S***@fwd.example'],
    ['of Exchange', 'IMCEAEX-_O=ORG_CN=BOB@example.org', 'I***@example.org'],
    ['with the percent hack', 'bob%example.org@relay.example', 'b***@relay.example'],
    ['with a source route', '<@relay.example:bob@example.org>', '<@relay.example:b***@example.org>'],
    ['in quotes', '"bob"@example.org', 'b***@example.org'],
    ['of one letter in quotes', '"b"@example.org', '***@example.org'],
    ['in quotes with a space', '"bob jones"@example.org', 'b***@example.org'],
    ['in quotes with an at sign', '"bob@home"@example.org', 'b***@example.org'],
    ['in quotes with separators', '"bob;<jones>,:"@example.org', 'b***@example.org'],
    ['in quotes, encoded', '"bob jones"%40example.org', 'b***%40example.org'],
    ['with half a quote', 'bob"@example.org', 'b***"@example.org'],
    ['encoded twice', 'u=bob%2540example.org', 'u***%2540example.org'],
    ['encoded three times', 'bob%252540example.org', 'b***%252540example.org'],
    ['in encoded brackets', '%3Cbob%40example.org%3E', '***%40example.org%3E'],
    ['in a link', 'https://x.example/?e=bob%40example.org', 'https://x.example/?e=b***%40example.org'],
    ['with a full-width at sign', 'bob＠example.org', 'b***＠example.org'],
    ['with a small at sign', 'bob﹫example.org', 'b***﹫example.org'],
    ['in HTML', 'bob&#64;example.org', 'b***&#64;example.org'],
    ['in HTML with a zero', 'bob&#064;example.org', 'b***&#064;example.org'],
    ['in HTML, hexadecimal', 'bob&#x40;example.org', 'b***&#x40;example.org'],
    ['in HTML, by name', 'bob&commat;example.org', 'b***&commat;example.org'],
    ['in JSON', 'bob\\u0040example.org', 'b***\\u0040example.org'],
    ['with spaces around the at sign', 'bob @ example.org', 'b*** @ example.org'],
    ['with a no-break space', 'bob\u00a0@example.org', 'b***\u00a0@example.org'],
    ['with a zero-width space', 'bob\u200b@example.org', 'b***\u200b@example.org'],
    ['with a zero-width space beside a space', 'bob \u200b@example.org', 'b*** \u200b@example.org'],
    ['with a byte order mark', 'bob\ufeff@example.org', 'b***\ufeff@example.org'],
    ['over two lines', 'bob\r\n@example.org', 'b***\r\n@example.org'],
    ['that is an emoji', '😀@example.org', '***@example.org'],
    ['that is punctuation', '-_-@example.org', '***@example.org'],
    ['that is numbers', '13800138000@example.org', '1***@example.org'],
    ['that is a number in brackets', '<13800138000>: no', '<1***>: no'],
    ['at an IP address', 'bob@[192.0.2.1]', 'b***@[192.0.2.1]'],
    ['that asks to be left', '***x@example.org', '***@example.org'],
    ['that pretends to be masked', 'bob.a***@example.org', 'b***@example.org'],
    ['with its display name', '"Bob Jones" <bob@example.org>', '"***" <b***@example.org>'],
    ['with its display name, and a strange one', '"Bob Jones" <%@example.org>', '"***" <***@example.org>'],
    ['in quotes, with its display name', '"Bob Jones" <"bob jones"@example.org>', '"***" <b***@example.org>'],
    ['with its display name, encoded', '=?utf-8?Q?Bob_Jones?= <bob@example.org>', '*** <b***@example.org>'],
    ['with its display name in base64', '=?UTF-8?B?Qm9i?= <bob@example.org>', '*** <b***@example.org>'],
    ['in an encoded word', '=?utf-8?Q?bob=40example.org?=', '***'],
    ['twice', 'bob@example.org bob@example.org', 'b***@example.org b***@example.org'],
    [
      'and others, listed',
      'bob@example.org,<eve@example.org>;mia@x.example',
      'b***@example.org,<e***@example.org>;m***@x.example',
    ],
    ['with a bracketed at', 'bob(at)example.com', 'b***(at)example.com'],
    ['with a bracketed at, spaced', 'bob [at] example.org', 'b*** [at] example.org'],
    ['with a bracketed at and dot', 'bob { AT } example [dot] org', 'b*** { AT } example [dot] org'],
    ['in quoted-printable', 'bob=40example.org', 'b***=40example.org'],
    ['in quoted-printable, twice', 'bob=3D40example.org', 'b***=3D40example.org'],
    ['in HTML, encoded again', 'bob&amp;#64;example.org', 'b***&amp;#64;example.org'],
    ['in HTML, encoded twice more', 'bob&amp;amp;#x40;example.org', 'b***&amp;amp;#x40;example.org'],
    ['in HTML by name, encoded again', 'bob&amp;commat;x.org', 'b***&amp;commat;x.org'],
    ['in HTML with spaces', 'bob &#64; example.org', 'b*** &#64; example.org'],
    ['in a program', 'bob\\x40example.org', 'b***\\x40example.org'],
    ['in a newer program', 'bob\\u{40}example.org', 'b***\\u{40}example.org'],
    ['in an old link', 'bob%u0040example.org', 'b***%u0040example.org'],
    ['in UTF-7', 'bob+AEA-example.org', 'b***+AEA-example.org'],
    ['with two spaces behind the at sign', 'bob @  example.org', 'b*** @  example.org'],
    ['with three spaces before the at sign', 'bob   @ example.org', 'b***   @ example.org'],
    ['with five spaces on both sides', 'bob     @     example.org', 'b***     @     example.org'],
    ['folded', 'bob\r\n @example.org', 'b***\r\n @example.org'],
    ['percent-encoded, with spaces', 'bob %40 example.org', 'b*** %40 example.org'],
    ['in quotes with spaces around the at sign', '"bob jones"  @ example.org', 'b***  @ example.org'],
    ['before a comma', 'bob,@example.org', 'b***,@example.org'],
    ['before a semicolon', 'bob;@example.org', 'b***;@example.org'],
    ['before a bracket', 'bob>@example.org', 'b***>@example.org'],
    ['before a colon', 'bob:@example.org', 'b***:@example.org'],
    ['with its at sign in quotes', 'bob"@"example.org', 'b***"@"example.org'],
    ['with spaces, at an IP address', 'bob @ [192.0.2.1]', 'b*** @ [192.0.2.1]'],
    ['with spaces, in Hindi', 'bob @ डाक.भारत', 'b*** @ डाक.भारत'],
    ['with its display name, not quoted', 'No Bob Smith <bob@example.org>', 'No *** <b***@example.org>'],
    ['with four names', 'for Bob J. O’Neil-Smith Jones <b@example.org>', 'for *** <***@example.org>'],
    ["with its display name behind the server's word", 'User Bob Smith <b@x.org>', 'User *** <***@x.org>'],
    ['that is a name in brackets', '<bob smith>', '<b***>'],
    ['with a space in brackets', '<bob smith@example.org>', '<b***@example.org>'],
    ['that is a local part in brackets, spaced', 'no < bob > here', 'no < b*** > here'],
    ['that is a name with no IP address', '<bob[deadbeef]> <bob[1234567]>', '<b***> <b***>'],
    ['that is a name with half an IP address', '<bob[dead:beef]> <b[999.1.1.1]>', '<b***> <b***>'],
    ['that opens an IP address', '<::1]/[bob>', '<***>'],
    ['that is a number with separators', '<0170-123-4567> <170.123.456.789>', '<0***> <1***>'],
    [
      'in a link, behind other values',
      'https://support.google.com/mail/?p=NoSuchUser&rcpt=bob%40example.org&x=1',
      'https://support.google.com/mail/?p=NoSuchUser&rcpt=b***%40example.org&x=1',
    ],
    ['twice in a link', 'https://x.org/?a=b%40x.org&c=mia@x.org', 'https://x.org/?a=***%40x.org&c=m***@x.org'],
    ['in the path of a link', '(https://x.org/u/bob@x.org/a#b)', '(https://x.org/u/b***@x.org/a#b)'],
    ['of VERP in a link', 'https://x.org/?e=out+bob=y.org@x.org', 'https://x.org/?e=o***@x.org'],
    ['of SRS in a link', 'https://x.org/?e=SRS0=HHH=TT=y.org=bob@x.org', 'https://x.org/?e=S***@x.org'],
    ['with its password in a link', 'https://bob:secret@x.org/', 'https://b***@x.org/'],
    ['in HTML in a link', 'https://x.org/?e=bob&#64;x.org', 'https://x.org/?e=b***&#64;x.org'],
    ['of VERP outside links', 'a=b.com@x.org', 'a***@x.org'],
    ['and another behind it', 'bob@example.org@eve@x.example', 'b***@e***@e***@x.example'],
  ])('%s: %s', (_, text, masked) => {
    expect(maskText(text)).toBe(masked);
    expect(maskText(masked)).toBe(masked);
  });
});

describe('maskText masks what is known of the mailboxes', () => {
  it.each([
    ['in a sentence', 'User alice unknown', ALICE, 'User a*** unknown'],
    ['in capitals', 'USER ALICE UNKNOWN', ALICE, 'USER A*** UNKNOWN'],
    ['at both ends', 'alice: alice', ALICE, 'a***: a***'],
    ['in quotes', `no "alice" or 'alice'`, ALICE, `no "a***" or 'a***'`],
    ['in a path', '/var/mail/alice/new', ALICE, '/var/mail/a***/new'],
    ['beside an underscore', 'mbox_alice_1', ALICE, 'mbox_a***_1'],
    ['at another host', 'alice.internal.example', ALICE, 'a***.internal.example'],
    ['by UUCP', 'example!alice', ALICE, 'example!a***'],
    ['without its plus', 'User alice unknown', 'alice+shop@example.com', 'User a*** unknown'],
    ['with its plus', 'User alice+shop unknown', 'alice+shop@example.com', 'User a*** unknown'],
    ['in the name of a person', "Alice Smith's mailbox is full", 'alice.smith@example.com', "A***'s mailbox is full"],
    ['with other separators', 'alice_smith alice-smith', 'alice.smith@example.com', 'a*** a***'],
    ['with signs of regular expressions', 'no a.*(b)+$ here', '"a.*(b)+$"@example.com', 'no a*** here'],
    ['in quotes with a space', 'no alice smith here', '"alice smith"@example.com', 'no a*** here'],
    ['in other scripts', 'Почта АЛИСА закрыта', 'алиса@пример.рф', 'Почта А*** закрыта'],
    ['as a number of a telephone', 'User 13800138000 unknown', '13800138000@example.com', 'User 1*** unknown'],
    ['of a display name', 'User alice unknown', 'Alice Smith <alice@example.com>', 'User a*** unknown'],
    ['without a domain', 'User alice unknown', 'alice', 'User a*** unknown'],
    [
      'at a domain with a hyphen',
      'User alice at my-company.com',
      'alice@my-company.com',
      'User a*** at my-company.com',
    ],
    ['with a slash', 'User a/b unknown', 'a/b@my-company.com', 'User a*** unknown'],
    ['decomposed', 'User jose\u0301 unknown', 'jos\u00e9@example.com', 'User j*** unknown'],
    ['composed', 'User jos\u00e9 unknown', 'jose\u0301@example.com', 'User j*** unknown'],
    ['as a number with separators', 'User 170 123 45 unknown', '170-123-45@example.com', 'User 1*** unknown'],
    ['in an encoded bracket', 'to=%3Calice%3E \\u003calice\\u003e', ALICE, 'to=%3Ca***%3E \\u003ca***\\u003e'],
    ['with its display name', 'No Alice Smith <alice@example.com>', ALICE, 'No *** <a***@example.com>'],
    ['as a machine of the domain', 'mx alice.example.com', ALICE, 'mx a***.example.com'],
  ])('%s', (_, text, mailbox, masked) => {
    expect(maskText(text, [mailbox])).toBe(masked);
    expect(maskText(masked, [mailbox])).toBe(masked);
  });

  it.each([
    ['a part of a longer word', 'malice alices alice2', ALICE],
    ['a role', 'postmaster@: see the postmaster, or ask support', 'support@example.com'],
    ['a role of two words', 'There is no reply from the server', 'no-reply@example.com'],
    ['a word of servers', '550 unknown user', 'unknown.user@example.com'],
    ['its domain', 'mx1.shop.example and shop.example said no', 'shop@shop.example'],
    ['a domain with its name', 'mx1.alice.example and alice.example said no', 'alice@alice.example'],
    ['the word it', 'Try it again, IT is full', 'it@example.com'],
    ['the word to', 'Unable to relay to the host', 'to@example.com'],
    ['DMARC', 'Unauthenticated email: DMARC policy of the domain', 'dmarc@example.com'],
    ['SPF', 'SPF check failed', 'spf@example.com'],
    ['a policy', '550 5.7.1 blocked by policy', 'policy@example.com'],
    ['a host of Gmail', 'gmail-smtp-in.l.google.com: see Gmail', 'gmail@example.com'],
    ['orders', 'Your orders were refused', 'orders@example.com'],
    ['a shop', 'The shop is closed', 'shop@example.com'],
    ['a letter', 'plan a, plan A', 'a@example.com'],
    ['a status code', '550 5.1.1 of 550', '550@example.com'],
    ['nothing', 'There is nothing', '@example.com'],
    ['an empty mailbox', 'There is nothing', ''],
  ])('but not %s', (_, text, mailbox) => {
    expect(maskText(text, [mailbox])).toBe(maskText(text));
    expect(maskText(text.replace('postmaster@', 'postmaster'), [mailbox])).toBe(
      text.replace('postmaster@', 'postmaster'),
    );
  });

  it('in time that does not explode with spaces', () => {
    const text = `a${' '.repeat(100_000)}`; // a time that did would be hours
    expect(maskText(text, [`"a${'. '.repeat(30)}b"@example.com`])).toBe(text);
  });

  it('knows several at a time, the longest first', () => {
    expect(maskText('al, al.bo and bo', ['al@x.example', 'al.bo@x.example', 'bo@x.example'])).toBe(
      'a***, a*** and b***',
    );
  });

  it('keeps a domain only where it is one', () => {
    expect(maskText('alice is unknown', ['alice@alice'])).toBe('a*** is unknown');
  });
});

describe('maskText keeps what on-call needs', () => {
  it.each([
    'smtp; 550 5.1.1 Requested action not taken: mailbox unavailable',
    "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address for typos. 550 5.1.1 https://support.google.com/mail/?p=NoSuchUser d2e1a72fcca58-7abc - gsmtp",
    '550 5.4.1 Recipient address rejected: Access denied. For more information see https://aka.ms/EXOSmtpErrors [DB5EUR01FT036.eop-EUR01.prod.protection.outlook.com 2026-11-22T12:00:00.000Z 08DE1]',
    '554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.7',
    '554 5.7.1 <mail.example.com[192.0.2.7]>: Client host rejected: Access denied',
    '554 5.7.1 <mail.example.com[2001:db8::7]>: Client host rejected: Access denied',
    '421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred (in reply to MAIL FROM <>)',
    '452 4.2.2 Over quota, 100% of 5 GB used & closed',
    '550 #5.1.0 Address rejected <5.1.0> <#5.1.0> <192.0.2.7:25> <550>',
    'see <https://postmaster.example.org/5.7.1> or ask <postmaster>',
    '<550 5.1.1> <550-5.7.511> <#5.1.0> <2026> <2001:db8::7> <not found>',
    'see <https://x.example/a> < b, or < there is no such user here >',
    'bob at example.org', // would be "error at example.org", too
    'size=40, delay=40.5s, wait [at] most, (at) noon',
    'connected @ 192.0.2.1:25, at @ 5.30',
    'https://support.google.com/mail/?p=NoSuchUser&x=1#y',
    'Zustellung fehlgeschlagen: Empfänger unbekannt',
    'follow @postmaster, or come @ noon',
    '  two  spaces,\ttabs\r\nand lines\0',
    '{"code":"5.1.1","to":null}',
    '',
  ])('%j', (text) => {
    expect(maskText(text, [ALICE])).toBe(text);
  });

  it.each([
    ['550 5.1.1 rejected: <b@x.org>', '550 5.1.1 rejected: <***@x.org>'],
    ['550 Unknown User <b@x.org>', '550 Unknown User <***@x.org>'],
    ['550 Relay Access Denied <b@x.org>', '550 Relay Access Denied <***@x.org>'],
    ['550 Recipient <b@x.org>', '550 Recipient <***@x.org>'],
    ['550 Nobody <b@x.org>', '550 Nobody <***@x.org>'],
    ['550 NOBODY HERE <b@x.org>', '550 NOBODY HERE <***@x.org>'],
    ['in reply to RCPT TO <b@x.org>', 'in reply to RCPT TO <***@x.org>'],
    ['<b@x.org> (in reply to RCPT TO command)', '<***@x.org> (in reply to RCPT TO command)'],
  ])('before and behind brackets: %s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });

  it('beside addresses', () => {
    expect(
      maskText('smtp; 550 5.1.1 <alice@example.com>: Recipient address rejected: User unknown in virtual alias table'),
    ).toBe('smtp; 550 5.1.1 <a***@example.com>: Recipient address rejected: User unknown in virtual alias table');
  });
});

describe('for all texts', () => {
  const DOMAINS = ['example.com', 'mail.example.org', 'пример.рф', '[192.0.2.1]'];

  /** `@` stands for the address, `#` for the local part. */
  const SENTENCES = [
    'smtp; 550 5.1.1 <@>: Recipient address rejected: User unknown',
    '550 5.1.1 @ does not exist (@)',
    '550 no such user: "@", try [@]',
    "452 '@' quota; see mailto:@",
    '550 Unknown user: #',
    '550 5.7.1 <#>: refused, @',
    '# (#) [#] /#/ "#"',
    'X-Failed: @,@;@ to=<@>',
    'Fwd: "Somebody" <@> via <relay.example>',
  ];

  const COMMON =
    /^(?:all|not|noc|www|info|mail|help|host|test|user|spam|smtp|root|news|team|admin|abuse|email|error|sales)$/;
  const anyWord = fc.stringMatching(/^[a-zà-öø-ÿа-я一-鿿]{3,12}$/u).filter((word) => !COMMON.test(word));
  const anyLocalPart = fc.oneof(
    anyWord,
    fc
      .tuple(
        anyWord,
        fc.constantFrom('.', '_', '-', '+', '=', "'", '/', '!', '..', '.-'),
        fc.stringMatching(/^[a-z0-9]{1,8}$/),
      )
      .map((parts) => parts.join('')),
    fc.stringMatching(/^[1-9][0-9]{5,12}$/),
  );
  const anyCase = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.toUpperCase(),
    (text: string) => text.replace(/^./u, (first) => first.toUpperCase()),
  );
  const anySentence = fc
    .array(fc.constantFrom(...SENTENCES), { minLength: 1, maxLength: 3 })
    .map((all) => all.join(' '));

  it('the local part of the recipient never appears', () => {
    fc.assert(
      fc.property(anyLocalPart, fc.constantFrom(...DOMAINS), anySentence, anyCase, (name, domain, sentence, change) => {
        fc.pre(!`${sentence} ${domain}`.toLowerCase().includes(name));
        const written = change(name);
        const text = sentence.replaceAll('#', () => written).replaceAll('@', () => `${written}@${domain}`);
        const masked = maskText(text, [`${name}@${domain}`]);
        expect(masked.toLowerCase()).not.toContain(name);
        expect(masked.includes(domain)).toBe(text.includes(domain));
      }),
      { numRuns: 2000 },
    );
  });

  const ATS = ['=40', '(at)', ' [at] ', '&amp;#64;', '\\x40', '%u0040', '+AEA-', '  @  ', ' \r\n @', ',@', ':@', '>@'];

  it("nor does that of a stranger's address, however the at sign is written", () => {
    const anyAt = fc.constantFrom('@', '%40', '%2540', '&#64;', '&#x40;', '＠', ' @', '"@', ...ATS);
    const sentences = SENTENCES.filter((sentence) => !sentence.includes('#'));
    fc.assert(
      fc.property(anyLocalPart, anyAt, fc.constantFrom(...sentences), anyCase, (name, at, sentence, change) => {
        fc.pre(!`${sentence} example.net`.toLowerCase().includes(name));
        const masked = maskText(
          sentence.replaceAll('@', () => `${change(name)}${at}example.net`),
          [ALICE],
        );
        expect(masked.toLowerCase()).not.toContain(name);
        expect(masked).toContain('example.net');
      }),
      { numRuns: 2000 },
    );
  });

  const PIECES = [
    'a',
    'bob',
    'alice',
    'Alice',
    '@',
    '＠',
    '%40',
    '%25',
    '40',
    '&#64',
    '&commat',
    '"',
    '<',
    '>',
    '(',
    "'",
    '/',
  ];
  const anyHostileText = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          ...PIECES,
          '=?',
          '?=',
          '?q?',
          '*',
          '***',
          '.',
          ' ',
          ',',
          ';',
          ':',
          '://',
          '\n',
          '1',
          'e\u0301',
          'x.y',
        ),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      { maxLength: 12 },
    )
    .map((pieces) => pieces.join(''));

  it('masking twice is masking once', () => {
    fc.assert(
      fc.property(anyHostileText, (text) => {
        // Where pairs of quotes cross, the second time hides more.
        fc.pre(text.split('"').length <= 3);
        const masked = maskText(text, [ALICE]);
        expect(maskText(masked, [ALICE])).toBe(masked);
      }),
      { numRuns: 5000 },
    );
  });

  it('a text without at sign, brackets and names stays as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), anyHostileText), (text) => {
        fc.pre(!/[@＠﹫<>]|40|64|commat|at[)\]}]|AEA|=\?|alice/i.test(text));
        expect(maskText(text, [ALICE])).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  /** Quadratic time would be ten seconds and more for each text; of this process, as others may be busy. */
  it.each([
    'a',
    '@',
    'a@',
    '<',
    '>',
    '<a',
    '<>',
    '"',
    '"a',
    '" ',
    '"" ',
    '"<',
    '"a" <',
    '"@',
    '""%25',
    '%',
    '%25',
    '%2540',
    '&#0',
    '&',
    '=?',
    '=?a?q?',
    '=?a?q?b',
    '?',
    '*',
    '***',
    '(',
    '😀',
    'e\u0301',
    'alice',
    'alice.',
    'alice-smith.',
    '.',
    ' ',
    ' @',
    'a @',
    'a\n',
    '[',
    '\\u0040',
    'é',
    '0',
    'a.',
    'B ',
    'Bob ',
    'Bob Smith <',
    '"" <',
    '&amp;',
    'amp;',
    '=40',
    '=3D',
    '=40a.',
    '(at)',
    ' (at) ',
    '@a.',
    '@a(dot)',
    '[',
    '\\u{0',
    '%u00',
    '+AEA-',
    'a:@',
    '     @     a.bc',
    '\u200b',
    '< ',
    '<a a a ',
    '<a[1.1.1.1]>',
    '1.',
    'https://',
    'https://a?a=',
    'https://a@a.bc/',
    '?a=',
    '&a',
  ])('100,000 characters of %j take no time to speak of', (piece) => {
    const long = piece.repeat(Math.ceil(100_000 / piece.length));
    for (const text of [
      long,
      `"${long}`,
      `<${long}`,
      `<${long}>`,
      `https://x?${long}`,
      `@${long}`,
      `${long};;;@a`,
      `${long}@example.com`,
      `%${long}`,
    ]) {
      expect(typeof maskText(text, [ALICE, 'alice.smith.alice@example.com', 'a.a.a.a.a.a@a.a', text])).toBe('string');
    }
    expect(typeof maskMailbox(long)).toBe('string');
  });
});

describe('mask', () => {
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
      { name: 'campaign', value: 'spring' },
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

  it('hides persons, and nothing else', () => {
    expect(JSON.parse(JSON.stringify(mask(MESSAGE)))).toEqual({
      ...MESSAGE,
      fromEmailAddress: 's***@shop.example',
      subject: null,
      emailTags: [
        { name: 'ses:source-ip', value: '***' },
        { name: 'SES:Source-IP', value: '***' },
        { name: 'ses:from-domain', value: 'shop.example' },
        { name: 'campaign', value: 'spring' },
        { name: 'customer', value: 'a***' },
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
                  diagnosticCode: 'smtp; 550 5.1.1 No a*** here, but d***, mx.shop.example',
                },
              },
            },
            {
              type: 'COMPLAINT',
              details: { complaint: { complaintSubType: 'OnList', complaintFeedbackType: 'abuse by a***' } },
            },
          ],
        },
        { ...MESSAGE.insights[1], destination: 'd***@example.net' },
      ],
    });
  });

  it('twice is once', () => {
    expect(mask(mask(MESSAGE))).toEqual(mask(MESSAGE));
  });

  it('leaves the message itself as it was', () => {
    const before = structuredClone(MESSAGE);
    mask(MESSAGE);
    expect(MESSAGE).toEqual(before);
  });

  it('hides nothing that is not there', () => {
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

  /** What a word in a text may stand beside: whatever else may be part of another word. */
  const anyText = fc.string({ unit: 'binary', maxLength: 20 });
  const anyName = fc
    .array(fc.stringMatching(/^[qxzжй][qxzжй0-9]{2,9}$/u), { minLength: 1, maxLength: 3 })
    .chain((words) => fc.constantFrom(...'.-_+/=!#$%&*?^`{|}~').map((separator) => words.join(separator)));
  const anyDomain = fc.oneof(
    fc.domain(),
    fc.constantFrom(
      'my-company.com',
      'a-b.c-d.example',
      'xn--e1afmkfd.xn--p1ai',
      'пример.рф',
      '[192.0.2.1]',
      'localhost',
    ),
    fc.constantFrom('[IPv6:2001:db8::1]', 'x(y.example', 'x*y.example', 'x\\y.example', 'x/y.example', 'x]y.[example'),
  );
  const anyMailbox = fc.record({ name: anyName, domain: anyDomain });
  const anyWrittenMailbox = fc
    .tuple(anyMailbox, fc.constantFrom('@', '"@"', 'Jo <@>', '"Jo, Q." <@>', '=?utf-8?Q?Jo?= <@>', '@ (Jo)'))
    .map(([{ name, domain }, form]) => ({
      name,
      mailbox: form === '"@"' ? `"${name}"@${domain}` : form.replace('@', () => `${name}@${domain}`),
    }));
  const SENTENCES = [
    '#',
    '<#>',
    '"#"',
    '<@>: no',
    'to=@',
    '@',
    'Jo Doe <@>',
    'https://x.example/?p=1&rcpt=@&x',
    '550-# (#)',
  ];
  const anyMessage = fc
    .record({
      from: anyWrittenMailbox,
      to: fc.array(anyWrittenMailbox, { minLength: 1, maxLength: 3 }),
      sentences: fc.array(fc.tuple(fc.constantFrom(...SENTENCES), anyText, fc.nat()), { minLength: 1, maxLength: 4 }),
      noise: anyText,
    })
    .map(({ from, to, sentences, noise }) => {
      const all = [from, ...to];
      const texts = sentences.map(([sentence, around, pick]) => {
        const { name, mailbox } = all[pick % all.length] ?? from;
        const address = mailbox.replace(/^.*<(.*)>$|^(\S+) \(Jo\)$/s, '$1$2');
        return `${around} ${sentence.replaceAll('#', () => name).replace('@', () => address)} ${around}`;
      });
      const message: MessageInsights = {
        ...MESSAGE,
        fromEmailAddress: from.mailbox,
        subject: texts.join(),
        emailTags: [...texts, noise].map((value) => ({ name: 'tag', value })),
        insights: to.map(({ mailbox }) => ({
          destination: mailbox,
          status: 'UNKNOWN',
          secondsToStatus: null,
          events: texts.map((text) => ({
            details: { bounce: { diagnosticCode: text }, complaint: { complaintFeedbackType: `${text}${noise}` } },
          })),
        })),
      };
      return { message, names: all.map(({ name }) => name), mailboxes: all.map(({ mailbox }) => mailbox) };
    });

  it('takes every message, and shows no local part of its own', () => {
    fc.assert(
      fc.property(anyMessage, ({ message, names, mailboxes }) => {
        const domains = mailboxes.map((mailbox) => mailbox.slice(mailbox.lastIndexOf('@'))).join();
        fc.pre(!names.some((name) => domains.includes(name)));
        const { emailTags, insights, fromEmailAddress, subject } = mask(message);
        const masked = [fromEmailAddress, ...emailTags.map(({ value }) => value), JSON.stringify(insights)].join('\n');
        expect(subject).toBeNull();
        for (const name of names) expect(masked).not.toContain(name);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes any text for a mailbox', () => {
    const anyAddress = fc.tuple(anyText, anyText).map(([name, domain]) => `${name}@${domain}`);
    const anything = fc.oneof(anyAddress, anyText, fc.emailAddress(), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(anything, anything, (fromEmailAddress, destination) => {
        const insights = MESSAGE.insights.map((one) => ({ ...one, destination }));
        expect(mask({ ...MESSAGE, fromEmailAddress, insights }).subject).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });
});
