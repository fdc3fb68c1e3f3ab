/** Mistakes of earlier exporters. Each test would have failed for one of these exporters. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ReportedPoint } from '../../../lambda/send-statistics/send-history';
import { at, MINUTE, SECOND, startWorld, type World } from '../../support/world';

const SLOT = at('2026-11-22T12:22:00Z');

let world: World;
afterEach(() => world.close());

async function pollWith(points: ReportedPoint[] | undefined) {
  world = await startWorld({ at: SLOT + 10 * SECOND, account: { sendDataPoints: () => points } });
  return world.poll({ scheduledTime: new Date(SLOT).toISOString() });
}

function point(minutesAgo: number, deliveryAttempts: number, bounces = 0): ReportedPoint {
  return { timestamp: SLOT - minutesAgo * MINUTE, deliveryAttempts, bounces, complaints: 0, rejects: 0 };
}

describe('points are sparse', () => {
  it('the last four points are not an hour, so mail of hours ago does not count', async () => {
    await pollWith([point(15, 10), point(120, 1000, 500), point(240, 1000), point(600, 1000)]);
    expect(world.statistic('DeliveryAttempts', '1h').get(SLOT)).toBe(10);
    expect(world.statistic('BounceRate', '1h').get(SLOT)).toBe(0);
  });
});

describe('points are unsorted', () => {
  it.each([
    ['newest first', [15, 30, 45, 60, 75]],
    ['oldest first', [75, 60, 45, 30, 15]],
    ['newest in the middle', [60, 75, 15, 45, 30]],
  ])('the last element is not the newest: %s', async (_, minutesAgo) => {
    await pollWith(minutesAgo.map((minutes) => point(minutes, minutes)));
    expect(world.statistic('DeliveryAttempts', '1h').get(SLOT)).toBe(15 + 30 + 45 + 60);
    expect(world.statistic('NewestDataPointAge').get(SLOT)).toBe(15 * 60);
  });
});

describe('an old point is not current', () => {
  it('yesterday’s bounces are not published as current, and the age metric shows how old SES’s data is', async () => {
    await pollWith([point(20 * 60, 100, 50)]);
    expect(world.statistic('DeliveryAttempts', '1h').get(SLOT)).toBe(0);
    expect(world.statistic('BounceRate', '1h').has(SLOT)).toBe(false);
    expect(world.statistic('NewestDataPointAge').get(SLOT)).toBe(20 * 3600);
  });

  it('a point counts for one hour only, with a poll every quarter of an hour', async () => {
    await pollWith([point(15, 100)]);
    for (let polls = 1; polls <= 6; polls++) {
      world.time += 15 * MINUTE;
      await world.poll({});
    }
    const values = [...world.statistic('DeliveryAttempts', '1h')]
      .filter(([slot]) => slot >= SLOT)
      .map(([, value]) => value);
    expect(values).toEqual([100, 100, 100, 100, 0, 0, 0]);
  });
});

describe('0 divided by 0', () => {
  it('publishes no rate, and the rest of the request arrives', async () => {
    const { failures } = await pollWith([point(15, 0)]);
    expect(failures).toEqual([]);
    expect(world.statistic('BounceRate', '1h').size).toBe(0);
    expect(world.statistic('DeliveryAttempts', '1h').get(SLOT)).toBe(0);
    expect(world.statistic('SendingEnabled').get(SLOT)).toBe(1);
  });
});

describe('an empty response', () => {
  it.each([
    ['an empty list', []],
    ['no list', undefined],
  ])('%s means an account that sent nothing, and is not an error', async (_, points) => {
    const { failures } = await pollWith(points);
    expect(failures).toEqual([]);
    expect(world.statistic('DeliveryAttempts', '24h').get(SLOT)).toBe(0);
  });
});

describe('an error is not a zero', () => {
  it('publishes nothing when SES fails', async () => {
    const broken = {
      status: 400,
      contentType: 'text/xml',
      body: '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>',
    };
    world = await startWorld({
      at: SLOT,
      intercept: (operation) => (operation.startsWith('Get') && operation !== 'GetMetricData' ? broken : undefined),
    });
    const { failures } = await world.poll();
    expect(failures.map(({ step }) => step).sort()).toEqual(['getAccount', 'getSendStatistics']);
    expect(world.puts).toEqual([]);
  });
});

describe('late bounces', () => {
  it('do not raise a rate above 1, and without mail yield no rate', async () => {
    await pollWith([point(15, 0, 300), point(5 * 60, 100)]);
    expect(world.statistic('BounceRate', '1h').size).toBe(0);
    expect(world.statistic('BounceRate', '24h').get(SLOT)).toBe(1);
  });

  it('of a disaster stay visible after a clean batch in the last hour', async () => {
    await pollWith([point(15, 1000), point(10 * 60, 1000, 400)]);
    expect(world.statistic('BounceRate', '1h').get(SLOT)).toBe(0);
    expect(world.statistic('BounceRate', '24h').get(SLOT)).toBe(0.2);
  });
});

describe('a rate', () => {
  it('is bounces divided by attempts, not by deliveries', async () => {
    await pollWith([point(15, 80, 20)]);
    expect(world.statistic('BounceRate', '1h').get(SLOT)).toBe(0.25);
  });
});

describe('two calls that cut the same mail differently', () => {
  it('count nothing twice when both polls belong to one slot', async () => {
    const mailAt = SLOT - 50 * MINUTE;
    const start = (calledAt: number) => mailAt - ((mailAt - calledAt) % (15 * MINUTE)) - 15 * MINUTE;
    world = await startWorld({
      at: SLOT,
      account: {
        sendDataPoints: (calledAt) => [{ timestamp: start(calledAt), deliveryAttempts: 70, bounces: 0, complaints: 0 }],
      },
    });
    const event = { scheduledTime: new Date(SLOT).toISOString() };
    await world.poll(event);
    world.time += 2 * MINUTE;
    await world.poll(event);
    expect(world.statistic('DeliveryAttempts', '24h', 'SampleCount').get(SLOT)).toBe(2);
    expect(world.statistic('DeliveryAttempts', '24h').get(SLOT)).toBe(70);
  });
});
