/** Selects the alarms that a planned mailing can fire. */
import { ALARM_NAMES, type AlarmName, rowOf } from '../../lib/alarms/alarm-table';
import type { AlarmId, DeployedAlarm } from '../deployed/alarms';

const QUOTA_ALARMS: readonly AlarmName[] = ['quotaWarning', 'quotaCritical'];

/** The alarms on our own rates and on AWS's rates, of both levels. */
const RATE_ALARMS: readonly AlarmName[] = ALARM_NAMES.filter((name) => rowOf(name).events !== undefined);

export interface MuteSelection {
  readonly muted: readonly DeployedAlarm[];
  /** Alarms that still notify. */
  readonly others: readonly DeployedAlarm[];
}

/**
 * An alarm without actions is in neither list: muting it changes nothing.
 *
 * @param quota whether to mute the alarms on the daily quota, too
 */
export function selectMuted(alarms: readonly DeployedAlarm[], { quota }: { quota: boolean }): MuteSelection {
  const ids = new Set<AlarmId>(['ratesPage', ...RATE_ALARMS, ...(quota ? QUOTA_ALARMS : [])]);
  const notifying = alarms.filter(
    ({ id, alarmActions, okActions }) => id && alarmActions.length + okActions.length > 0,
  );
  const isMuted = ({ id }: DeployedAlarm) => id !== undefined && ids.has(id);
  return { muted: notifying.filter(isMuted), others: notifying.filter((alarm) => !isMuted(alarm)) };
}
