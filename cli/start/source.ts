/** The data source of a run: a simulated account, a recorded response or the real account. */
import { type Clients, createClients } from '../../lambda/send-statistics/clients';
import { type ExporterSettings, METRICS } from '../../lambda/send-statistics/contract';
import { type Gauge, neededCounters } from '../../lambda/send-statistics/gauges';
import { toSlot } from '../../lambda/send-statistics/poll-event';
import { type LocalAccount, type LocalAws, type LocalAwsOptions, locationOf, startLocalAws } from '../../local/aws/aws';
import { createInProcessCloudWatch } from '../../local/aws/in-process-clients';
import type { MetricStore } from '../../local/aws/metric-store';
import { SCENARIOS, type Scenario, scenarioOf } from '../../local/simulation/scenarios';
import { type SimulatedAccount, simulateAccount } from '../../local/simulation/simulated-account';
import { assertAwsAccess } from '../terminal/aws-access';
import { toWholeSeconds } from '../terminal/iso-time';
import { pollPermissions } from './poll-permissions';
import { describeAge, readRecordedStatistics } from './recorded-statistics';
import type { StartOptions } from './start-options';
import { displayName } from './statistics-file';
import type { JudgedSource } from './verdict/account-verdict';
import { readAwsRates } from './verdict/aws-rates';

export interface Source {
  readonly title: string;
  /** @throws Error when the local endpoint cannot start. No server stays open */
  readonly connect: (
    metrics: MetricStore,
    local?: LocalServices & Pick<LocalAwsOptions, 'exportJobs'>,
  ) => Promise<Connection>;
  /** The story of the simulated account. Undefined: the account is not simulated. */
  readonly scenario?: Scenario;
  /** The clock of polls and of the local endpoint, epoch milliseconds. */
  readonly now: () => number;
  /** Moves the clock from the last poll of a silent exporter to the present. */
  readonly endFirstPoll?: () => void;
  /** The simulated account. Undefined: the source has no individual messages. */
  readonly account?: SimulatedAccount;
  /** Whether the first poll backfills the local CloudWatch with 14 days of history. */
  readonly backfills: boolean;
  /** Whether the source has data for the gauge. */
  readonly isRelevant: (gauge: Gauge) => boolean;
  /** Number of bad points that were removed before the poll. */
  readonly skipped: number;
  /** Returns sentences that the report prints about the source at a slot. */
  readonly notes: (slot: number) => readonly string[];
  /** The destination of repaired slots, as the report names it. Undefined: the report does not mention repaired slots. */
  readonly publishedTo?: string;
  /** Whether polls call the real account, so that its owner can fix denied calls. */
  readonly isReal: boolean;
  /** What the first report judges the alarms on. Undefined: the alarms are evaluated live. */
  readonly judged?: JudgedSource;
}

/** What the local endpoint serves besides the account and its metrics. */
export type LocalServices = Pick<LocalAwsOptions, 'accountIn' | 'deployment'>;

export interface Connection {
  readonly clients: Clients;
  /** The local endpoint. Undefined: polls call AWS, and no local server listens. */
  readonly aws?: LocalAws;
  close(): Promise<void>;
}

/** Where the configured stacks are. */
export interface StackRegions {
  /** The Region of the stack that runs on this machine. */
  readonly region: string;
  /** The Regions of the configuration. Default: none. */
  readonly configured?: readonly string[];
}

/**
 * @throws InputError for a recorded response that cannot be used, or a real account that cannot be called
 */
export async function openSource(
  options: StartOptions,
  settings: ExporterSettings,
  { region, configured = [] }: StackRegions,
): Promise<Source> {
  if (options.aws) return realAccount(options, settings, configured);
  if (options.statistics !== undefined) return recordedResponse(options.statistics, options, settings);
  return simulatedAccount(options, region);
}

