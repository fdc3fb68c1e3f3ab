/** The messages that CloudWatch publishes when an alarm changes its state. */

import { toAwsTime } from './alarm-reasons';
import type { Transition } from './local-alarm';

/** The names of Regions in messages. Other Regions appear with their code. */
const REGION_NAMES: Readonly<Record<string, string>> = {
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-west-1': 'EU (Ireland)',
  'eu-west-2': 'EU (London)',
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-2': 'US West (Oregon)',
};

/** The names of statistics in messages. */
const STATISTICS: Readonly<Record<string, string>> = {
  Average: 'AVERAGE',
  Maximum: 'MAXIMUM',
  Minimum: 'MINIMUM',
  SampleCount: 'SAMPLE_COUNT',
  Sum: 'SUM',
};

export interface AlarmNotification {
  readonly subject: string;
  /** JSON. Subscribers of most protocols get it as the message. */
  readonly message: string;
}

/** @param time of the change, epoch milliseconds */
export function toNotification({ alarm, from, triggers }: Transition, time: number): AlarmNotification {
  const { name, region, account, arn, configuration, state, kind } = alarm;
  const regionName = REGION_NAMES[region] ?? region;
  const { AlarmDescription, OKActions, AlarmActions, InsufficientDataActions } = configuration;
  const common = {
    AlarmName: name,
    AlarmDescription: AlarmDescription ?? null,
    AWSAccountId: account,
    ...(kind === 'metric' && { AlarmConfigurationUpdatedTimestamp: toAwsTime(updatedAt(configuration)) }),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: toAwsTime(time),
    Region: regionName,
    AlarmArn: arn,
    OldStateValue: from,
    OKActions,
    AlarmActions,
    InsufficientDataActions,
  };
  const details =
    kind === 'metric'
      ? { Trigger: triggerOf(configuration) }
      : {
          AlarmRule: configuration.AlarmRule,
          TriggeringChildren: triggers.map((child) => ({
            Arn: child.arn,
            State: { Value: child.state.value, Timestamp: toAwsTime(child.state.changedAt) },
          })),
        };
  return {
    subject: `${state.value}: "${name}" in ${regionName}`,
    message: JSON.stringify({ ...common, ...details }),
  };
}

type Configuration = Transition['alarm']['configuration'];

function updatedAt({ AlarmConfigurationUpdatedTimestamp }: Configuration): number {
  return AlarmConfigurationUpdatedTimestamp?.getTime() ?? 0;
}

function triggerOf(configuration: Configuration) {
  const {
    MetricName,
    Namespace,
    Statistic,
    Unit,
    Dimensions,
    Metrics,
    Period,
    EvaluationPeriods,
    DatapointsToAlarm,
    ComparisonOperator,
    Threshold,
    TreatMissingData,
  } = configuration;
  const evaluation = {
    EvaluationPeriods,
    DatapointsToAlarm,
    ComparisonOperator,
    Threshold,
    TreatMissingData,
    EvaluateLowSampleCountPercentile: '',
  };
  if (!Metrics) {
    return {
      MetricName,
      Namespace,
      StatisticType: 'Statistic',
      Statistic: STATISTICS[Statistic ?? ''],
      Unit: Unit ?? null,
      Dimensions: toDimensions(Dimensions),
      Period,
      ...evaluation,
    };
  }
  const period = Metrics.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period;
  return {
    Period: period,
    ...evaluation,
    Metrics: Metrics.map(({ MetricStat, ...query }) => ({
      ...query,
      ...(MetricStat && {
        MetricStat: {
          ...MetricStat,
          Metric: { ...MetricStat.Metric, Dimensions: toDimensions(MetricStat.Metric?.Dimensions) },
        },
      }),
    })),
  };
}

/** In messages, the names of a dimension's members begin with a lower-case letter. */
function toDimensions(dimensions: Configuration['Dimensions'] = []) {
  return dimensions.map(({ Name, Value }) => ({ value: Value, name: Name }));
}

/**
 * Returns the event of an action that invokes a function.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export function toActionEvent({ alarm, from }: Transition, time: number): object {
  const { name, region, account, arn, configuration, state } = alarm;
  const timestamp = toAwsTime(time);
  return {
    source: 'aws.cloudwatch',
    alarmArn: arn,
    accountId: account,
    time: timestamp,
    region,
    alarmData: {
      alarmName: name,
      state: {
        value: state.value,
        reason: state.reason,
        timestamp,
        ...(state.reasonData && { reasonData: state.reasonData }),
      },
      previousState: { value: from },
      configuration: { description: configuration.AlarmDescription, alarmRule: configuration.AlarmRule },
    },
  };
}
