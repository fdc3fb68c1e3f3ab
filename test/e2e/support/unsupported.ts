/** Removes unsupported parts from templates, and nothing else. Each removal belongs to a row of `shortcomings.ts`. */
import { removeResources, type Template, type TemplateResource } from './template-edits';

/** Functions that edit a template in place. */
export const REMOVALS = {
  compositeAlarms: (template) => removeResources(template, ({ Type }) => Type === 'AWS::CloudWatch::CompositeAlarm'),
  metricMath: (template) => removeResources(template, isOnMetricMath),
  scheduledTime(template) {
    for (const { Properties } of resourcesOf(template, 'AWS::Scheduler::Schedule')) {
      (Properties.Target as { Input: string }).Input = '{}';
    }
  },
  links: (template) => removeResources(template, ({ Type }) => Type === 'AWS::Oam::Link'),
  namespaceCondition(template) {
    for (const { Properties } of resourcesOf(template, 'AWS::IAM::Policy')) {
      (Properties.PolicyDocument as PolicyDocument).Statement.forEach(removeNamespaceCondition);
    }
  },
} satisfies Record<string, (template: Template) => void>;

export type Removal = keyof typeof REMOVALS;

/** Applies every removal to a template, in place. */
export function removeUnsupported(template: Template): void {
  for (const remove of Object.values(REMOVALS)) remove(template);
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

function removeNamespaceCondition(statement: PolicyDocument['Statement'][number]): void {
  if (statement.Condition?.StringEquals?.['cloudwatch:namespace']) delete statement.Condition;
}
