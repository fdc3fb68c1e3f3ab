/** Runs the exporter's bundle under Lambda's runtime client, against the local AWS servers. */
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { METRICS, publishedMetrics } from '../../lambda/send-statistics/contract';
import { scheduledSlots } from '../../lambda/send-statistics/slots';
import { SendStatisticsExporter } from '../../lib/exporter/send-statistics-exporter';
import type { LocalAwsOptions } from '../../local/aws/aws';
import type { WireAnswer } from '../../local/aws/wire';
import { type Bundle, bundle } from '../support/bundle';
import { HOUR, MINUTE, SECOND, startWorld, type World } from '../support/world';
import { describeWithRuntimeClient, type FunctionInstance, startInstance } from './support/function-instance';
import { runtimeClient } from './support/npm-tools';
import { record } from './support/observations';
import type { FunctionError } from './support/runtime-api';

const NEVER = new Promise<WireAnswer>(() => undefined);

const DENIED: WireAnswer = {
  status: 403,
  contentType: 'text/xml',
  body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>',
};

/** The last two slots of the default schedule. */
const [NEWEST = 0, BEFORE = 0] = scheduledSlots(Date.now() - HOUR, Date.now(), 15);

const iso = (time: number) => new Date(time).toISOString();

const describeError = (error: FunctionError | undefined) => `${error?.errorType}: ${error?.errorMessage}`;

