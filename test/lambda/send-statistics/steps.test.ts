import { expect, it } from '@jest/globals';
import { startSteps } from '../../../lambda/send-statistics/steps';

it('lists failures in the order in which the steps were started', async () => {
  const { run, failures } = startSteps();
  let failFirst: (error: Error) => void = () => undefined;
  const first = run('first', () => new Promise((_, reject) => (failFirst = reject)));
  await run('second', () => Promise.reject(new Error('at once')));
  failFirst(new Error('later'));
  await first;
  expect(failures.map(({ step, error }) => `${step}: ${error.message}`)).toEqual(['first: later', 'second: at once']);
});

it('returns results, and times every step', async () => {
  const { run, failures, durationsMs } = startSteps();
  expect(await run('good', async () => 7)).toBe(7);
  expect(await run('bad', () => Promise.reject('not an error'))).toBeUndefined();
  expect(failures).toEqual([{ step: 'bad', error: new Error('not an error') }]);
  expect(Object.keys(durationsMs)).toEqual(['good', 'bad']);
});
