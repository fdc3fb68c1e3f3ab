/** Formats the plan and the result of a drill for people. */
import { counted } from '../../lib/shared/plural';
import type { DeployedAlarm } from '../deployed/alarms';
import type { DeployedStack } from '../deployed/deployed-stack';
import type { TopicReceiver } from '../deployed/subscriptions';
import { withoutPeople } from '../deployed/without-people';
import { DRILL_NAMES, DRILLS } from './drill-kinds';
import type { DrillPlan } from './drill-plan';
import type { ActionEvidence } from './evidence';
import type { DrillResult } from './run-drill';

/** Who receives the messages of each topic, by ARN, or why this is unknown. */
export type Receivers = ReadonlyMap<string, readonly TopicReceiver[] | { readonly unknown: string }>;

const NAME_WIDTH = Math.max(...DRILL_NAMES.map(({ length }) => length));

export function drillList(): string {
  return DRILL_NAMES.map((name) => `  ${name.padEnd(NAME_WIDTH)}  pretends that ${DRILLS[name].pretends}`).join('\n');
}

export function planText(plan: DrillPlan, { name, account, region }: DeployedStack, receivers: Receivers): string {
  const { drill, target, restoreTo } = plan;
  const topics = [...receivers].flatMap(([arn, list]) => [`  topic ${nameOf(arn)}`, ...receiverLines(list)]);
  const brief = briefFunction(plan);
  return [
    `Drill "${drill}" of the stack ${name} (account ${account}, ${region})`,
    `It pretends that ${DRILLS[drill].pretends}. It changes no mail and no metric.`,
    `Alarm: ${target.name}. It is in ${target.state}, goes to ALARM, and is set back to ${restoreTo}.`,
    'Its messages go to:',
    ...(topics.length > 0 ? topics : ['  no topic']),
    ...(brief === undefined ? [] : [`  function ${nameOf(brief)}, which sends a brief to the same topic`]),
    'If this process is killed before its end, set the state back with:',
    `  ${plan.restoreCommand}`,
  ].join('\n');
}

function receiverLines(list: readonly TopicReceiver[] | { readonly unknown: string }): string[] {
  if ('unknown' in list) return [`    receivers unknown: ${list.unknown}`];
  if (list.length === 0) return ['    nobody: the topic has no subscription'];
  return list.map(
    ({ protocol, maskedEndpoint, isConfirmed }) =>
      `    ${protocol} ${maskedEndpoint}${isConfirmed ? '' : ' - NOT CONFIRMED: gets nothing until somebody opens the link in the message from SNS'}`,
  );
}

/**
 * Returns whether the evidence shows that CloudWatch handed every message to a topic that has receivers, and the page to at
 * least one.
 */
export function isProven(result: DrillResult, receivers: Receivers): boolean {
  const actions = [...result.alarmActions, ...result.okActions];
  return (
    result.isRestored &&
    result.problems.length === 0 &&
    result.realAlarms.length === 0 &&
    actions.every(({ outcome }) => outcome === 'succeeded') &&
    result.alarmActions.some(({ action }) => receivers.has(action)) &&
    [...receivers.values()].every((list) => !('unknown' in list) && confirmedOf(list).length > 0)
  );
}

export function resultText(plan: DrillPlan, result: DrillResult, receivers: Receivers): string {
  const { target } = plan;
  const proven = isProven(result, receivers);
  const head = proven
    ? 'The drill succeeded as far as AWS can tell. Check that these messages have arrived:'
    : 'The drill did NOT show that a page arrives.';
  return [
    head,
    ...result.alarmActions.map((evidence) => actionLine('ALARM', evidence, plan, receivers)),
    ...result.okActions.map((evidence) => actionLine('OK', evidence, plan, receivers)),
    ...linkLines(target),
    ...(target.okActions.length === 0 ? ['  No OK message, because the alarm sends none'] : []),
    ...result.problems.map((problem) => `Problem: ${problem}.`),
    ...(result.realAlarms.length > 0
      ? [`This is no drill: ${result.realAlarms.join(', ')} fired meanwhile. Follow RUNBOOK.md.`]
      : []),
    ...(result.isRestored
      ? []
      : [
          `The alarm may still be in ALARM, and then its next real page is lost. Set it back NOW:\n  ${plan.restoreCommand}`,
        ]),
  ].join('\n');
}

/** The alarm's description ends with its link to the runbook. */
function linkLines({ description }: DeployedAlarm): string[] {
  const [, link] = /Runbook: (\S+)$/.exec(description) ?? [];
  if (link === undefined) return [];
  const advice = 'set "exporter:runbookUrl" and deploy again';
  if (!/^https?:/.test(link)) return [`  The link in the ALARM message leads nowhere (${link}): ${advice}`];
  return hasLogin(link)
    ? [`  The link in the ALARM message has a login in it, which every receiver can read: ${advice}`]
    : [`  Open the link in the ALARM message: ${link}`];
}

function hasLogin(link: string): boolean {
  const { username = '', password = '' } = URL.canParse(link) ? new URL(link) : {};
  return username !== '' || password !== '';
}

function actionLine(state: string, evidence: ActionEvidence, plan: DrillPlan, receivers: Receivers): string {
  const { action, outcome, error } = evidence;
  const message = action === briefFunction(plan) ? 'the brief' : `the ${state} message`;
  if (outcome === 'failed')
    return `  FAILED: CloudWatch could not hand ${message} to ${nameOf(action)}${error ? `: ${withoutPeople(error)}` : ''}`;
  if (outcome === 'not seen')
    return `  NOT SEEN: the alarm's history does not show that ${message} went to ${nameOf(action)}`;
  if (action === briefFunction(plan)) {
    return `  the brief, within minutes, by e-mail and chat but not at pagers. Its subject begins with "DRILL:"`;
  }
  return `  ${message}, with the subject ${state}: "${plan.target.name}" ..., ${arrival(receivers.get(action))}`;
}

function arrival(list: readonly TopicReceiver[] | { readonly unknown: string } | undefined): string {
  if (list === undefined) return 'at the receiver of the action';
  if ('unknown' in list) return 'but who receives it is unknown';
  const confirmed = confirmedOf(list);
  if (confirmed.length === 0) return 'but NOBODY receives it: the topic has no confirmed subscription';
  const missing = list.length - confirmed.length;
  const places = confirmed.map(({ protocol, maskedEndpoint }) => `${protocol} ${maskedEndpoint}`).join(', ');
  return `at ${places}${missing > 0 ? ` (${counted(missing, 'subscription')} not confirmed)` : ''}`;
}

function confirmedOf(list: readonly TopicReceiver[]): readonly TopicReceiver[] {
  return list.filter(({ isConfirmed }) => isConfirmed);
}

function briefFunction({ target }: DrillPlan): string | undefined {
  return target.alarmActions.find((arn) => arn.split(':')[2] === 'lambda');
}

function nameOf(arn: string): string {
  return arn.split(':').at(-1) as string;
}
