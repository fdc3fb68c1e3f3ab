/** The events with which alarms invoke a function. */
import type { AlarmEvaluation } from '../alarms/alarm-evaluation';
import type { AlarmState } from '../alarms/alarm-state';
import type { TemplateAlarm } from '../alarms/template-alarms';
import type { Invocation } from './local-briefs';

/**
 * Creates a function that returns the invocations of a minute. Call it after each evaluated minute.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 *
 * @param functionId logical id of the function. Undefined: no invocations
 */
export function createActionEvents(alarms: readonly TemplateAlarm[], functionId: string | undefined) {
  let lastStates: ReadonlyMap<string, AlarmState> = new Map();
  let read = 0;
  return (minute: number, { messages, states }: Pick<AlarmEvaluation, 'messages' | 'states'>): Invocation[] => {
    if (functionId === undefined) return [];
    const sent = messages.slice(read).filter(({ topic }) => topic === functionId);
    read = messages.length;
    const changed = alarms.filter(({ id }) => states.get(id) !== lastStates.get(id));
    lastStates = new Map(states);
    const firing = alarms.filter(({ kind, id }) => kind === 'metric' && states.get(id) === 'ALARM');
    return sent.flatMap(({ alarm: id, state, time }) => {
      const alarm = alarms.find((candidate) => candidate.id === id);
      if (!alarm) return [];
      const event = toEvent(alarm, { state, time, triggers: triggersOf(alarm, changed, states) });
      return [{ event, at: minute, firing: firing.map(({ name }) => name) }];
    });
  };
}

export interface Trigger {
  readonly name: string;
  readonly state: AlarmState;
}

/** Returns the children whose change led to the state of a composite alarm. */
function triggersOf(
  alarm: TemplateAlarm,
  changed: readonly TemplateAlarm[],
  states: ReadonlyMap<string, AlarmState>,
): Trigger[] | undefined {
  if (alarm.kind === 'metric') return undefined;
  const children = changed.filter(({ id }) => alarm.rule.children.includes(id));
  return children.map(({ id, name }) => ({ name, state: states.get(id) as AlarmState }));
}

export interface Change {
  readonly state: AlarmState;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Undefined for an alarm on a metric. */
  readonly triggers: readonly Trigger[] | undefined;
}

/** Returns the event of an alarm action. */
export function toEvent({ name }: Pick<TemplateAlarm, 'name'>, { state, time, triggers }: Change): object {
  const timestamp = new Date(time).toISOString().replace('Z', '+0000');
  const triggeringAlarms = triggers?.map((trigger) => ({
    arn: arnOf(trigger.name),
    state: { value: trigger.state, timestamp },
  }));
  return {
    source: 'aws.cloudwatch',
    alarmArn: arnOf(name),
    accountId: '111122223333',
    time: timestamp,
    region: 'eu-west-1',
    alarmData: {
      alarmName: name,
      state: {
        value: state,
        reason: 'Simulated',
        timestamp,
        ...(triggeringAlarms && { reasonData: JSON.stringify({ triggeringAlarms }) }),
      },
      configuration: {},
    },
  };
}

function arnOf(name: string): string {
  return `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
}
