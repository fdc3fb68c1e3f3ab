/** CloudWatch: the operations on alarms. */
import {
  type AlarmType,
  DescribeAlarmHistory$,
  type DescribeAlarmHistoryInput,
  type DescribeAlarmHistoryOutput,
  DescribeAlarms$,
  type DescribeAlarmsInput,
  type DescribeAlarmsOutput,
  DisableAlarmActions$,
  type DisableAlarmActionsInput,
  EnableAlarmActions$,
  type EnableAlarmActionsInput,
  type MetricAlarm,
  SetAlarmState$,
  type SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../aws/protocols/aws-error';
import { type Operations, operation } from '../aws/protocols/operation';
import type { HistoryItem } from './alarm-history';
import type { LocalAlarms } from './alarms';
import type { LocalAlarm } from './local-alarm';
import { pageOf } from './pages';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const ALARMS_PER_PAGE = 50;
const MAX_ALARMS_PER_PAGE = 100;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
const HISTORY_ITEMS_PER_PAGE = 100;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
const MAX_REASON_LENGTH = 1_023;
const MAX_REASON_DATA_LENGTH = 4_000;

const STATES: readonly string[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** @param now the clock, epoch milliseconds */
export function alarmOperations(alarms: LocalAlarms, now: () => number, pageSize = MAX_ALARMS_PER_PAGE): Operations {
  /** Ignores names without an alarm, as CloudWatch does. */
  function enableActions(names: readonly string[] = [], region: string, isEnabled: boolean): object {
    for (const alarm of alarms.in(region)) if (names.includes(alarm.name)) alarms.enableActions(alarm, isEnabled);
    return {};
  }

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
        if (StateReason.length > MAX_REASON_LENGTH) throw tooLong('stateReason', MAX_REASON_LENGTH);
        if ((StateReasonData ?? '').length > MAX_REASON_DATA_LENGTH)
          throw tooLong('stateReasonData', MAX_REASON_DATA_LENGTH);
        alarms.setState(alarm, StateValue, { reason: StateReason, reasonData: StateReasonData });
        return {};
      },
    ),
    DescribeAlarmHistory: operation(
      DescribeAlarmHistory$,
      (input: DescribeAlarmHistoryInput, { region }): DescribeAlarmHistoryOutput => {
        const { MaxRecords = HISTORY_ITEMS_PER_PAGE, NextToken, ScanBy } = input;
        alarms.in(region); // brings the history up to date
        const found = alarms.history.at(now()).filter((item) => item.region === region && isItemWanted(item, input));
        const sorted = found.sort((a, b) => a.Timestamp.getTime() - b.Timestamp.getTime());
        if (ScanBy !== 'TimestampAscending') sorted.reverse();
        const { items, nextToken } = pageOf(sorted, Math.min(MaxRecords, pageSize), NextToken);
        return { AlarmHistoryItems: [...items], NextToken: nextToken };
      },
    ),
    EnableAlarmActions: operation(EnableAlarmActions$, ({ AlarmNames }: EnableAlarmActionsInput, { region }) =>
      enableActions(AlarmNames, region, true),
    ),
    DisableAlarmActions: operation(DisableAlarmActions$, ({ AlarmNames }: DisableAlarmActionsInput, { region }) =>
      enableActions(AlarmNames, region, false),
    ),
  };
}

function tooLong(field: string, limit: number): AwsError {
  return new AwsError(
    'ValidationError',
    `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
  );
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

function isItemWanted(
  { AlarmName, AlarmType, HistoryItemType, Timestamp }: HistoryItem,
  input: DescribeAlarmHistoryInput,
): boolean {
  const { AlarmTypes = ['MetricAlarm'], StartDate, EndDate } = input;
  return (
    AlarmTypes.includes(AlarmType as AlarmType) &&
    (input.AlarmName === undefined || input.AlarmName === AlarmName) &&
    (input.HistoryItemType === undefined || input.HistoryItemType === HistoryItemType) &&
    (StartDate === undefined || Timestamp >= StartDate) &&
    (EndDate === undefined || Timestamp <= EndDate)
  );
}

function toDescription({ configuration, actionsEnabled, state }: LocalAlarm): MetricAlarm {
  const { value, reason, reasonData, updatedAt, changedAt } = state;
  return {
    ...configuration,
    ActionsEnabled: actionsEnabled,
    StateValue: value,
    StateReason: reason,
    StateReasonData: reasonData,
    StateUpdatedTimestamp: new Date(updatedAt),
    StateTransitionedTimestamp: new Date(changedAt),
  };
}
