import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_ROWS, MIN_SENDS, toBreakdownRows } from '../../../lambda/message-insights/breakdown-rows';
import type { ValueVolumes } from '../../../lambda/shared/export-jobs/volumes';

type Numbers = readonly [sends: number, deliveries: number, hardBounces: number, complaints: number];

const volumes = ([sends, deliveries, hardBounces, complaints]: Numbers) => ({
  sends,
  deliveries,
  hardBounces,
  complaints,
});
const row = (value: string, ...numbers: Numbers): ValueVolumes => ({ value, ...volumes(numbers) });

const GMAIL = row('Gmail', 5_000, 4_900, 100, 5);
const YAHOO = row('Yahoo', 2_000, 1_700, 300, 0);
const TOTAL = volumes([10_000, 9_400, 500, 8]);

describe('toBreakdownRows', () => {
  it('gives each row its volumes and its rates', () => {
    expect(toBreakdownRows([GMAIL], TOTAL).rows).toEqual([
      { ...GMAIL, bounceRate: 0.02, complaintRate: 0.001, isSmall: false },
    ]);
  });

  it('gives the remainder everything that the rows do not have', () => {
    expect(toBreakdownRows([GMAIL, YAHOO], TOTAL)).toMatchObject({
      rest: { value: null, ...volumes([3_000, 2_800, 100, 3]), bounceRate: 100 / 3_000 },
      total: { value: null, ...TOTAL, bounceRate: 0.05 },
      exceedsTotal: false,
      foldedRows: 0,
    });
  });

  it.each<[string, ValueVolumes[], string[]]>([
    ['most hard bounces first', [GMAIL, YAHOO], ['Yahoo', 'Gmail']],
    ['then most sends', [row('A', 1, 1, 0, 0), row('B', 2, 2, 0, 0)], ['B', 'A']],
    ['then by name', [row('b', 1, 1, 0, 0), row('a', 1, 1, 0, 0)], ['a', 'b']],
    ['no row without mail', [row('Gmx', 0, 0, 0, 0), GMAIL], ['Gmail']],
    ['a row whose mail was sent before the span', [row('Gmx', 0, 0, 1, 0)], ['Gmx']],
  ])('sorts the rows: %s', (_, metrics, expected) => {
    expect(toBreakdownRows(metrics, TOTAL).rows.map(({ value }) => value)).toEqual(expected);
  });

  it.each<[string, ValueVolumes, object]>([
    ['no rate without sends', row('Gmx', 0, 0, 2, 1), { bounceRate: null, complaintRate: null, isSmall: true }],
    ['a rate of at most 1', row('Gmx', 2, 0, 3, 3), { bounceRate: 1, complaintRate: 1 }],
    ['a small volume', row('Gmx', MIN_SENDS - 1, 0, 0, 0), { isSmall: true }],
    ['a volume that is large enough', row('Gmx', MIN_SENDS, 0, 0, 0), { isSmall: false }],
    ['an identity that is an address', row('ann.lee@shop.example', 1, 0, 0, 0), { value: 'a***@shop.example' }],
    ['an identity that is a domain', row('shop.example', 1, 0, 0, 0), { value: 'shop.example' }],
  ])('shows %s', (_, metric, expected) => {
    expect(toBreakdownRows([metric], TOTAL).rows[0]).toMatchObject(expected);
  });

  it('shows neither remainder nor total if the total is unknown', () => {
    expect(toBreakdownRows([GMAIL], undefined)).toEqual({
      rows: [expect.objectContaining({ value: 'Gmail' })],
      foldedRows: 0,
      exceedsTotal: false,
    });
  });

  it('shows no negative remainder, and says that the rows exceed the total', () => {
    expect(toBreakdownRows([GMAIL], volumes([4_000, 5_000, 100, 5]))).toMatchObject({
      rest: volumes([0, 100, 0, 0]),
      exceedsTotal: true,
    });
  });

  it('moves the smallest rows to the remainder if there are too many', () => {
    const rows = Array.from({ length: MAX_ROWS + 2 }, (_, index) => row(`set-${index}`, 10, 10, index, 0));
    const { rows: shown, rest, foldedRows } = toBreakdownRows(rows, volumes([20_000, 20_000, 600_000, 0]));
    expect(shown).toHaveLength(MAX_ROWS);
    expect(foldedRows).toBe(2);
    expect(shown.some(({ value }) => value === 'set-0' || value === 'set-1')).toBe(false);
    expect(rest?.sends).toBe(20_000 - 10 * MAX_ROWS);
  });

  it('shows no address, and adds up to the total', () => {
    const count = fc.nat(5_000);
    const metric = fc.record({
      value: fc.oneof(fc.string(), fc.emailAddress()),
      sends: count,
      deliveries: count,
      hardBounces: count,
      complaints: count,
    });
    fc.assert(
      fc.property(fc.array(metric), fc.nat(1_000), (metrics, more) => {
        const sum = (list: readonly ValueVolumes[]) => list.reduce((total, { sends }) => total + sends, 0);
        const total = volumes([sum(metrics) + more, 10_000_000, 10_000_000, 10_000_000]);
        const { rows, rest } = toBreakdownRows(metrics, total);
        const shown = rows.reduce((sends, each) => sends + each.sends, 0);
        expect(shown + (rest?.sends ?? Number.NaN)).toBe(total.sends);
        expect(rows.filter(({ value }) => /[^*]@/.test(value ?? ''))).toEqual([]);
      }),
    );
  });
});
