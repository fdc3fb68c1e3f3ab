/**
 * Replays call AWS in this process. For one history of each kind, this test compares them with a replay over HTTP, in
 * which the SDK serializes, retries and parses.
 */
import { describe, expect, it } from '@jest/globals';
import { createClients } from '../../../lambda/send-statistics/clients';
import { locationOf, startLocalAws } from '../../../local/aws/aws';
import type { Datum } from '../../../local/aws/metric-store';
import { throttledSesV1, throttledSesV2 } from '../../../local/aws/ses-endpoint';
import { HISTORIES } from '../../../local/replay/histories';
import type { History } from '../../../local/replay/history';
import { type Connect, connectInProcess, replay } from '../../../local/replay/replay';
import { DEFAULT_STACK_ALARMS } from '../../support/replays';
import { HOUR, MINUTE, settingsOf } from '../../support/world';

const connectOverHttp: Connect = async ({ isThrottled, ...options }) => {
  const aws = await startLocalAws({
    ...options,
    limitClock: options.now,
    intercept(operation) {
      if (operation === 'GetSendStatistics' && isThrottled(operation)) return throttledSesV1();
      if (operation === 'GetAccount' && isThrottled(operation)) return throttledSesV2();
      return undefined;
    },
  });
  return { clients: createClients(locationOf(aws.url)), close: aws.close };
};

/** The outcomes of a replay, and the data of each PutMetricData request. */
async function record(history: History, connect: Connect) {
  const puts: (readonly Datum[])[] = [];
  const outcomes = await replay(history, DEFAULT_STACK_ALARMS, settingsOf(), {
    connect: ({ metrics, ...aws }) => {
      const put: typeof metrics.put = (namespace, data) => {
        puts.push(data);
        metrics.put(namespace, data);
      };
      return connect({ ...aws, metrics: { ...metrics, put } });
    },
  });
  return { puts, outcomes };
}

async function expectAgreement(name: string, change: Partial<History>): Promise<void> {
  const history = { ...(HISTORIES[name] as History), ...change };
  const overHttp = await record(history, connectOverHttp);
  expect(overHttp.puts.length).toBeGreaterThan(0);
  expect(await record(history, connectInProcess)).toEqual(overHttp);
}

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

  // The SDK's retries wait in real time. So each history throttles one poll, and both run at the same time.
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
});
