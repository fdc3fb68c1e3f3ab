import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSendDataPoints } from '../../../lambda/send-statistics/send-data-points';

const XMLNS = 'xmlns="http://ses.amazonaws.com/doc/2010-12-01/"';
const METADATA = '<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>';
const TIMESTAMP = '<Timestamp>2026-11-22T12:00:00Z</Timestamp>';

function answer(list: string, attributes = ` ${XMLNS}`): string {
  const result = `<GetSendStatisticsResult>${list}</GetSendStatisticsResult>`;
  return `<GetSendStatisticsResponse${attributes}>${result}${METADATA}</GetSendStatisticsResponse>`;
}

function list(...members: string[]): string {
  return `<SendDataPoints>${members.map((member) => `<member>${member}</member>`).join('')}</SendDataPoints>`;
}

describe('a response without mail is', () => {
  it.each([
    ['an empty list', answer('<SendDataPoints/>')],
    ['a list without members', answer('<SendDataPoints></SendDataPoints>')],
    ['a list of white space', answer('<SendDataPoints>\n  </SendDataPoints>')],
    ['a result without a list', answer('')],
    [
      'an empty result',
      `<GetSendStatisticsResponse ${XMLNS}><GetSendStatisticsResult/>${METADATA}</GetSendStatisticsResponse>`,
    ],
  ])('%s', (_, xml) => {
    expect(readSendDataPoints(xml)).toEqual([]);
  });
});

