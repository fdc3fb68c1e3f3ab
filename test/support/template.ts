import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SendStatisticsExporter, type SendStatisticsExporterProps } from '../../lib/send-statistics-exporter';

/** Functions are not bundled: no test here reads their code, and it takes seconds. */
export function createApp(context: Record<string, unknown> = {}): App {
  return new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
}

export function createExporter(props?: SendStatisticsExporterProps): {
  exporter: SendStatisticsExporter;
  template: Template;
} {
  const stack = new Stack(createApp(), 'Test');
  const exporter = new SendStatisticsExporter(stack, 'Exporter', props);
  return { exporter, template: Template.fromStack(stack) };
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of every policy attached to the roles whose logical id holds a word. */
export function statementsOf(template: Template, role: string): Statement[] {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => (Properties.Roles as { Ref: string }[]).some(({ Ref }) => Ref.includes(role)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
}
