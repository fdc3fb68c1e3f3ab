/** The messages that an alarm sends to its topics, and their suppression. */
import type { AlarmState, ReadState } from './alarm-state';
import type { Suppressor, TemplateAlarm } from './template-alarms';

/** One message to one topic. */
export interface AlarmMessage {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Logical id of the alarm. */
  readonly alarm: string;
  readonly state: AlarmState;
  readonly topic: string;
}

/** Returns the messages that an alarm sends if it has this state at this minute. Call it with minutes in ascending order. */
export type TakeActions = (minute: number, state: AlarmState, readState: ReadState) => readonly AlarmMessage[];

/** Whether a mute rule holds back the actions of an alarm at a minute, epoch milliseconds. */
export type IsMuted = (minute: number, alarm: TemplateAlarm) => boolean;

/**
 * An alarm takes its actions when its state changes. A muted alarm takes no actions. When the mute ends, it takes the
 * actions of its current state.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
 */
export function startActions(alarm: TemplateAlarm, isMuted: IsMuted, initialState: AlarmState): TakeActions {
  let lastState = initialState;
  let isPending = false;
  const suppressor = alarm.kind === 'composite' ? alarm.suppressor : undefined;
  const isSuppressed = suppressor && startSuppression(suppressor);
  return (minute, state, readState) => {
    const hasChanged = state !== lastState;
    lastState = state;
    isPending ||= hasChanged;
    if (suppressor && isSuppressed?.(minute, hasChanged, readState(suppressor.id) === 'ALARM')) return [];
    if (!isPending || isMuted(minute, alarm)) return [];
    isPending = false;
    const topics = state === 'ALARM' ? alarm.alarmActions : state === 'OK' ? alarm.okActions : [];
    return topics.map((topic) => ({ time: minute, alarm: alarm.id, state, topic }));
  };
}

/**
 * Returns a function that decides whether the actions of a composite alarm are suppressed at a minute.
 *
 * - When the alarm changes state while its suppressor is not in ALARM, a wait starts. It replaces a running wait or extension.
 * - While the suppressor is in ALARM, actions are suppressed. Its ALARM ends a running wait or extension.
 * - When the suppressor leaves ALARM, an extension starts.
 *
 * When the suppression ends, the alarm takes the actions of its current state.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 */
function startSuppression({ waitMs, extensionMs }: Suppressor) {
  let suppressedUntil = Number.NEGATIVE_INFINITY;
  let wasInAlarm = false;
  return (minute: number, hasChanged: boolean, isInAlarm: boolean): boolean => {
    if (wasInAlarm && !isInAlarm) suppressedUntil = minute + extensionMs;
    if (hasChanged && !isInAlarm) suppressedUntil = minute + waitMs;
    wasInAlarm = isInAlarm;
    return isInAlarm || minute < suppressedUntil;
  };
}
