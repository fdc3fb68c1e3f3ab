import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SendStatisticsExporter, type SendStatisticsExporterProps } from '../../lib/exporter/send-statistics-exporter';
import { MessageInsightsApi, type MessageInsightsApiProps } from '../../lib/insights/message-insights-api';

const CDK_JSON = JSON.parse(readFileSync('cdk.json', 'utf8'));

/** Tests read warnings from the stack, and CDK does not print them. */
const QUIET = { '@aws-cdk/core:annotationsInValidationReport': false };

/**
 * Creates an app with the feature flags of cdk.json. The app bundles no functions, because no test here reads their code. The
 * app records no stack traces and no construct tree, because they take time.
 */
export function createApp(context: Record<string, unknown> = {}): App {
  return new App({
    context: { ...CDK_JSON.context, ...QUIET, ...context, 'aws:cdk:bundling-stacks': [] },
    stackTraces: false,
    treeMetadata: false,
  });
}

export function createExporter(props?: SendStatisticsExporterProps): {
  exporter: SendStatisticsExporter;
  template: Template;
} {
  const stack = new Stack(createApp(), 'Test');
  const exporter = new SendStatisticsExporter(stack, 'Exporter', props);
  return { exporter, template: Template.fromStack(stack) };
}

/** @param also adds more to the stack, such as grantees */
export function createInsights(
  props?: MessageInsightsApiProps,
  also: (insights: MessageInsightsApi, stack: Stack) => void = () => {},
): { insights: MessageInsightsApi; template: Template } {
  const stack = new Stack(createApp(), 'Test', { env: { account: '111122223333', region: 'eu-west-1' } });
  const insights = new MessageInsightsApi(stack, 'Insights', props);
  also(insights, stack);
  return { insights, template: Template.fromStack(stack) };
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Returns the statements of all policies of the roles whose logical id contains a word. */
export function statementsOf(template: Template, role: string): Statement[] {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => (Properties.Roles as { Ref: string }[]).some(({ Ref }) => Ref.includes(role)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
}
