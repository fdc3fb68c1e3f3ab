import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readHints, toMessageId } from '../../../lambda/message-insights/message-id';
import { observed } from '../../fixtures/message-ids.json';
import { idOf } from '../../support/insights-world';
import { at, DAY, MINUTE, SECOND } from '../../support/world';

const ID = '0102018f32a3c2c3-6c45997f-be66-4ea6-86a3-e6d8bc5493c0-000000';

describe('toMessageId', () => {
  it.each([
    ['as SendEmail gives it', ID],
    ['in angle brackets', `<${ID}>`],
    ['with the host of its Region', `${ID}@eu-west-1.amazonses.com`],
    ['with the host of us-east-1', `${ID}@email.amazonses.com`],
    ['with the host and no subdomain', `${ID}@amazonses.com`],
    ['with the host in capitals', `${ID}@EU-WEST-1.AMAZONSES.COM`],
    ['as it stands in the header', `<${ID}@eu-west-1.amazonses.com>`],
    ['percent-encoded', encodeURIComponent(`<${ID}@eu-west-1.amazonses.com>`)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(`<${ID}@email.amazonses.com>`))],
    ['percent-encoded three times', encodeURIComponent(encodeURIComponent(encodeURIComponent(`<${ID}>`)))],
    ['percent-encoded in small letters', `%3c${ID}%40eu-west-1.amazonses.com%3e`],
    ['with every character percent-encoded', [...ID].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')],
    ['with spaces around', `  ${ID} `],
    ['with tabs and line ends around', `\t${ID}\r\n`],
    ['with spaces inside the brackets', `< ${ID}@eu-west-1.amazonses.com >`],
    ['with spaces inside and outside, encoded', `%20%3C%20${ID}%20%3E%0A`],
    ['with a no-break space behind', `${ID}\u00a0`],
    ['with half of its brackets', `<${ID}`],
    ['with the header’s name', `Message-ID: <${ID}@eu-west-1.amazonses.com>`],
    ['with the header’s name in small letters', `message-id:${ID}`],
    ['in quotes', `"${ID}"`],
    ['as it stands in a list', `'${ID}',`],
  ])('is the id %s', (_, text) => {
    expect(toMessageId(text)).toBe(ID);
  });

  it.each([
    ['one character', 'a'],
    ['one digit', '0'],
    ['128 characters', 'a'.repeat(128)],
    ['all the characters there are', 'aZ09._-'],
    ['what is more than dots', '..a'],
  ])('takes %s', (_, text) => {
    expect(toMessageId(text)).toBe(text);
    expect(toMessageId(`<${text}@eu-west-1.amazonses.com>`)).toBe(text);
  });

  it.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['empty brackets', '<>'],
    ['a host alone', '@eu-west-1.amazonses.com'],
    ['129 characters', 'a'.repeat(129)],
    ['a path upwards', '..'],
    ['an encoded path upwards', '%2e%2e'],
    ['a dot', '.'],
    ['hyphens and underscores only', '-_-'],
    ['a slash', `${ID}/x`],
    ['an encoded slash', `${ID}%2Fx`],
    ['a slash encoded twice', `..%252F${ID}`],
    ['a backslash', `${ID}\\x`],
    ['a null byte', `${ID}\0`],
    ['an encoded null byte', `${ID}%00`],
    ['a space within', `${ID.slice(0, 20)} ${ID.slice(20)}`],
    ['a line end within', `${ID}\n${ID}`],
    ['letters of other scripts', 'аbс'],
    ['digits in full width', '０１０２'],
    ['an emoji', '📨'],
    ['an address', 'alice@example.com'],
    ['an address encoded', 'alice%40example.com'],
    ['an id at a strange host', `${ID}@example.com`],
    ['an id at a host that only ends alike', `${ID}@evilamazonses.com`],
    ['an id at a host that only begins alike', `${ID}@eu-west-1.amazonses.com.example`],
    ['two hosts', `${ID}@amazonses.com@amazonses.com`],
    ['text behind the brackets', `<${ID}> x`],
    ['a broken encoding', `${ID}%`],
    ['an encoding that is no UTF-8', `${ID}%ff`],
    ['more encodings than anything makes', `%2525252561`],
    ['a query', `${ID}?x=1`],
    ['a name of JavaScript', '{"$ne":1}'],
  ])('refuses %s', (_, text) => {
    expect(toMessageId(text)).toBeUndefined();
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

  it('gives of any text an id of the shape, or none', () => {
    fc.assert(
      fc.property(fc.array(anyPiece, { maxLength: 8 }), (pieces) => {
        const id = toMessageId(pieces.join(''));
        if (id === undefined) return;
        expect(id).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
        expect(id).toMatch(/[A-Za-z0-9]/);
        expect(toMessageId(id)).toBe(id);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds any id, however it is wrapped', () => {
    const anyId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
    const anySpace = fc.constantFrom('', ' ', '\n', '\t ');
    const anyHost = fc.constantFrom('', '@email.amazonses.com', '@eu-west-1.amazonses.com');
    fc.assert(
      fc.property(anyId, anySpace, anyHost, fc.boolean(), fc.nat(3), (id, space, host, brackets, encodings) => {
        let text = `${space}${brackets ? `<${space}${id}${host}${space}>` : id + host}${space}`;
        for (let done = 0; done < encodings; done++) text = encodeURIComponent(text);
        expect(toMessageId(text)).toBe(id);
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
  ])('an id that begins with %s was sent from %s', (digits, sendingRegion) => {
    expect(readHints(idOf(NOW - DAY, 0, digits), NOW)).toEqual({ sentAt: NOW - DAY, sendingRegion });
  });

  it('reads an id in capitals', () => {
    expect(readHints(idOf(NOW - DAY, 0xab, '010F').toUpperCase(), NOW)).toEqual({
      sentAt: NOW - DAY,
      sendingRegion: 'us-east-2',
    });
  });

  it.each([
    ['now', NOW],
    ['a minute ahead, for clocks differ', NOW + MINUTE],
    ['when SES began', at('2011-01-01T00:00:00Z')],
  ])('believes a time that is %s', (_, sentAt) => {
    expect(readHints(idOf(sentAt), NOW)).toEqual({ sentAt, sendingRegion: 'eu-west-1' });
  });

  it.each([
    ['a time further ahead', idOf(NOW + MINUTE + 1)],
    ['a time before SES', idOf(at('2011-01-01T00:00:00Z') - 1)],
    ['the time 0', idOf(0)],
    ['the last time there is', idOf(0xffffffffffff)],
    ['an id that is no more than a word', 'garbage'],
    ['nothing', ''],
    ['a UUID', '6c45997f-be66-4ea6-86a3-e6d8bc5493c0'],
    ['an id with a part missing', ID.slice(0, -7)],
    ['an id with something in front', `x${ID}`],
    ['an id with something behind', `${ID}0`],
    ['an id with a letter that is no digit', ID.replace('0102', '01g2')],
  ])('reads nothing of %s', (_, messageId) => {
    expect(readHints(messageId, NOW)).toEqual(NOTHING);
  });
});
