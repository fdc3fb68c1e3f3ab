/** The history of the alarms, in the items that CloudWatch writes. */
import type { AlarmHistoryItem, HistoryItemType } from '@aws-sdk/client-cloudwatch';
import type { ActionOutcome, AlarmStatus, LocalAlarm } from './local-alarm';

/** How long CloudWatch keeps an item. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Alarms.html */
const RETENTION_MS = 30 * 24 * 60 * 60_000;

/** How long after the change of a state the action is recorded. It keeps the order of items with the same cause. */
const ACTION_MS = 50;

export interface HistoryItem extends AlarmHistoryItem {
  readonly region: string;
  readonly Timestamp: Date;
}

export interface AlarmHistory {
  /** The items that CloudWatch still has at this time, oldest first. */
  at(time: number): readonly HistoryItem[];
  addCreation(alarm: LocalAlarm): void;
  addChange(alarm: LocalAlarm, before: AlarmStatus, time: number): void;
  addAction(alarm: LocalAlarm, action: string, outcome: ActionOutcome, time: number): void;
}

export function createAlarmHistory(): AlarmHistory {
  const items: HistoryItem[] = [];

  function add({ region, name, kind }: LocalAlarm, time: number, type: HistoryItemType, summary: string, data: object) {
    items.push({
      region,
      AlarmName: name,
      AlarmType: kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm',
      Timestamp: new Date(time),
      HistoryItemType: type,
      HistorySummary: summary,
      HistoryData: JSON.stringify(data),
    });
  }

  return {
    at: (time) => items.filter(({ Timestamp }) => Timestamp.getTime() > time - RETENTION_MS),
    addCreation(alarm) {
      const { name, configuration, state } = alarm;
      add(alarm, state.updatedAt, 'ConfigurationUpdate', `Alarm "${name}" created`, {
        version: '1.0',
        type: 'Create',
        createdAlarm: configuration,
      });
    },
    addChange(alarm, before, time) {
      add(alarm, time, 'StateUpdate', `Alarm updated from ${before.value} to ${alarm.state.value}`, {
        version: '1.0',
        oldState: toHistoryState(before),
        newState: toHistoryState(alarm.state),
      });
    },
    addAction(alarm, action, { publishedMessage, error }, time) {
      const summary = error
        ? `Failed to execute action ${action}. Received error: "${error}"`
        : `Successfully executed action ${action}`;
      add(alarm, time + ACTION_MS, 'Action', summary, {
        actionState: error ? 'Failed' : 'Succeeded',
        stateUpdateTimestamp: alarm.state.updatedAt,
        notificationResource: action,
        publishedMessage,
        error: error ?? null,
      });
    },
  };
}

function toHistoryState({ value, reason, reasonData }: AlarmStatus) {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData !== undefined && { stateReasonData: parse(reasonData) }),
  };
}

/** SetAlarmState accepts any string as reason data. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
