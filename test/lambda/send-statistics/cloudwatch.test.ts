import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallLimiter } from '../../../lambda/send-statistics/calls';
import { findPublishedPeriods, putGauges, type SlotGauges } from '../../../lambda/send-statistics/cloudwatch';
import { DEFAULT_NAMESPACE, parseWindow } from '../../../lambda/send-statistics/contract';
import type { Gauge } from '../../../lambda/send-statistics/gauges';
import { at, MINUTE, startWorld, type World } from '../../support/world';

const NOON = at('2026-11-22T12:00:00Z');
const GROUP: readonly Gauge[] = [
  { name: 'DeliveryAttempts', window: '1h', value: 5 },
  { name: 'BounceRate', window: '1h', value: 0.2 },
  { name: 'ComplaintRate', window: '1h', value: 0 },
];

let world: World;
beforeEach(async () => {
  world = await startWorld({ at: NOON });
});
afterEach(() => world.close());

function groups(count: number): SlotGauges[] {
  return Array.from({ length: count }, (_, index) => ({ slot: NOON - index * MINUTE, gauges: GROUP }));
}

describe('putGauges', () => {
  const put = (slots: Iterable<SlotGauges>, limit?: CallLimiter) =>
    putGauges(world.clients.cloudwatch, { namespace: DEFAULT_NAMESPACE, groups: slots, limit });

  it('publishes every gauge with its slot, unit and window', async () => {
    await put([{ slot: NOON, gauges: [...GROUP, { name: 'NewestDataPointAge', value: 900 }] }]);
    expect(world.puts).toEqual([
      {
        Namespace: 'SES/SendStatistics',
        MetricData: [
          {
            MetricName: 'DeliveryAttempts',
            Dimensions: [{ Name: 'Window', Value: '1h' }],
            Timestamp: NOON / 1000,
            Value: 5,
            Unit: 'Count',
          },
          {
            MetricName: 'BounceRate',
            Dimensions: [{ Name: 'Window', Value: '1h' }],
            Timestamp: NOON / 1000,
            Value: 0.2,
            Unit: 'None',
          },
          {
            MetricName: 'ComplaintRate',
            Dimensions: [{ Name: 'Window', Value: '1h' }],
            Timestamp: NOON / 1000,
            Value: 0,
            Unit: 'None',
          },
          { MetricName: 'NewestDataPointAge', Dimensions: [], Timestamp: NOON / 1000, Value: 900, Unit: 'Seconds' },
        ],
      },
    ]);
  });

  it.each([
    [0, []],
    [1, [3]],
    [333, [999]],
    [334, [999, 3]],
    [700, [999, 999, 102]],
  ])(
    'sends %i groups of three in requests of %j data: at most 1,000 each, and no group is split',
    async (count, sizes) => {
      await put(groups(count), oneAtATime());
      expect(world.puts.map(({ MetricData }) => MetricData.length)).toEqual(sizes);
      expect(world.statistic('ComplaintRate', '1h').size).toBe(count);
    },
  );

  /** Sends requests in the order in which they start. */
  function oneAtATime(): CallLimiter {
    let previous: Promise<unknown> = Promise.resolve();
    return (call) => {
      const result = previous.then(() => call());
      previous = result;
      return result;
    };
  }

  it('sends the groups in their order', async () => {
    await put(groups(700), oneAtATime());
    const sent = world.puts.flatMap(({ MetricData }) => MetricData.map(({ Timestamp }) => Timestamp * 1000));
    expect(sent).toEqual(groups(700).flatMap(({ slot }) => [slot, slot, slot]));
  });

  describe('in several requests', () => {
    /** Requests in the order in which they start. They end when the test ends them. */
    let started: { readonly end: () => void; readonly fail: (error: Error) => void }[];
    const held: CallLimiter = () =>
      new Promise((resolve, reject) => {
        started.push({ end: () => resolve(undefined as never), fail: reject });
      });
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    beforeEach(() => {
      started = [];
    });

    it('has three in progress', async () => {
      const all = put(groups(5 * 333), held);
      await settle();
      expect(started).toHaveLength(3);
      started[1]?.end();
      await settle();
      expect(started).toHaveLength(4);
      started[0]?.end();
      await settle();
      expect(started).toHaveLength(5);
      for (const { end } of started) end();
      await expect(all).resolves.toBeUndefined();
      expect(started).toHaveLength(5);
    });

    it('starts none after an error, and waits for those in progress', async () => {
      let isOver = false;
      const all = put(groups(5 * 333), held).finally(() => {
        isOver = true;
      });
      all.catch(() => undefined);
      await settle();
      started[1]?.fail(new Error('no'));
      await settle();
      started[0]?.end();
      await settle();
      expect([started.length, isOver]).toEqual([3, false]);
      started[2]?.end();
      await expect(all).rejects.toThrow('no');
      expect(started).toHaveLength(3);
    });
  });
});

