import { describe, expect, it } from '@jest/globals';
import { createMetricStore } from '../../../local/aws/metric-store';
import { awsRatesOf, startAwsRates } from '../../../local/simulation/aws-rates';
import type { SimulatedMail } from '../../../local/simulation/simulated-mail';
import { at, DAY, HOUR } from '../../support/world';

const START = at('2026-11-04T15:22:00Z');

/** Returns mail once an hour. */
function hourly(deliveryAttempts: number, bounces: (time: number) => number): SimulatedMail {
  return {
    between: (from, to) =>
      Array.from({ length: (to - from) / HOUR }, (_, index) => from + index * HOUR).map((minute) => ({
        minute,
        deliveryAttempts,
        bounces: bounces(minute),
        complaints: bounces(minute),
        rejects: 0,
      })),
  };
}

describe('AWS’s own rates of a simulated account', () => {
  it.each<[string, SimulatedMail, number, number]>([
    ['count all mail since the beginning', hourly(1000, () => 20), 2 * DAY, 0.02],
    ['fill a small volume with mail that does not bounce', hourly(1, () => 1), DAY, 23 / 10_000],
    ['forget mail after 14 days', hourly(1000, (time) => (time < START + DAY ? 500 : 0)), 15 * DAY + HOUR, 0],
    ['are at most 1', hourly(1000, () => 5000), DAY, 1],
    ['are 0 before the first hour', hourly(1000, () => 500), 0, 0],
  ])('%s', (_, mail, age, rate) => {
    const { BounceRate, ComplaintRate } = awsRatesOf(mail, START)(START + age);
    expect(BounceRate).toBeCloseTo(rate, 9);
    expect(ComplaintRate).toBe(BounceRate);
  });

  it('are published once for each hour', () => {
    const metrics = createMetricStore({ now: () => START });
    const publish = startAwsRates((time) => ({ BounceRate: time, ComplaintRate: 0 }), metrics, START);
    for (const until of [START + HOUR, START + HOUR, START + 2 * HOUR]) publish(until);
    const metric = { namespace: 'AWS/SES', name: 'Reputation.BounceRate', dimensions: {} };
    const points = metrics.statistics({ metric, statistic: 'Sum', periodMs: HOUR, from: 0, to: START + DAY });
    const [first, second] = [at('2026-11-04T16:00:00Z'), at('2026-11-04T17:00:00Z')];
    expect(points).toEqual([first, second].map((time) => ({ timestamp: time, value: time })));
  });
});
