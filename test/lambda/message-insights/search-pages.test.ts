import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Page, readPage, toPage } from '../../../lambda/message-insights/search-pages';

const row = (bytes: number) => 'x'.repeat(bytes - 2); // JSON adds two quotes
const MB = 1_000_000;

describe('a page', () => {
  it.each<[string, number[], number, number, string | undefined]>([
    ['has all rows that fit', [MB, MB], 0, 2, undefined],
    ['ends before the row that does not fit', [MB, MB, MB], 0, 2, '2'],
    ['begins where the page before ended', [MB, MB, MB], 2, 1, undefined],
    ['has a row that is larger than a page', [4 * MB, MB], 0, 1, '1'],
    ['after the last row is empty', [MB], 1, 0, undefined],
    ['without rows is empty', [], 0, 0, undefined],
  ])('%s', (_, sizes, offset, count, nextPage) => {
    const page = toPage(sizes.map(row), offset);
    expect([page.rows.length, page.nextPage]).toEqual([count, nextPage]);
  });

  it('counts bytes, not characters', () => {
    expect(toPage(['中'.repeat(MB), '中'.repeat(MB)], 0).nextPage).toBe('1');
  });

  it('follows the one before, so that all pages have every row once', () => {
    const sizes = fc.array(fc.integer({ min: 2, max: 2 * MB }), { maxLength: 12 });
    fc.assert(
      fc.property(sizes, (bytes) => {
        const rows = bytes.map(row);
        const read: string[] = [];
        for (let page: string | undefined = '0'; page !== undefined; ) {
          const { rows: found, nextPage }: Page<string> = toPage(rows, readPage(page, { limit: 12 }));
          expect(Buffer.byteLength(JSON.stringify(found))).toBeLessThan(5 * MB);
          read.push(...found);
          page = nextPage;
        }
        expect(read).toEqual(rows);
      }),
      { numRuns: 8 },
    );
  });
});

it.each(['-1', '1.5', '1e3', ' 1', '01', '101', '99999999', 'x', ''])('the page %j is refused', (page) => {
  expect(() => readPage(page, { limit: 100 })).toThrow('"page" is not valid. Use the value of "nextPage"');
});
