import { describe, expect, it } from '@jest/globals';
import { costLines, PRICES, sumOf, times, total } from '../../../cli/cost/prices';

describe('the lines of amounts', () => {
  it.each([
    // 13 metrics at 0.30, 10 of them free
    ['custom metrics', { metric: 13 }, 3.9, 0.9],
    // Two Regions: 72 metrics at 0.10. The account has 10 free, not 20.
    ['alarms in two Regions', { alarmMetric: 72 }, 7.2, 6.2],
    ['fewer dashboards than are free', { dashboard: 2 }, 6, 0],
    ['a large dashboard', { largeDashboard: 1 }, 3, 3],
    // 5,840 / 1,000 x 0.01
    ['GetMetricData', { metricRead: 5_840 }, 0.0584, 0.0584],
    // 500,000 GB-seconds at 0.0000133334, 400,000 of them free
    ['GB-seconds', { gbSecond: 500_000 }, 6.6667, 1.33334],
    // 3 million at 1.25 per 2 million
    ['write units', { tableWrite: 3_000_000 }, 1.875, 1.875],
    ['requests to a key', { keyRequest: 30_000 }, 0.09, 0.03],
  ])('%s', (_, amounts, list, afterFreeTier) => {
    const lines = costLines(amounts);
    expect(lines).toHaveLength(1);
    expect(total(lines, 'list')).toBeCloseTo(list, 6);
    expect(total(lines, 'afterFreeTier')).toBeCloseTo(afterFreeTier, 6);
  });

  it('leave out what is not used', () => {
    expect(costLines({ metric: 0 })).toEqual([]);
  });
});

it('adds and multiplies amounts', () => {
  expect(sumOf([{ metric: 1, key: 2 }, { metric: 3 }])).toEqual({ metric: 4, key: 2 });
  expect(times(3, { metric: 1, key: 2 })).toEqual({ metric: 3, key: 6 });
});

it('has the page of each price', () => {
  for (const { source } of Object.values(PRICES)) expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/.*pricing/);
});
