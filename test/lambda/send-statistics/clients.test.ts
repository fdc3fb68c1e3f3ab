import { afterEach, expect, it } from '@jest/globals';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Clients } from '../../../lambda/send-statistics/clients';
import { findPublishedPeriods, putGauges } from '../../../lambda/send-statistics/cloudwatch';
import { DEFAULT_NAMESPACE, parseWindow } from '../../../lambda/send-statistics/contract';
import { getSendStatistics } from '../../../lambda/send-statistics/ses';
import { getAccountStanding } from '../../../lambda/send-statistics/sesv2';
import { throttledSesV1, throttledSesV2 } from '../../../local/aws/ses-endpoint';
import type { WireAnswer } from '../../../local/aws/wire';
import { endlessAnswer } from '../../support/slow-answer';
import { at, clientsOf, MINUTE, startWorld, type World, type WorldOptions } from '../../support/world';

const NOON = at('2026-11-22T12:00:00Z');
const THROTTLED_CLOUDWATCH: WireAnswer = {
  status: 400,
  contentType: 'application/x-amz-json-1.0',
  body: '{"__type":"com.amazonaws.cloudwatch#ThrottlingException","message":"Rate exceeded"}',
};

const GAUGE = { name: 'SendingEnabled', value: 1 } as const;

const THROTTLED: Record<string, WireAnswer> = {
  GetSendStatistics: throttledSesV1(),
  GetAccount: throttledSesV2(),
  GetMetricData: THROTTLED_CLOUDWATCH,
  PutMetricData: THROTTLED_CLOUDWATCH,
};

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function start(intercept?: WorldOptions['intercept']): Promise<World> {
  const world = await startWorld({ at: NOON, intercept });
  worlds.push(world);
  return world;
}

/** Makes one call of each kind. */
function callAll(
  { ses, sesv2, cloudwatch }: Clients,
  abortSignal?: AbortSignal,
): Promise<PromiseSettledResult<unknown>[]> {
  const namespace = DEFAULT_NAMESPACE;
  const window = parseWindow('1h');
  return Promise.allSettled([
    getSendStatistics(ses, abortSignal),
    getAccountStanding(sesv2, abortSignal),
    findPublishedPeriods(cloudwatch, {
      namespace,
      windows: [window],
      from: NOON,
      to: NOON,
      periodMs: MINUTE,
      abortSignal,
    }),
    putGauges(cloudwatch, {
      namespace,
      groups: [{ slot: NOON, gauges: [GAUGE] }],
      limit: (call) => call(abortSignal),
    }),
  ]);
}

it('a throttled call has three attempts, at least a second apart', async () => {
  const calledAt = Object.fromEntries(Object.keys(THROTTLED).map((operation) => [operation, [] as number[]]));
  const { clients } = await start((operation) => {
    calledAt[operation]?.push(performance.now());
    return THROTTLED[operation];
  });
  for (const result of await callAll(clients)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { message: 'Rate exceeded' } });
  }
  for (const [first, second, third, ...more] of Object.values(calledAt) as [number, number, number][]) {
    expect(second - first).toBeGreaterThanOrEqual(995); // timers may fire a little early
    expect(third - second).toBeGreaterThanOrEqual(995);
    expect(more).toEqual([]);
  }
});

const neverBegins = () => new Promise<undefined>(() => undefined);

it.each([
  ['that never begins', neverBegins],
  ['whose body drips', () => endlessAnswer('that drip')],
])('the abort signal ends a call with a response %s', async (_, intercept) => {
  const { clients } = await start(intercept);
  for (const result of await callAll(clients, AbortSignal.timeout(100))) {
    expect(result).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
  }
});

it('a call with a response that never begins, or whose body pauses, is retried', async () => {
  const requests = await Promise.all(
    // Both run at once, because a retry waits for more than a second.
    [neverBegins, () => endlessAnswer('that pause')].map(async (hang) => {
      const called = new Set<string>();
      const { url, requests } = await start((operation) => {
        if (called.has(operation)) return undefined;
        called.add(operation);
        return hang();
      });
      for (const result of await callAll(clientsOf(url, 300))) {
        expect(result).toMatchObject({ status: 'fulfilled' });
      }
      return requests.length;
    }),
  );
  expect(requests).toEqual([8, 8]);
});

it('every client has a time limit for connections, requests and responses', async () => {
  const { clients } = await start();
  const { ses, sesv2, cloudwatch } = clients;
  await callAll(clients); // the request handlers resolve their configuration with the first request
  for (const { requestHandler } of [ses.config, sesv2.config, cloudwatch.config]) {
    expect((requestHandler as NodeHttpHandler).httpHandlerConfigs()).toMatchObject({
      connectionTimeout: 2_000,
      requestTimeout: 8_000,
      throwOnRequestTimeout: true,
      socketTimeout: 8_000,
    });
  }
});
