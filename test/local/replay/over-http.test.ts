/** Replays call AWS in this process. This test compares one history of each kind with its replay over HTTP. */
import { describe, it } from '@jest/globals';
import { expectAgreement } from '../../support/replay-agreement';
import { HOUR } from '../../support/world';

describe('a replay in this process agrees with one over HTTP, datum by datum and message by message', () => {
  it.each([
    ['polls repeated and out of order', 2],
    ['one poll missing', 1],
    ['all concurrency taken', 1],
    ['first day of a new stack', 2],
    ['list import', 2],
    ['small sender', 2],
    ['as AWS sees it', 4],
    ['shut down at once', 1],
    ['quota and burst', 2],
    ['exporter stops in a burst', 4],
  ])('%s, its first %i hours', async (name, hours) => {
    await expectAgreement(name, { lengthMs: hours * HOUR });
  });
});
