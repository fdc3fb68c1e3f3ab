/** The configured stack, as if it had been deployed in the local AWS for some hours. Its pages start the brief. */
import type { ExporterSettings } from '../../lambda/send-statistics/contract';
import { PAGE_SLUG } from '../../lib/alarms/alarm-page';
import { ALARM_NAMES, rowOf, toSlug } from '../../lib/alarms/alarm-table';
import type { StackOutput } from '../../lib/stack-outputs';
import type { CfnTemplate } from '../alarms/template-alarms';
import type { LocalAccount } from '../aws/aws';
import type { Datum, MetricStore } from '../aws/metric-store';
import type { PublishedMessage } from '../aws/sns';
import { createLocalDeployment, type LocalDeployment } from '../deployment/local-deployment';
import { readBriefFunction } from '../replay/brief-function';
import { createLocalBriefs } from '../replay/local-briefs';
import { readsUnpublished } from '../simulation/not-evaluated';
import type { Scenario } from '../simulation/scenarios';

const HOUR_MS = 60 * 60_000;

/** How long the stack has run. Its alarms have evaluated every minute of this time. */
const RUNNING_MS = 6 * HOUR_MS;

/** The receiver of every topic for which the configuration has no receiver, so that a drill reaches somebody. */
const RECEIVER = 'on-call@example.com';

export interface StackToDeploy {
  readonly name: string;
  readonly region: string;
  /** Synthesized by CDK. */
  readonly template: CfnTemplate;
}

export interface DeployedStackOptions {
  readonly account: LocalAccount;
  readonly metrics: MetricStore;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  readonly scenario: Scenario | undefined;
  /** The end of the scenario's "last hour", epoch milliseconds. Default: now. */
  readonly storyAt?: number;
  /** The settings of the exporter. They may differ from those of the stack, such as in their windows. */
  readonly settings: ExporterSettings;
  /** Returns the URL of the look-up API, which the commands in a brief call. Default: the shell variable API_URL. */
  readonly apiUrl?: () => string | undefined;
  /** Gets each message that an alarm or a brief sends. */
  readonly deliver?: (message: PublishedMessage) => void;
}

export interface DeployedStack {
  readonly deployment: LocalDeployment;
  /** Publishes what AWS Lambda publishes about a run of the exporter that ended now. */
  recordRun(hasFailed: boolean): void;
  /** Resolves when all briefs so far are published. */
  settle(): Promise<void>;
}

export function deployStack(
  stack: StackToDeploy,
  { account, metrics, now, scenario, storyAt = now(), settings, apiUrl, deliver }: DeployedStackOptions,
): DeployedStack {
  const { region } = stack;
  const startedAt = now();
  let running: Promise<void> = Promise.resolve();
  const briefs = readBriefFunction(stack.template);
  const deployment: LocalDeployment = createLocalDeployment({
    now,
    metrics,
    stacks: [{ ...stack, createdAt: startedAt - RUNNING_MS }],
    deliver,
    // Else the alarm on a silent exporter would page for a window that the exporter is not asked to publish.
    isEvaluated: ({ metrics: read }) =>
      !readsUnpublished(
        Object.values(read).map(({ metric }) => metric),
        settings,
      ),
    invoke({ event, invokedAt }) {
      // The brief takes no time, because its clock skips every wait. A failure must not end the endpoint.
      running = running
        .then(async () => runBriefs?.invoke({ event, at: invokedAt, firing: firing() }))
        .catch(() => undefined);
    },
  });
  const firing = () =>
    deployment.alarms
      .in(region)
      .filter(({ kind, state }) => kind === 'metric' && state.value === 'ALARM')
      .map(({ name }) => name);
  const topicArn = deployment.stacks[0]?.resources.find(({ logicalId }) =>
    briefs?.settings.topicArn.endsWith(logicalId),
  )?.arn;
  const runBriefs =
    briefs &&
    createLocalBriefs({
      account,
      metrics,
      region,
      topics: deployment.topics,
      settings: {
        ...briefs.settings,
        topicArn: topicArn ?? briefs.settings.topicArn,
        // The API starts after the stack, because it calls the local AWS that serves the stack.
        get apiUrl() {
          return apiUrl?.() ?? briefs.settings.apiUrl;
        },
      },
    });
  for (const { arn } of topicsOf(deployment)) {
    const isSubscribed = deployment.topics.subscriptions.some((subscription) => subscription.topicArn === arn);
    if (!isSubscribed) deployment.topics.subscribe({ topicArn: arn, protocol: 'email', endpoint: RECEIVER });
  }
  const recordRun = (at: number, hasFailed = false) =>
    metrics.putAsAws('AWS/Lambda', runMetrics(outputOf(deployment, 'ExporterFunctionName'), at, hasFailed));
  const periodMs = settings.schedulePeriodMinutes * 60_000;
  for (let at = startedAt - RUNNING_MS; at < startedAt; at += periodMs) recordRun(at);
  if (scenario?.mute) mute(deployment, region, { ...scenario.mute, storyAt });
  return { deployment, recordRun: (hasFailed) => recordRun(now(), hasFailed), settle: () => running };
}

function outputOf({ stacks }: LocalDeployment, name: StackOutput): string | undefined {
  return stacks[0]?.outputs.find(({ key }) => key === name)?.value;
}

/** The samples that AWS Lambda publishes about one invocation. */
function runMetrics(FunctionName: string | undefined, timestamp: number, hasFailed: boolean): Datum[] {
  if (FunctionName === undefined) return [];
  const datum = { dimensions: { FunctionName }, timestamp };
  return [
    { ...datum, name: 'Invocations', value: 1 },
    { ...datum, name: 'Errors', value: Number(hasFailed) },
  ];
}

function topicsOf({ stacks }: LocalDeployment) {
  return stacks.flatMap(({ resources }) => resources.filter(({ type }) => type === 'AWS::SNS::Topic'));
}

interface Mute {
  readonly reason: string;
  readonly untilMs: number;
  readonly storyAt: number;
}

/** Mutes the alarms on rates, as `npm run mute` does. */
function mute({ stacks, muteRules }: LocalDeployment, region: string, { reason, untilMs, storyAt }: Mute): void {
  const slugs = [PAGE_SLUG, ...ALARM_NAMES.filter((name) => rowOf(name).events !== undefined).map(toSlug)];
  const muted = stacks
    .flatMap(({ resources }) => resources.map(({ physicalId }) => physicalId))
    .filter((name) => slugs.some((slug) => name.endsWith(`-${slug}`)));
  const from = Math.floor((storyAt - HOUR_MS) / 60_000) * 60_000;
  const minutes = Math.round((storyAt + untilMs - from) / 60_000);
  muteRules.put(region, {
    Name: `mute-${reason.replaceAll(' ', '-')}`,
    Description: reason,
    Rule: { Schedule: { Expression: `at(${new Date(from).toISOString().slice(0, 16)})`, Duration: `PT${minutes}M` } },
    MuteTargets: { AlarmNames: muted },
  });
}
