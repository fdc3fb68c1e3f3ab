/**
 * What is taken out of the templates because the emulator cannot have it, each for a row of `shortcomings.ts`; nothing else of
 * what the app synthesizes is changed.
 */
import { forget, type Template, type TemplateResource } from './template-edits';

/** Edits of a template, in place. */
export const LEFT_OUT = {
  compositeAlarms: (template) => forget(template, ({ Type }) => Type === 'AWS::CloudWatch::CompositeAlarm'),
  metricMath: (template) => forget(template, isOnMetricMath),
  scheduledTime(template) {
    for (const { Properties } of resourcesOf(template, 'AWS::Scheduler::Schedule')) {
      (Properties.Target as { Input: string }).Input = '{}';
    }
  },
  links: (template) => forget(template, ({ Type }) => Type === 'AWS::Oam::Link'),
  namespaceCondition(template) {
    for (const { Properties } of resourcesOf(template, 'AWS::IAM::Policy')) {
      (Properties.PolicyDocument as PolicyDocument).Statement.forEach(withoutNamespace);
    }
  },
} satisfies Record<string, (template: Template) => void>;

export type LeftOut = keyof typeof LEFT_OUT;

/** Makes all edits, in place. */
export function leaveOut(template: Template): void {
  for (const edit of Object.values(LEFT_OUT)) edit(template);
}

function resourcesOf(template: Template, type: string): TemplateResource[] {
  return Object.values(template.Resources).filter(({ Type }) => Type === type);
}

function isOnMetricMath({ Type, Properties }: TemplateResource): boolean {
  return Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties;
}

interface PolicyDocument {
  readonly Statement: readonly { Condition?: { readonly StringEquals?: Readonly<Record<string, unknown>> } }[];
}

function withoutNamespace(statement: PolicyDocument['Statement'][number]): void {
  if (statement.Condition?.StringEquals?.['cloudwatch:namespace']) delete statement.Condition;
}
