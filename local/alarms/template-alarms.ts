/** The alarms of a synthesized template, as CloudWatch would be given them. */

import { isStatistic, type Metric, type Statistic } from '../aws/metric-store';
import { type AlarmRule, parseAlarmRule } from './alarm-rule';
import { type MetricMath, parseMetricMath } from './metric-math';

export interface MetricAlarm {
  readonly kind: 'metric';
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly periodMs: number;
  /** The metrics it reads, by their id in the expression. */
  readonly metrics: Readonly<Record<string, { readonly metric: Metric; readonly statistic: Statistic }>>;
  readonly value: MetricMath;
  readonly isBreaching: (value: number) => boolean;
  readonly threshold: number;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missingData: MissingData;
  /** The alarm stays as it was made for this long. */
  readonly warmUpMs: number;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
}

/** The alarm that holds the actions of a composite alarm back. */
export interface Suppressor {
  /** Logical id. */
  readonly id: string;
  readonly waitMs: number;
  readonly extensionMs: number;
}

export interface CompositeAlarm {
  readonly kind: 'composite';
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Its children are named by their logical ids. */
  readonly rule: AlarmRule;
  readonly suppressor?: Suppressor;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
}

export type TemplateAlarm = MetricAlarm | CompositeAlarm;

const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'] as const;
export type MissingData = (typeof MISSING_DATA)[number];

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** Properties that change when an alarm goes off and that are read below; any other is an error. */
const KNOWN_PROPERTIES = new Set([
  'ActionsSuppressor',
  'ActionsSuppressorExtensionPeriod',
  'ActionsSuppressorWaitPeriod',
  'AlarmActions',
  'AlarmDescription',
  'AlarmName',
  'AlarmRule',
  'ComparisonOperator',
  'DatapointsToAlarm',
  'Dimensions',
  'EvaluationPeriods',
  'MetricName',
  'Metrics',
  'Namespace',
  'OKActions',
  'Period',
  'Statistic',
  'Tags',
  'Threshold',
  'TreatMissingData',
  'WarmUpConfiguration',
]);

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shapes, read below
  readonly Properties: any;
}

export interface CfnTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** An alarm's name without the stack's, which is the same for all. */
export function withoutStack(name: string): string {
  return name.replace(/^SesMetricsExporter-[a-z]+(-[a-z]+)+-\d+-/, '');
}

/** @throws Error for a property or expression that is not known here */
export function readAlarms({ Resources }: CfnTemplate): TemplateAlarm[] {
  const alarms = Object.entries(Resources).flatMap(([id, { Type, Properties }]): TemplateAlarm[] => {
    if (Type === 'AWS::CloudWatch::Alarm') return [readMetricAlarm(id, requireKnown(Properties))];
    if (Type === 'AWS::CloudWatch::CompositeAlarm') return [readCompositeAlarm(id, requireKnown(Properties))];
    return [];
  });
  return requireChildren(alarms);
}

function requireKnown(properties: Resource['Properties']): Resource['Properties'] {
  const unknown = Object.keys(properties).filter((name) => !KNOWN_PROPERTIES.has(name));
  if (unknown.length > 0) throw new Error(`An alarm has properties that are not known here: ${unknown.join(', ')}`);
  return properties;
}

function readMetricAlarm(id: string, properties: Resource['Properties']): MetricAlarm {
  const { Threshold, ComparisonOperator, EvaluationPeriods, WarmUpConfiguration } = properties;
  const compare = COMPARISONS[ComparisonOperator];
  if (!compare) throw new Error(`${ComparisonOperator} is not known here`);
  if (!MISSING_DATA.includes(properties.TreatMissingData))
    throw new Error(`${properties.TreatMissingData} is not known`);
  if (WarmUpConfiguration && !WarmUpConfiguration.OnlyStartEvaluatingAfterWarmUpPeriodEnds) {
    throw new Error('A warm-up that may end early is not known here');
  }
  return {
    kind: 'metric',
    id,
    ...commonOf(properties),
    ...(properties.Metrics ? readMathMetrics(properties.Metrics) : readSingleMetric(properties)),
    isBreaching: (value) => compare(value, Threshold),
    threshold: Threshold,
    datapointsToAlarm: properties.DatapointsToAlarm ?? EvaluationPeriods,
    evaluationPeriods: EvaluationPeriods,
    missingData: properties.TreatMissingData,
    warmUpMs: (WarmUpConfiguration?.WarmUpPeriodDurationInMinutes ?? 0) * 60_000,
  };
}

