import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type Config, readConfig } from '../../lib/config/config';
import { defineStacks } from '../../lib/exporter-app';
import { regionOf } from '../../lib/shared/arn-region';
import type { CfnTemplate } from '../../local/alarms/template-alarms';

/** Functions are not bundled: nothing here reads their code. */
const WITHOUT_BUNDLING = { 'aws:cdk:bundling-stacks': [] };

const DEFAULT_REGION = 'us-east-1';

/**
 * The template of the stack that a CDK context makes, for one Region.
 *
 * @throws ConfigError as the stack would
 */
export function synthesizeStack(context: Readonly<Record<string, unknown>> = {}): CfnTemplate {
  const app = new App({ context: { ...context, ...WITHOUT_BUNDLING } });
  const [stack] = defineStacks(app, { region: stackRegion(readConfig(context)) });
  if (!stack) throw new Error('The configuration makes no stack');
  return Template.fromStack(stack).toJSON() as CfnTemplate;
}

/**
 * The Region that a configuration is deployed into: the first that it names, or else that of the environment, or else the one that
 * all its topics, keys and sinks share.
 */
export function stackRegion(config: Config, environment: NodeJS.ProcessEnv = process.env): string {
  const { AWS_REGION, AWS_DEFAULT_REGION, CDK_DEFAULT_REGION } = environment;
  return (
    config.regions?.[0] ??
    [AWS_REGION, AWS_DEFAULT_REGION, CDK_DEFAULT_REGION].find(Boolean) ??
    sharedRegion(config) ??
    DEFAULT_REGION
  );
}

function sharedRegion({ notifications, messageInsights, monitoringSinkArns }: Config): string | undefined {
  const [first = [], ...others] = [
    notifications.critical.topicArns,
    notifications.warning.topicArns,
    messageInsights ? messageInsights.encryptionKeyArns : [],
    monitoringSinkArns,
  ]
    .filter((arns) => arns.length > 0)
    .map((arns) => arns.map(regionOf));
  return first.find((region) => others.every((regions) => regions.includes(region))) ?? first[0];
}
