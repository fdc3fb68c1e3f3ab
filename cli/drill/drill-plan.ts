/** Decides which alarm a drill fires, and whether it may. */
import { rowOf } from '../../lib/alarms/alarm-table';
import { enableActionsCommand, restoreCommand } from '../deployed/alarm-commands';
import { type AlarmId, alarmName, type DeployedAlarm, hasKnownState, isInDrill } from '../deployed/alarms';
import type { DeployedStack } from '../deployed/deployed-stack';
import { DRILL_NAMES, DRILLS, type DrillName } from './drill-kinds';

export interface DrillPlan {
  readonly drill: DrillName;
  /** The alarm that pages. */
  readonly target: DeployedAlarm;
  /** The state before the drill, and after it. */
  readonly restoreTo: string;
  /** What a person runs if the drill could not set the state back. */
  readonly restoreCommand: string;
  /** The alarm on the rate that the brief explains. Undefined if the target is not the page for all rates. */
  readonly cause?: DeployedAlarm;
}

/** Why the drill cannot show that a page arrives, in one sentence. */
export interface Refusal {
  readonly refusal: string;
}

/** @param alarms all alarms of the stack */
export function planDrill(
  drill: DrillName,
  stack: DeployedStack,
  alarms: readonly DeployedAlarm[],
): DrillPlan | Refusal {
  const byId = new Map(alarms.flatMap((alarm) => (alarm.id === undefined ? [] : [[alarm.id, alarm] as const])));
  const { alarm: id } = DRILLS[drill];
  const cause = rowOf(id).page === undefined ? undefined : byId.get(id);
  const page = cause && byId.get('ratesPage');
  const target = page ?? byId.get(id);
  if (!target) return { refusal: missingAlarm(id, stack, byId) };
  const refusal =
    openIncident(alarms, target, stack) ?? cannotNotify(target, stack, cause !== undefined && page === undefined);
  if (refusal !== undefined) return { refusal };
  const { name, state: restoreTo } = target;
  const command = restoreCommand(name, restoreTo, stack.region);
  return { drill, target, restoreTo, restoreCommand: command, ...(page && { cause }) };
}

function missingAlarm(id: AlarmId, stack: DeployedStack, byId: ReadonlyMap<AlarmId, DeployedAlarm>): string {
  const name = alarmName(stack, id);
  const possible = DRILL_NAMES.filter((drill) => byId.has(DRILLS[drill].alarm));
  if (possible.length > 0)
    return `The alarm ${name} does not exist: it is switched off, or the stack is incomplete (${stack.status}). These drills have an alarm: ${possible.join(', ')}`;
  return `The stack ${stack.name} (${stack.status}) has no alarms that this version knows: deploy it again with "npx cdk deploy"`;
}

/**
 * A drill in the middle of an incident would hide the incident, or its end. A warning is in the way only if the drill fires it:
 * an alarm that is in ALARM already notifies nobody.
 */
function openIncident(
  alarms: readonly DeployedAlarm[],
  target: DeployedAlarm,
  { region }: DeployedStack,
): string | undefined {
  const relevant = alarms.filter((alarm) => alarm.level === 'critical' || alarm === target);
  const unknown = relevant.find((alarm) => !hasKnownState(alarm));
  if (unknown)
    return `CloudWatch does not report the state of ${unknown.name}, so an incident may be open: try again in a few minutes`;
  const firing = relevant.filter(({ state }) => state === 'ALARM');
  const real = firing.filter((alarm) => !isInDrill(alarm));
  if (real.every((alarm) => alarm === target) && target.level !== 'critical' && real.length > 0)
    return `${target.name} is in ALARM already, so it would notify nobody: try again when it is over`;
  if (real.length > 0)
    return `An incident is open, and a drill would confuse it. In ALARM: ${real.map(({ name }) => name).join(', ')}. Follow RUNBOOK.md first`;
  const [left] = firing;
  return (
    left &&
    `A drill set ${left.name} to ALARM, and still runs or was killed: if none is running, set the alarm back with ${restoreCommand(left.name, 'OK', region)}`
  );
}

function cannotNotify(target: DeployedAlarm, stack: DeployedStack, isWithoutPage: boolean): string | undefined {
  if (target.actionsEnabled === false)
    return `The actions of ${target.name} are disabled, so it notifies nobody: enable them with ${enableActionsCommand([target.name], stack.region)}`;
  if (target.alarmActions.length > 0) return undefined;
  if (isWithoutPage)
    return `The alarm ${alarmName(stack, 'ratesPage')} does not exist, so nobody is paged for bounces or complaints: the stack is incomplete (${stack.status}), deploy it again. An emulator without composite alarms cannot show this page`;
  return `The alarm ${target.name} has no actions, so it notifies nobody: deploy the stack again`;
}
