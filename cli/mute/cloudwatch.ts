/** Creates and deletes alarm mute rules. */
import { type CloudWatchClient, DeleteAlarmMuteRuleCommand, PutAlarmMuteRuleCommand } from '@aws-sdk/client-cloudwatch';
import { toSchedule } from '../deployed/mute-schedule';
import type { AwsCall } from '../terminal/aws-error';
import { callAws } from '../terminal/aws-failure';

const PUT_MUTE_RULE: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:PutAlarmMuteRule' };
const DELETE_MUTE_RULE: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:DeleteAlarmMuteRule' };

export interface NewMuteRule {
  readonly name: string;
  readonly description: string;
  readonly alarmNames: readonly string[];
  /** Epoch milliseconds, whole minutes. */
  readonly window: { readonly from: number; readonly until: number };
}

/**
 * Creates a rule, or replaces the rule with this name.
 *
 * @throws AwsFailure
 */
export async function putMuteRule(client: CloudWatchClient, rule: NewMuteRule): Promise<void> {
  const command = new PutAlarmMuteRuleCommand({
    Name: rule.name,
    Description: rule.description,
    Rule: { Schedule: toSchedule(rule.window) },
    MuteTargets: { AlarmNames: [...rule.alarmNames] }, // without targets, the rule would mute every alarm of the account
  });
  await callAws(PUT_MUTE_RULE, (options) => client.send(command, options));
}

/** @throws AwsFailure. CloudWatch does not report that a rule does not exist */
export async function deleteMuteRule(client: CloudWatchClient, name: string): Promise<void> {
  const command = new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: name });
  await callAws(DELETE_MUTE_RULE, (options) => client.send(command, options));
}
