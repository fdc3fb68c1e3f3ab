import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MetricDataProtocol } from '../../../lambda/send-statistics/metric-data-protocol';
import { locationOf } from '../../../local/aws/aws';
import { startRequestLog } from '../../support/request-log';

const SLOT = new Date('2026-11-22T12:07:00Z');
const DIMENSIONS = [{ Name: 'Window', Value: '1h' }];

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Returns the request that a client sends. */
async function requestOf(protocol: typeof MetricDataProtocol | undefined, command: PutMetricDataCommand) {
  const log = await startRequestLog();
  closers.push(log.close);
  const client = new CloudWatchClient({ ...locationOf(log.url), ...(protocol && { protocol }), maxAttempts: 1 });
  await client.send(command).catch(() => undefined);
  client.destroy();
  return log.requests.map(({ headers, body }) => ({
    type: headers['content-type'],
    target: headers['x-amz-target'],
    mode: headers['x-amzn-query-mode'],
    body: JSON.parse(body),
  }));
}

describe("a request is the same as that of the SDK's protocol", () => {
  const datum = (Value: number, Timestamp = SLOT) => ({
    MetricName: 'BounceRate',
    Dimensions: DIMENSIONS,
    Timestamp,
    Value,
    Unit: 'None' as const,
  });
  const put = (...MetricData: ReturnType<typeof datum>[]) =>
    new PutMetricDataCommand({ Namespace: 'SES/SendStatistics', MetricData });

  it.each([
    ['data of zero, a fraction and a large count', put(datum(0), datum(0.031_25), datum(1e12))],
    ['a datum without dimensions', put({ ...datum(1), Dimensions: [] })],
    ['a time with milliseconds', put(datum(1, new Date('2026-11-22T12:07:00.250Z')))],
    ['a member without a value', put({ ...datum(1), Unit: undefined as never })],
    [
      'a search',
      new GetMetricDataCommand({
        MetricDataQueries: [
          {
            Id: 'window0',
            MetricStat: {
              Metric: { Namespace: 'a', MetricName: 'DeliveryAttempts', Dimensions: DIMENSIONS },
              Period: 900,
              Stat: 'SampleCount',
            },
          },
        ],
        StartTime: SLOT,
        EndTime: new Date('2026-11-22T13:07:00Z'),
      }) as unknown as PutMetricDataCommand,
    ],
  ])('%s', async (_, command) => {
    const [request] = await requestOf(MetricDataProtocol, command);
    expect(request?.target).toMatch(/^GraniteServiceVersion20100801\./);
    expect([request]).toEqual(await requestOf(undefined, command));
  });

  it('two requests at the same time have their own bodies', async () => {
    const log = await startRequestLog();
    closers.push(log.close);
    const client = new CloudWatchClient({ ...locationOf(log.url), protocol: MetricDataProtocol, maxAttempts: 1 });
    await Promise.allSettled([1, 2, 3].map((value) => client.send(put(datum(value)))));
    client.destroy();
    const values = log.requests.map(({ body }) => JSON.parse(body).MetricData[0].Value);
    expect(values.sort()).toEqual([1, 2, 3]);
  });
});

it.each([
  ['a value that is no number', { Value: Number.NaN }],
  ['an infinite value', { Value: Number.POSITIVE_INFINITY }],
  ['an invalid time', { Value: 1, Timestamp: new Date(Number.NaN) }],
])('%s is rejected before it is sent', async (_, members) => {
  const client = new CloudWatchClient({ ...locationOf('http://127.0.0.1:9'), protocol: MetricDataProtocol });
  const command = new PutMetricDataCommand({ Namespace: 'a', MetricData: [{ MetricName: 'b', ...members }] });
  await expect(client.send(command)).rejects.toThrow(
    /^A value is (NaN|Infinity), which CloudWatch rejects: pass a finite number$/,
  );
  client.destroy();
});
