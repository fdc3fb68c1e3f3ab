/** The counts of `npm run bench -- calls`. A change that adds a request, or lets one wait for another, must change them. */
import { describe, expect, it } from '@jest/globals';
import { LOOK_UPS, recordLookUp } from './look-up-calls';
import { POLLS, recordPoll } from './poll-calls';
import { type Call, longestChain, waitingMs } from './recorded-calls';

interface Counts {
  readonly requests: number;
  readonly chain: number;
}

function countsOf(calls: readonly Call[]): Counts {
  return { requests: calls.length, chain: longestChain(calls) };
}

const OF_POLLS: Readonly<Record<string, Counts>> = {
  Poll: { requests: 4, chain: 2 },
  'Poll that repairs a slot': { requests: 5, chain: 3 },
  'Poll that SES throttles once': { requests: 5, chain: 3 },
  'First poll of an hour in a new stack': { requests: 12, chain: 5 },
};

const OF_LOOK_UPS: Readonly<Record<string, Counts>> = {
  'Look-up of a message': { requests: 5, chain: 5 },
  'Look-up of a cached message': { requests: 1, chain: 1 },
  'Look-up of an unknown message': { requests: 8, chain: 8 },
  'Recipient on the suppression list': { requests: 13, chain: 12 },
  'Start of a search': { requests: 6, chain: 6 },
  'Result of a search': { requests: 6, chain: 6 },
};

it.each(POLLS.map((poll) => [poll.title, poll] as const))('%s has no more requests', async (title, poll) => {
  expect(countsOf(await recordPoll(poll))).toEqual(OF_POLLS[title]);
});

it.each(LOOK_UPS.map((lookUp) => [lookUp.title, lookUp] as const))('%s has no more requests', async (title, lookUp) => {
  expect(countsOf(await recordLookUp(lookUp))).toEqual(OF_LOOK_UPS[title]);
});

describe('the longest chain', () => {
  const call = (startedAt: number, endedAt: number): Call => ({ operation: '', startedAt, endedAt });

  it.each([
    ['no request', [], 0, 0],
    ['requests at the same time', [call(10, 60), call(10, 60), call(40, 90)], 1, 80],
    ['one request after another', [call(50, 100), call(0, 50), call(100, 150)], 3, 150],
    ['a short request beside two others', [call(0, 50), call(50, 100), call(20, 70)], 2, 100],
  ])('of %s', (_, calls, chain, waiting) => {
    expect([longestChain(calls), waitingMs(calls)]).toEqual([chain, waiting]);
  });
});
