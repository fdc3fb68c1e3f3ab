import { describe, expect, it } from '@jest/globals';
import { callerOf, callLimitMs } from '../../../lambda/send-statistics/calls';

describe('callLimitMs', () => {
  it.each([
    ['of the first of three stages is 30 seconds in a function of two minutes', 120_000, 2, 30_000],
    ['of the second stage too, when the first used up its time', 90_000, 1, 30_000],
    ['of the last stage too, when both did', 60_000, 0, 30_000],
    ['leaves later stages their share', 65_000, 2, 20_000],
    ['leaves time for the log line', 11_000, 0, 6_000],
    ['is a whole number', 5_100, 2, 33],
    ['is nothing when the time is over', 4_000, 0, 0],
    ['is 30 seconds in a process that is not ended', Number.POSITIVE_INFINITY, 2, 30_000],
  ])('%s', (_, timeLeftMs, laterStages, limitMs) => {
    expect(callLimitMs(timeLeftMs, laterStages)).toBe(limitMs);
  });
});

describe('callerOf', () => {
  const caller = callerOf(() => 5_020, 0);

  it('gives the result, and the error of a call that fails in its time', async () => {
    await expect(caller(async () => 7)).resolves.toBe(7);
    await expect(caller(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('ends a call when its time is over, in one sentence', async () => {
    const untilEnded = (signal?: AbortSignal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const keepAlive = setInterval(() => undefined, 1000);
    await expect(caller(untilEnded)).rejects.toMatchObject({
      name: 'CallTooLong',
      message: 'AWS gave no whole answer within 0.02 s: the next poll asks again',
    });
    clearInterval(keepAlive);
  });
});
