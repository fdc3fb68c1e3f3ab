/** Replays call AWS in this process. This test compares some histories with their replay over HTTP. `over-http.long.ts` has more. */
import { describe, it } from '@jest/globals';
import { expectAgreement } from '../../support/replay-agreement';
import { HOUR } from '../../support/world';

describe('a replay in this process agrees with one over HTTP, datum by datum and message by message', () => {
  it('list import, its first hour', async () => {
    await expectAgreement('list import', { lengthMs: HOUR });
  });
});
