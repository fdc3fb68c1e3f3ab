import { readFileSync } from 'node:fs';
import { type App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createQuickApp } from '../../cli/stack/quick-app';
import { SendStatisticsExporter, type SendStatisticsExporterProps } from '../../lib/exporter/send-statistics-exporter';
import { MessageInsightsApi, type MessageInsightsApiProps } from '../../lib/insights/message-insights-api';

const CDK_JSON = JSON.parse(readFileSync('cdk.json', 'utf8'));

/** Creates an app with the feature flags of cdk.json. The app bundles no functions, because no test here reads their code. */
export function createApp(context: Record<string, unknown> = {}): App {
  return createQuickApp({ context: { ...CDK_JSON.context, ...context, 'aws:cdk:bundling-stacks': [] } });
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
