/** Finds alarms that fired for real while a drill held the page, and pages for them. */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { parseAlarmRule } from '../../local/alarms/alarm-rule';
import type { AlarmState } from '../../local/alarms/alarm-state';
import { type DeployedAlarm, describeAlarms } from '../deployed/alarms';
import type { DeployedStack } from '../deployed/deployed-stack';
import { setAlarmState } from './cloudwatch';
import type { DrillPlan } from './drill-plan';
import { triggeredBy } from './triggers';

export interface PageContext {
  readonly cloudwatch: CloudWatchClient;
  readonly stack: DeployedStack;
  /** Prints a sentence about a step. */
  readonly report: (sentence: string) => void;
}

/**
 * A composite alarm keeps a state that was set by hand until one of its children changes. If a child fires during the drill,
 * its page is therefore lost: the composite alarm is already in ALARM then, and in OK after the drill. This function sends the
 * page.
 *
 * @param problems receives why it is unknown whether an alarm fired
 * @returns the names of the alarms that fired
 */
export async function pageForRealAlarms(
  { target }: Pick<DrillPlan, 'target'>,
  { cloudwatch, stack, report }: PageContext,
  problems: string[],
): Promise<string[]> {
  try {
    const alarms = await describeAlarms({ cloudwatch }, stack);
    const page = alarms.find(({ name }) => name === target.name);
    const firing = page ? firingChildren(page, alarms) : [];
    if (!page || firing.length === 0) return [];
    const names = firing.map(({ name }) => name);
    if (page.state !== 'ALARM') {
      const reason = `${names.join(', ')} went into ALARM during a drill, which held this page back.`;
      const reasonData = triggeredBy(firing.map(({ arn }) => arn));
      await setAlarmState(cloudwatch, page, { state: 'ALARM', reason, reasonData });
      report(`${page.name} is set to ALARM, because ${names.join(', ')} fired during the drill`);
    }
    return names;
  } catch (error) {
    problems.push(`Whether an alarm fired during the drill is unknown: ${(error as Error).message}`);
    return [];
  }
}

/** Returns the children in ALARM that meet the rule of a page. */
function firingChildren({ rule = '' }: DeployedAlarm, alarms: readonly DeployedAlarm[]): DeployedAlarm[] {
  const { children, isMet } = parseAlarmRule(rule);
  const find = (child: string) => alarms.find(({ arn, name }) => child === arn || child === name);
  if (!isMet((child) => find(child)?.state as AlarmState | undefined)) return [];
  return children.flatMap((child) => {
    const alarm = find(child);
    return alarm?.state === 'ALARM' && alarm.id !== 'burstMemory' ? [alarm] : [];
  });
}
