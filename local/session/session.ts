/** An exporter that runs on this machine: a simulated account, the deployed stack, and one clock for both. */
import { type ExporterSettings, type PollEvent, SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import { poll } from '../../lambda/send-statistics/poll';
import { scheduledSlots } from '../../lambda/send-statistics/slots';
import { locationOf, startLocalAws } from '../aws/aws';
import { createInProcessClients } from '../aws/in-process-clients';
import { startLocalInsights } from '../aws/local-insights';
import type { Listening } from '../aws/loopback';
import { createMetricStore, type MetricStore } from '../aws/metric-store';
import type { VdmStatus } from '../aws/ses-endpoint';
import type { LocalDeployment } from '../deployment/local-deployment';
import { startAwsRates } from '../simulation/aws-rates';
import { type ScenarioName, scenarioOf } from '../simulation/scenarios';
import { type SimulatedAccount, simulateAccount } from '../simulation/simulated-account';
import { deployStack, type StackToDeploy } from './deployed-stack';
import { createMailTools, type MailTools } from './mail-tools';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long a session runs before its story begins, so that the start of the story can be watched. */
const BEFORE_STORY_MS = 30 * MINUTE_MS;

/** Time from a slot until the exporter calls SES. */
const START_DELAY_MS = 5_000;

export interface SessionOptions {
  readonly stack: StackToDeploy;
  readonly settings: ExporterSettings;
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly vdm: VdmStatus;
  /** The end of the scenario's "last hour", epoch milliseconds. The session starts before the story begins. */
  readonly storyAt: number;
}

export interface Session extends MailTools {
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  readonly account: SimulatedAccount;
  readonly metrics: MetricStore;
  readonly deployment: LocalDeployment;
  /** Polls at each scheduled slot until `time`, and evaluates the alarms at each minute. Epoch milliseconds. */
  readonly advanceTo: (time: number) => Promise<void>;
  /** Stops the local AWS of the session and its look-up API. */
  readonly close: () => Promise<void>;
}

/** Starts a session with a first poll, which backfills 14 days of metrics. */
export async function startSession({
  stack,
  settings,
  scenario,
  seed,
  vdm,
  storyAt,
}: SessionOptions): Promise<Session> {
  const story = scenarioOf(scenario);
  const { region } = stack;
  const { schedulePeriodMinutes } = settings;
  const startsAt = storyAt - (story.storyMs ?? HOUR_MS) - BEFORE_STORY_MS;
  const [firstSlot = startsAt] = scheduledSlots(
    startsAt - schedulePeriodMinutes * MINUTE_MS,
    startsAt,
    schedulePeriodMinutes,
  );
  const clock = { time: firstSlot };
  const now = () => clock.time;
  const lastSlot = story.silentMs === undefined ? Number.POSITIVE_INFINITY : storyAt - story.silentMs;
  const account = simulateAccount({ scenario, seed, startedAt: storyAt, vdm, region });
  const metrics = createMetricStore({ now });
  const clients = createInProcessClients({ account, metrics, now });
  let api: Listening | undefined;
  const { deployment, recordRun, settle } = deployStack(stack, {
    account,
    metrics,
    now,
    scenario: story,
    storyAt,
    settings,
    apiUrl: () => api?.url,
  });
  const publishAwsRates = startAwsRates(account.awsRates, metrics, firstSlot - SES_RETENTION_MS);
  let isRunning: Promise<void> = Promise.resolve();

  async function pollAt(slot: number, backfill?: PollEvent['backfill']): Promise<void> {
    if (slot > lastSlot) return;
    clock.time = Math.max(clock.time, slot + START_DELAY_MS);
    const event = { scheduledTime: new Date(slot).toISOString(), ...(backfill && { backfill }) };
    const { failures } = await poll(event, { settings, clients, now });
    recordRun(failures.length > 0);
  }

  /** An alarm sees the metrics of a minute at the next minute, as in CloudWatch. Briefs follow before time goes on. */
  async function evaluateAt(minute: number): Promise<void> {
    clock.time = Math.max(clock.time, minute);
    publishAwsRates(minute);
    deployment.alarms.in(region);
    await settle();
  }

  async function advance(time: number): Promise<void> {
    for (let minute = floorToMinute(clock.time) + MINUTE_MS; minute <= time; minute += MINUTE_MS) {
      await evaluateAt(minute);
      if (scheduledSlots(minute, minute, schedulePeriodMinutes).length > 0) await pollAt(minute);
    }
    clock.time = Math.max(clock.time, time);
  }

  await pollAt(firstSlot, '14d');
  await evaluateAt(now());
  // Look-ups take real time, also while the time of the session is paused.
  const openedAt = Date.now();
  const lookUpClock = () => now() + Date.now() - openedAt;
  const aws = await startLocalAws({ account, metrics, now: lookUpClock, deployment });
  api = await startLocalInsights({ ses: locationOf(aws.url), region, now: lookUpClock });
  const { url: apiUrl, close: closeApi } = api;
  return {
    ...createMailTools({ account, awsUrl: aws.url, apiUrl, now: lookUpClock }),
    async close() {
      await closeApi();
      await aws.close();
    },
    now,
    account,
    metrics,
    deployment,
    // One call at a time, because the clock must not jump while a poll waits.
    advanceTo: (time) => {
      const advanced = isRunning.then(() => advance(time));
      isRunning = advanced.catch(() => undefined);
      return advanced;
    },
  };
}

function floorToMinute(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}
