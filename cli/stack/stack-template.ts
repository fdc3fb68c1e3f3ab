import { Template } from 'aws-cdk-lib/assertions';
import { readConfig } from '../../lib/config/config';
import type { Config } from '../../lib/config/settings-schema';
import { defineStacks } from '../../lib/exporter-app';
import type { ExporterStack } from '../../lib/exporter-stack';
import { regionOf } from '../../lib/shared/regional-arns';
import type { CfnTemplate } from '../../local/alarms/template-alarms';
import { createQuickApp } from './quick-app';

/** Skips the bundling of functions, because commands do not read their code. */
const WITHOUT_BUNDLING = { 'aws:cdk:bundling-stacks': [] };

const DEFAULT_REGION = 'us-east-1';

export interface SynthesizedStack {
  readonly name: string;
  readonly region: string;
  readonly template: CfnTemplate;
}

type Context = Readonly<Record<string, unknown>>;

/**
 * The stacks so far, by Region and context. A synthesis takes more than a second, and several parts of a command need the
 * stack of the same context.
 */
const SYNTHESIZED = new Map<string, SynthesizedStack>();

/**
 * Synthesizes the template of the stack that a CDK context configures, in one Region.
 *
 * @throws ConfigError for a configuration that the stack rejects
 */
export function synthesizeStack(context: Context = {}): CfnTemplate {
  return synthesizeNamedStack(context).template;
}

/** As `synthesizeStack`, with the name and the Region of the stack. */
export function synthesizeNamedStack(context: Context): SynthesizedStack {
  const region = stackRegion(readConfig(context));
  const key = JSON.stringify([region, context]);
  const synthesized = SYNTHESIZED.get(key) ?? synthesize(context, region);
  SYNTHESIZED.set(key, synthesized);
  return synthesized;
}

function synthesize(context: Context, region: string): SynthesizedStack {
  const [stack] = defineQuickly(context, region);
  if (!stack) throw new Error('The configuration defines no stack');
  return { name: stack.stackName, region, template: templateOf(stack) };
}

/** Synthesizes the templates of the stacks of all configured Regions, in their order. */
export function synthesizeStacks(context: Context): CfnTemplate[] {
  return defineQuickly(context, stackRegion(readConfig(context))).map(templateOf);
}

function defineQuickly(context: Context, region: string): ExporterStack[] {
  return defineStacks(createQuickApp({ context: { ...context, ...WITHOUT_BUNDLING } }), { region });
}

function templateOf(stack: ExporterStack): CfnTemplate {
  return Template.fromStack(stack).toJSON() as CfnTemplate;
}

/**
 * Returns the Region of the stack: the first configured Region, or else the Region of the environment, or else a Region that
 * all configured topics, keys and sinks share.
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

/** Returns a Region that every list of ARNs contains, or else the first Region of the first list. */
function sharedRegion({ notifications, messageInsights, monitoringSinkArns }: Config): string | undefined {
  const [first = [], ...others] = [
    notifications.critical.topicArns,
    notifications.warning.topicArns,
    messageInsights ? messageInsights.encryptionKeyArns : [],
    monitoringSinkArns,
  ]
    .map((arns) => arns.map(regionOf))
    .filter((regions) => regions.length > 0);
  return first.find((region) => others.every((regions) => regions.includes(region))) ?? first[0];
}
