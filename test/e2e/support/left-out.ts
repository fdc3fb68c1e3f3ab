/**
 * What the emulator cannot do, and what is deployed there in its place: nothing but this is changed in what the app
 * synthesizes. Each row says which test holds us to it nevertheless; that the emulator still cannot is itself tested.
 */
import type { Template, TemplateResource } from './template-edits';
import { forget } from './template-edits';

export interface LeftOut {
  readonly what: string;
  /** Test file that covers it without the emulator. */
  readonly coveredBy: string;
  /** Takes it out of a template, in place. */
  readonly edit: (template: Template) => void;
}

export const LEFT_OUT = {
  compositeAlarms: {
    what: 'composite alarms from CloudFormation',
    coveredBy: 'test/local/replayed-incidents.test.ts',
    edit: (template) => forget(template, ({ Type }) => Type === 'AWS::CloudWatch::CompositeAlarm'),
  },
  metricMath: {
    what: 'alarms on metric math from CloudFormation',
    coveredBy: 'test/local/replayed-incidents.test.ts',
    edit: (template) => forget(template, isOnMetricMath),
  },
  scheduledTime: {
    what: 'the scheduled time in what EventBridge Scheduler passes on',
    coveredBy: 'test/e2e/runtime-client-exporter.e2e.ts',
    edit(template) {
      for (const { Type, Properties } of Object.values(template.Resources)) {
        if (Type === 'AWS::Scheduler::Schedule') (Properties.Target as { Input: string }).Input = '{}';
      }
    },
  },
  namespaceCondition: {
    what: 'the condition key cloudwatch:namespace',
    coveredBy: 'test/lib/send-statistics-exporter.test.ts',
    edit(template) {
      for (const { Type, Properties } of Object.values(template.Resources)) {
        if (Type === 'AWS::IAM::Policy')
          (Properties.PolicyDocument as PolicyDocument).Statement.forEach(withoutNamespace);
      }
    },
  },
} as const satisfies Record<string, LeftOut>;

function isOnMetricMath({ Type, Properties }: TemplateResource): boolean {
  return Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties;
}

interface PolicyDocument {
  readonly Statement: readonly { Condition?: { readonly StringEquals?: Readonly<Record<string, unknown>> } }[];
}

function withoutNamespace(statement: PolicyDocument['Statement'][number]): void {
  if (statement.Condition?.StringEquals?.['cloudwatch:namespace']) delete statement.Condition;
}