describe('a response is parsed', () => {
  const bounces = [expect.objectContaining({ Bounces: 2 })];
  const good = answer(list('<Bounces>2</Bounces>'));

  it.each([
    ['as SES writes it', good],
    ['with an XML declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${good}`],
    ['with a byte order mark', `\uFEFF${good}`],
    ['with white space around every tag', good.replaceAll('>', '>\r\n\t ').replaceAll('<', ' \n<')],
    ['without a namespace', answer(list('<Bounces>2</Bounces>'), '')],
    ['with a namespace in single quotes', good.replace(XMLNS, XMLNS.replaceAll('"', "'"))],
    ['with other attributes', answer(list('<Bounces>2</Bounces>'), ` a="b" ${XMLNS}`)],
    ['with unknown elements', answer(`<Next>x</Next>${list('<Bounces>2</Bounces><Opens>3</Opens>')}`)],
  ])('%s', (_, xml) => {
    expect(readSendDataPoints(xml)).toEqual(bounces);
  });

  it('with every field, in SES’s order', () => {
    const counts =
      '<Complaints>1</Complaints><Rejects>0</Rejects><Bounces>007</Bounces><DeliveryAttempts>12</DeliveryAttempts>';
    const later = '<Timestamp>2026-11-22T13:15:00.500+01:00</Timestamp>';
    expect(readSendDataPoints(answer(list(`${TIMESTAMP}${counts}`, later)))).toEqual([
      { Timestamp: new Date('2026-11-22T12:00:00Z'), DeliveryAttempts: 12, Bounces: 7, Complaints: 1, Rejects: 0 },
      { Timestamp: new Date('2026-11-22T12:15:00.500Z') },
    ]);
  });
});

describe('members that are read with the pattern of another one', () => {
  const FIELDS = ['Timestamp', 'DeliveryAttempts', 'Bounces', 'Complaints', 'Rejects', 'Opens', '__proto__'];
  const VALUES = ['7', '0', '2026-11-22T12:00:00Z', '', ' 7 ', 'x', '&#49;', '<x>1</x>', '\n'];
  const field = fc
    .tuple(
      fc.constantFrom(...FIELDS),
      fc.constantFrom(...VALUES),
      fc.constantFrom('', ' a="b"'),
      fc.constantFrom('', ' '),
    )
    .map(([name, value, attributes, space]) => `<${name}${attributes}>${value}</${name}>${space}`);
  const layout = fc.uniqueArray(field, { maxLength: 4 }).map((fields) => fields.join(''));

  /** An invalid `Date` equals no other one. */
  const read = (list: string) =>
    readSendDataPoints(answer(list)).map((point) => ({ ...point, Timestamp: point.Timestamp?.getTime() }));

  it('give the same points as members that are read alone', () => {
    const members = fc
      .array(layout, { minLength: 1, maxLength: 3 })
      .chain((layouts) => fc.array(fc.constantFrom(...layouts), { maxLength: 8 }));
    fc.assert(
      fc.property(members, (members) => {
        const alone = members.flatMap((member) => read(list(member)));
        expect(read(list(...members))).toStrictEqual(alone);
      }),
    );
  });

  it('have other values, in another order and beside other fields', () => {
    const [first, second] = ['<Bounces>1</Bounces><Rejects>2</Rejects>', '<Rejects>4</Rejects><Bounces>3</Bounces>'];
    const members = [first, first.replace('1', '5'), second, `${second}<Opens>9</Opens>`, second.replace('3', ' 6 ')];
    expect(readSendDataPoints(answer(list(...members)))).toEqual(
      [
        [1, 2],
        [5, 2],
        [3, 4],
        [3, 4],
        [6, 4],
      ].map(([Bounces, Rejects]) => ({ Bounces, Rejects })),
    );
  });

  it('are rejected with text between them', () => {
    const xml = answer(list('<Bounces>1</Bounces>', '<Bounces>2</Bounces>', '<Bounces>3</Bounces>'));
    expect(() => readSendDataPoints(xml.replace('2</Bounces></member>', '$&many'))).toThrow(
      'text between its elements',
    );
  });

  it('may have any number of fields', () => {
    const fields = Array.from({ length: 100_000 }, (_, index) => `<a${index}>1</a${index}>`).join('');
    expect(readSendDataPoints(answer(list(`<Bounces>1</Bounces>${fields}`, '<Bounces>2</Bounces>')))).toEqual([
      { Bounces: 1 },
      { Bounces: 2 },
    ]);
  });
});

describe('an unreadable field is neither missing nor zero', () => {
  it.each([
    ['a word', 'many'],
    ['empty', ''],
    ['a negative number', '-1'],
    ['a fraction', '1.5'],
    ['an exponent', '1e3'],
    ['a hexadecimal number', '0x10'],
    ['two numbers', '1 2'],
    ['a character reference', '&#49;'],
    ['an element', '<x>1</x>'],
  ])('a counter that is %s', (_, text) => {
    expect(readSendDataPoints(answer(list(`<Bounces>${text}</Bounces>`)))).toEqual([{ Bounces: Number.NaN }]);
  });

  it('a counter that occurs twice', () => {
    const twice = '<Bounces>1</Bounces><Bounces>1</Bounces>';
    expect(readSendDataPoints(answer(list(twice)))).toEqual([{ Bounces: Number.NaN }]);
  });

  it.each(['yesterday', '', '2026-11-22T12:00:00', '2026-11-22', '1795348800', '2026-13-22T12:00:00Z'])(
    'a timestamp of "%s"',
    (text) => {
      const [point] = readSendDataPoints(answer(list(`<Timestamp>${text}</Timestamp>`)));
      expect(point?.Timestamp?.getTime()).toBeNaN();
    },
  );
});

describe('a response is rejected', () => {
  const good = answer(list(`${TIMESTAMP}<Bounces>2</Bounces>`));

  it.each([
    ['that is empty', '', 'no GetSendStatisticsResponse'],
    ['of white space', ' \n', 'no GetSendStatisticsResponse'],
    ['of JSON', '{"SendDataPoints":[]}', 'not XML'],
    ['a page of HTML', '<html><body>maintenance</body></html>', 'no GetSendStatisticsResponse'],
    ['a page of HTML with a document type', '<!DOCTYPE html><html></html>', 'not XML'],
    ['an error', `<ErrorResponse ${XMLNS}><Error/></ErrorResponse>`, 'no GetSendStatisticsResponse'],
    ['of another operation', good.replaceAll('Statistics', 'Quota'), 'no GetSendStatisticsResponse'],
    ['of another namespace', answer('', ' xmlns="http://example.com/"'), 'namespace is not the one of SES'],
    [
      'without a result',
      `<GetSendStatisticsResponse>${METADATA}</GetSendStatisticsResponse>`,
      'no GetSendStatisticsResult',
    ],
    ['with two results', good.replace(METADATA, '<GetSendStatisticsResult/>'), 'more than one GetSendStatisticsResult'],
    ['with two lists', answer('<SendDataPoints/><SendDataPoints/>'), 'more than one SendDataPoints'],
    ['with a list of another name', answer('<SendDatapoints/>'), 'no SendDataPoints'],
    [
      'with items instead of members',
      answer('<SendDataPoints><item/></SendDataPoints>'),
      'an element other than member',
    ],
    ['with text instead of a list', answer('none'), 'text between its elements'],
    ['with text instead of members', answer('<SendDataPoints>none</SendDataPoints>'), 'text between its elements'],
    ['with prefixes', good.replaceAll('<', '<ses:').replaceAll('<ses:/', '</ses:'), 'not XML'],
    ['with CDATA', good.replace('>2<', '><![CDATA[2]]><'), 'not XML'],
    ['with a comment', good.replace('<member>', '<!-- --><member>'), 'not XML'],
    ['with elements that overlap', '<GetSendStatisticsResponse><a></GetSendStatisticsResponse></a>', 'not closed'],
    ['with an element after its end', `${good}</a>`, 'not closed'],
    ['that occurs twice', `${good}${good}`, 'more than one GetSendStatisticsResponse'],
  ])('%s', (_, xml, reason) => {
    expect(() => readSendDataPoints(xml)).toThrow(reason);
    expect(() => readSendDataPoints(xml)).toThrow(expect.objectContaining({ name: 'UnreadableAnswer' }));
  });

  it('that is truncated at any place', () => {
    for (let length = 0; length < good.length; length++) {
      expect(() => readSendDataPoints(good.slice(0, length))).toThrow('cannot be read');
    }
  });

  it('of any size, in linear time', () => {
    for (const piece of ['<a', '<a ', 'a', '<', '<a>', '</', ' ']) {
      expect(() => readSendDataPoints(`<${piece.repeat(300_000)}`)).toThrow('cannot be read');
    }
  });
});
