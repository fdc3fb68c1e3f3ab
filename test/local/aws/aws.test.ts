/** The endpoint, called by real SDK clients. */
import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  type ListMetricsCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { GetSendStatisticsCommand, ListIdentitiesCommand, SESClient } from '@aws-sdk/client-ses';
import {
  GetAccountCommand,
  GetMessageInsightsCommand,
  NotFoundException,
  PutAccountSendingAttributesCommand,
  PutAccountSuppressionAttributesCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { simulateAccount } from '../../../local/simulation/simulated-account';
import { at, MINUTE, SECOND, startWorld, type World } from '../../support/world';

const NOON = at('2026-11-22T12:00:00Z');

const ACCOUNT = simulateAccount({ scenario: 'healthy', seed: 1, startedAt: NOON });
const OFF = simulateAccount({ scenario: 'healthy', seed: 1, startedAt: NOON, vdm: 'DISABLED' });
const BOUNCED = ACCOUNT.newestMessage('BOUNCE', NOON) ?? 'none';

function lookUp(MessageId: string) {
  return new GetMessageInsightsCommand({ MessageId });
}

let world: World;
afterEach(() => world.close());

/** The configuration of a client without retries. */
function withoutRetries() {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint: world.url, region: 'local', credentials, maxAttempts: 1 };
}