describeWithRuntimeClient("the exporter under Lambda's runtime client", () => {
  let exporter: Bundle;
  let client: string;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    exporter = bundle((stack) => new SendStatisticsExporter(stack, 'Exporter'));
    ({ version: client } = await runtimeClient());
  });
  afterAll(() => rmSync(exporter.folder, { recursive: true }));
  afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

  /** Starts an SES with eight attempts and two bounces in the hour before both slots. */
  async function startAws(intercept?: LocalAwsOptions['intercept']): Promise<World> {
    const timestamp = BEFORE - 20 * MINUTE;
    const point = { timestamp, deliveryAttempts: 8, bounces: 2, complaints: 0 };
    const world = await startWorld({ at: Date.now(), account: { sendDataPoints: () => [point] }, intercept });
    closing.push(() => world.close());
    return world;
  }

  async function start(world: World, overrides: Record<string, string | undefined> = {}): Promise<FunctionInstance> {
    const instance = await startInstance(exporter, { AWS_ENDPOINT_URL: world.url, ...overrides });
    closing.push(() => instance.stop());
    return instance;
  }

  /** Returns the schedule's input after EventBridge Scheduler has inserted the time. */
  function eventAt(slot: number): unknown {
    const [schedule] = Object.values(exporter.template.findResources('AWS::Scheduler::Schedule'));
    return JSON.parse(
      schedule?.Properties.Target.Input.replace('<aws.scheduler.scheduled-time>', iso(slot).replace('.000', '')),
    );
  }

  it('publishes every metric at the scheduled time, and logs one line', async () => {
    const world = await startAws();
    const instance = await start(world);
    const { requestId, ...outcome } = await instance.invoke(eventAt(NEWEST));
    expect(outcome).toEqual({ response: null });

    const published = publishedMetrics([]).map((name) => {
      const window = METRICS[name].per === 'window' ? '1h' : undefined;
      return [name, world.statistic(name, window).get(NEWEST)] as const;
    });
    expect(Object.fromEntries(published)).toEqual({
      DeliveryAttempts: 8,
      BounceRate: 0.25,
      ComplaintRate: 0,
      SendingEnabled: 1,
      EnforcementLevel: 0,
      SendQuotaUsage: 0.1,
      NewestDataPointAge: 35 * 60,
    });
    const { log, stderr } = await instance.stop();
    expect(log).toEqual([
      {
        timestamp: expect.any(String),
        level: 'INFO',
        requestId,
        message: expect.objectContaining({ event: 'poll', slot: iso(NEWEST), points: 1 }),
      },
    ]);
    expect(stderr).toBe('');
    record({
      action: 'Poll with the input of the schedule',
      client,
      result: published.map(([name, value]) => `${name} ${value}`).join(', '),
    });
  });

  it('polls again in the same process', async () => {
    const world = await startAws();
    const instance = await start(world);
    expect(await instance.invoke(eventAt(BEFORE))).toMatchObject({ response: null });
    world.time += MINUTE; // SES allows one call per second.
    expect(await instance.invoke(eventAt(NEWEST))).toMatchObject({ response: null });
    const { log } = await instance.stop();
    expect(log.map(({ message }) => message.slot)).toEqual([BEFORE, NEWEST].map(iso));
  });

  it('fails with the message of SES when one call fails, and publishes the results of the others', async () => {
    const world = await startAws((operation) => (operation === 'GetSendStatistics' ? DENIED : undefined));
    const instance = await start(world);
    const { error } = await instance.invoke(eventAt(NEWEST));
    expect(error).toMatchObject({ errorType: 'AggregateError', errorMessage: 'getSendStatistics: not authorized' });
    expect(error?.trace?.join('\n')).toMatch(/handler\.ts:\d+:\d+/);
    expect(world.statistic('SendingEnabled').get(NEWEST)).toBe(1);
    expect(world.statistic('DeliveryAttempts', '1h').size).toBe(0);
    const { log } = await instance.stop();
    expect(log[0]).toMatchObject({ level: 'ERROR', message: { failures: [expect.stringMatching(/AccessDenied/)] } });
    record({
      action: 'Poll, SES denies GetSendStatistics',
      client,
      result: describeError(error),
    });
  });

  it('fails long before the timeout when one call is never answered, and publishes the results of the others', async () => {
    const world = await startAws((operation) => (operation === 'GetSendStatistics' ? NEVER : undefined));
    const instance = await start(world);
    const { error } = await instance.invoke(eventAt(NEWEST));
    expect(error).toMatchObject({
      errorType: 'AggregateError',
      errorMessage: expect.stringMatching(/^getSendStatistics: /),
    });
    expect(world.requests.filter((operation) => operation === 'GetSendStatistics')).toHaveLength(3);
    expect(world.statistic('SendingEnabled').get(NEWEST)).toBe(1);
    record({
      action: 'Poll, SES never answers GetSendStatistics',
      client,
      result: describeError(error),
    });
  });

  it('fails with its own error when no call is answered and little time is left', async () => {
    const world = await startAws(() => NEVER);
    const instance = await start(world);
    const { error } = await instance.invoke(eventAt(NEWEST), 7 * SECOND);
    expect(error).toMatchObject({ errorType: 'AggregateError' });
    record({
      action: 'Poll, no call is answered, 7 s left',
      client,
      result: describeError(error),
    });
  });

  it('is killed when it stalls until the timeout; the next poll repairs the slot', async () => {
    const world = await startAws((operation) => {
      if (operation === 'GetSendStatistics') instance.freeze();
      return undefined;
    });
    const instance = await start(world);
    const { error } = await instance.invoke(eventAt(BEFORE), 10 * SECOND);
    expect(error).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/Task timed out after 10\.00 seconds$/),
    });
    expect(world.statistic('DeliveryAttempts', '1h').get(BEFORE)).toBeUndefined();

    world.time = Date.now();
    const next = await start(world);
    expect(await next.invoke(eventAt(NEWEST))).toMatchObject({ response: null });
    const repaired = world.statistic('DeliveryAttempts', '1h').get(BEFORE);
    expect(repaired).toBe(8);
    record({
      action: 'Poll killed by Lambda; then a poll in a new process',
      client,
      result: `${error?.errorMessage}; then DeliveryAttempts ${repaired} at the missed slot`,
    });
  });

  it('names the missing environment variable in one sentence', async () => {
    const instance = await start(await startAws(), { METRIC_NAMESPACE: undefined });
    const { error } = await instance.invoke({});
    expect(error).toMatchObject({
      errorType: 'Error',
      errorMessage: 'The environment variable METRIC_NAMESPACE is not set: deploy the function with its stack',
    });
    const { log } = await instance.stop();
    expect(log).toMatchObject([{ level: 'ERROR', message: { errorMessage: error?.errorMessage } }]);
    record({
      action: 'Exporter started without METRIC_NAMESPACE',
      client,
      result: describeError(error),
    });
  });
});
