import { expect, it } from '@jest/globals';
import { nearestMiss } from '../../../local/verdict/near-misses';

const NUMBERS = { threshold: 0.1, window: '1h', attempts: 200, events: 20 };

function rates(...values: number[]) {
  return values.map((rate, time) => ({ time, rate, attempts: 1000, events: Math.round(rate * 1000) }));
}

it.each<[string, number, number, number[], number | undefined]>([
  ['1 of 1: the closest reading', 1, 1, [0.01, 0.08, 0.05], 1],
  ['2 of 3: the second closest of three in a row', 2, 3, [0.09, 0.01, 0.07, 0.02, 0.01, 0.09], 2],
  ['2 of 3: two close readings that are too far apart do not count', 2, 3, [0.09, 0, 0, 0.09, 0.03], 4],
  ['2 of 3: too few readings', 2, 3, [0.09], undefined],
  ['3 of 3: the least close of three in a row', 3, 3, [0.09, 0.09, 0.04, 0.09], 2],
  ['no rate at all', 1, 1, [0, 0], undefined],
  ['no reading', 1, 1, [], undefined],
])('%s', (_, datapointsToAlarm, evaluationPeriods, values, time) => {
  const miss = nearestMiss(rates(...values), { ...NUMBERS, datapointsToAlarm, evaluationPeriods });
  expect(miss?.reading.time).toBe(time);
});

it.each<[string, object, number]>([
  ['the rate', { rate: 0.05, attempts: 400, events: 20 }, 0.5],
  ['the attempts', { rate: 0.2, attempts: 100, events: 20 }, 0.5],
  ['the events', { rate: 0.2, attempts: 200, events: 5 }, 0.25],
  ['none, at a breach', { rate: 0.3, attempts: 400, events: 120 }, 1],
])('%s decides how close a reading is', (_, reading, closeness) => {
  const setting = { ...NUMBERS, datapointsToAlarm: 1, evaluationPeriods: 1 };
  expect(nearestMiss([{ time: 0, rate: 0, ...reading }], setting)?.closeness).toBe(closeness);
});