function readSingleMetric(properties: Resource['Properties']) {
  return {
    periodMs: properties.Period * 1000,
    metrics: { metric: { metric: toMetric(properties), statistic: toStatistic(properties.Statistic) } },
    value: parseMetricMath('metric', ['metric']),
  };
}

function readMathMetrics(queries: Resource['Properties']) {
  const stats = queries.filter((query: Resource['Properties']) => query.MetricStat);
  const [math, ...more] = queries.filter((query: Resource['Properties']) => query.Expression);
  const periods = new Set<number>(stats.map((query: Resource['Properties']) => query.MetricStat.Period));
  if (more.length > 0 || periods.size !== 1)
    throw new Error('One expression over one period is all that is known here');
  return {
    periodMs: ([...periods][0] as number) * 1000,
    metrics: Object.fromEntries(
      stats.map(({ Id, MetricStat }: Resource['Properties']) => [
        Id,
        { metric: toMetric(MetricStat.Metric), statistic: toStatistic(MetricStat.Stat) },
      ]),
    ),
    value: parseMetricMath(
      math.Expression,
      stats.map(({ Id }: Resource['Properties']) => Id),
    ),
  };
}

function readCompositeAlarm(id: string, properties: Resource['Properties']): CompositeAlarm {
  const { ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } = properties;
  return {
    kind: 'composite',
    id,
    ...commonOf(properties),
    rule: parseAlarmRule(toText(properties.AlarmRule)),
    ...(ActionsSuppressor && {
      suppressor: {
        id: toText(ActionsSuppressor),
        waitMs: ActionsSuppressorWaitPeriod * 1000,
        extensionMs: ActionsSuppressorExtensionPeriod * 1000,
      },
    }),
  };
}

/** An alarm that a rule names and the template lacks would never change. */
function requireChildren(alarms: readonly TemplateAlarm[]): TemplateAlarm[] {
  const ids = new Set(alarms.map(({ id }) => id));
  for (const alarm of alarms) {
    if (alarm.kind === 'metric') continue;
    const named = [...alarm.rule.children, ...(alarm.suppressor ? [alarm.suppressor.id] : [])];
    const unknown = named.filter((child) => !ids.has(child));
    if (unknown.length > 0)
      throw new Error(`${alarm.id} names alarms that are not in the template: ${unknown.join(', ')}`);
  }
  return [...alarms];
}

function commonOf(properties: Resource['Properties']) {
  return {
    name: toText(properties.AlarmName),
    description: toText(properties.AlarmDescription),
    alarmActions: (properties.AlarmActions ?? []).map(toText),
    okActions: (properties.OKActions ?? []).map(toText),
  };
}

function toMetric({ Namespace, MetricName, Dimensions = [] }: Resource['Properties']): Metric {
  const dimensions = Dimensions.map(({ Name, Value }: Resource['Properties']) => [Name, toText(Value)]);
  return { namespace: Namespace, name: MetricName, dimensions: Object.fromEntries(dimensions) };
}

function toStatistic(name: string): Statistic {
  if (!isStatistic(name)) throw new Error(`The statistic ${name} is not known here`);
  return name;
}

/** What CloudFormation knows at deployment only, in words that fit where an alarm's text names it. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': 'of this stack',
  'AWS::Region': 'its Region',
  'AWS::Partition': 'aws',
};

/** The string itself, or the logical id of what it refers to. */
function toText(value: Resource['Properties']): string {
  if (typeof value === 'string') return value;
  if (value?.['Fn::Join']) return value['Fn::Join'][1].map(toText).join(value['Fn::Join'][0]);
  const id = value?.Ref ?? value?.['Fn::GetAtt']?.[0];
  if (typeof id !== 'string') throw new Error(`${JSON.stringify(value)} is not known here`);
  return PSEUDO_PARAMETERS[id] ?? id;
}
