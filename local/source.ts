/** Where the figures of a run come from: a simulated account, a recorded answer or the real account. */
import { type Clients, createClients } from '../lambda/send-statistics/clients';
import { type ExporterSettings, METRICS } from '../lambda/send-statistics/contract';
import { type Gauge, neededCounters } from '../lambda/send-statistics/gauges';
import type { ClientLocation } from '../lambda/shared/client-location';
import type { LocalAccount } from './aws';
import type { StartOptions } from './options';
import { readRecordedStatistics } from './recorded-statistics';
import { simulateAccount } from './simulated-account';
import { SCENARIOS } from './simulated-mail';
import type { SimulatedMessages } from './simulated-messages';

export interface Source {
  readonly title: string;
  /** What the local endpoint answers SES calls from. */
  readonly account: LocalAccount;
  readonly clients: (local: ClientLocation) => Clients;
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
  /** Where earlier slots were published to, for a person; undefined: nowhere worth telling. */
  readonly publishedTo?: string;
  /** What a person can do when a poll fails. */
  readonly hint: string;
}

export function openSource(options: StartOptions, settings: ExporterSettings): Source {
  if (options.aws) return realAccount(options);
  if (options.statistics !== undefined) return recordedAnswer(options.statistics, options, settings);
  return simulatedAccount(options);
}

function simulatedAccount({ scenario, seed, ...options }: StartOptions): Source {
  const now = localClock(options);
  const account = simulateAccount(scenario, seed, now());
  return {
    title: `Simulated account "${scenario}": ${SCENARIOS[scenario].says}`,
    account,
    newestMessage: account.newestMessage,
    clients: createClients,
    now,
    backfills: true,
    shows: () => true,
    skipped: 0,
    publishedTo: 'to the CloudWatch of this machine',
    hint: LOCAL_HINT,
  };
}

/** A recorded answer has no account behind it, and when it was given is not known. */
function recordedAnswer(path: string, options: Pick<StartOptions, 'at' | 'once'>, settings: ExporterSettings): Source {
  const { points, skipped } = readRecordedStatistics(path, neededCounters(settings));
  return {
    title: `Recorded answer ${JSON.stringify(path)}`,
    account: { ...NO_ACCOUNT, sendDataPoints: (calledAt) => points.filter(({ timestamp }) => timestamp <= calledAt) },
    clients: createClients,
    now: localClock(options),
    backfills: false,
    shows: ({ name }) => METRICS[name].source === 'GetSendStatistics',
    skipped,
    hint: LOCAL_HINT,
  };
}

function realAccount({ publish }: StartOptions): Source {
  return {
    title: publish
      ? 'The real account, published to its CloudWatch'
      : 'The real account, read only: this would be published (add --publish to do so)',
    account: NO_ACCOUNT,
    clients: (local) =>
      publish ? createClients() : { ...createClients(), cloudwatch: createClients(local).cloudwatch },
    now: Date.now,
    backfills: false,
    shows: () => true,
    skipped: 0,
    publishedTo: publish ? 'to CloudWatch' : undefined,
    hint: 'Check the Region (AWS_REGION), the credentials (AWS_PROFILE) and their rights: README, "Deploy".',
  };
}

const LOCAL_HINT = 'Nothing but this machine is asked: this is a fault of the exporter, please report it.';

/** Complete, so that no poll fails; what it says is not shown. */
const NO_ACCOUNT: LocalAccount = {
  sendDataPoints: () => [],
  account: () => ({
    SendingEnabled: true,
    EnforcementStatus: 'HEALTHY',
    SendQuota: { Max24HourSend: -1, SentLast24Hours: 0 },
  }),
};

/** Starts at the time that was asked for; stands still when there is one poll only, so that its figures are exact. */
function localClock({ at, once }: Pick<StartOptions, 'at' | 'once'>): () => number {
  if (at === undefined) return Date.now;
  const startedAt = Date.now();
  return once ? () => at : () => at + Date.now() - startedAt;
}
