import { type Environment, Tags, Token } from 'aws-cdk-lib';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { AlarmLevel } from './alarms/alarm-row';
import type { Config } from './config/settings-schema';
import { ALL_REGIONS, CrossRegionDashboard } from './dashboards/cross-region-dashboard';
import { ExporterStack } from './exporter-stack';
import { addOutputs } from './output-values';
import { dashboardUrl } from './shared/console-url';
import { stackNameOf } from './shared/name-prefix';
import type { StackOutput } from './stack-outputs';

/** The type that CDK's tags use for stacks. */
const STACK = 'aws:cdk:stack';

/** The outputs that name the topics of a stack. */
const TOPIC_OUTPUTS = {
  critical: 'CriticalTopicArn',
  warning: 'WarningTopicArn',
} as const satisfies Record<AlarmLevel, StackOutput>;

/**
 * Creates one stack for each Region in the configuration, or one in the Region of the environment. With several Regions, the
 * first stack has a dashboard of all of them, and the chat channels of all of them.
 */
export function createStacks(scope: Construct, { account, region }: Environment, config: Config): ExporterStack[] {
  const { regions, namePrefix, tags, monitoring: _, chat, ...options } = config;
  // The stacks themselves get no tags here. Otherwise, the feature flag `explicitStackTags` would decide whether they get them.
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value, { excludeResourceTypes: [STACK] });
  const stacks = (regions ?? [region]).map((region, index) => {
    return new ExporterStack(scope, stackNameOf(namePrefix, region), {
      env: { account, region },
      ...options,
      chat: index === 0 ? chat : undefined,
    });
  });
  const [first, ...others] = stacks;
  if (first && options.dashboard && regions && regions.length > 1) {
    new CrossRegionDashboard(first, 'AllRegions', { exporter: first.exporter, alarms: first.alarms, regions });
    addOutputs(first, { AllRegionsDashboardUrl: dashboardUrl(first, ALL_REGIONS) });
  }
  if (first) for (const other of others) showInChat(first, other);
  return stacks;
}

/** Shows the alarms of another stack in the chat channels of the first one. */
function showInChat(first: ExporterStack, other: ExporterStack): void {
  const { chat } = first;
  if (!chat) return;
  const topicOf = (level: AlarmLevel): ITopic =>
    Topic.fromTopicArn(chat, `${other.region}-${level}`, topicArnOf(other, level));
  chat.addTopics({ critical: topicOf('critical'), warning: topicOf('warning') });
  other.topics.noteChat(chat.levels);
  chat.node.addDependency(other.topics); // Amazon Q can only subscribe to topics that exist
}

/**
 * Returns the ARN of a topic for a stack of another Region. CloudFormation reads it from the output of the deployed stack. A
 * fixed topic name would also make the ARN known, but CloudFormation would replace the topics that people subscribed to.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
function topicArnOf({ stackName, region, topics }: ExporterStack, level: AlarmLevel): string {
  const topic = topics.topics[level];
  if (!(topic instanceof Topic)) return topic.topicArn;
  const output = { StackName: stackName, Region: region, OutputName: TOPIC_OUTPUTS[level] };
  return Token.asString({ 'Fn::GetStackOutput': output }); // older versions of CDK have no function for it
}
