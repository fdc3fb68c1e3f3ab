import { describe, expect, it } from '@jest/globals';
import { callLimitMs, limitCalls } from '../../../lambda/send-statistics/calls';

describe('callLimitMs', () => {
  it.each([
    ['is 30 seconds in the first of three stages of a two-minute function', 120_000, 2, 30_000],
    ['is 30 seconds in the second stage, even after the first used all its time', 90_000, 1, 30_000],
    ['is 30 seconds in the last stage, even after both others used all their time', 60_000, 0, 30_000],
    ['leaves later stages their share', 65_000, 2, 20_000],
    ['leaves time for the log line', 11_000, 0, 6_000],
    ['is a whole number', 5_100, 2, 33],
    ['is 0 when no time is left', 4_000, 0, 0],
    ['is 30 seconds in a process without a time limit', Number.POSITIVE_INFINITY, 2, 30_000],
  ])('%s', (_, timeLeftMs, laterStages, limitMs) => {
    expect(callLimitMs({ timeLeftMs, laterStages })).toBe(limitMs);
  });
});

describe('limitCalls', () => {
  const limit = limitCalls(() => 5_020, 0);

  it('passes on the result or the error of a call that ends in time', async () => {
    await expect(limit(async () => 7)).resolves.toBe(7);
    await expect(limit(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('aborts a call at its time limit', async () => {
    const untilAborted = (signal?: AbortSignal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const keepAlive = setInterval(() => undefined, 1000);
    await expect(limit(untilAborted)).rejects.toMatchObject({
      name: 'CallTimeout',
      message: 'AWS returned no complete response within 0.02 s: the next poll retries',
    });
    clearInterval(keepAlive);
  });
});
