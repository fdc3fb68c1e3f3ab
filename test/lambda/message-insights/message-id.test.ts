import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findMessageIds, readHints } from '../../../lambda/message-insights/message-id';
import { observed } from '../../fixtures/message-ids.json';
import { idOf } from '../../support/insights-world';
import { onlyMessageId } from '../../support/only-message-id';
import { at, DAY, MINUTE, SECOND } from '../../support/world';

const ID = '0102018f32a3c2c3-6c45997f-be66-4ea6-86a3-e6d8bc5493c0-000000';

const SECOND_ID = '010001938a3f5b7e-0f3c1a52-7e7d-4c55-9a0e-2f6b1d1f7f10-000000';

/** An ID in another format. */
const OTHER = 'order-4711.confirmation_2';

describe('an ID in SES’s format is found in', () => {
  const QUOTED = `Message-ID: =3C${ID.slice(0, 50)}=\r\n${ID.slice(50)}=40eu-west-1.amazonses.com=3E`;
  it.each([
    ['an SMTP response', `250 Ok ${ID}`],
    ['an SMTP response with only its code', `250 ${ID}\r\n`],
    ['the log of Postfix', `status=sent (250 Ok ${ID})`],
    ['the log of Exim', `=> a@b.example R=smarthost C="250 Ok ${ID}"`],
    ['the response of SendEmail', `{"MessageId": "${ID}"}`],
    ['the response of SendEmail over several lines', `{\n    "MessageId": "${ID}"\n}\n`],
    ['the response of SendBulkEmail', `{"BulkEmailEntryResults":[{"Status":"SUCCESS","MessageId":"${ID}"}]}`],
    ['the response of the SES API v1', `<SendEmailResult><MessageId>${ID}</MessageId></SendEmailResult>`],
    [
      'the response of boto3',
      `{'MessageId': '${ID}', 'ResponseMetadata': {'RequestId': '6c45997f-be66-4ea6-86a3-e6d8bc5493c0'}}`,
    ],
    ['text output of the AWS CLI', `MESSAGEID\t${ID}`],
    [
      'a published event',
      `{"eventType":"Bounce","mail":{"messageId":"${ID}","headers":[{"name":"Message-ID","value":"<${ID}@email.amazonses.com>"}]}}`,
    ],
    ['JSON within JSON', JSON.stringify(JSON.stringify({ mail: { messageId: ID } }))],
    ['JSON that escapes brackets', `"\\u003c${ID}@email.amazonses.com\\u003e"`],
    ['JavaScript that escapes brackets', `'\\x3c${ID}\\x3e'`],
    ['a line of CSV', `"2026-09-21","${ID}","a@b.example",`],
    ['a line of CSV with semicolons', `1;${ID};sent`],
    ['a header', `Message-ID: <${ID}@eu-west-1.amazonses.com>`],
    ['a folded header', `Message-ID:\r\n <${ID}@eu-west-1.amazonses.com>`],
    ['another header', `X-SES-MESSAGE-ID: ${ID}`],
    ['two headers of one mail', `In-Reply-To: <${ID}@email.amazonses.com>\nReferences: <${ID}@email.amazonses.com>`],
    ['quoted-printable', QUOTED],
    ['lines wrapped by a terminal', `${ID.slice(0, 40)}\n${ID.slice(40)}`],
    ['a quoted mail', `> ${ID.slice(0, 40)}\n> ${ID.slice(40)}`],
    ['HTML', `<td>&lt;${ID}@email.amazonses.com&gt;</td>`],
    ['a URL', `https://abc123.execute-api.eu-west-1.amazonaws.com/v1/messages/%3C${ID}%40amazonses.com%3E/insights`],
    ['a URL in a URL', `https://x.example/?u=${encodeURIComponent(encodeURIComponent(`a=<${ID}>&b`))}`],
    ['a line of a log', `2026-11-22T12:00:00Z INFO 6c45997f-be66-4ea6-86a3-e6d8bc5493c0 sent messageId=${ID}.`],
    ['Markdown', `\`${ID}\``],
    ['round brackets', `(${ID})`],
    ['typographic quotes', `“${ID}”`],
    ['a file’s name', `${ID}.eml`],
    ['a sentence', `What became of ${ID}...?`],
    ['a mailto link', `mailto:${ID}@eu-west-1.amazonses.com`],
    ['an address at another host', `${ID}@mail.shop.example`],
    ['a string without spaces', `x${ID}y`],
    ['a word that ends in a hex digit', `msgid${ID}`],
    ['hex digits', `f${ID}`],
    ['non-breaking hyphens', ID.replaceAll('-', '\u2011')],
    ['dashes from a word processor', ID.replaceAll('-', '\u2013')],
    ['minus signs', ID.replaceAll('-', '\u2212')],
    ['soft hyphens', `${ID.slice(0, 20)}\u00ad${ID.slice(20)}`],
    ['zero-width spaces', `\u200b${ID.slice(0, 20)}\u200b${ID.slice(20)}`],
    ['a file with a byte order mark', `\ufeff${ID}\r\n`],
    ['lines that end in CR', `Message-ID:\r <${ID.slice(0, 40)}\r${ID.slice(40)}>\r`],
    ['upper case', `250 OK ${ID.toUpperCase()}`],
    ['100 kB of text', `${'status=sent '.repeat(4_000)}${ID}${' and more'.repeat(6_000)}`],
  ])('%s', (_, text) => {
    expect(findMessageIds(text)).toEqual([ID]);
    expect(onlyMessageId(text)).toBe(ID);
  });

  it('no string in which more digits follow', () => {
    expect(findMessageIds(`${ID}0`)).toEqual([`${ID}0`]);
  });

  it('a string with several, each once, in order', () => {
    expect(findMessageIds(`${SECOND_ID},${ID}\n<${SECOND_ID.toUpperCase()}>`)).toEqual([SECOND_ID, ID]);
  });
});

