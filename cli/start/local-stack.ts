/** The configured stack, as if it were deployed in the local AWS. `npm run drill` and the AWS CLI work on it. */

import { PAGE_SLUG } from '../../lib/alarms/alarm-page';
import { ALARM_NAMES, rowOf, toSlug } from '../../lib/alarms/alarm-table';
import type { StackOutput } from '../../lib/stack-outputs';
import type { LocalAccount } from '../../local/aws/aws';
import type { Datum, MetricStore } from '../../local/aws/metric-store';
import type { PublishedMessage } from '../../local/aws/sns';
import { createLocalDeployment, type LocalDeployment } from '../../local/deployment/local-deployment';
import { readBriefFunction } from '../../local/replay/brief-function';
import { createLocalBriefs } from '../../local/replay/local-briefs';
import type { Scenario } from '../../local/simulation/scenarios';
import type { StackContext } from '../stack/stack-settings';
import { synthesizeNamedStack } from '../stack/stack-template';
import type { LocalServices } from './source';

const HOUR_MS = 60 * 60_000;

/** How long the stack has run. Its alarms have evaluated every minute of this time. */
const RUNNING_MS = 6 * HOUR_MS;

/** The receiver of every topic for which the configuration has no receiver, so that a drill reaches somebody. */
const RECEIVER = 'on-call@example.com';

export interface LocalStackOptions {
  readonly account: LocalAccount;
  readonly metrics: MetricStore;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  readonly scenario: Scenario | undefined;
  readonly schedulePeriodMinutes: number;
  /** Gets each message that an alarm or a brief sends after `describe`. Earlier messages belong to the time before the start. */
  readonly deliver?: (message: PublishedMessage) => void;
}

export interface LocalStackServer extends Required<LocalServices> {
  /** Publishes what AWS Lambda publishes about a run of the exporter that ended now. */
  recordRun(hasFailed: boolean): void;
  /** Returns how a command calls the stack. */
  describe(url: string): string;
}

/** @throws ConfigError for a configuration that the stack rejects */
export function deployLocally(
  context: StackContext,
  { account, metrics, now, scenario, schedulePeriodMinutes, deliver }: LocalStackOptions,
): LocalStackServer {
  const stack = synthesizeNamedStack(context);
  const { name, region } = stack;
  const startedAt = now();
  const briefs = readBriefFunction(stack.template);
  let isDescribed = false;
  const deployment: LocalDeployment = createLocalDeployment({
    now,
    metrics,
    stacks: [{ ...stack, createdAt: startedAt - RUNNING_MS }],
    deliver: (message) => isDescribed && deliver?.(message),
    invoke({ event, invokedAt }) {
      if (!isDescribed) return; // nobody sees the brief of an earlier page
      const firing = deployment.alarms
        .in(region)
        .filter(({ kind, state }) => kind === 'metric' && state.value === 'ALARM');
      // The brief takes no time, because its clock skips every wait. A failure must not end the endpoint.
      void runBriefs
        ?.invoke({ event, at: invokedAt, firing: firing.map((alarm) => alarm.name) })
        .catch(() => undefined);
    },
  });
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
      settings: { ...briefs.settings, topicArn: topicArn ?? briefs.settings.topicArn },
    });
  for (const { arn } of topicsOf(deployment)) {
    const isSubscribed = deployment.topics.subscriptions.some((subscription) => subscription.topicArn === arn);
    if (!isSubscribed) deployment.topics.subscribe({ topicArn: arn, protocol: 'email', endpoint: RECEIVER });
  }
  const recordRun = (at: number, hasFailed = false) =>
    metrics.putAsAws('AWS/Lambda', runMetrics(outputOf(deployment, 'ExporterFunctionName'), at, hasFailed));
  const periodMs = schedulePeriodMinutes * 60_000;
  for (let at = startedAt - RUNNING_MS; at < startedAt; at += periodMs) recordRun(at);
  if (scenario?.mute) mute(deployment, region, { ...scenario.mute, startedAt });
  return {
    deployment,
    // Other Regions have no mail, because mail there would need a stack.
    accountIn: (other) => (isOtherRegion(other, region) ? { ...account, sendDataPoints: () => [] } : undefined),
    recordRun: (hasFailed) => recordRun(now(), hasFailed),
    describe(url) {
      const isInAlarm = isPaging(deployment, region); // evaluates the alarms of the time before the start
      isDescribed = true;
      return [
        `The stack ${name} is deployed there, in ${region}. Try, in another terminal:`,
        '  unset AWS_PROFILE', // It would take precedence over the keys.
        `  export AWS_ENDPOINT_URL=${url} AWS_REGION=${region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
        '  npm run doctor',
        // A drill refuses to start while a critical alarm is in ALARM.
        `  npm run ${isInAlarm ? 'case-file' : 'drill -- bounce-spike'}`,
        '  npm run mute -- --until 18:00 --reason "spring import"',
        '  aws cloudwatch describe-alarms --state-value ALARM',
        'Messages of its alarms appear here.',
      ].join('\n');
    },
  };
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

function isPaging({ alarms }: LocalDeployment, region: string): boolean {
  const page = alarms.in(region).find(({ name }) => name.endsWith(`-${PAGE_SLUG}`));
  return page?.state.value === 'ALARM';
}

function topicsOf({ stacks }: LocalDeployment) {
  return stacks.flatMap(({ resources }) => resources.filter(({ type }) => type === 'AWS::SNS::Topic'));
}

/** The SDK clients of this repository use the Region `local`, which means the Region of the stack. */
function isOtherRegion(region: string, ofStack: string): boolean {
  return region !== ofStack && /-\d$/.test(region);
}

interface Mute {
  readonly reason: string;
  readonly untilMs: number;
  readonly startedAt: number;
}

/** Mutes the alarms on rates, as `npm run mute` does. */
function mute({ alarms, muteRules }: LocalDeployment, region: string, { reason, untilMs, startedAt }: Mute): void {
  const slugs = [PAGE_SLUG, ...ALARM_NAMES.filter((name) => rowOf(name).events !== undefined).map(toSlug)];
  const muted = alarms.in(region).filter(({ name }) => slugs.some((slug) => name.endsWith(`-${slug}`)));
  const from = Math.floor((startedAt - HOUR_MS) / 60_000) * 60_000;
  const minutes = Math.round((startedAt + untilMs - from) / 60_000);
  muteRules.put(region, {
    Name: `mute-${reason.replaceAll(' ', '-')}`,
    Description: reason,
    Rule: { Schedule: { Expression: `at(${new Date(from).toISOString().slice(0, 16)})`, Duration: `PT${minutes}M` } },
    MuteTargets: { AlarmNames: muted.map(({ name }) => name) },
  });
}
