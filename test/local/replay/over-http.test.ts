/** Replays call AWS in this process. This test compares some histories with their replay over HTTP. `over-http.long.ts` has more. */
import { describe, it } from '@jest/globals';
import { expectAgreement } from '../../support/replay-agreement';
import { HOUR } from '../../support/world';

describe('a replay in this process agrees with one over HTTP, datum by datum and message by message', () => {
  it.each([
    ['list import', 1],
    ['shut down at once', 1],
  ])('%s, its first %i hours', async (name, hours) => {
    await expectAgreement(name, { lengthMs: hours * HOUR });
  });
});
