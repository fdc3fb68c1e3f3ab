/**
 * The look-up API, the widgets and the brief function, each with several instances, over a local SES, SNS, CloudWatch and
 * DynamoDB behind wires with faults. All of them share one clock, and each instance may have a clock of its own.
 */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { randomLcg } from 'd3-random';
import { type Page, readPage } from '../../../lambda/alarm-brief/alarm-event';
import { answerPage } from '../../../lambda/alarm-brief/briefs';
import { createClients as createBriefClients } from '../../../lambda/alarm-brief/clients';
import { type BriefSettings, TIMEOUT_MS } from '../../../lambda/alarm-brief/contract';
import { toLogLine } from '../../../lambda/alarm-brief/log-line';
import { type Api, createApi } from '../../../lambda/message-insights/api';
import { createClients as createInsightsClients } from '../../../lambda/message-insights/clients';
import { createWidgets, type Widgets } from '../../../lambda/message-insights/widgets/widgets';
import { createTableStore } from '../../../lambda/shared/export-jobs/job-store';
import { createExportJobs } from '../../../lambda/shared/export-jobs/jobs';
import { locationOf, startLocalAws } from '../../../local/aws/aws';
import { startLocalDynamoDb } from '../../../local/aws/dynamodb';
import { createMetricStore } from '../../../local/aws/metric-store';
import type { ExportJobBehavior } from '../../../local/aws/sesv2/export-jobs';
import { createTopics, type PublishedMessage } from '../../../local/aws/sns';
import { DAY, HEALTHY_ACCOUNT, HOUR } from '../../support/world';
import { ARCHIVE, BURST, reportedAt, STARTED_AT, SUPPRESSED } from './account';
import { createFaultClock, type FaultClock } from './clock';
import { createFunction, type InstanceParts, type LambdaFunction, type SdkClient } from './instances';
import { type Arrival, startWire, type WireCall, type WireFault } from './wire';

const TABLE = 'insights';
const REGION = 'eu-west-1';

/** The longest wait for a turn. */
export const MAX_WAIT_SECONDS = 5;

export const BRIEF_SETTINGS: BriefSettings = {
  tableName: TABLE,
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:critical',
  namespace: 'SES/SendStatistics',
  alarms: {
    'bounces-1h': { kind: 'bounce', windowMs: HOUR, window: '1h' },
    'bounces-24h': { kind: 'bounce', windowMs: DAY, window: '24h' },
  },
  apiUrl: 'https://api.example.com',
};

/** The brief function, as its handler composes it. */
export type BriefHandler = (event: object) => Promise<void>;

export interface StageOptions {
  readonly faultOf: (call: WireCall) => WireFault | undefined;
  readonly isKilled?: (instance: string, moment: number) => boolean;
  readonly skewsMs?: readonly number[];
  readonly exportJobs?: ExportJobBehavior;
}

export interface LogLine {
  readonly instance: string;
  readonly at: number;
  readonly line: Readonly<Record<string, unknown>>;
}

export interface Stage {
  readonly clock: FaultClock;
  readonly api: LambdaFunction<Api>;
  readonly widgets: LambdaFunction<Widgets>;
  readonly briefs: LambdaFunction<BriefHandler>;
  readonly arrivals: readonly Arrival[];
  readonly logs: readonly LogLine[];
  readonly published: readonly PublishedMessage[];
  /** Returns all items of the table. */
  readTable(): Promise<readonly object[]>;
  close(): Promise<void>;
}

