/** Formats mute rules for people. */
import { awsActsOn } from '../../lib/alarms/alarm-texts';
import { printable } from '../../lib/shared/printable';
import { endMuteCommand } from '../deployed/alarm-commands';
import { type DeployedAlarm, isAlarmOf } from '../deployed/alarms';
import type { DeployedStack } from '../deployed/deployed-stack';
import type { MuteRule } from '../deployed/mute-rules';
import { windowText } from '../deployed/mute-schedule';
import type { MuteSelection } from './muted-alarms';

export interface MuteDescription extends MuteSelection {
  readonly stack: DeployedStack;
  readonly name: string;
  readonly window: { readonly from: number; readonly until: number };
  readonly timeZone: string;
  /** What CloudWatch says about the rule, or why this is unknown. */
  readonly status: string;
}

export function muteText({ stack, name, window, timeZone, status, muted, others }: MuteDescription): string {
  const critical = others.filter(({ level }) => level === 'critical');
  return [
    `Mute rule ${name} of the stack ${stack.name} (account ${stack.account}, ${stack.region})`,
    `From ${windowText(window, timeZone)}${timeZone === 'UTC' ? '' : ` (${windowText(window, 'UTC')})`}, status: ${status}`,
    'These alarms notify nobody in this time. They still change their states:',
    ...muted.map((alarm) => `  ${alarm.name}${alarm.state === 'ALARM' ? ' (already in ALARM)' : ''}`),
    'These critical alarms still page:',
    ...(critical.length > 0 ? critical.map((alarm) => `  ${alarm.name}`) : ['  none']),
    'What a mute rule does not change:',
    `  AWS counts the mail. Bounces: ${awsActsOn('BounceRate')} Complaints: ${awsActsOn('ComplaintRate')}`,
    '  An alarm that is still in ALARM at the end of the mute notifies its receivers then.',
    '  After a burst, the alarms on the rates of a day do not page for 24 hours, even if the mute held back the page for the burst.',
    'To end the mute earlier:',
    `  ${endMuteCommand(name, stack)}`,
  ].join('\n');
}

export function listText(rules: readonly MuteRule[], stack: DeployedStack, timeZone: string): string {
  if (rules.length === 0) return `No mute rule holds back an alarm of the stack ${stack.name}, now or later.`;
  return rules
    .map(({ name: rule, description, status, alarmNames, schedule, window }) => {
      const own = alarmNames?.filter((alarm) => isAlarmOf(stack, alarm)) ?? [];
      return [
        `${printable(rule)}: ${status}`,
        `  ${window ? windowText(window, timeZone) : schedule}`,
        ...(description ? [`  reason: ${printable(description)}`] : []),
        `  mutes ${alarmNames === undefined ? 'EVERY alarm of this account and Region' : own.join(', ')}`,
      ].join('\n');
    })
    .join('\n');
}

/** @param alarms those that an ended rule muted */
export function firingText(alarms: readonly DeployedAlarm[]): string {
  const firing = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  return firing.length > 0
    ? `These alarms are in ALARM and notify their receivers now, unless another rule mutes them: ${firing.join(', ')}`
    : 'No muted alarm is in ALARM, so nobody is notified.';
}
