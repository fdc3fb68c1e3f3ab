import { expect, it } from '@jest/globals';
import { type CpuProfile, timeOfParts } from './cpu-profile';

const frame = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber, columnNumber: 0 });
const FRAMES = [
  frame('poll', 'file:///bundle/index.js', 1),
  frame('send', 'file:///bundle/index.js', 2),
  frame('unmapped', 'file:///bundle/index.js', 3),
  frame('request', 'node:https'),
  frame('(garbage collector)'),
  frame('writev'),
  frame('(idle)'),
];
const SOURCES = ['', '../../lambda/send-statistics/poll.ts', '../../node_modules/@aws-sdk/lambda/send.js'];
const MAP = { findEntry: (line: number) => ({ originalSource: SOURCES[line] }) as never };
const PROFILE: CpuProfile = {
  nodes: FRAMES.map((callFrame, index) => ({ id: index + 1, callFrame })),
  samples: [1, 1, 2, 3, 4, 5, 6, 7],
  timeDeltas: [64_000, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000],
};

it('gives each sample to the part whose code ran', () => {
  expect(Object.fromEntries(timeOfParts(PROFILE, MAP, 28))).toEqual({
    'own code': 1,
    'AWS SDK': 5,
    'Node.js': 4,
    'garbage collection': 5,
    'native code': 6,
  });
});

it('reads only the end of the profile', () => {
  expect([...timeOfParts(PROFILE, MAP, 13).values()]).toEqual([0, 0, 0, 0, 6]);
});
