/** The alarms of the deployed stacks and their states. */
import type { CompositeAlarm, MetricAlarm, StateValue } from '@aws-sdk/client-cloudwatch';
import type { ResolvedStack, StackResource } from './resolved-stack';

export interface LocalAlarm {
  readonly region: string;
  readonly kind: 'metric' | 'composite';
  readonly name: string;
  readonly arn: string;
  /** As DescribeAlarms returns it, without its state. */
  readonly configuration: MetricAlarm & CompositeAlarm;
  state: AlarmStatus;
}

export interface AlarmStatus {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string;
  /** Epoch milliseconds: when the value, the reason or the configuration changed. */
  readonly updatedAt: number;
  /** Epoch milliseconds: when the value changed. */
  readonly changedAt: number;
}

export interface LocalAlarms {
  /** The alarms of a Region, sorted by name. */
  in(region: string): readonly LocalAlarm[];
  find(region: string, name: string | undefined): LocalAlarm | undefined;
  setState(alarm: LocalAlarm, state: { value: StateValue; reason: string; reasonData?: string }): void;
}

export function createAlarms(stacks: readonly ResolvedStack[], now: () => number): LocalAlarms {
  const alarms = stacks
    .flatMap((stack) => stack.resources.flatMap((resource) => toAlarm(stack, resource)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    in: (region) => alarms.filter((alarm) => alarm.region === region),
    find: (region, name) => alarms.find((alarm) => alarm.region === region && alarm.name === name),
    setState(alarm, { value, reason, reasonData }) {
      const { state } = alarm;
      const updatedAt = now();
      const changedAt = state.value === value ? state.changedAt : updatedAt;
      alarm.state = { value, reason, reasonData, updatedAt, changedAt };
    },
  };
}

function toAlarm({ region, createdAt }: ResolvedStack, { type, arn, properties }: StackResource): LocalAlarm[] {
  if (type !== 'AWS::CloudWatch::Alarm' && type !== 'AWS::CloudWatch::CompositeAlarm') return [];
  const { AlarmName: name, Tags, ...configuration } = properties;
  return [
    {
      region,
      kind: type === 'AWS::CloudWatch::Alarm' ? 'metric' : 'composite',
      name,
      arn,
      configuration: {
        AlarmName: name,
        AlarmArn: arn,
        ActionsEnabled: true,
        AlarmConfigurationUpdatedTimestamp: new Date(createdAt),
        AlarmActions: [],
        OKActions: [],
        InsufficientDataActions: [],
        ...configuration,
      },
      state: {
        value: 'OK',
        reason: 'The alarm has run for a while.',
        updatedAt: createdAt,
        changedAt: createdAt,
      },
    },
  ];
}
