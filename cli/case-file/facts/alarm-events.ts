/** Reads the history of alarms: when they fired, whom they notified, and when they ended. */
import { isDrillReason } from '../../../lambda/shared/drill-reason';
import { ALARM_NAMES, rowOf } from '../../../lib/alarms/alarm-table';
import type { HistoryEntry } from '../../deployed/alarm-history';
import type { AlarmId, DeployedAlarm } from '../../deployed/alarms';

/** An entry of an alarm's history. */
export interface HistoryItem extends HistoryEntry {
  readonly id: AlarmId;
}

/** A change of an alarm's state. */
export interface AlarmEvent {
  readonly id: AlarmId;
  /** Epoch milliseconds. */
  readonly at: number;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. Undefined: the item of the history cannot be read. */
  readonly state: string | undefined;
  /** Somebody set the state by hand, or the alarm followed one that was set by hand: a drill or a test. */
  readonly isByHand: boolean;
  /** The actions that CloudWatch took at this change. */
  readonly actions: readonly AlarmAction[];
}

export interface AlarmAction {
  /** The last part of the receiver's ARN, such as a topic's name. */
  readonly receiver: string;
  readonly succeeded: boolean;
}

/** From a page to its end. */
export interface Incident {
  readonly id: AlarmId;
  readonly from: number;
  /** Undefined: the alarm did not leave ALARM in the span. */
  readonly until: number | undefined;
}

/** How long CloudWatch keeps the history of alarms. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-history.html */
export const HISTORY_MS = 30 * 24 * 60 * 60_000;

/** CloudWatch evaluates a composite alarm soon after the alarms in its rule. */
const FOLLOWS_WITHIN_MS = 2 * 60_000;

/** Returns the changes of state, oldest first, with the actions that followed each. */
export function toAlarmEvents(items: readonly HistoryItem[]): AlarmEvent[] {
  const changes: Change[] = [];
  const newest = new Map<AlarmId, Change>();
  let cause: Change | undefined;
  for (const item of items.toSorted((a, b) => a.at - b.at || rankOf(a) - rankOf(b))) {
    if (item.type === 'Action') {
      const action = toAction(item);
      if (action) newest.get(item.id)?.actions.push(action);
    }
    if (item.type !== 'StateUpdate') continue;
    const change = toChange(item);
    const followsDrill = item.id === 'ratesPage' && cause?.isByHand && item.at - cause.at <= FOLLOWS_WITHIN_MS;
    changes.push(followsDrill ? { ...change, isByHand: true } : change);
    newest.set(item.id, changes.at(-1) as Change);
    if (WATCHED.has(item.id)) cause = change;
  }
  return changes;
}

/** The page for all rates follows the alarms that cause it, and actions follow changes, even in the same millisecond. */
function rankOf({ id, type }: HistoryItem): number {
  if (type === 'Action') return 2;
  return id === 'ratesPage' ? 1 : 0;
}

/**
 * Returns the alarms that page. The critical alarms on rates have no actions of their own if the stack has the page for all
 * rates.
 *
 * @param alarms undefined: the alarms are unknown. Then the result is that of a stack with every alarm
 */
export function pagersOf(alarms: readonly DeployedAlarm[] | undefined): ReadonlySet<AlarmId> {
  if (alarms) {
    const pagers = alarms.filter(({ level, alarmActions }) => level === 'critical' && alarmActions.length > 0);
    return new Set(pagers.flatMap(({ id }) => (id ? [id] : [])));
  }
  return new Set(['ratesPage', ...ALARM_NAMES.filter((name) => rowOf(name).level === 'critical' && !rowOf(name).page)]);
}

/** Returns the pages, oldest first. Drills and tests are not pages. */
export function incidentsOf(events: readonly AlarmEvent[], pagers: ReadonlySet<AlarmId>): Incident[] {
  const incidents: { -readonly [K in keyof Incident]: Incident[K] }[] = [];
  const open = new Map<AlarmId, typeof incidents>();
  for (const { id, at, state, isByHand } of events) {
    const ofAlarm = open.get(id) ?? [];
    if (state !== 'ALARM') {
      for (const incident of ofAlarm) incident.until = at;
      open.delete(id);
    } else if (!isByHand && pagers.has(id)) {
      const incident = { id, from: at, until: undefined };
      incidents.push(incident);
      ofAlarm.push(incident);
      open.set(id, ofAlarm);
    }
  }
  return incidents;
}

interface Change extends AlarmEvent {
  readonly actions: AlarmAction[];
}

/**
 * An evaluation by CloudWatch records data about its datapoints. SetAlarmState records such data only if its caller passes
 * some. The reason of a drill begins with "Drill".
 */
function toChange({ id, at, data, summary }: HistoryItem): Change {
  const newState = parseObject(data).newState as Readonly<Record<string, unknown>> | undefined;
  const { stateValue, stateReason, stateReasonData } = newState ?? {};
  const state = typeof stateValue === 'string' ? stateValue : / to (OK|ALARM|INSUFFICIENT_DATA)$/.exec(summary)?.[1];
  const isEvaluated = newState === undefined || state === 'INSUFFICIENT_DATA' || Boolean(stateReasonData);
  return { id, at, state, isByHand: isDrillReason(stateReason) || !isEvaluated, actions: [] };
}

/** The alarms that the page for all rates watches. */
const WATCHED: ReadonlySet<AlarmId> = new Set(ALARM_NAMES.filter((name) => rowOf(name).page));

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html */
function toAction({ data, summary }: HistoryItem): AlarmAction | undefined {
  const { actionState, notificationResource } = parseObject(data);
  const arn = typeof notificationResource === 'string' ? notificationResource : /(arn:\S+)/.exec(summary)?.[1];
  const receiver = arn?.split(/[:/]/).at(-1)?.replace(/\.$/, '');
  if (!receiver) return undefined;
  return { receiver, succeeded: actionState === 'Succeeded' || /^Successfully/.test(summary) };
}

function parseObject(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
