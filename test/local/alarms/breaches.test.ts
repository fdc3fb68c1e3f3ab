import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBreachesOf } from '../../../local/alarms/breaches';
import { parseMetricMath } from '../../../local/alarms/metric-math';
import { createMetricStore } from '../../../local/aws/metric-store';
import { metricAlarm } from '../../support/metric-alarm';
import { MINUTE } from '../../support/world';

const METRIC = { namespace: 'Test', name: 'a', dimensions: {} };

function alarmOn(expression: string, periodMs = MINUTE) {
  return metricAlarm({
    periodMs,
    metrics: { a: { metric: METRIC, statistic: 'Sum' } },
    value: parseMetricMath(expression, ['a']),
    isBreaching: (value) => value >= 1,
    evaluationPeriods: 3,
  });
}

function createStore() {
  const store = createMetricStore({ now: () => 0 });
  const put = (minute: number, value: number) =>
    store.put('Test', [{ name: 'a', dimensions: {}, timestamp: minute * MINUTE, value }]);
  return { store, put };
}

describe('reading breaches every minute', () => {
  it('a late datum changes its period, and the next one, because DIFF reads both', () => {
    const { store, put } = createStore();
    const alarm = alarmOn('a - DIFF(a)');
    const read = readBreachesOf(store);
    put(6, 0);
    put(7, 0);
    expect(read(alarm, 8 * MINUTE).slice(0, 2)).toEqual([false, false]);
    put(6, 1);
    expect(read(alarm, 8 * MINUTE).slice(0, 2)).toEqual([true, true]);
  });

  it('returns the same array until a breach in it changes', () => {
    const { store, put } = createStore();
    const alarm = alarmOn('a', 3 * MINUTE);
    const read = readBreachesOf(store);
    put(5, 1);
    const breaches = read(alarm, 6 * MINUTE);
    expect(read(alarm, 7 * MINUTE)).toBe(breaches);
    expect(read(alarm, 9 * MINUTE)).not.toBe(breaches);
  });

  it('returns the same as a new reader, for data in any order', () => {
    const anyDatum = fc.record({ late: fc.constantFrom(0, 0, 0, 1, 2, 7, 30), value: fc.constantFrom(0, 1) });
    fc.assert(
      fc.property(fc.array(fc.option(anyDatum), { minLength: 40, maxLength: 60 }), (data) => {
        const { store, put } = createStore();
        const alarms = [alarmOn('a', 5 * MINUTE), alarmOn('a - DIFF(a)', 3 * MINUTE), alarmOn('FILL(a, 1)')];
        const read = readBreachesOf(store);
        for (const [minute, datum] of data.entries()) {
          for (const alarm of alarms) {
            const fresh = readBreachesOf(store)(alarm, minute * MINUTE);
            expect([minute, read(alarm, minute * MINUTE)]).toEqual([minute, fresh]);
          }
          if (datum) put(minute - datum.late, datum.value);
        }
      }),
    );
  });

  it('is rejected for a store with a read delay', () => {
    expect(() => readBreachesOf(createMetricStore({ now: () => 0, readDelay: 'documented' }))).toThrow(/read delay/);
  });
});
