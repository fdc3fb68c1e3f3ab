/** Reads AWS's own rates over the wire. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { NO_AWS_RATES, readAwsRates } from '../../../../cli/start/verdict/aws-rates';
import { createClients } from '../../../../lambda/send-statistics/clients';
import { type LocalAws, type LocalAwsOptions, locationOf, startLocalAws } from '../../../../local/aws/aws';
import { createMetricStore } from '../../../../local/aws/metric-store';
import { at, DAY, HEALTHY_ACCOUNT, HOUR } from '../../../support/world';

const NOW = at('2026-11-18T15:22:00Z');
const SPAN = { from: NOW - 14 * DAY, to: NOW };

let aws: LocalAws;
afterEach(() => aws.close());

async function read(
  rates: Record<string, readonly (readonly [age: number, value: number])[]>,
  options: Partial<LocalAwsOptions> = {},
) {
  const metrics = createMetricStore({ now: () => NOW });
  for (const [name, points] of Object.entries(rates)) {
    const data = points.map(([age, value]) => ({
      name: `Reputation.${name}`,
      dimensions: {},
      timestamp: NOW - age,
      value,
    }));
    metrics.putAsAws('AWS/SES', data);
  }
  const account = { sendDataPoints: () => [], account: () => HEALTHY_ACCOUNT };
  aws = await startLocalAws({ account, metrics, now: () => NOW, limitClock: () => NOW, ...options });
  return readAwsRates(createClients(locationOf(aws.url), 500).cloudwatch, SPAN);
}

describe('AWS’s own rates', () => {
  const BOUNCES = [
    [3 * HOUR, 0.02],
    [2 * HOUR, 0.03],
    [HOUR, 0.01],
  ] as const;

  it.each([
    ['in one page', 100],
    ['over several pages', 2],
  ])('are read %s, oldest first', async (_, pageSize) => {
    const { BounceRate, ComplaintRate } = await read(
      { BounceRate: BOUNCES, ComplaintRate: [[HOUR, 0.0004]] },
      { pageSize },
    );
    expect(BounceRate).toEqual(BOUNCES.map(([age, value]) => ({ timestamp: NOW - age, value })));
    expect(ComplaintRate).toEqual([{ timestamp: NOW - HOUR, value: 0.0004 }]);
  });

  it('are empty if AWS publishes none, or only older ones', async () => {
    expect(await read({ BounceRate: [[15 * DAY, 0.2]] })).toEqual(NO_AWS_RATES);
  });

  it.each<[string, number, string, RegExp]>([
    ['are denied', 403, '{"__type": "AccessDenied", "message": "not authorized"}', /not authorized/],
    ['have no result', 200, '{"MetricDataResults": []}', /no result for Reputation.BounceRate/],
    [
      'are incomplete',
      200,
      '{"MetricDataResults": [{"Id": "rateBounceRate", "StatusCode": "InternalError"}]}',
      /InternalError for Reputation.BounceRate/,
    ],
  ])('fail if they %s', async (_, status, body, message) => {
    const answer = { status, contentType: 'application/x-amz-json-1.0', body };
    await expect(read({}, { intercept: () => answer })).rejects.toThrow(message);
  });
});
