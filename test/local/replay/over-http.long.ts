/** Compares replays with their replay over HTTP: more histories, and throttling, in which the retries wait in real time. */
import { it } from '@jest/globals';
import type { History } from '../../../local/replay/history';
import { expectAgreement } from '../../support/replay-agreement';
import { HOUR, MINUTE } from '../../support/world';

// Each history throttles only one poll, and both run at the same time, because the retries wait.
it('SES throttles, and GetAccount fails, for one poll', async () => {
  const forOnePoll = (operation: ReturnType<NonNullable<History['throttles']>>) => ({
    lengthMs: HOUR,
    throttles: (since: number) => (since >= 0 && since < 15 * MINUTE ? operation : undefined),
  });
  await Promise.all([
    expectAgreement('SES throttles', forOnePoll('GetSendStatistics')),
    expectAgreement('GetAccount fails', forOnePoll('GetAccount')),
  ]);
});

it.each([
  ['polls repeated and out of order', 2],
  ['list import', 2],
  ['exporter stops in a burst', 4],
  ['one poll missing', 1],
  ['all concurrency taken', 1],
  ['shut down at once', 1],
  ['first day of a new stack', 2],
  ['small sender', 2],
  ['as AWS sees it', 4],
  ['quota and burst', 2],
])('%s, its first %i hours', async (name, hours) => {
  await expectAgreement(name, { lengthMs: hours * HOUR });
});
