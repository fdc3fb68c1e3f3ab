/** Commands of the AWS CLI that people copy. They name the Region, because a terminal may have another one. */
import { shellWord } from '../../lambda/message-insights/shell-word';

/** Returns the command that ends a drill: it sets the state of an alarm back. */
export function restoreCommand(alarm: string, state: string, region: string): string {
  return `aws cloudwatch set-alarm-state --region ${region} --alarm-name ${shellWord(alarm)} --state-value ${state} --state-reason "Drill is over"`;
}

export function enableActionsCommand(alarms: readonly string[], region: string): string {
  return `aws cloudwatch enable-alarm-actions --region ${region} --alarm-names ${alarms.map(shellWord).join(' ')}`;
}

/** Returns the command that ends a mute rule of a stack. */
export function endMuteCommand(rule: string, { name, region }: { readonly name: string; readonly region: string }) {
  return `AWS_REGION=${region} npm run mute -- --stack ${name} --end ${shellWord(rule)}`;
}
