/** Runs the deployed bundles, each in its own process, against the local AWS servers. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { TIMEOUT_MS, toEnvironment } from '../lambda/alarm-brief/contract';
import { toWidgetEnvironment } from '../lambda/message-insights/widgets/contract';
import { KIND_ATTRIBUTE } from '../lambda/shared/topic/topic-message';
import { toEnvironment as toWeeklyEnvironment } from '../lambda/weekly-report/contract';
import { SendStatisticsExporter } from '../lib/exporter/send-statistics-exporter';
import { MessageInsightsApi } from '../lib/insights/message-insights-api';
import { createFunction } from '../lib/shared/nodejs-function';
import { createTopics } from '../local/aws/sns';
import { type Bundle, bundle } from './support/bundle';
import { eventOf, type InsightsWorld, idOf, REGION, startInsightsWorld, TABLE } from './support/insights-world';
import { messageOf, permanentBounce } from './support/messages';
import { startRequestLog } from './support/request-log';
import { WEEKLY_SETTINGS } from './support/weekly-world';
import { HOUR, MINUTE, startWorld, type World } from './support/world';

const run = promisify(execFile);
/** Prints the function's response on the last line, below its log. */
const INVOKE = `
  const { handler } = require('./index.js');
  const invokedFunctionArn = 'arn:aws:lambda:${REGION}:111122223333:function:test';
  const context = { invokedFunctionArn, getRemainingTimeInMillis: () => 660000 };
  handler(JSON.parse(process.argv[1]), context)
    .then((answer) => console.log(JSON.stringify(answer ?? null)))
    .catch((error) => console.log(error.stack));
`;

/** Invokes a bundle in a new process and returns what it prints. */
async function invoke(
  { folder, environment }: Bundle,
  event: object,
  variables: Record<string, string | undefined>,
): Promise<string> {
  const { stdout } = await run(process.execPath, ['-e', INVOKE, JSON.stringify(event)], {
    cwd: folder,
    env: {
      ...environment,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      ...variables,
    },
  });
  return stdout;
}

const exporter = bundle((stack) => new SendStatisticsExporter(stack, 'Exporter'));
const insights = bundle((stack) => new MessageInsightsApi(stack, 'Insights'));
const widgets = bundle((stack) =>
  createFunction(stack, 'Widgets', {
    description: '',
    feature: 'message-insights/widgets',
    environment: toWidgetEnvironment({
      tableName: TABLE,
      maxWaitSeconds: 5,
      cache: true,
      apiUrl: 'https://api.example.com',
    }),
    timeout: Duration.seconds(30),
    logRetentionDays: RetentionDays.ONE_MONTH,
  }),
);
const PAGER = `arn:aws:sns:${REGION}:111122223333:pager`;
const ALARM = 'Watch-eu-west-1-bounce-rate-fast-burn';
const brief = bundle((stack) =>
  createFunction(stack, 'Brief', {
    description: '',
    feature: 'alarm-brief',
    environment: toEnvironment({
      tableName: TABLE,
      topicArn: PAGER,
      namespace: 'SES/SendStatistics',
      alarms: { [ALARM]: { kind: 'bounce', windowMs: HOUR, window: '1h' } },
      apiUrl: 'https://api.example.com',
    }),
    timeout: Duration.millis(TIMEOUT_MS),
    logRetentionDays: RetentionDays.ONE_MONTH,
  }),
);
const report = bundle((stack) =>
  createFunction(stack, 'Report', {
    description: '',
    feature: 'weekly-report',
    environment: toWeeklyEnvironment(WEEKLY_SETTINGS),
    timeout: Duration.minutes(1),
    logRetentionDays: RetentionDays.ONE_MONTH,
  }),
);
afterAll(() => {
  for (const { folder } of [exporter, insights, widgets, brief, report]) rmSync(folder, { recursive: true });
});

/**
 * The bytes of code that a function may load. Each limit is a few percent above the size today. `docs/benchmarks.md` says what
 * the bundles consist of.
 */