it('an ID in another format must be the whole string', () => {
  expect(findMessageIds(`<${OTHER}>`)).toEqual([OTHER]);
  expect(findMessageIds('two words')).toEqual([]);
});

describe('a string of 200 kB takes linear time', () => {
  const spread = (part: string) => part.repeat(Math.ceil(200_000 / part.length));
  it.each([
    ' ',
    '"',
    '<',
    '\n',
    '\n>',
    '%',
    '%25',
    '25',
    '0',
    '0000-',
    'message-id:',
    '@a.',
    'a.',
    `${ID} `,
    ID,
    'aaaa-bbbb-',
  ])('of %j', (part) => {
    const before = process.cpuUsage();
    for (const text of [
      spread(part),
      `x${spread(part)}`,
      `${spread(part)}x`,
      `x${spread(part)}x`,
      `%${spread(part)}`,
    ]) {
      findMessageIds(text);
    }
    const { user, system } = process.cpuUsage(before);
    // About 0.1 s of CPU time, on a busy machine too. Quadratic time would take minutes.
    expect((user + system) / 1e6).toBeLessThan(5);
  });
});

describe('a string with one ID', () => {
  it.each([
    ['as in the response of SendEmail', ID],
    ['in angle brackets', `<${ID}>`],
    ['with the host of its Region', `${ID}@eu-west-1.amazonses.com`],
    ['with the host of us-east-1', `${ID}@email.amazonses.com`],
    ['with the host without a subdomain', `${ID}@amazonses.com`],
    ['with the host in upper case', `${ID}@EU-WEST-1.AMAZONSES.COM`],
    ['as in the header', `<${ID}@eu-west-1.amazonses.com>`],
    ['percent-encoded', encodeURIComponent(`<${ID}@eu-west-1.amazonses.com>`)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(`<${ID}@email.amazonses.com>`))],
    ['percent-encoded three times', encodeURIComponent(encodeURIComponent(encodeURIComponent(`<${ID}>`)))],
    ['percent-encoded in lower case', `%3c${ID}%40eu-west-1.amazonses.com%3e`],
    ['with every character percent-encoded', [...ID].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')],
    ['with spaces around it', `  ${ID} `],
    ['with tabs and line ends around it', `\t${ID}\r\n`],
    ['with spaces inside the brackets', `< ${ID}@eu-west-1.amazonses.com >`],
    ['with spaces inside and outside, encoded', `%20%3C%20${ID}%20%3E%0A`],
    ['with a no-break space after it', `${ID}\u00a0`],
    ['with only one bracket', `<${ID}`],
    ['with the header’s name', `Message-ID: <${ID}@eu-west-1.amazonses.com>`],
    ['with the header’s name in lower case', `message-id:${ID}`],
    ['in quotes', `"${ID}"`],
    ['as in a list', `'${ID}',`],
  ])('yields the ID %s', (_, text) => {
    expect(onlyMessageId(text)).toBe(ID);
  });

  it.each([
    ['one character', 'a'],
    ['one digit', '0'],
    ['128 characters', 'a'.repeat(128)],
    ['every valid character', 'aZ09._-'],
    ['more than dots', '..a'],
  ])('may be %s', (_, text) => {
    expect(onlyMessageId(text)).toBe(text);
    expect(onlyMessageId(`<${text}@eu-west-1.amazonses.com>`)).toBe(text);
  });

  it.each([
    ['an empty string', ''],
    ['spaces', '   '],
    ['empty brackets', '<>'],
    ['only a host', '@eu-west-1.amazonses.com'],
    ['129 characters', 'a'.repeat(129)],
    ['a path upwards', '..'],
    ['an encoded path upwards', '%2e%2e'],
    ['a dot', '.'],
    ['only hyphens and underscores', '-_-'],
    ['a slash', `${OTHER}/x`],
    ['an encoded slash', `${OTHER}%2Fx`],
    ['a slash encoded twice', `..%252F${OTHER}`],
    ['a backslash', `${OTHER}\\x`],
    ['a null byte', `${OTHER}\0`],
    ['an encoded null byte', `${OTHER}%00`],
    ['a space within', `${ID.slice(0, 20)} ${ID.slice(20)}`],
    ['two IDs of SES', `${ID} ${SECOND_ID}`],
    ['a line end within', `${OTHER}\n${OTHER}`],
    ['letters of other scripts', 'аbс'],
    ['digits in full width', '０１０２'],
    ['an emoji', '📨'],
    ['an address', 'alice@example.com'],
    ['an address encoded', 'alice%40example.com'],
    ['an ID at another host', `${OTHER}@example.com`],
    ['an ID at a host with a similar end', `${OTHER}@evilamazonses.com`],
    ['an ID at a host with a similar start', `${OTHER}@eu-west-1.amazonses.com.example`],
    ['two hosts', `${OTHER}@amazonses.com@amazonses.com`],
    ['text after the brackets', `<${OTHER}> x`],
    ['a broken encoding', `${OTHER}%`],
    ['an encoding that is not UTF-8', `${OTHER}%ff`],
    ['too many encodings', `%2525252561`],
    ['a query', `${OTHER}?x=1`],
    ['an object', '{"$ne":1}'],
  ])('is not %s', (_, text) => {
    expect(onlyMessageId(text)).toBeUndefined();
  });

  const anyPiece = fc.oneof(
    fc.constantFrom(
      ID,
      '<',
      '>',
      '@',
      '%',
      '%25',
      '%3C',
      '%40',
      '%2e',
      '.',
      '/',
      '@eu-west-1.amazonses.com',
      ' ',
      '\n',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );

  it('yields a valid ID or none', () => {
    fc.assert(
      fc.property(fc.array(anyPiece, { maxLength: 8 }), (pieces) => {
        const id = onlyMessageId(pieces.join(''));
        if (id === undefined) return;
        expect(id).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
        expect(id).toMatch(/[A-Za-z0-9]/);
        expect(onlyMessageId(id)).toBe(id);
      }),
      { numRuns: 2000 },
    );
  });

  it('yields any ID in any wrapping', () => {
    const anyId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
    const anySpace = fc.constantFrom('', ' ', '\n', '\t ');
    const anyHost = fc.constantFrom('', '@email.amazonses.com', '@eu-west-1.amazonses.com');
    fc.assert(
      fc.property(anyId, anySpace, anyHost, fc.boolean(), fc.nat(3), (id, space, host, brackets, encodings) => {
        let text = `${space}${brackets ? `<${space}${id}${host}${space}>` : id + host}${space}`;
        for (let done = 0; done < encodings; done++) text = encodeURIComponent(text);
        expect(onlyMessageId(text)).toBe(id);
      }),
    );
  });
});

describe('readHints', () => {
  const NOW = at('2026-11-22T12:00:00Z');
  const NOTHING = { sentAt: null, sendingRegion: null };

  it.each(observed)('$messageId was sent from $region at $date', ({ messageId, region, date }) => {
    const { sentAt, sendingRegion } = readHints(messageId, NOW);
    expect(sendingRegion).toBe(region);
    expect(Math.abs((sentAt ?? 0) - at(date))).toBeLessThan(2 * SECOND);
  });

  it.each([
    ['0000', 'us-east-1'],
    ['0100', 'us-east-1'],
    ['0101', 'us-west-2'],
    ['0102', 'eu-west-1'],
    ['0106', 'ap-northeast-1'],
    ['0107', 'eu-central-1'],
    ['0108', 'ap-southeast-2'],
    ['0109', 'ap-south-1'],
    ['010b', 'eu-west-2'],
    ['010c', 'ap-northeast-2'],
    ['010d', 'ca-central-1'],
    ['010e', 'ap-southeast-1'],
    ['010f', 'us-east-2'],
    ['0110', 'eu-north-1'],
    ['0111', 'us-west-1'],
    ['0113', 'eu-west-3'],
    ['ffff', null],
  ])('an ID that starts with %s was sent from %s', (digits, sendingRegion) => {
    expect(readHints(idOf(NOW - DAY, 0, digits), NOW)).toEqual({ sentAt: NOW - DAY, sendingRegion });
  });

  it('decodes an ID in upper case', () => {
    expect(readHints(idOf(NOW - DAY, 0xab, '010F').toUpperCase(), NOW)).toEqual({
      sentAt: NOW - DAY,
      sendingRegion: 'us-east-2',
    });
  });

  it.each([
    ['now', NOW],
    ['a minute ahead, within the tolerance of clocks', NOW + MINUTE],
    ['when SES started', at('2011-01-01T00:00:00Z')],
  ])('accepts a time that is %s', (_, sentAt) => {
    expect(readHints(idOf(sentAt), NOW)).toEqual({ sentAt, sendingRegion: 'eu-west-1' });
  });

  it.each([
    ['a time further ahead', idOf(NOW + MINUTE + 1)],
    ['a time before SES', idOf(at('2011-01-01T00:00:00Z') - 1)],
    ['the time 0', idOf(0)],
    ['the largest time', idOf(0xffffffffffff)],
    ['a word', 'garbage'],
    ['an empty string', ''],
    ['a UUID', '6c45997f-be66-4ea6-86a3-e6d8bc5493c0'],
    ['an ID with a missing part', ID.slice(0, -7)],
    ['an ID with a prefix', `x${ID}`],
    ['an ID with a suffix', `${ID}0`],
    ['an ID with an invalid digit', ID.replace('0102', '01g2')],
  ])('decodes nothing from %s', (_, messageId) => {
    expect(readHints(messageId, NOW)).toEqual(NOTHING);
  });
});
