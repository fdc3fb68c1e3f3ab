/** Checks of a deployed stack: whether it is complete and works. */

import { shellWord } from '../../../lambda/message-insights/shell-word';
import { SCHEDULE_PERIODS_MINUTES } from '../../../lambda/send-statistics/contract';
import { counted } from '../../../lib/shared/plural';
import { printableJson } from '../../../lib/shared/printable';
import { enableActionsCommand, endMuteCommand, restoreCommand } from '../../deployed/alarm-commands';
import { type DeployedAlarm, hasKnownState, isInDrill, ownAlarms } from '../../deployed/alarms';
import type { MuteRule } from '../../deployed/mute-rules';
import type { Invocations, StackFacts, StackResource } from '../facts/facts';
import { isKnown } from '../facts/reading';
import { linkIn } from '../facts/runbook-link';
import { type Check, checkOf, unknownResult } from './check';
import { type Finding, found } from './findings';

const MINUTE_MS = 60_000;

/** Two periods of the longest schedule. The newest value of a working exporter may be this old. */
const MAX_AGE_MS = 2 * Math.max(...SCHEDULE_PERIODS_MINUTES) * MINUTE_MS;

/** A version of this package. */
const VERSION = /^\d+\.\d+\.\d+([-+][\w.+-]*)?$/;

/** `exporterSilent` has the same warm-up. */
const NEW_STACK_MS = 60 * MINUTE_MS;

const WAIT_FOR_FIRST_POLL = {
  advice: 'Wait for the first poll, then run this command again:',
  lines: ['npm run doctor'],
};

export const STACK_CHECKS: readonly Check<StackFacts>[] = [
  { name: 'Stack', judge: (facts) => [judgeStatus(facts)] },
  checkOf('Resources', ({ resources }) => resources, judgeResources),
  { name: 'Version', judge: (facts) => [judgeVersion(facts)] },
  checkOf('Exporter', ({ publishedAt }) => publishedAt, judgeAge),
  checkOf('Polls', ({ invocations }) => invocations, judgePolls),
  checkOf('Dead letters', ({ deadLetters }) => deadLetters, judgeDeadLetters),
  checkOf('Widgets', ({ widgetCalls }) => widgetCalls, judgeWidgets),
  checkOf('Alarm actions', ({ alarms }) => alarms, judgeActions),
  checkOf('Mute rules', ({ muteRules }) => muteRules, judgeMuteRules),
  checkOf('Alarms now', ({ alarms }) => alarms, judgeStates),
];

/** The creation or the deletion failed. Only a new stack helps. */
const NEVER_CREATED = ['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED'];

function judgeStatus({ stack: { name, region, status } }: StackFacts): Finding {
  const what = `${name} has the status ${status}`;
  const events = `aws cloudformation describe-stack-events --region ${region} --stack-name ${name} --query "StackEvents[?contains(ResourceStatus,'FAILED')].[LogicalResourceId,ResourceStatusReason]" --output text`;
  if (NEVER_CREATED.includes(status)) {
    return found('stack-failed', `${what}.`, {
      advice: 'Read why, delete the stack, and deploy it again:',
      lines: [
        events,
        `aws cloudformation delete-stack --region ${region} --stack-name ${name}`,
        `npx cdk deploy ${name}`,
      ],
    });
  }
  if (status.endsWith('_FAILED')) {
    return found('stack-failed', `${what}.`, {
      advice: 'Read why, and continue the rollback:',
      lines: [events, `aws cloudformation continue-update-rollback --region ${region} --stack-name ${name}`],
    });
  }
  if (status === 'UPDATE_ROLLBACK_COMPLETE') {
    return found('update-rolled-back', `${what}: its last update failed.`, {
      advice: 'Read why, then deploy again:',
      lines: [events, `npx cdk deploy ${name}`],
    });
  }
  if (status.endsWith('_IN_PROGRESS')) {
    return found('stack-changing', `${what}.`, {
      advice: 'Wait, then examine it again:',
      lines: [`npm run doctor -- --region ${region} --stack ${name}`],
    });
  }
  if (!status.endsWith('_COMPLETE')) {
    return unknownResult('Stack', `${what}, which this version does not know`);
  }
  return found('stack-complete', `${what}.`);
}

