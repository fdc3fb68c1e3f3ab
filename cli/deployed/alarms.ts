/** The alarms of a deployed stack, as CloudWatch describes them. */

import {
  type CloudWatchClient,
  type CompositeAlarm,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import { isDrillReason } from '../../lambda/shared/drill-reason';
import { MEMORY_SLUG, PAGE_SLUG } from '../../lib/alarms/alarm-page';
import type { AlarmLevel } from '../../lib/alarms/alarm-row';
import { ALARM_NAMES, type AlarmName, rowOf, toSlug } from '../../lib/alarms/alarm-table';
import type { AwsCall } from '../terminal/aws-error';
import { callAws } from '../terminal/aws-failure';
import type { DeployedClients } from './clients';
import type { DeployedStack } from './deployed-stack';
import { pagesOf } from './pages';

export const DESCRIBE_ALARMS: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:DescribeAlarms' };

/** An alarm of the table, the page for all rates, or the memory that the page reads. */
export type AlarmId = AlarmName | 'ratesPage' | 'burstMemory';

export interface DeployedAlarm {
  readonly name: string;
  readonly arn: string;
  readonly type: 'metric' | 'composite';
  /**
   * Undefined for an alarm that this version does not know, such as an alarm of a stack whose name begins with the same
   * letters.
   */
  readonly id: AlarmId | undefined;
  /** Undefined for the memory, which notifies nobody, and for an unknown alarm. */
  readonly level: AlarmLevel | undefined;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  readonly stateReason: string;
  /** Time of the last change of the state, epoch milliseconds. Undefined if CloudWatch does not report it. */
  readonly stateSince: number | undefined;
  readonly description: string;
  /** False: the alarm changes its state, but notifies nobody. Undefined if CloudWatch does not report it. */
  readonly actionsEnabled: boolean | undefined;
  /** ARNs, usually of topics. */
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  /** Only of a metric alarm. */
  readonly threshold?: number;
  /** Only of a composite alarm. */
  readonly rule?: string;
}

/** The end of each alarm's name. */
const IDS: ReadonlyMap<string, AlarmId> = new Map<string, AlarmId>([
  ...ALARM_NAMES.map((name) => [toSlug(name), name] as const),
  [PAGE_SLUG, 'ratesPage'],
  [MEMORY_SLUG, 'burstMemory'],
]);

/**
 * Returns the alarms whose names begin with the stack's prefix, metric alarms first.
 *
 * @throws AwsFailure
 */
export async function describeAlarms(
  { cloudwatch }: Pick<DeployedClients, 'cloudwatch'>,
  { alarmPrefix }: Pick<DeployedStack, 'alarmPrefix'>,
): Promise<DeployedAlarm[]> {
  const { metric, composite } = await callAws(DESCRIBE_ALARMS, ({ abortSignal }) =>
    readPages(cloudwatch, alarmPrefix, abortSignal),
  );
  return [
    ...metric.map((alarm) => ({ ...toDeployedAlarm(alarm, 'metric', alarmPrefix), threshold: alarm.Threshold })),
    ...composite.map((alarm) => ({ ...toDeployedAlarm(alarm, 'composite', alarmPrefix), rule: alarm.AlarmRule })),
  ];
}

/** The name of an alarm in the stack. */
export function alarmName({ alarmPrefix }: Pick<DeployedStack, 'alarmPrefix'>, id: AlarmId): string {
  return `${alarmPrefix}${slugOf(id)}`;
}

/** Returns whether a name is that of an alarm of the stack. The name of another stack may begin with the same letters. */
export function isAlarmOf({ alarmPrefix }: Pick<DeployedStack, 'alarmPrefix'>, name: string): boolean {
  return name.startsWith(alarmPrefix) && IDS.has(name.slice(alarmPrefix.length));
}

/**
 * Returns the alarms that this version knows. The others belong to a stack whose name begins with the same letters, or to a
 * newer version.
 */
export function ownAlarms(alarms: readonly DeployedAlarm[]): DeployedAlarm[] {
  return alarms.filter(({ id }) => id !== undefined);
}

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** Returns whether CloudWatch reports a state that this version knows. */
export function hasKnownState({ state }: Pick<DeployedAlarm, 'state'>): boolean {
  return STATES.includes(state);
}

/** Returns whether a drill set this alarm to ALARM, and has not set it back: it runs now, or it was killed. */
export function isInDrill({ state, stateReason }: Pick<DeployedAlarm, 'state' | 'stateReason'>): boolean {
  return state === 'ALARM' && isDrillReason(stateReason);
}

function slugOf(id: AlarmId): string {
  if (id === 'ratesPage') return PAGE_SLUG;
  return id === 'burstMemory' ? MEMORY_SLUG : toSlug(id);
}

async function readPages(client: CloudWatchClient, prefix: string, abortSignal: AbortSignal) {
  const metric: MetricAlarm[] = [];
  const composite: CompositeAlarm[] = [];
  // Without AlarmTypes, CloudWatch returns metric alarms only.
  const input = { AlarmNamePrefix: prefix, AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const] };
  for await (const page of pagesOf(paginateDescribeAlarms({ client }, input, { abortSignal }))) {
    metric.push(...(page.MetricAlarms ?? []));
    composite.push(...(page.CompositeAlarms ?? []));
  }
  return { metric, composite };
}

function toDeployedAlarm(
  alarm: MetricAlarm | CompositeAlarm,
  type: DeployedAlarm['type'],
  alarmPrefix: string,
): DeployedAlarm {
  const { AlarmName: name = '' } = alarm;
  const id = IDS.get(name.slice(alarmPrefix.length));
  return {
    name,
    arn: alarm.AlarmArn ?? '',
    type,
    id,
    level: levelOf(id),
    state: alarm.StateValue ?? 'unknown',
    stateReason: alarm.StateReason ?? '',
    stateSince: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime(),
    description: alarm.AlarmDescription ?? '',
    actionsEnabled: alarm.ActionsEnabled,
    alarmActions: alarm.AlarmActions ?? [],
    okActions: alarm.OKActions ?? [],
  };
}

function levelOf(id: AlarmId | undefined): AlarmLevel | undefined {
  if (id === undefined || id === 'burstMemory') return undefined;
  return id === 'ratesPage' ? 'critical' : rowOf(id).level;
}
