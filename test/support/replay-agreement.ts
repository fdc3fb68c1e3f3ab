/** Compares a replay that calls AWS in this process with one over HTTP, in which the SDK serializes, retries and parses. */
import { expect } from '@jest/globals';
import { createClients } from '../../lambda/send-statistics/clients';
import { locationOf, startLocalAws } from '../../local/aws/aws';
import type { Datum } from '../../local/aws/metric-store';
import { throttledSesV1, throttledSesV2 } from '../../local/aws/ses-endpoint';
import { HISTORIES } from '../../local/replay/histories';
import type { History } from '../../local/replay/history';
import { type Connect, connectInProcess, replay } from '../../local/replay/replay';
import { DEFAULT_STACK_ALARMS } from './replays';
import { settingsOf } from './world';

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

interface Put {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly data: readonly Datum[];
}

/** The outcomes of a replay, and the PutMetricData requests. A poll sends several at once, which arrive in any order. */
async function record(history: History, connect: Connect) {
  const puts: Put[] = [];
  const outcomes = await replay(history, DEFAULT_STACK_ALARMS, settingsOf(), {
    connect: ({ metrics, ...aws }) => {
      const put: typeof metrics.put = (namespace, data) => {
        puts.push({ at: aws.now(), data });
        metrics.put(namespace, data);
      };
      return connect({ ...aws, metrics: { ...metrics, put } });
    },
  });
  return { puts: puts.sort((a, b) => a.at - b.at || newestOf(b) - newestOf(a)), outcomes };
}

function newestOf({ data }: Put): number {
  return Math.max(...data.map(({ timestamp }) => timestamp));
}

/** @param change properties of the history to replace */
export async function expectAgreement(name: string, change: Partial<History>): Promise<void> {
  const history = { ...(HISTORIES[name] as History), ...change };
  const overHttp = await record(history, connectOverHttp);
  expect(overHttp.puts.length).toBeGreaterThan(0);
  expect(await record(history, connectInProcess)).toEqual(overHttp);
}
