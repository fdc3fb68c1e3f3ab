import { describe, expect, it } from '@jest/globals';
import { toBreakdownText } from '../../../../cli/insights/breakdown/breakdown-text';
import { toBreakdownRows } from '../../../../lambda/message-insights/breakdown-rows';
import type { Breakdown } from '../../../../lambda/message-insights/search-schemas';
import type { ValueVolumes } from '../../../../lambda/shared/export-jobs/volumes';

const volumesOf = (value: string, sends: number, hardBounces: number, complaints = 0): ValueVolumes => ({
  value,
  sends,
  deliveries: sends - hardBounces,
  hardBounces,
  complaints,
});

function breakdownOf(values: readonly ValueVolumes[], total: ValueVolumes | undefined, more: Partial<Breakdown> = {}) {
  const { rows, rest, total: shownTotal } = toBreakdownRows(values, total);
  return {
    id: 'any',
    state: 'done',
    by: 'isp',
    from: '2026-11-12T00:00:00.000Z',
    until: '2026-11-26T00:00:00.000Z',
    rows,
    rest,
    total: shownTotal,
    unreadableRows: 0,
    ...more,
  } satisfies Breakdown;
}

const GMAIL = volumesOf('Gmail', 48_000, 312, 12);
const YAHOO = volumesOf('Yahoo', 900, 9, 0);
const ALL = volumesOf('', 60_000, 400, 20);
const MANY = Array.from({ length: 40 }, (_, index) =>
  volumesOf(`set-${index}.${'x'.repeat(60)}`, 99_999, 40_000 + index, 9_999),
);

describe('toBreakdownText', () => {
  it('shows volume beside every rate, then the remainder and the total', () => {
    expect(
      toBreakdownText(breakdownOf([GMAIL, YAHOO], ALL))
        .split('\n')
        .slice(0, 7),
    ).toEqual([
      'By provider, 2026-11-12 to 2026-11-25 (14 days, UTC)',
      '',
      'Provider    Sends  Delivered  Hard bounces   Complaints',
      'Gmail      48,000     47,688  312  0.65 %   12 0.025 %',
      'Yahoo         900        891    9  1.00 %*   0 0.000 %*',
      'Remainder  11,100     11,021   79  0.71 %    8 0.072 %',
      'Total      60,000     59,600  400  0.67 %   20 0.033 %',
    ]);
  });

  it('fits a screen of 80 columns and 24 lines', () => {
    const lines = toBreakdownText(
      breakdownOf(MANY, volumesOf('', 9_999_999, 1_900_000, 500_000), { by: 'identity' }),
    ).split('\n');
    expect(lines.length).toBeLessThanOrEqual(22); // two of them are wrapped
    const [, , ...table] = lines.slice(0, -5);
    expect(Math.max(...table.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('adds up the rows that do not fit', () => {
    const text = toBreakdownText(breakdownOf(MANY, volumesOf('', 9_999_999, 1_900_000, 500_000)));
    expect(text).toMatch(/^28 more +2,799,972 /m);
    expect(text).toContain('--json');
  });

  it.each<[string, Breakdown, string | RegExp]>([
    ['a note first', breakdownOf([GMAIL], ALL, { note: 'SES did not return the total.' }), /^Note: SES did not/],
    ['what the mark means', breakdownOf([YAHOO], ALL), '* fewer than 1,000 mails'],
    ['what the remainder is', breakdownOf([GMAIL], ALL, { by: 'tenant' }), 'Remainder: mail without a tenant'],
    ['that the total is unknown', breakdownOf([GMAIL], undefined), 'The total is unknown'],
    [
      'that rows could not be read',
      breakdownOf([GMAIL], ALL, { unreadableRows: 2 }),
      'The API could not read 2 rows of the export.',
    ],
    ['no rate without sends', breakdownOf([volumesOf('Gmx', 0, 3)], ALL), /^Gmx +0 +-3 +3 +-\*/m],
    [
      'a property of a newer API',
      breakdownOf([GMAIL], ALL, { by: 'constructor' as never }),
      /^By constructor, .*\n\nValue /,
    ],
    ['that no mail exists', breakdownOf([], volumesOf('', 0, 0)), /^Total +0 +0 +0 +- +0 +-$/m],
    ['escapes in strange names', breakdownOf([volumesOf('a\u001b[2J', 5_000, 1)], ALL), 'a\\u001b[2J'],
  ])('shows %s', (_, breakdown, expected) => {
    expect(toBreakdownText(breakdown)).toMatch(expected);
  });

  it.each<[string, Breakdown, string]>([
    ['no mark if all volumes are large', breakdownOf([GMAIL], ALL), 'fewer than'],
    ['no mark on a small volume without events', breakdownOf([volumesOf('Yahoo', 9, 0)], ALL), 'fewer than'],
    ['no remainder without a total', breakdownOf([GMAIL], undefined), 'Remainder'],
  ])('shows %s', (_, breakdown, unexpected) => {
    expect(toBreakdownText(breakdown)).not.toContain(unexpected);
  });
});