describe('findPublishedPeriods', () => {
  const find = (labels: string[], from: number, to: number, periodMs = MINUTE) =>
    findPublishedPeriods(world.clients.cloudwatch, {
      namespace: DEFAULT_NAMESPACE,
      windows: labels.map(parseWindow),
      from,
      to,
      periodMs,
    });

  it('finds the slots of each window in the range, both ends included', async () => {
    await putGauges(world.clients.cloudwatch, { namespace: DEFAULT_NAMESPACE, groups: groups(10) });
    const found = await find(['1h', '24h'], NOON - 5 * MINUTE, NOON - 2 * MINUTE);
    const minutes = [...(found.get('1h') ?? [])].map((slot) => (NOON - slot) / MINUTE).sort();
    expect(minutes).toEqual([2, 3, 4, 5]);
    expect(found.get('24h')).toEqual(new Set());
  });

  it('finds the periods that hold a slot, including the periods of both ends', async () => {
    const slots = [3, 7, 19].map((minutesAgo) => ({ slot: NOON - minutesAgo * MINUTE, gauges: GROUP }));
    await putGauges(world.clients.cloudwatch, { namespace: DEFAULT_NAMESPACE, groups: slots });
    const found = await find(['1h'], NOON - 19 * MINUTE, NOON - 3 * MINUTE, 5 * MINUTE);
    const minutes = [...(found.get('1h') ?? [])].map((period) => (NOON - period) / MINUTE);
    expect(new Set(minutes)).toEqual(new Set([5, 10, 20]));
  });

  it.each([
    ['nothing', '', 'no results'],
    ['no results', '{}', 'no results'],
    ['results for no window', '{"MetricDataResults":[]}', 'no result for the window 1h'],
    ['a null result', '{"MetricDataResults":[null]}', 'no result for the window 1h'],
    ['a result for one window of two', resultsOf({ Id: 'window0' }), 'no result for the window 24h'],
    ['a result for another query', resultsOf({ Id: 'window0' }, { Id: 'other' }), 'no result for the window 24h'],
    ...['InternalError', 'Forbidden', 'PartialData', 'NEW'].map((StatusCode) => [
      `the status ${StatusCode}`,
      resultsOf({ Id: 'window0' }, { Id: 'window1', StatusCode }),
      `the status ${StatusCode} for the window 24h`,
    ]),
  ])('does not treat %s as gaps', async (_, body, got) => {
    await world.close();
    world = await startWorld({
      at: NOON,
      intercept: () => ({ status: 200, contentType: 'application/x-amz-json-1.0', body }),
    });
    await expect(find(['1h', '24h'], NOON - 60 * MINUTE, NOON)).rejects.toMatchObject({
      name: 'UnreadableAnswer',
      message: `CloudWatch's response to GetMetricData has ${got}: the missing slots are unknown, the next poll retries`,
    });
  });

  it.each(['PartialData', 'InternalError'])('continues after %s when another page follows', async (StatusCode) => {
    const ids = [{ Id: 'window0' }, { Id: 'window1' }] as const;
    const pages = [
      resultsOf({ ...ids[0], Timestamps: [NOON / 1000] }, { ...ids[1], StatusCode }).replace(
        /}$/,
        ',"NextToken":"more"}',
      ),
      resultsOf({ ...ids[1], Timestamps: [NOON / 1000] }),
    ];
    await world.close();
    world = await startWorld({
      at: NOON,
      intercept: () => ({ status: 200, contentType: 'application/x-amz-json-1.0', body: pages.shift() ?? '' }),
    });
    const slots = new Set([NOON]);
    expect(await find(['1h', '24h'], NOON - 60 * MINUTE, NOON)).toEqual(
      new Map([
        ['1h', slots],
        ['24h', slots],
      ]),
    );
  });

  function resultsOf(...results: object[]): string {
    return JSON.stringify({
      MetricDataResults: results.map((result) => ({ StatusCode: 'Complete', Timestamps: [], Values: [], ...result })),
    });
  }

  it('reads all pages', async () => {
    await world.close();
    world = await startWorld({ at: NOON, pageSize: 4 });
    await putGauges(world.clients.cloudwatch, { namespace: DEFAULT_NAMESPACE, groups: groups(10) });
    const found = await find(['1h'], NOON - 60 * MINUTE, NOON);
    expect(found.get('1h')?.size).toBe(10);
    expect(world.requests.filter((operation) => operation === 'GetMetricData')).toHaveLength(3);
  });
});