function simulatedAccount({ scenario, seed, vdm, ...options }: StartOptions, region: string): Source {
  const clock = localClock(options);
  const startedAt = clock();
  const story = scenarioOf(scenario);
  let lagMs = story.silentMs ?? 0;
  const now = () => clock() - lagMs;
  const account = simulateAccount({ scenario, seed, startedAt, vdm: vdm ? 'ENABLED' : 'DISABLED', region });
  return {
    title: `Simulated account "${scenario}": ${SCENARIOS[scenario].description}`,
    connect: connectLocally(account, now),
    scenario: story,
    endFirstPoll() {
      lagMs = 0;
    },
    account,
    now,
    backfills: true,
    isRelevant: () => true,
    skipped: 0,
    notes: () => scenarioNotes(story, startedAt),
    publishedTo: 'to the local CloudWatch',
    isReal: false,
  };
}

async function recordedResponse(
  path: string,
  options: Pick<StartOptions, 'at' | 'once'>,
  settings: ExporterSettings,
): Promise<Source> {
  const { points, skipped, notes } = await readRecordedStatistics(path, neededCounters(settings));
  const now = localClock(options);
  const account: LocalAccount = {
    sendDataPoints: (calledAt) => points.filter(({ timestamp }) => timestamp <= calledAt),
    // A poll fails without these values. The report does not show them.
    account: () => ({
      SendingEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: { Max24HourSend: -1, SentLast24Hours: 0 },
    }),
  };
  return {
    title: `Recorded response ${displayName(path)}`,
    connect: connectLocally(account, now),
    now,
    backfills: false,
    isRelevant: ({ name }) => METRICS[name].source === 'GetSendStatistics',
    skipped,
    notes: (slot) => [...notes, ...describeAge({ points }, slot)],
    isReal: false,
    judged: { hasStanding: false },
  };
}

async function realAccount(
  { publish }: StartOptions,
  { namespace }: ExporterSettings,
  configured: readonly string[],
): Promise<Source> {
  const clients = createClients();
  const call = { service: 'SES', action: 'ses:GetSendStatistics' };
  const region = await assertAwsAccess(clients.ses.config, call, pollPermissions(publish ? namespace : undefined));
  const others = configured.filter((other) => other !== region);
  return {
    title: publish
      ? `The real account in ${region}, published to its CloudWatch`
      : `The real account in ${region}, not published (add --publish to publish)`,
    async connect(metrics) {
      return {
        clients: publish ? clients : { ...clients, cloudwatch: createInProcessCloudWatch(metrics) },
        close: async () => undefined,
      };
    },
    now: Date.now,
    backfills: false,
    isRelevant: () => true,
    skipped: 0,
    notes: () => (others.length > 0 ? [otherRegionsNote(region, others)] : []),
    publishedTo: publish ? 'to CloudWatch' : undefined,
    isReal: true,
    judged: { hasStanding: true, awsRates: (span) => readAwsRates(clients.cloudwatch, span) },
  };
}

/** A call of SES reads one Region. */
function otherRegionsNote(region: string, others: readonly string[]): string {
  return `These figures are those of ${region} only. The configuration also has ${others.join(', ')}: set AWS_REGION to one of them, and run the command again.`;
}

/** Returns what the figures do not show. */
function scenarioNotes({ silentMs, mute }: Scenario, startedAt: number): string[] {
  return [
    ...(silentMs === undefined
      ? []
      : [
          `The exporter last polled at this slot. The alarms below have their states of ${toWholeSeconds(toSlot(startedAt))}.`,
        ]),
    ...(mute === undefined
      ? []
      : [
          `The mute rule "${mute.reason}" holds back the messages of all alarms on rates until ${toWholeSeconds(toSlot(startedAt + mute.untilMs))}. AWS still counts the bounces.`,
        ]),
  ];
}

function connectLocally(account: LocalAccount, now: () => number): Source['connect'] {
  return async (metrics, local) => {
    const aws = await startLocalAws({ account, metrics, now, ...local });
    return { clients: createClients(locationOf(aws.url)), aws, close: aws.close };
  };
}

/** Returns a clock that starts at `at`. With `once`, the clock does not advance, so that the figures are exact. */
function localClock({ at, once }: Pick<StartOptions, 'at' | 'once'>): () => number {
  if (at === undefined) return Date.now;
  const startedAt = Date.now();
  return once ? () => at : () => at + Date.now() - startedAt;
}
