/** Where the figures of a run come from: a simulated account, a recorded answer or the real account. */
import { type Clients, createClients } from '../../lambda/send-statistics/clients';
import { type ExporterSettings, METRICS } from '../../lambda/send-statistics/contract';
import { type Gauge, neededCounters } from '../../lambda/send-statistics/gauges';
import { type LocalAccount, type LocalAws, locationOf, startLocalAws } from '../../local/aws/aws';
import { createInProcessCloudWatch } from '../../local/aws/in-process-cloudwatch';
import type { MetricStore } from '../../local/aws/metric-store';
import { simulateAccount } from '../../local/simulation/simulated-account';
import { SCENARIOS } from '../../local/simulation/simulated-mail';
import type { SimulatedMessages } from '../../local/simulation/simulated-messages';
import { requireRealAccount } from './real-account';
import { describeAge, readRecordedStatistics } from './recorded-statistics';
import type { StartOptions } from './start-options';
import { nameOf } from './statistics-file';

export interface Source {
  readonly title: string;
  /** @throws when the endpoint of this machine cannot be opened; nothing is left open then */
  readonly connect: (metrics: MetricStore) => Promise<Connection>;
  /** The clock of polls and of the local endpoint, epoch milliseconds. */
  readonly now: () => number;
  /** Finds single messages to look up; undefined: there are none. */
  readonly newestMessage?: SimulatedMessages['newest'];
  /** Fill the local CloudWatch with 14 days of history first. */
  readonly backfills: boolean;
  /** Whether the gauge says something about this source. */
  readonly shows: (gauge: Gauge) => boolean;
  /** Points left out before SES's answer was made. */
  readonly skipped: number;
  /** What a person should know of the source at a slot, a sentence each. */
  readonly notes: (slot: number) => readonly string[];
  /** Where earlier slots were published to, for a person; undefined: nowhere worth telling. */
  readonly publishedTo?: string;
  /** The real account, whose refusals are its owner's to mend. */
  readonly isReal: boolean;
}

export interface Connection {
  readonly clients: Clients;
  /** The endpoint of this machine; undefined: AWS itself is asked, and nothing listens here. */
  readonly aws?: LocalAws;
  close(): Promise<void>;
}

/** @throws InputError for a recorded answer that cannot be used, or a real account that cannot be asked */
export async function openSource(options: StartOptions, settings: ExporterSettings): Promise<Source> {
  if (options.aws) return realAccount(options, settings);
  if (options.statistics !== undefined) return recordedAnswer(options.statistics, options, settings);
  return simulatedAccount(options);
}

function simulatedAccount({ scenario, seed, ...options }: StartOptions): Source {
  const now = localClock(options);
  const account = simulateAccount(scenario, seed, now());
  return {
    title: `Simulated account "${scenario}": ${SCENARIOS[scenario].says}`,
    connect: connectLocally(account, now),
    newestMessage: account.newestMessage,
    now,
    backfills: true,
    shows: () => true,
    skipped: 0,
    notes: () => [],
    publishedTo: 'to the CloudWatch of this machine',
    isReal: false,
  };
}

/** A recorded answer has no account behind it, and when it was given is not known. */
async function recordedAnswer(
  path: string,
  options: Pick<StartOptions, 'at' | 'once'>,
  settings: ExporterSettings,
): Promise<Source> {
  const { points, skipped, notes } = await readRecordedStatistics(path, neededCounters(settings));
  const now = localClock(options);
  const account: LocalAccount = {
    sendDataPoints: (calledAt) => points.filter(({ timestamp }) => timestamp <= calledAt),
    // Complete, so that no poll fails; what it says is not shown.
    account: () => ({
      SendingEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: { Max24HourSend: -1, SentLast24Hours: 0 },
    }),
  };
  return {
    title: `Recorded answer ${nameOf(path)}`,
    connect: connectLocally(account, now),
    now,
    backfills: false,
    shows: ({ name }) => METRICS[name].source === 'GetSendStatistics',
    skipped,
    notes: (slot) => [...notes, ...describeAge({ points }, slot)],
    isReal: false,
  };
}

async function realAccount({ publish }: StartOptions, { namespace }: ExporterSettings): Promise<Source> {
  const clients = createClients();
  await requireRealAccount(clients.ses.config, publish ? namespace : undefined);
  return {
    title: publish
      ? 'The real account, published to its CloudWatch'
      : 'The real account, read only: this would be published (add --publish to do so)',
    async connect(metrics) {
      return {
        clients: publish ? clients : { ...clients, cloudwatch: createInProcessCloudWatch(metrics) },
        close: async () => undefined,
      };
    },
    now: Date.now,
    backfills: false,
    shows: () => true,
    skipped: 0,
    notes: () => [],
    publishedTo: publish ? 'to CloudWatch' : undefined,
    isReal: true,
  };
}

function connectLocally(account: LocalAccount, now: () => number): Source['connect'] {
  return async (metrics) => {
    const aws = await startLocalAws({ account, metrics, now });
    return { clients: createClients(locationOf(aws.url)), aws, close: aws.close };
  };
}

/** Starts at the time that was asked for; stands still when there is one poll only, so that its figures are exact. */
function localClock({ at, once }: Pick<StartOptions, 'at' | 'once'>): () => number {
  if (at === undefined) return Date.now;
  const startedAt = Date.now();
  return once ? () => at : () => at + Date.now() - startedAt;
}
