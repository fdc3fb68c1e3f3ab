import { DEFAULT_NAMESPACE } from '../../lambda/send-statistics/contract';
import type { AlarmLevel } from '../../lib/alarms/alarm-row';
import { type DeployedAlarm, describeAlarms, ownAlarms } from '../deployed/alarms';
import type { DeployedClients } from '../deployed/clients';
import type { DeployedStack } from '../deployed/deployed-stack';
import { listMuteRules, type MuteRule } from '../deployed/mute-rules';
import { listReceivers } from '../deployed/subscriptions';
import { readResources } from './facts/cloudformation';
import { readInvocations, readPublishedAt, readQueueLength } from './facts/cloudwatch';
import type { Invocations, Planned, StackFacts, StackResource, TopicFacts } from './facts/facts';
import { isKnown, type Reading, then } from './facts/reading';
import { toReading } from './facts/reads';
import { readRunbook } from './facts/runbook-page';
import { readAttributes } from './facts/sns';

interface StackInput {
  readonly stack: DeployedStack;
  readonly planned: Planned;
  readonly version: string;
  readonly now: number;
}

export async function readStack(
  clients: DeployedClients,
  { stack, planned, version, now }: StackInput,
): Promise<StackFacts> {
  const { cloudwatch } = clients;
  const { MetricNamespace = DEFAULT_NAMESPACE, ExporterFunctionName } = stack.outputs;
  const [resources, alarms, publishedAt, invocations, widgetCalls] = await Promise.all([
    readResources(clients.cloudformation, stack),
    toReading(describeAlarms(clients, stack)),
    readPublishedAt(cloudwatch, MetricNamespace, now),
    readRuns(clients, ExporterFunctionName, now),
    readWidgetCalls(clients, stack, now),
  ]);
  const [allMuteRules, deadLetters, topics, runbook] = await Promise.all([
    toReading(listMuteRules(clients)),
    then(resources, (known) => readDeadLetters(clients, known, now)),
    then(alarms, async (known) => ({ value: await readTopics(clients, known, resources) })),
    then(alarms, (known) => readRunbook(ownAlarms(known).map(({ description }) => description))),
  ]);
  const muteRules = await then(alarms, (known) =>
    then(allMuteRules, async (rules) => ({ value: rulesOf(rules, known) })),
  );
  return {
    stack,
    planned,
    version,
    now,
    resources,
    alarms,
    publishedAt,
    invocations,
    widgetCalls,
    muteRules,
    deadLetters,
    topics,
    runbook,
  };
}

/** Returns the rules that mute one of the alarms. A rule without targets mutes all alarms of the account and Region. */
function rulesOf(rules: readonly MuteRule[], alarms: readonly DeployedAlarm[]): MuteRule[] {
  const names = new Set(ownAlarms(alarms).map(({ name }) => name));
  return rules.filter(({ alarmNames }) => alarmNames?.some((name) => names.has(name)) ?? true);
}

async function readRuns(
  { cloudwatch }: DeployedClients,
  functionName: string | undefined,
  now: number,
): Promise<Reading<Invocations>> {
  return functionName === undefined
    ? { unknown: 'the stack has no output ExporterFunctionName' }
    : readInvocations(cloudwatch, functionName, now);
}

async function readWidgetCalls(
  { cloudwatch }: DeployedClients,
  { outputs }: DeployedStack,
  now: number,
): Promise<Reading<Invocations | 'none'>> {
  // A stack gets its outputs when its creation has succeeded.
  if (Object.keys(outputs).length === 0) return { unknown: 'the stack has no outputs' };
  const { ConsoleWidgetsFunctionName: name } = outputs;
  return name === undefined ? { value: 'none' } : readInvocations(cloudwatch, name, now);
}

/** The physical id of a queue is its URL, which ends with its name. */
async function readDeadLetters(
  { cloudwatch }: DeployedClients,
  resources: readonly StackResource[],
  now: number,
): Promise<Reading<number>> {
  const queue = resources.find(({ type }) => type === 'AWS::SQS::Queue');
  const name = queue?.physicalId?.split('/').at(-1);
  return name ? readQueueLength(cloudwatch, name, now) : { unknown: 'the stack has no dead-letter queue' };
}

async function readTopics(
  { sns }: DeployedClients,
  alarms: readonly DeployedAlarm[],
  resources: Reading<readonly StackResource[]>,
): Promise<TopicFacts[]> {
  const own = isKnown(resources) ? new Set(resources.value.map(({ physicalId }) => physicalId)) : undefined;
  return Promise.all(
    topicsOf(alarms).map(async ({ level, arn }) => {
      const attributes = await readAttributes(sns, arn);
      const isMissing = isKnown(attributes) && attributes.value === 'missing';
      const receivers = isMissing ? { value: [] } : await toReading(listReceivers({ sns }, arn));
      return { level, arn, isOwn: own?.has(arn), receivers, attributes };
    }),
  );
}

/** Returns each topic once for each level whose alarms notify it. */
function topicsOf(alarms: readonly DeployedAlarm[]): { readonly level: AlarmLevel; readonly arn: string }[] {
  const pairs = alarms.flatMap(({ level, alarmActions }) =>
    level === undefined
      ? []
      : alarmActions
          .filter((arn) => arn.split(':')[2] === 'sns')
          .map((arn) => [`${level} ${arn}`, { level, arn }] as const),
  );
  return [...new Map(pairs).values()];
}
