/** Sets the state of an alarm, and reads what the alarm did. */
import {
  type AlarmHistoryItem,
  type CloudWatchClient,
  paginateDescribeAlarmHistory,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import type { DeployedAlarm } from '../deployed/alarms';
import type { AwsCall } from '../terminal/aws-error';
import { callAws } from '../terminal/aws-failure';

export const SET_ALARM_STATE: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:SetAlarmState' };
export const DESCRIBE_HISTORY: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:DescribeAlarmHistory' };

export interface AlarmStateChange {
  readonly state: string;
  readonly reason: string;
  /** JSON that the receivers of the alarm's message get with the reason. */
  readonly reasonData?: string;
}

/** One line of an alarm's history. */
export interface HistoryEntry {
  /** Epoch milliseconds, by CloudWatch's clock. */
  readonly at: number;
  /** `StateUpdate`, `Action`, or a change of the configuration. */
  readonly type: string;
  /** A sentence such as `Successfully executed action arn:aws:sns:eu-west-1:111122223333:pages`. */
  readonly summary: string;
  /** JSON. A change of the state contains its reason. */
  readonly data: string;
}

/** @throws AwsFailure */
export async function setAlarmState(
  client: CloudWatchClient,
  { name }: Pick<DeployedAlarm, 'name'>,
  { state, reason, reasonData }: AlarmStateChange,
): Promise<void> {
  const command = new SetAlarmStateCommand({
    AlarmName: name,
    StateValue: state as StateValue,
    StateReason: reason,
    StateReasonData: reasonData,
  });
  await callAws(SET_ALARM_STATE, (options) => client.send(command, options));
}

/**
 * Returns what an alarm did, oldest first.
 *
 * @param since epoch milliseconds
 * @throws AwsFailure
 */
export async function readHistory(
  client: CloudWatchClient,
  { name, type }: Pick<DeployedAlarm, 'name' | 'type'>,
  since: number,
): Promise<HistoryEntry[]> {
  const input = {
    AlarmName: name,
    // Without AlarmTypes, CloudWatch returns the history of metric alarms only.
    AlarmTypes: [type === 'composite' ? ('CompositeAlarm' as const) : ('MetricAlarm' as const)],
    StartDate: new Date(since),
  };
  const items = await callAws(DESCRIBE_HISTORY, async ({ abortSignal }) => {
    const found: AlarmHistoryItem[] = [];
    for await (const page of paginateDescribeAlarmHistory({ client }, input, { abortSignal })) {
      found.push(...(page.AlarmHistoryItems ?? []));
    }
    return found;
  });
  return items
    .map(({ Timestamp, HistoryItemType = '', HistorySummary = '', HistoryData = '' }) => ({
      at: Timestamp?.getTime() ?? Number.NaN,
      type: HistoryItemType,
      summary: HistorySummary,
      data: HistoryData,
    }))
    .sort((a, b) => a.at - b.at);
}
