/** Sets the state of an alarm. */
import { type CloudWatchClient, SetAlarmStateCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import type { DeployedAlarm } from '../deployed/alarms';
import type { AwsCall } from '../terminal/aws-error';
import { callAws } from '../terminal/aws-failure';

export const SET_ALARM_STATE: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:SetAlarmState' };

/** Characters of a reason. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
const MAX_REASON_LENGTH = 1_023;

export interface AlarmStateChange {
  readonly state: string;
  /** Cut if it is too long for CloudWatch. */
  readonly reason: string;
  /** JSON that the receivers of the alarm's message get with the reason. */
  readonly reasonData?: string;
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
    StateReason: reason.slice(0, MAX_REASON_LENGTH),
    StateReasonData: reasonData,
  });
  await callAws(SET_ALARM_STATE, (options) => client.send(command, options));
}
