/** The functions of a stack with all features: their bundles and what the stack sets for them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { createQuickApp } from '../../cli/stack/quick-app';
import { ExporterStack } from '../../lib/exporter-stack';
import type { CfnTemplate } from '../../local/alarms/template-alarms';
import type { LocalStack } from '../../local/deployment/local-stack';
import { resolveStack, type StackResource } from '../../local/deployment/resolved-stack';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

export interface BundledFunction {
  /** Path of the code. */
  readonly file: string;
  /** The environment variables that the stack sets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
}

/** The functions by their feature: the folder below `lambda/`. */
const FUNCTIONS = {
  'send-statistics': ({ exporter }) => exporter,
  'message-insights': ({ insights }) => insights,
  'message-insights/widgets': ({ consoleWidgets }) => consoleWidgets,
  'alarm-brief': ({ brief }) => brief,
  'weekly-report': ({ weeklyReport }) => weeklyReport,
} as const satisfies Record<string, (stack: ExporterStack) => { readonly function: NodejsFunction } | undefined>;

export type Feature = keyof typeof FUNCTIONS;

export const FEATURES = Object.keys(FUNCTIONS) as Feature[];

export interface Bundles {
  readonly functions: Readonly<Record<Feature, BundledFunction>>;
  /** The synthesized stack. A local deployment can deploy it. */
  readonly stack: LocalStack;
  /** Name of the table that the functions share. */
  readonly tableName: string;
  /** Removes the bundles. */
  remove(): void;
}

/** Bundles the functions as a deployment does. */
export function bundleFunctions(): Bundles {
  const folder = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-bundles-'));
  const stack = new ExporterStack(createQuickApp({ outdir: folder }), 'Benchmark', {
    env: { account: ACCOUNT, region: REGION },
    weeklyReport: true,
    runbookUrl: 'https://wiki.example.com/ses-runbook',
  });
  const template = Template.fromStack(stack).toJSON() as CfnTemplate;
  const deployed = { name: stack.stackName, region: REGION, account: ACCOUNT, template, createdAt: Date.now() };
  const { resources } = resolveStack(deployed);
  const resourceOf = (logicalId: string) => resources.find((resource) => resource.logicalId === logicalId);
  const toFunction = (feature: Feature): BundledFunction => {
    const fn = FUNCTIONS[feature](stack)?.function;
    const resource = fn && resourceOf(stack.getLogicalId(fn.node.defaultChild as CfnFunction));
    if (!resource) throw new Error(`The stack has no function ${feature}`);
    return describe(resource, folder);
  };
  return {
    functions: Object.fromEntries(FEATURES.map((feature) => [feature, toFunction(feature)])) as Bundles['functions'],
    stack: deployed,
    tableName: resources.find(({ type }) => type === 'AWS::DynamoDB::Table')?.physicalId as string,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function describe({ properties }: StackResource, folder: string): BundledFunction {
  const { Code, Environment, MemorySize, Timeout } = properties;
  return {
    file: codeFile(folder, Code.S3Key),
    environment: Environment.Variables,
    memoryMb: MemorySize,
    timeoutMs: Timeout * 1000,
  };
}

/** Returns the path of a function's code in the folder of a synthesized app. */
export function codeFile(folder: string, s3Key: string): string {
  return path.join(folder, `asset.${path.parse(s3Key).name}`, 'index.js');
}