function judgeResources(listedResources: readonly StackResource[], { alarms, stack }: StackFacts): Finding[] {
  const resources = listedResources.filter(({ status }) => status !== 'DELETE_COMPLETE');
  if (resources.length === 0) return [unknownResult('Resources', 'CloudFormation lists no resource of the stack')];
  const failed = resources.filter(({ status }) => status.endsWith('_FAILED'));
  const findings: Finding[] = [];
  if (failed.length > 0) {
    findings.push(
      found('resources-failed', `CloudFormation failed on ${listOf(failed.map(({ logicalId }) => logicalId))}.`, {
        advice: 'Deploy again:',
        lines: [`npx cdk deploy ${stack.name}`],
      }),
    );
  }
  const listed = resources.filter(isAlarm).flatMap(({ physicalId }) => (physicalId ? [nameOf(physicalId)] : []));
  if (!isKnown(alarms)) return [...findings, unknownResult('Resources', alarms.unknown)];
  const existing = new Set(alarms.value.map(({ name }) => name));
  const missing = listed.filter((name) => !existing.has(name));
  if (missing.length > 0) {
    findings.push(
      found(
        'alarms-missing',
        `${counted(missing.length, 'alarm')} of the stack ${missing.length === 1 ? 'does' : 'do'} not exist: ${listOf(missing)}.`,
        {
          advice: 'Let CloudFormation find the differences. Then deploy without these alarms, and with them again:',
          lines: [
            `npx cdk drift ${stack.name}`,
            `npx cdk deploy ${stack.name} -c exporter:alarms=false`,
            `npx cdk deploy ${stack.name}`,
          ],
        },
      ),
    );
  }
  if (findings.length > 0) return findings;
  return [
    found(
      'resources-complete',
      `${counted(resources.length, 'resource')}, among them ${counted(listed.length, 'alarm')}.`,
    ),
  ];
}

function isAlarm({ type }: StackResource): boolean {
  return type === 'AWS::CloudWatch::Alarm' || type === 'AWS::CloudWatch::CompositeAlarm';
}

/** The physical id of a composite alarm may be its ARN. */
function nameOf(physicalId: string): string {
  return physicalId.replace(/^arn:.*:alarm:/, '');
}

function judgeVersion({ stack: { name, outputs, status }, version }: StackFacts): Finding {
  if (Object.keys(outputs).length === 0) {
    // A stack gets its outputs when its creation has succeeded.
    return unknownResult('Version', `the stack has no outputs, and its status is ${status}`);
  }
  const deployed = outputs.ExporterVersion;
  const fix = { advice: 'Compare, then deploy:', lines: [`npx cdk diff ${name}`, `npx cdk deploy ${name}`] };
  if (deployed === undefined) {
    return found('version-older', `The stack is older than 0.5.0, and this folder has ${version}.`, fix);
  }
  if (!VERSION.test(deployed)) return unknownResult('Version', "the stack's output ExporterVersion is not a version");
  const order = compareVersions(deployed, version);
  if (order < 0) return found('version-older', `The stack has version ${deployed}, and this folder ${version}.`, fix);
  if (order > 0) {
    return found('version-newer', `The stack has version ${deployed}, and this folder ${version}.`, {
      advice: 'Update this folder:',
      lines: ['git pull', 'npm ci'],
    });
  }
  return found('version-current', `The stack has the version of this folder, ${version}.`);
}

