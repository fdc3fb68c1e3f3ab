/** A local AWS with a clock that the test sets, and the exporter, which polls this AWS with the real SDK clients. */
import { type Clients, createClients } from '../../lambda/send-statistics/clients';
import {
  DEFAULT_NAMESPACE,
  DEFAULT_WINDOWS,
  type ExporterSettings,
  type MetricName,
  parseWindow,
  WINDOW_DIMENSION,
} from '../../lambda/send-statistics/contract';
import { poll } from '../../lambda/send-statistics/poll';
import type { PollReport } from '../../lambda/send-statistics/poll-report';
import { type LocalAccount, type LocalAwsOptions, locationOf, startLocalAws } from '../../local/aws/aws';
import { createMetricStore, type ReadDelay, type Statistic } from '../../local/aws/metric-store';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function settingsOf(
  settings: Partial<Omit<ExporterSettings, 'windows'>> & { windows?: readonly string[] } = {},
) {
  return {
    namespace: DEFAULT_NAMESPACE,
    optionalMetrics: [],
    schedulePeriodMinutes: 15,
    ...settings,
    windows: (settings.windows ?? DEFAULT_WINDOWS).map(parseWindow),
  } satisfies ExporterSettings;
}

export const HEALTHY_ACCOUNT: ReturnType<LocalAccount['account']> = {
  SendingEnabled: true,
  EnforcementStatus: 'HEALTHY',
  SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 5_000 },
};

export interface WorldOptions {
  readonly account?: Partial<LocalAccount>;
  readonly accountIn?: LocalAwsOptions['accountIn'];
  readonly settings?: ExporterSettings;
  readonly readDelay?: ReadDelay;
  readonly intercept?: LocalAwsOptions['intercept'];
  readonly pageSize?: number;
  /** The first time on the clock, epoch milliseconds. */
  readonly at: number;
}

export interface World {
  readonly url: string;
  /** The time on the clock, epoch milliseconds. Assign a value to change it. */
  time: number;
  readonly clients: Clients;
  poll(event?: unknown, clients?: Clients, timeLeftMs?: () => number): Promise<PollReport>;
  /** Returns all values of a metric that CloudWatch shows, by slot. */
  statistic(name: MetricName, window?: string, statistic?: Statistic): Map<number, number>;
  /** The operations of all requests, in order. */
  readonly requests: string[];
  /** The bodies of all PutMetricData requests, in order. */
  readonly puts: {
    Namespace: string;
    MetricData: { MetricName: string; Timestamp: number; Dimensions: { Name: string; Value: string }[] }[];
  }[];
  close(): Promise<void>;
}

export async function startWorld({
  account,
  accountIn,
  settings,
  readDelay,
  intercept,
  pageSize,
  at,
}: WorldOptions): Promise<World> {
  const exporter = settings ?? settingsOf();
  const now = () => world.time;
  const metrics = createMetricStore({ now, readDelay });
  const aws = await startLocalAws({
    account: { sendDataPoints: () => [], account: () => HEALTHY_ACCOUNT, ...account },
    accountIn,
    metrics,
    now,
    limitClock: now,
    pageSize,
    intercept(operation, body, scope, call) {
      world.requests.push(operation);
      const answer = intercept?.(operation, body, scope, call);
      if (operation === 'PutMetricData') world.puts.push(JSON.parse(body));
      return answer;
    },
  });
  const clients = clientsOf(aws.url);
  const world: World = {
    url: aws.url,
    time: at,
    clients,
    requests: [],
    puts: [],
    poll: (event = {}, using = clients, timeLeftMs) =>
      poll(event, { settings: exporter, clients: using, now, timeLeftMs }),
    statistic(name, window, statistic = 'Maximum') {
      const dimensions: Record<string, string> = window === undefined ? {} : { [WINDOW_DIMENSION]: window };
      const metric = { namespace: exporter.namespace, name, dimensions };
      const points = metrics.statistics({ metric, statistic, periodMs: MINUTE, from: 0, to: Number.MAX_SAFE_INTEGER });
      return new Map(points.map(({ timestamp, value }) => [timestamp, value]));
    },
    close: () => aws.close(),
  };
  return world;
}

export function clientsOf(endpoint: string, attemptMs?: number): Clients {
  return createClients(locationOf(endpoint), attemptMs);
}

/** Parses an ISO 8601 time to epoch milliseconds. */
export function at(time: string): number {
  return Date.parse(time);
}
