/** The endpoint under the real SDK clients. */

import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetSendStatisticsCommand, ListIdentitiesCommand, SESClient } from '@aws-sdk/client-ses';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { at, MINUTE, SECOND, startWorld, type World } from '../support/world';

const NOON = at('2026-11-22T12:00:00Z');

let world: World;
afterEach(() => world.close());

/** A client that tells the first answer, whatever it is. */
function once() {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint: world.url, region: 'local', credentials, maxAttempts: 1 };
}

describe('SES', () => {
  it('answers with points as the client reads them, and leaves out what is unknown', async () => {
    const points = [{ timestamp: NOON, deliveryAttempts: 3, bounces: 1, complaints: 0, rejects: 0 }, { bounces: 2 }];
    world = await startWorld({ at: NOON, account: { sendDataPoints: () => points } });
    const { SendDataPoints } = await world.clients.ses.send(new GetSendStatisticsCommand({}));
    expect(SendDataPoints).toEqual([
      { Timestamp: new Date(NOON), DeliveryAttempts: 3, Bounces: 1, Complaints: 0, Rejects: 0 },
      { Bounces: 2 },
    ]);
  });

  it('answers the account as the client reads it', async () => {
    world = await startWorld({ at: NOON });
    await expect(world.clients.sesv2.send(new GetAccountCommand({}))).resolves.toMatchObject({
      SendingEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: { Max24HourSend: 50_000 },
    });
  });

  it('answers one request a second, and throttles the others', async () => {
    world = await startWorld({ at: NOON });
    const ses = new SESClient(once());
    const sesv2 = new SESv2Client(once());
    await ses.send(new GetSendStatisticsCommand({}));
    await sesv2.send(new GetAccountCommand({}));
    world.time += SECOND - 1;
    await expect(ses.send(new GetSendStatisticsCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
    await expect(sesv2.send(new GetAccountCommand({}))).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    world.time += 1;
    await expect(ses.send(new GetSendStatisticsCommand({}))).resolves.toBeDefined();
    await expect(sesv2.send(new GetAccountCommand({}))).resolves.toBeDefined();
  });

  it('says that it does not speak other operations', async () => {
    world = await startWorld({ at: NOON });
    await expect(world.clients.ses.send(new ListIdentitiesCommand({}))).rejects.toThrow();
  });
});

describe('CloudWatch', () => {
  const datum = (minutesAgo: number, Value: number) => ({
    MetricName: 'Rate',
    Timestamp: new Date(NOON - minutesAgo * MINUTE),
    Value,
  });
  const query = (Stat: string, Period = 60) => ({
    MetricDataQueries: [{ Id: 'q', MetricStat: { Metric: { Namespace: 'Test', MetricName: 'Rate' }, Stat, Period } }],
    StartTime: new Date(NOON - 60 * MINUTE),
    EndTime: new Date(NOON),
  });

  it('shows what was put, newest first, the end of the range excluded', async () => {
    world = await startWorld({ at: NOON });
    const cloudwatch = new CloudWatchClient(once());
    await cloudwatch.send(
      new PutMetricDataCommand({ Namespace: 'Test', MetricData: [datum(60, 1), datum(5, 2), datum(0, 3)] }),
    );
    const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand(query('Sum')));
    expect(MetricDataResults).toEqual([
      {
        Id: 'q',
        StatusCode: 'Complete',
        Timestamps: [new Date(NOON - 5 * MINUTE), new Date(NOON - 60 * MINUTE)],
        Values: [2, 1],
      },
    ]);
  });

  it.each([
    ['NaN', [datum(1, 1), datum(2, Number.NaN)]],
    ['infinity', [datum(1, 1), datum(2, Number.POSITIVE_INFINITY)]],
    ['a time that is too old', [datum(1, 1), datum(15 * 24 * 60, 1)]],
  ])('refuses a whole request for %s', async (_, MetricData) => {
    world = await startWorld({ at: NOON });
    const cloudwatch = new CloudWatchClient(once());
    await expect(cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
    const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand(query('SampleCount')));
    expect(MetricDataResults?.[0]?.Values).toEqual([]);
  });

  it('takes the gzip that the client sends for large requests', async () => {
    world = await startWorld({ at: NOON });
    const cloudwatch = new CloudWatchClient(once());
    const encodings: unknown[] = [];
    cloudwatch.middlewareStack.add(
      (next) => (args) => {
        encodings.push((args.request as { headers: Record<string, string> }).headers['content-encoding']);
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const MetricData = Array.from({ length: 1000 }, () => datum(1, 7));
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
    expect(encodings).toEqual(['gzip']);
    const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand(query('SampleCount')));
    expect(MetricDataResults?.[0]?.Values).toEqual([1000]);
  });

  it('refuses a statistic it does not know, and says so', async () => {
    world = await startWorld({ at: NOON });
    await expect(new CloudWatchClient(once()).send(new GetMetricDataCommand(query('p99')))).rejects.toThrow(
      'p99 is not spoken here',
    );
  });
});
