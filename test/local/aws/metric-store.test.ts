import { describe, expect, it } from '@jest/globals';
import { createMetricStore, type Datum, InvalidParameterValue, type ReadDelay } from '../../../local/aws/metric-store';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const NOON = at('2026-11-22T12:00:00Z');
const METRIC = { namespace: 'Test', name: 'Rate', dimensions: { Window: '1h' } };

function storeAt(readDelay: ReadDelay = 'none') {
  const clock = { time: NOON };
  return { clock, store: createMetricStore({ now: () => clock.time, readDelay }) };
}

function datum(minutesAgo: number, value: number): Datum {
  return { name: 'Rate', dimensions: { Window: '1h' }, timestamp: NOON - minutesAgo * MINUTE, value };
}

const EVER = { from: 0, to: NOON + DAY };

describe('samples are added and never replaced', () => {
  const { store } = storeAt();
  store.put('Test', [datum(5, 1), datum(5, 4), datum(3, 10)]);
  store.put('Test', [datum(5, 1)]);

  it.each([
    ['SampleCount', [3, 1]],
    ['Sum', [6, 10]],
    ['Average', [2, 10]],
    ['Minimum', [1, 10]],
    ['Maximum', [4, 10]],
  ] as const)('%s', (statistic, values) => {
    const points = store.statistics({ metric: METRIC, statistic, periodMs: MINUTE, ...EVER });
    expect(points.map(({ value }) => value)).toEqual(values);
  });

  it('a period starts at a multiple of its length, and includes all its minutes', () => {
    const points = store.statistics({ metric: METRIC, statistic: 'Sum', periodMs: HOUR, ...EVER });
    expect(points).toEqual([{ timestamp: NOON - HOUR, value: 16 }]);
  });

  it('another dimension is another metric', () => {
    const metric = { ...METRIC, dimensions: {} };
    expect(store.statistics({ metric, statistic: 'Sum', periodMs: MINUTE, ...EVER })).toEqual([]);
  });
});

describe('one invalid datum rejects the whole request', () => {
  it.each<[string, Partial<Datum>]>([
    ['NaN', { value: Number.NaN }],
    ['infinity', { value: Number.POSITIVE_INFINITY }],
    ['a value that is a string', { value: 'NaN' as unknown as number }],
    ['more than 2^360', { value: 2 ** 361 }],
    ['more than two weeks old', { timestamp: NOON - 14 * DAY - 1 }],
    ['more than two hours ahead', { timestamp: NOON + 2 * HOUR + 1 }],
    ['no name', { name: '' }],
    ['an empty dimension', { dimensions: { Window: '' } }],
  ])('%s', (_, invalid) => {
    const { store } = storeAt();
    expect(() => store.put('Test', [datum(1, 1), { ...datum(2, 2), ...invalid }])).toThrow(InvalidParameterValue);
    expect(store.statistics({ metric: METRIC, statistic: 'Sum', periodMs: MINUTE, ...EVER })).toEqual([]);
  });

  it.each([
    ['more than 1,000 data', 'Test', Array(1001).fill(datum(1, 1))],
    ['no data', 'Test', []],
    ["AWS's own namespace", 'AWS/SES', [datum(1, 1)]],
  ])('%s', (_, namespace, data) => {
    expect(() => storeAt().store.put(namespace, data)).toThrow(InvalidParameterValue);
  });

  it('accepts 1,000 data from two weeks back to two hours ahead', () => {
    const { store } = storeAt();
    store.put('Test', [...Array(998).fill(datum(1, 1)), datum(-120, 1), datum(14 * 24 * 60, 1)]);
    expect(store.statistics({ metric: METRIC, statistic: 'SampleCount', periodMs: 15 * DAY, ...EVER })).not.toEqual([]);
  });
});

describe('old data becomes readable late', () => {
  it.each([
    ['more than 3 hours old', 3 * 60 + 1, 2 * HOUR],
    ['more than a day old', 24 * 60 + 1, 48 * HOUR],
  ])('%s', (_, minutesAgo, delay) => {
    const { clock, store } = storeAt('documented');
    store.put('Test', [datum(minutesAgo, 1)]);
    const readable = () => store.statistics({ metric: METRIC, statistic: 'Sum', periodMs: MINUTE, ...EVER }).length;
    clock.time = NOON + delay - 1;
    expect(readable()).toBe(0);
    clock.time = NOON + delay;
    expect(readable()).toBe(1);
  });

  it('but immediately when it is at most 3 hours old', () => {
    const { store } = storeAt('documented');
    store.put('Test', [datum(3 * 60, 1)]);
    expect(store.statistics({ metric: METRIC, statistic: 'Sum', periodMs: MINUTE, ...EVER })).toHaveLength(1);
  });
});
