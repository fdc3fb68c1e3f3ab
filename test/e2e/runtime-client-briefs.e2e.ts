/** Runs the bundle of the briefs under Lambda's runtime client, against the local AWS servers and a local table. */
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { TIMEOUT_MS, toEnvironment } from '../../lambda/alarm-brief/contract';
import { createFunction } from '../../lib/shared/nodejs-function';
import { startLocalAws } from '../../local/aws/aws';
import { startLocalDynamoDb } from '../../local/aws/dynamodb';
import { createMetricStore } from '../../local/aws/metric-store';
import { createTopics, messageFor, type PublishedMessage } from '../../local/aws/sns';
import { toEvent } from '../../local/replay/action-events';
import { simulateAccount } from '../../local/simulation/simulated-account';
import { type Bundle, bundle } from '../support/bundle';
import { TABLE } from '../support/insights-world';
import { HOUR, MINUTE } from '../support/world';
import { describeWithRuntimeClient, type FunctionInstance, startInstance } from './support/function-instance';
import { runtimeClient } from './support/npm-tools';
import { record } from './support/observations';

const NAMESPACE = 'SES/SendStatistics';
const ALARM = 'Watch-eu-west-1-bounce-rate-fast-burn';

interface Aws {
  readonly variables: Record<string, string>;
  readonly published: readonly PublishedMessage[];
  /** The ids of the export jobs whose files were read. */
  readonly files: readonly string[];
}

describeWithRuntimeClient("the briefs under Lambda's runtime client", () => {
  let briefs: Bundle;
  let client: string;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    briefs = bundle((stack) =>
      createFunction(stack, 'Brief', {
        description: '',
        feature: 'alarm-brief',
        environment: toEnvironment({
          tableName: TABLE,
          topicArn: 'arn:aws:sns:eu-west-1:111122223333:critical',
          namespace: NAMESPACE,
          alarms: { [ALARM]: { kind: 'bounce', windowMs: HOUR, window: '1h' } },
          apiUrl: 'https://api.example.com',
        }),
        timeout: Duration.millis(TIMEOUT_MS),
        logRetentionDays: RetentionDays.ONE_MONTH,
      }),
    );
    ({ version: client } = await runtimeClient());
  });
  afterAll(() => rmSync(briefs.folder, { recursive: true }));
  afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

  /** Starts the AWS of an account whose bounces have one cause. */
  async function startAws(): Promise<Aws> {
    const startedAt = Date.now();
    const metrics = createMetricStore({ now: Date.now });
    const dimensions = { Window: '1h' };
    const timestamp = Math.floor(startedAt / MINUTE) * MINUTE;
    metrics.put(NAMESPACE, [
      { name: 'DeliveryAttempts', dimensions, timestamp, value: 2_000 },
      { name: 'BounceRate', dimensions, timestamp, value: 0.3 },
    ]);
    const topics = createTopics(Date.now);
    const files: string[] = [];
    const aws = await startLocalAws({
      account: simulateAccount({ scenario: 'bounce-spike', seed: 1, startedAt }),
      metrics,
      now: Date.now,
      exportJobs: { durationMs: 500 },
      topics,
      intercept(operation, body) {
        if (operation === 'GetObject') files.push(body);
        return undefined;
      },
    });
    closing.push(() => aws.close());
    const table = await startLocalDynamoDb(TABLE);
    closing.push(() => table.close());
    return {
      variables: { AWS_ENDPOINT_URL: aws.url, AWS_ENDPOINT_URL_DYNAMODB: table.url },
      published: topics.published,
      files,
    };
  }

  async function start(overrides: Record<string, string | undefined>): Promise<FunctionInstance> {
    const instance = await startInstance(briefs, overrides);
    closing.push(() => instance.stop());
    return instance;
  }

  it('publish one message for a page that CloudWatch delivers twice, and log no personal data', async () => {
    const { variables, published, files } = await startAws();
    const instance = await start(variables);
    const triggers = [{ name: ALARM, state: 'ALARM' as const }];
    const page = toEvent({ name: 'Watch-eu-west-1-rates-page' }, { state: 'ALARM', time: Date.now(), triggers });
    expect(await instance.invoke(page)).toMatchObject({ response: null });
    expect(await instance.invoke(page)).toMatchObject({ response: null });

    expect(published).toHaveLength(1);
    const [brief] = published as [PublishedMessage];
    expect(brief.attributes).toEqual({ kind: 'brief' });
    const [finding = ''] = messageFor('email', brief).split('\n');
    expect(finding).toContain('Spring sale');
    expect(JSON.parse(messageFor('https', brief))).toMatchObject({ version: '1.0', source: 'custom' });

    const { log, stderr } = await instance.stop();
    const [first, second] = log.map(({ message }) => message.reports);
    expect([first, second]).toEqual([
      [expect.objectContaining({ kind: 'bounce', action: 'write', verdict: 'culprit', alarmCount: 600 })],
      [expect.objectContaining({ kind: 'bounce', action: 'nothing' })],
    ]);
    expect(stderr).toBe('');
    expect(files.length).toBeGreaterThan(0);
    expect(JSON.stringify(log)).not.toMatch(/@|Spring sale|http:/);
    record({ action: 'The brief of a page', client, result: `${brief.subject}; logged: ${JSON.stringify(first)}` });
  });

  it.each<[string, unknown, Record<string, string | undefined>, string]>([
    ['an event of another kind', { detail: {} }, {}, 'InvalidEvent: The event has no alarmData: pass the event'],
    ['a drill of an unknown kind', { drill: 'open' }, {}, 'InvalidEvent: The value of drill is unknown: pass "bounce"'],
    ['a variable that is not set', {}, { TABLE_NAME: undefined }, 'Error: The environment variable TABLE_NAME is not'],
    ['unreadable alarms', {}, { ALARMS: '{"a":1}' }, 'Error: ALARMS is not a JSON object of alarms by name'],
  ])('fail with one sentence for %s', async (title, event, variables, expected) => {
    const instance = await start(variables);
    const { error } = await instance.invoke(event);
    const sentence = `${error?.errorType}: ${error?.errorMessage}`;
    expect(sentence.startsWith(expected)).toBe(true);
    record({ action: `A brief with ${title}`, client, result: sentence });
  });
});