/** Returns a negative number if the first version is older. A part that is not a number counts as 0. */
export function compareVersions(a: string, b: string): number {
  const numbersOf = (version: string) => version.split(/[.+-]/).map((part) => Number.parseInt(part, 10) || 0);
  const [first, second] = [numbersOf(a), numbersOf(b)];
  for (const index of [0, 1, 2]) {
    const difference = (first[index] ?? 0) - (second[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function judgeAge(publishedAt: number | 'none', { now, stack }: StackFacts): Finding {
  const age = ageOfNewStack({ now, stack });
  if (publishedAt === 'none' && age)
    return found(
      'first-value-pending',
      `The stack is ${age} old, and has published no value yet.`,
      WAIT_FOR_FIRST_POLL,
    );
  const fix = {
    advice: 'Read the log of the exporter, then the runbook:',
    lines: [logCommand(stack), 'RUNBOOK.md#alarm-exporter-silent'],
  };
  if (publishedAt === 'none') {
    return found('exporter-silent', 'The exporter published no count of sends in the last 14 days.', fix);
  }
  const minutes = Math.max(0, Math.round((now - publishedAt) / MINUTE_MS));
  const what = `The newest count of sends is ${ageOf(minutes)} old`;
  return now - publishedAt > MAX_AGE_MS
    ? found('exporter-silent', `${what}.`, fix)
    : found('exporter-alive', `${what}.`);
}

/** Returns the age of a stack whose first poll may not have come yet, or undefined for an older stack. */
function ageOfNewStack({ now, stack }: Pick<StackFacts, 'now' | 'stack'>): string | undefined {
  const age = now - (stack.createdAt ?? 0);
  return age < NEW_STACK_MS ? ageOf(Math.max(0, Math.floor(age / MINUTE_MS))) : undefined;
}

function ageOf(minutes: number): string {
  return minutes < 120 ? counted(minutes, 'minute') : counted(Math.round(minutes / 60), 'hour');
}

function judgePolls({ errors, invocations }: Invocations, { now, stack }: StackFacts): Finding {
  const age = ageOfNewStack({ now, stack });
  if (invocations === 0 && age)
    return found(
      'first-poll-pending',
      `The stack is ${age} old, and CloudWatch shows no poll yet.`,
      WAIT_FOR_FIRST_POLL,
    );
  if (invocations === 0) {
    return found('polls-missing', 'The exporter did not run in the last three hours.', {
      advice: 'Follow the runbook:',
      lines: ['RUNBOOK.md#alarm-exporter-silent'],
    });
  }
  const runs = `${counted(invocations, 'run')} of the exporter in the last three hours`;
  if (errors === undefined) return unknownResult('Polls', `CloudWatch does not report how many of ${runs} failed`);
  if (errors === 0) return found('polls-succeed', `${runs}, and none failed.`);
  return found('polls-fail', `${errors} of ${runs} failed.`, {
    advice: 'Read its log, then the runbook:',
    lines: [logCommand(stack), 'RUNBOOK.md#alarm-exporter-failing'],
  });
}

/** Nobody has to use the widgets, so no call is fine. */
function judgeWidgets(calls: Invocations | 'none', { stack }: StackFacts): Finding | readonly Finding[] {
  if (calls === 'none') return found('widgets-left-out', 'The stack has no widgets that find mail.');
  const { errors, invocations, throttles = 0 } = calls;
  const findings: Finding[] = [];
  if (throttles > 0) {
    findings.push(
      found('widgets-refused', `Lambda refused ${counted(throttles, 'call')} of the widgets in the last three hours.`, {
        advice: 'If the limit is 10, ask for 1,000 in Service Quotas (Lambda, "Concurrent executions"). This shows it:',
        lines: [
          `aws lambda get-account-settings --region ${stack.region} --query AccountLimit.ConcurrentExecutions --output text`,
        ],
      }),
    );
  }
  const answered = `${counted(invocations, 'call')} of the widgets in the last three hours`;
  if (errors !== undefined && errors > 0) {
    findings.push(
      found('widgets-fail', `${errors} of ${answered} failed.`, {
        advice: 'Read the log:',
        lines: [logOfFunction(stack.outputs.ConsoleWidgetsFunctionName, stack.region)],
      }),
    );
  }
  if (errors === undefined && invocations > 0) {
    findings.push(unknownResult('Widgets', `CloudWatch does not report how many of ${answered} failed`));
  }
  if (findings.length > 0) return findings;
  return invocations === 0
    ? found('widgets-unused', 'CloudWatch shows no call of the widgets in the last three hours.')
    : found('widgets-answer', `${answered}, and none failed.`);
}

function logCommand({ region, outputs }: StackFacts['stack']): string {
  const { ExporterLogGroup, ExporterFunctionName } = outputs;
  // Stacks before 0.5 have no output for the log group, but the function names it.
  return ExporterLogGroup === undefined
    ? logOfFunction(ExporterFunctionName, region)
    : tailCommand(shellWord(ExporterLogGroup), region);
}

function logOfFunction(name = 'FUNCTION', region: string): string {
  const group = `aws lambda get-function-configuration --region ${region} --function-name ${shellWord(name)} --query LoggingConfig.LogGroup --output text`;
  return tailCommand(`"$(${group})"`, region);
}

/** @param group a word of the shell */
function tailCommand(group: string, region: string): string {
  return `aws logs tail ${group} --region ${region} --since 3h`;
}

function judgeDeadLetters(count: number): Finding {
  if (count === 0) return found('no-dead-letters', 'The dead-letter queue is empty.');
  return found('dead-letters', `The dead-letter queue has ${counted(count, 'message')}.`, {
    advice: 'Follow the runbook:',
    lines: ['RUNBOOK.md#alarm-polls-given-up'],
  });
}

function judgeActions(alarms: readonly DeployedAlarm[], { stack: { name: stack, region } }: StackFacts): Finding {
  const notifying = ownAlarms(alarms).filter(
    ({ alarmActions, okActions }) => alarmActions.length + okActions.length > 0,
  );
  if (notifying.length === 0) {
    return found('no-alarm-notifies', 'No alarm of the stack notifies anybody.', {
      advice: 'Check "exporter:alarms" in cdk.json, and deploy:',
      lines: [`npx cdk deploy ${stack}`],
    });
  }
  const unreported = notifying.find(({ actionsEnabled }) => actionsEnabled === undefined);
  if (unreported) {
    return unknownResult(
      'Alarm actions',
      `CloudWatch does not report whether the actions of ${unreported.name} are enabled`,
    );
  }
  const disabled = notifying.filter(({ actionsEnabled }) => actionsEnabled === false).map(({ name }) => name);
  if (disabled.length === 0) {
    return found('actions-enabled', `The actions of ${counted(notifying.length, 'alarm')} are enabled.`);
  }
  return found(
    'actions-disabled',
    `The actions of ${counted(disabled.length, 'alarm')} are disabled: ${listOf(disabled)}.`,
    { advice: 'Enable them:', lines: [enableActionsCommand(disabled, region)] },
  );
}

function judgeMuteRules(rules: readonly MuteRule[], { stack, alarms }: StackFacts): Finding[] {
  const hasAlarm = isKnown(alarms) && ownAlarms(alarms.value).length > 0;
  if (rules.length === 0) return hasAlarm ? [found('not-muted', 'No mute rule covers an alarm of the stack.')] : [];
  return rules.map(({ name, status, alarmNames, schedule, window }) => {
    const isScheduled = status === 'SCHEDULED'; // any other status may mute now
    const muted = alarmNames ? counted(alarmNames.length, 'alarm') : 'all alarms of the Region';
    const when = window ? `until ${new Date(window.until).toISOString()}` : `on the schedule ${schedule}`;
    return found(
      isScheduled ? 'mute-scheduled' : 'muted-now',
      `The mute rule ${printableJson(name)} ${isScheduled ? 'will mute' : 'mutes'} ${muted}, ${when}.`,
      { advice: 'If nobody needs the rule any more, end it:', lines: [endMuteCommand(name, stack)] },
    );
  });
}

function judgeStates(alarms: readonly DeployedAlarm[], { stack: { region } }: StackFacts): Finding[] {
  const own = ownAlarms(alarms);
  const unreported = own.filter((alarm) => !hasKnownState(alarm)).map(({ name }) => name);
  const drilled = own.filter(isInDrill).map(({ name }) => name);
  const firing = own.filter((alarm) => alarm.state === 'ALARM' && alarm.id !== 'burstMemory' && !isInDrill(alarm));
  const findings: Finding[] = [];
  if (drilled.length > 0) {
    findings.push(
      found('drill-unfinished', `A drill has not set back ${listOf(drilled)}.`, {
        advice: 'If no drill is running, set the state back:',
        lines: drilled.map((name) => restoreCommand(name, 'OK', region)),
      }),
    );
  }
  if (unreported.length > 0) {
    findings.push(unknownResult('Alarms now', `CloudWatch does not report the state of ${listOf(unreported)}`));
  }
  if (firing.length > 0) findings.push(judgeFiring(firing));
  if (findings.length > 0 || own.length === 0) return findings;
  return [found('no-alarm-firing', 'No alarm is in ALARM.')];
}

function judgeFiring(firing: readonly DeployedAlarm[]): Finding {
  const names = listOf(firing.map(({ name }) => name));
  const what = `${counted(firing.length, 'alarm')} ${firing.length === 1 ? 'is' : 'are'} in ALARM: ${names}.`;
  return found('alarms-firing', what, {
    advice: 'Follow the runbook:',
    lines: firing.flatMap(({ description }) => linkIn(description) ?? []).map(({ anchor }) => `RUNBOOK.md#${anchor}`),
  });
}

/** Names the first few of many. */
function listOf(names: readonly string[]): string {
  const shown = 6;
  return names.length <= shown
    ? names.join(', ')
    : `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`;
}