export async function startStage({
  faultOf,
  isKilled = () => false,
  skewsMs,
  exportJobs,
}: StageOptions): Promise<Stage> {
  const clock = createFaultClock(STARTED_AT);
  const restoreTimeLimits = clock.takeOverTimeLimits();
  const restoreRandom = seedRandom();
  const { now } = clock;
  const arrivals: Arrival[] = [];
  const logs: LogLine[] = [];
  const topics = createTopics(now);
  const metrics = createMetricStore({ now });
  const dimensions = { Window: '1h' };
  metrics.put(BRIEF_SETTINGS.namespace, [
    { name: 'DeliveryAttempts', dimensions, timestamp: STARTED_AT, value: BURST.sends },
    { name: 'BounceRate', dimensions, timestamp: STARTED_AT, value: BURST.bounces / BURST.sends },
  ]);
  const aws = await startLocalAws({
    account: {
      sendDataPoints: () => [],
      account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: 'ENABLED' } }),
      message: reportedAt,
      mail: ({ from, until }) => ARCHIVE.filter(({ sentAt }) => sentAt >= from && sentAt < until),
      suppressed: () => new Map(Object.entries(SUPPRESSED)),
    },
    metrics,
    now,
    limitClock: now,
    exportJobs,
    topics,
  });
  const dynamodb = await startLocalDynamoDb(TABLE);
  const onArrival = (arrival: Arrival) => arrivals.push(arrival);
  const wires = await Promise.all(
    [aws, dynamodb].map(({ url: upstream }) => startWire({ upstream, clock, faultOf, onArrival })),
  );
  const [awsUrl = '', tableUrl = ''] = wires.map(({ url }) => url);

  function logOf({ name: instance }: InstanceParts) {
    const write = (line: object) => logs.push({ instance, at: now(), line: JSON.parse(JSON.stringify(line)) });
    return { info: write, error: write };
  }

  function coreOf(parts: InstanceParts) {
    const clients = createInsightsClients(locationOf(awsUrl), locationOf(tableUrl));
    parts.watchSes(clients.sesv2);
    watchAll(parts, [clients.dynamodb]);
    const settings = { tableName: TABLE, maxWaitSeconds: MAX_WAIT_SECONDS, cache: true, apiUrl: BRIEF_SETTINGS.apiUrl };
    return { settings, clients, region: REGION, clock: parts.clock, log: logOf(parts), fetch: parts.fetch };
  }

  function createBrief(parts: InstanceParts): BriefHandler {
    const { sesv2, dynamodb, ...others } = createBriefClients(locationOf(awsUrl), locationOf(tableUrl));
    parts.watchSes(sesv2);
    watchAll(parts, [dynamodb, ...Object.values(others)]);
    const { clock, fetch } = parts;
    const store = createTableStore(dynamodb, TABLE);
    const context = {
      settings: BRIEF_SETTINGS,
      clients: { sesv2, ...others },
      jobs: createExportJobs({ sesv2, store, clock, fetch }),
      store,
      clock,
      region: REGION,
      account: '111122223333',
    };
    const log = logOf(parts);
    return async (event) => {
      const endsAt = now() + TIMEOUT_MS;
      const page: Page | undefined = readPage(event, BRIEF_SETTINGS.alarms, clock.now());
      if (!page) return;
      log.info(toLogLine(await answerPage(page, { ...context, timeLeftMs: () => endsAt - now() })));
    };
  }

  const shared = { clock, isKilled, skewsMs, filesUrl: () => awsUrl };
  const reader = new DynamoDBClient(locationOf(dynamodb.url));
  return {
    clock,
    api: createFunction({ ...shared, name: 'api', create: (parts) => createApi(coreOf(parts)) }),
    widgets: createFunction({ ...shared, name: 'widgets', create: (parts) => createWidgets(coreOf(parts)) }),
    briefs: createFunction({ ...shared, name: 'brief', create: createBrief }),
    arrivals,
    logs,
    published: topics.published,
    async readTable() {
      const { Items = [] } = await reader.send(new ScanCommand({ TableName: TABLE }));
      return Items;
    },
    async close() {
      restoreTimeLimits();
      restoreRandom();
      reader.destroy();
      await Promise.all([...wires, aws, dynamodb].map((server) => server.close()));
    },
  };
}

const SEED = 0.5;

/** Makes the random pauses of the functions the same in each run. Returns a function that ends this. */
function seedRandom(): () => void {
  const { random } = Math;
  Math.random = randomLcg(SEED);
  return () => {
    Math.random = random;
  };
}

/** The SDK waits in real time before it repeats a request, so the wait is short. */
const SDK_PAUSE_MS = 1;

function watchAll(parts: InstanceParts, clients: readonly (SdkClient & { readonly config: object })[]): void {
  for (const client of clients) {
    parts.watch(client);
    const config = client.config as { retryStrategy: unknown; maxAttempts: () => Promise<number> };
    const { maxAttempts } = config;
    config.retryStrategy = async () => new ConfiguredRetryStrategy(maxAttempts, SDK_PAUSE_MS);
  }
}