const LIMITS = {
  exporter: 260_000,
  'look-ups': 410_000,
  widgets: 450_000,
  briefs: 402_000,
  'weekly report': 261_000,
} as const;

function sourcesOf(folder: string): string[] {
  return JSON.parse(readFileSync(path.join(folder, 'index.js.map'), 'utf8')).sources;
}

describe.each([
  ['exporter', exporter],
  ['look-ups', insights],
  ['widgets', widgets],
  ['briefs', brief],
  ['weekly report', report],
] as const)('the bundle of the %s', (name, { folder }) => {
  it('contains the code, its source map, and the OpenAPI document if the function serves it', () => {
    const document = name === 'look-ups' ? ['look-ups.openapi.json'] : [];
    expect(readdirSync(folder).sort()).toEqual(['index.js', 'index.js.map', ...document]);
  });

  it('is not larger than its limit', () => {
    expect(statSync(path.join(folder, 'index.js')).size).toBeLessThanOrEqual(LIMITS[name]);
  });

  it('takes credentials and settings only from the environment', () => {
    const sources = sourcesOf(folder).filter((source) =>
      /credential-provider|token-provider|nested-clients|shared-ini/.test(source),
    );
    expect(new Set(sources.map((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1]))).toEqual(
      new Set(['@aws-sdk/credential-provider-env']),
    );
  });

  it('contains no operation that the function does not call', () => {
    const code = readFileSync(path.join(folder, 'index.js'), 'utf8');
    expect(code).toContain('"GetAccount"');
    expect(code).not.toContain('"PutDedicatedIpInPool"');
  });

  it('has the same source map, wherever it was bundled', () => {
    expect(sourcesOf(folder).filter((source) => !/^\.\.\/(lambda|node_modules)\//.test(source))).toEqual([]);
  });

  it('is minified', () => {
    const lines = readFileSync(path.join(folder, 'index.js'), 'utf8').split('\n');
    expect(lines.length).toBeLessThan(1000);
  });
});

describe('the bundle of the exporter', () => {
  let world: World;
  beforeAll(async () => {
    const time = Date.now();
    const point = { timestamp: time - 20 * MINUTE, deliveryAttempts: 8, bounces: 2, complaints: 0 };
    world = await startWorld({ at: time, account: { sendDataPoints: () => [point] } });
  });
  afterAll(() => world.close());

  const poll = (event: object) => invoke(exporter, event, { AWS_ENDPOINT_URL: world.url });

  it('polls and publishes with its own SDK clients', async () => {
    expect(await poll({})).toContain('DeliveryAttempts: 8');
    expect([...world.statistic('BounceRate', '1h').values()]).toContain(0.25);
  });

  it('reports errors with lines of the source', async () => {
    expect(await poll({ scheduledTime: 'soon' })).toMatch(
      /scheduledTime is "soon".*\n +at readSlot \(.*lambda\/send-statistics\/poll-event\.ts:\d+:\d+\)/,
    );
  });

  it('reports errors with its own lines if the source map is gone', async () => {
    const copy = mkdtempSync(path.join(tmpdir(), 'bundle-'));
    cpSync(path.join(exporter.folder, 'index.js'), path.join(copy, 'index.js'));
    const log = await invoke({ ...exporter, folder: copy }, { scheduledTime: 'soon' }, { AWS_ENDPOINT_URL: world.url });
    rmSync(copy, { recursive: true });
    expect(log).toMatch(/scheduledTime is "soon".*\n.*index\.js:\d+:\d+/);
  });
});

describe("a bundle's credentials", () => {
  it('are those of the environment, with the session token', async () => {
    const { url, requests, close } = await startRequestLog();
    try {
      const credentials = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
      await invoke(exporter, {}, { AWS_ENDPOINT_URL: url, ...credentials });
    } finally {
      await close();
    }
    const signed = requests.map(({ headers }) => [
      headers.authorization?.match(/Credential=(\w+)/)?.[1],
      headers['x-amz-security-token'],
    ]);
    expect(new Set(signed.map(String))).toEqual(new Set(['key,token']));
  });

  it('are missing: the error says so in one sentence', async () => {
    const none = { AWS_ACCESS_KEY_ID: undefined, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    expect(await invoke(exporter, {}, none)).toMatch(/getAccount: Unable to find environment variable credentials\./);
  });
});

describe('the bundle of the look-ups', () => {
  const SENT_AT = Date.now() - HOUR;
  const ID = idOf(SENT_AT);
  let world: InsightsWorld;
  beforeAll(async () => {
    const bounce = permanentBounce(4, 'smtp; 550 5.1.1 unknown');
    const messages = { [ID]: messageOf(ID, SENT_AT, [{ type: 'SEND' }, bounce]) };
    world = await startInsightsWorld({ messages, isRealTime: true });
  });
  afterAll(() => world.close());

  const endpoints = () => ({
    AWS_ENDPOINT_URL: world.awsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: world.dynamodbUrl,
  });

  async function lookUp(event: object) {
    const printed = (await invoke(insights, event, endpoints())).trimEnd().split('\n');
    const { statusCode, body } = JSON.parse(printed.pop() as string);
    return { status: statusCode, body: JSON.parse(body), log: printed.join('\n') };
  }

  it('calls SES and the table with its own SDK clients', async () => {
    const { status, body, log } = await lookUp(eventOf(ID));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      messageId: ID,
      insights: [{ destination: 'a***@example.com', status: 'BOUNCED_PERMANENTLY', secondsToStatus: 4 }],
    });
    expect(log).toContain("source: 'ses'");
    expect(log).not.toContain('tableFailure');
  });

  it('reads the answer to another process from the table', async () => {
    const { status, log } = await lookUp(eventOf(ID));
    expect(status).toBe(200);
    expect(log).toContain("source: 'table'");
    expect(world.calls).toHaveLength(1);
  });

  it('shares its table with the bundle of the widgets, which does not contain the OpenAPI document', async () => {
    const printed = await invoke(widgets, { action: 'message', messageId: ID }, endpoints());
    expect(printed).toContain('Bounced permanently</span> after 4 s');
    expect(printed).toMatch(/front: 'widget'[\s\S]*source: 'table'/);
    expect(world.calls).toHaveLength(1);
    const code = readFileSync(path.join(widgets.folder, 'index.js'), 'utf8');
    expect(code).not.toContain('/v1/messages/{messageId}/insights":');
  });

  it('contains the OpenAPI document', async () => {
    const { status, body } = await lookUp(eventOf('', { route: 'openapi' }));
    expect([status, body.openapi]).toEqual([200, expect.stringMatching(/^3\.1\./)]);
  });

  it('reports errors with lines of the source', async () => {
    expect(await invoke(insights, {}, endpoints())).toMatch(/TypeError[\s\S]*request\.ts:\d+:\d+/);
  });
});

describe('the bundle of the briefs', () => {
  const topics = createTopics(Date.now);
  let world: InsightsWorld;
  beforeAll(async () => {
    world = await startInsightsWorld({ vdm: 'DISABLED', topics, isRealTime: true });
  });
  afterAll(() => world.close());

  const answer = (event: object) =>
    invoke(brief, event, { AWS_ENDPOINT_URL: world.awsUrl, AWS_ENDPOINT_URL_DYNAMODB: world.dynamodbUrl });

  it('publishes a brief with its own SDK clients', async () => {
    const log = await answer({ drill: 'bounce' });
    expect(log).not.toMatch(/Error/);
    expect(topics.published).toEqual([
      expect.objectContaining({ topicArn: PAGER, attributes: { [KIND_ATTRIBUTE]: 'brief' } }),
    ]);
    expect(world.requests).toEqual(expect.arrayContaining(['CreateExportJob', 'GetAccount']));
  });

  it('reports errors with lines of the source', async () => {
    expect(await answer({})).toMatch(/has no alarmData[\s\S]*alarm-event\.ts:\d+:\d+/);
  });
});
