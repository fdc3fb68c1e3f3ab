/** CloudWatch: the operations on alarms. */
import {
  type AlarmType,
  DescribeAlarms$,
  type DescribeAlarmsInput,
  type DescribeAlarmsOutput,
  type MetricAlarm,
  SetAlarmState$,
  type SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../aws/protocols/aws-error';
import { type Operations, operation } from '../aws/protocols/operation';
import type { LocalAlarm, LocalAlarms } from './alarms';
import { pageOf } from './pages';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const ALARMS_PER_PAGE = 50;
const MAX_ALARMS_PER_PAGE = 100;

const STATES: readonly string[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

export function alarmOperations(alarms: LocalAlarms, pageSize = MAX_ALARMS_PER_PAGE): Operations {
  return {
    DescribeAlarms: operation(DescribeAlarms$, (input: DescribeAlarmsInput, { region }): DescribeAlarmsOutput => {
      const { MaxRecords = ALARMS_PER_PAGE, NextToken } = input;
      const found = alarms.in(region).filter((alarm) => isWanted(alarm, input));
      const { items, nextToken } = pageOf(found, Math.min(MaxRecords, pageSize), NextToken);
      const ofKind = (kind: LocalAlarm['kind']) => items.filter((alarm) => alarm.kind === kind).map(toDescription);
      return { MetricAlarms: ofKind('metric'), CompositeAlarms: ofKind('composite'), NextToken: nextToken };
    }),
    SetAlarmState: operation(
      SetAlarmState$,
      ({ AlarmName, StateValue, StateReason, StateReasonData }: SetAlarmStateInput, { region }) => {
        const alarm = alarms.find(region, AlarmName);
        if (!alarm) throw new AwsError('ResourceNotFound', '', 404);
        if (!StateValue || !STATES.includes(StateValue) || StateReason === undefined) {
          throw new AwsError('ValidationError', `1 validation error detected: Value '${StateValue}' at 'stateValue'`);
        }
        alarms.setState(alarm, { value: StateValue, reason: StateReason, reasonData: StateReasonData });
        return {};
      },
    ),
  };
}

function isWanted(
  { kind, name, state, configuration }: LocalAlarm,
  {
    AlarmNames,
    AlarmNamePrefix = '',
    AlarmTypes = ['MetricAlarm'],
    StateValue,
    ActionPrefix = '',
  }: DescribeAlarmsInput,
): boolean {
  const type: AlarmType = kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm';
  const { AlarmActions = [], OKActions = [], InsufficientDataActions = [] } = configuration;
  return (
    AlarmTypes.includes(type) &&
    (AlarmNames === undefined || AlarmNames.includes(name)) &&
    name.startsWith(AlarmNamePrefix) &&
    (StateValue === undefined || state.value === StateValue) &&
    [...AlarmActions, ...OKActions, ...InsufficientDataActions, ''].some((action) => action.startsWith(ActionPrefix))
  );
}

function toDescription({ configuration, state }: LocalAlarm): MetricAlarm {
  const { value, reason, reasonData, updatedAt, changedAt } = state;
  return {
    ...configuration,
    StateValue: value,
    StateReason: reason,
    StateReasonData: reasonData,
    StateUpdatedTimestamp: new Date(updatedAt),
    StateTransitionedTimestamp: new Date(changedAt),
  };
}
