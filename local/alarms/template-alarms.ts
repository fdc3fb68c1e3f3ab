/** Reads the alarms of a synthesized template. */
import { isStatistic, type Metric, type Statistic } from '../aws/metric-store';
import { type AlarmRule, parseAlarmRule } from './alarm-rule';
import { type MetricMath, parseMetricMath } from './metric-math';

export interface MetricAlarm {
  readonly kind: 'metric';
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly periodMs: number;
  /** The metrics in the expression, by id. */
  readonly metrics: Readonly<Record<string, { readonly metric: Metric; readonly statistic: Statistic }>>;
  readonly value: MetricMath;
  readonly isBreaching: (value: number) => boolean;
  readonly threshold: number;
  /** CloudWatch's name of the comparison, such as `GreaterThanThreshold`. */
  readonly comparison: string;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missingData: MissingData;
  /** After its creation, the alarm is not evaluated for this long. */
  readonly warmUpMs: number;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
}

/** The alarm that suppresses the actions of a composite alarm. */
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
  /** Names its children by their logical ids. */
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

/** Any other property is an error, because it could change when an alarm fires. */
const SUPPORTED_PROPERTIES = new Set([
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
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's shapes, parsed below
  readonly Properties: any;
}

export interface CfnTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/**
 * Returns the name of an alarm without the prefix that all alarms of a stack share. The prefix ends with the Region, and a
 * part of the configured prefix may look like a Region, such as `my-app-v-2`.
 */
export function withoutStack(name: string): string {
  return name.replace(/^[A-Za-z][\w-]*-[a-z]{2,4}(-[a-z]+)+-\d+-/, '');
}

/** @throws Error for an unsupported property or expression */
export function readAlarms({ Resources }: CfnTemplate): TemplateAlarm[] {
  const alarms = Object.entries(Resources).flatMap(([id, { Type, Properties }]): TemplateAlarm[] => {
    if (Type === 'AWS::CloudWatch::Alarm') return [readMetricAlarm(id, assertSupported(Properties))];
    if (Type === 'AWS::CloudWatch::CompositeAlarm') return [readCompositeAlarm(id, assertSupported(Properties))];
    return [];
  });
  assertChildrenExist(alarms);
  return alarms;
}

function assertSupported(properties: Resource['Properties']): Resource['Properties'] {
  const unsupported = Object.keys(properties).filter((name) => !SUPPORTED_PROPERTIES.has(name));
  if (unsupported.length > 0) throw new Error(`An alarm has unsupported properties: ${unsupported.join(', ')}`);
  return properties;
}

function readMetricAlarm(id: string, properties: Resource['Properties']): MetricAlarm {
  const { Threshold, ComparisonOperator, EvaluationPeriods, WarmUpConfiguration } = properties;
  const compare = COMPARISONS[ComparisonOperator];
  if (!compare) throw new Error(`The comparison operator ${ComparisonOperator} is not supported`);
  if (!MISSING_DATA.includes(properties.TreatMissingData))
    throw new Error(`TreatMissingData ${properties.TreatMissingData} is not supported`);
  if (WarmUpConfiguration && !WarmUpConfiguration.OnlyStartEvaluatingAfterWarmUpPeriodEnds) {
    throw new Error('A warm-up that can end early is not supported');
  }
  return {
    kind: 'metric',
    id,
    ...commonOf(properties),
    ...(properties.Metrics ? readMathMetrics(properties.Metrics) : readSingleMetric(properties)),
    isBreaching: (value) => compare(value, Threshold),
    threshold: Threshold,
    comparison: ComparisonOperator,
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
  if (!math || more.length > 0 || periods.size !== 1)
    throw new Error('An alarm must have exactly one expression, and all its metrics must have the same period');
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
    rule: parseAlarmRule(toStringValue(properties.AlarmRule)),
    ...(ActionsSuppressor && {
      suppressor: {
        id: toStringValue(ActionsSuppressor),
        waitMs: ActionsSuppressorWaitPeriod * 1000,
        extensionMs: ActionsSuppressorExtensionPeriod * 1000,
      },
    }),
  };
}

/** @throws Error when a rule names an alarm that is not in the template. The rule could never read its state */
function assertChildrenExist(alarms: readonly TemplateAlarm[]): void {
  const ids = new Set(alarms.map(({ id }) => id));
  for (const alarm of alarms) {
    if (alarm.kind === 'metric') continue;
    const named = [...alarm.rule.children, ...(alarm.suppressor ? [alarm.suppressor.id] : [])];
    const unknown = named.filter((child) => !ids.has(child));
    if (unknown.length > 0)
      throw new Error(`${alarm.id} names alarms that are not in the template: ${unknown.join(', ')}`);
  }
}

function commonOf(properties: Resource['Properties']) {
  return {
    name: toStringValue(properties.AlarmName),
    description: toStringValue(properties.AlarmDescription),
    alarmActions: (properties.AlarmActions ?? []).map(toStringValue),
    okActions: (properties.OKActions ?? []).map(toStringValue),
  };
}

function toMetric({ Namespace, MetricName, Dimensions = [] }: Resource['Properties']): Metric {
  const dimensions = Dimensions.map(({ Name, Value }: Resource['Properties']) => [Name, toStringValue(Value)]);
  return { namespace: Namespace, name: MetricName, dimensions: Object.fromEntries(dimensions) };
}

function toStatistic(name: string): Statistic {
  if (!isStatistic(name)) throw new Error(`The statistic ${name} is not supported`);
  return name;
}

/** Words for values that only a deployment knows. They fit into the descriptions of alarms. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': 'of this stack',
  'AWS::Region': 'its Region',
  'AWS::Partition': 'aws',
};

/** Returns a string unchanged, and a reference as its logical id. */
export function toStringValue(value: Resource['Properties']): string {
  if (typeof value === 'string') return value;
  if (value?.['Fn::Join']) return value['Fn::Join'][1].map(toStringValue).join(value['Fn::Join'][0]);
  const id = value?.Ref ?? value?.['Fn::GetAtt']?.[0];
  if (typeof id !== 'string') throw new Error(`The value ${JSON.stringify(value)} is not supported`);
  return PSEUDO_PARAMETERS[id] ?? id;
}