describe('the endpoint', () => {
  it.each<[string, string, Record<string, string>]>([
    ['is not the gzip that its header announces', 'x', { 'content-encoding': 'gzip' }],
    ['is not JSON', '{', { 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData' }],
  ])('answers a body that %s with an error, and prints nothing', async (_, body, headers) => {
    world = await startWorld({ at: NOON });
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const response = await fetch(world.url, { method: 'POST', body, headers });
    expect({ status: response.status, logged: log.mock.calls }).toEqual({ status: 500, logged: [] });
    expect(await response.json()).toEqual({ message: expect.stringMatching(/^\w+: .+/) });
    log.mockRestore();
  });
});

describe('SES', () => {
  it('returns points, without their unknown members', async () => {
    const points = [{ timestamp: NOON, deliveryAttempts: 3, bounces: 1, complaints: 0, rejects: 0 }, { bounces: 2 }];
    world = await startWorld({ at: NOON, account: { sendDataPoints: () => points } });
    const { SendDataPoints } = await world.clients.ses.send(new GetSendStatisticsCommand({}));
    expect(SendDataPoints).toEqual([
      { Timestamp: new Date(NOON), DeliveryAttempts: 3, Bounces: 1, Complaints: 0, Rejects: 0 },
      { Bounces: 2 },
    ]);
  });

  it('returns the account', async () => {
    world = await startWorld({ at: NOON });
    await expect(world.clients.sesv2.send(new GetAccountCommand({}))).resolves.toMatchObject({
      SendingEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: { Max24HourSend: 50_000 },
    });
  });

  it('answers one request per second, and throttles the others', async () => {
    world = await startWorld({ at: NOON });
    const ses = new SESClient(withoutRetries());
    const sesv2 = new SESv2Client(withoutRetries());
    await ses.send(new GetSendStatisticsCommand({}));
    await sesv2.send(new GetAccountCommand({}));
    world.time += SECOND - 1;
    await expect(ses.send(new GetSendStatisticsCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
    await expect(sesv2.send(new GetAccountCommand({}))).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    world.time += 1;
    await expect(ses.send(new GetSendStatisticsCommand({}))).resolves.toBeDefined();
    await expect(sesv2.send(new GetAccountCommand({}))).resolves.toBeDefined();
  });

  it('has an account of its own in each Region', async () => {
    const paused = { ...ACCOUNT, account: () => ({ SendingEnabled: false }) };
    world = await startWorld({ at: NOON, accountIn: (region) => (region === 'eu-west-1' ? paused : undefined) });
    const sendingIn = async (region: string) => {
      const sesv2 = new SESv2Client({ ...withoutRetries(), region });
      return (await sesv2.send(new GetAccountCommand({}))).SendingEnabled;
    };
    expect([await sendingIn('eu-west-1'), await sendingIn('us-east-1')]).toEqual([false, true]);
  });

  it('keeps what operations change', async () => {
    world = await startWorld({ at: NOON });
    const sesv2 = new SESv2Client(withoutRetries());
    await sesv2.send(new PutAccountSendingAttributesCommand({ SendingEnabled: false }));
    await sesv2.send(new PutAccountSuppressionAttributesCommand({ SuppressedReasons: ['BOUNCE'] }));
    expect(await sesv2.send(new GetAccountCommand({}))).toMatchObject({
      SendingEnabled: false,
      SuppressionAttributes: { SuppressedReasons: ['BOUNCE'] },
    });
  });

  it('limits each operation separately', async () => {
    world = await startWorld({ at: NOON, account: ACCOUNT });
    const sesv2 = new SESv2Client(withoutRetries());
    await sesv2.send(new GetAccountCommand({}));
    await sesv2.send(lookUp(BOUNCED));
    await expect(sesv2.send(new GetAccountCommand({}))).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await expect(sesv2.send(lookUp(BOUNCED))).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    world.time += SECOND;
    await expect(sesv2.send(lookUp(BOUNCED))).resolves.toBeDefined();
  });

  it('rejects other operations', async () => {
    world = await startWorld({ at: NOON });
    await expect(world.clients.ses.send(new ListIdentitiesCommand({}))).rejects.toThrow();
  });
});

describe('GetMessageInsights', () => {
  it('returns the message', async () => {
    world = await startWorld({ at: NOON, account: ACCOUNT });
    const message = await new SESv2Client(withoutRetries()).send(lookUp(BOUNCED));
    const { MessageId, FromEmailAddress, Subject, EmailTags, Insights } = ACCOUNT.message?.(BOUNCED, NOON) ?? {};
    expect(message).toMatchObject({ MessageId, FromEmailAddress, Subject, EmailTags });
    expect(message.Insights).toEqual(
      Insights?.map(({ Events, ...destination }) => ({
        ...destination,
        Events: Events?.map(({ Timestamp = 0, ...event }) => ({ ...event, Timestamp: new Date(Timestamp * 1000) })),
      })),
    );
    expect(message.Insights?.[0]?.Events?.[1]?.Details?.Bounce?.BounceType).toBe('PERMANENT');
  });

  it.each([
    ['an unknown id', ACCOUNT, 'unknown', 'not found'],
    ['an account without messages', { account: ACCOUNT.account }, BOUNCED, 'not found'],
    ['Virtual Deliverability Manager off', OFF, BOUNCED, 'Deliverability Manager is not enabled'],
    ['Virtual Deliverability Manager never set up', { message: ACCOUNT.message }, BOUNCED, 'is not enabled'],
  ])('answers 404 for %s, with the reason only in the message text', async (_, account, messageId, why) => {
    world = await startWorld({ at: NOON, account });
    const answer = new SESv2Client(withoutRetries()).send(lookUp(messageId));
    await expect(answer).rejects.toBeInstanceOf(NotFoundException);
    await expect(answer).rejects.toMatchObject({
      message: expect.stringContaining(why),
      $metadata: { httpStatusCode: 404 },
    });
  });

  it.each(['', '/'])('accepts a path with "%s" after the id', async (end) => {
    world = await startWorld({ at: NOON, account: ACCOUNT });
    const response = await fetch(`${world.url}/v2/email/insights/${BOUNCED}${end}`);
    expect(response.status).toBe(200);
    await expect(response.json()).resolves.toMatchObject({ MessageId: BOUNCED });
  });

  it('passes its name, the message id and the scope of the call to intercept', async () => {
    const intercepted: unknown[] = [];
    world = await startWorld({
      at: NOON,
      account: ACCOUNT,
      intercept: (operation, body, scope) => {
        intercepted.push([operation, body, scope]);
        return undefined;
      },
    });
    await new SESv2Client(withoutRetries()).send(lookUp(BOUNCED));
    expect(intercepted).toEqual([['GetMessageInsights', BOUNCED, { service: 'ses', region: 'local' }]]);
  });

  it('lets intercept change its own answer, and cut the connection', async () => {
    world = await startWorld({
      at: NOON,
      account: ACCOUNT,
      async intercept(_, messageId, __, { answer, connection }) {
        if (messageId !== BOUNCED) connection.destroy();
        return { ...(await answer()), status: 418 };
      },
    });
    const found = await fetch(`${world.url}/v2/email/insights/${BOUNCED}`);
    expect(found.status).toBe(418);
    await expect(found.json()).resolves.toMatchObject({ MessageId: BOUNCED });
    await expect(fetch(`${world.url}/v2/email/insights/other`)).rejects.toThrow('fetch failed');
  });
});

describe('CloudWatch', () => {
  it('lists the metrics that have data, by any part of their names', async () => {
    world = await startWorld({ at: NOON });
    const cloudwatch = new CloudWatchClient(withoutRetries());
    const MetricData = ['1h', '24h'].map((Value) => ({
      MetricName: 'BounceRate',
      Dimensions: [{ Name: 'Window', Value }],
      Timestamp: new Date(NOON),
      Value: 0,
    }));
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
    const list = async (input: ListMetricsCommandInput) =>
      (await cloudwatch.send(new ListMetricsCommand(input))).Metrics?.map(({ Dimensions }) => Dimensions?.[0]?.Value);
    expect(await list({ Namespace: 'Test', Dimensions: [{ Name: 'Window' }] })).toEqual(['1h', '24h']);
    expect(await list({ Dimensions: [{ Name: 'Window', Value: '24h' }] })).toEqual(['24h']);
    expect(await list({ Namespace: 'AWS/SES' })).toEqual([]);
  });

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

  it('returns the stored data, newest first, without the end of the range', async () => {
    world = await startWorld({ at: NOON });
    const cloudwatch = new CloudWatchClient(withoutRetries());
    await cloudwatch.send(
      new PutMetricDataCommand({ Namespace: 'Test', MetricData: [datum(60, 1), datum(5, 2), datum(0, 3)] }),
    );
    const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand(query('Sum')));
    expect(MetricDataResults).toEqual([
      {
        Id: 'q',
        Label: 'Rate',
        StatusCode: 'Complete',
        Timestamps: [new Date(NOON - 5 * MINUTE), new Date(NOON - 60 * MINUTE)],
        Values: [2, 1],
      },
    ]);
  });

  it.each([
    ['NaN', [datum(1, 1), datum(2, Number.NaN)]],
    ['infinity', [datum(1, 1), datum(2, Number.POSITIVE_INFINITY)]],
    ['a timestamp that is too old', [datum(1, 1), datum(15 * 24 * 60, 1)]],
  ])('rejects a whole request because of %s', async (_, MetricData) => {
    world = await startWorld({ at: NOON });
    const cloudwatch = new CloudWatchClient(withoutRetries());
    await expect(cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
    const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand(query('SampleCount')));
    expect(MetricDataResults?.[0]?.Values).toEqual([]);
  });

  it('accepts the gzip of large requests', async () => {
    world = await startWorld({ at: NOON });
    const cloudwatch = new CloudWatchClient(withoutRetries());
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

  it('rejects an unsupported statistic', async () => {
    world = await startWorld({ at: NOON });
    await expect(new CloudWatchClient(withoutRetries()).send(new GetMetricDataCommand(query('p99')))).rejects.toThrow(
      'p99 is not supported',
    );
  });
});
