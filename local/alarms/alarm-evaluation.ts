/**
 * Evaluates alarms minute by minute, as CloudWatch does. The rules come from these pages:
 * [1] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * [2] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 * [3] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
 */
import { type AlarmMessage, type IsMuted, startActions } from './alarm-actions';
import type { AlarmState } from './alarm-state';
import type { Breach, ReadBreaches } from './breaches';
import { type ExtraPeriods, evaluationRange } from './evaluation-range';
import type { CompositeAlarm, MetricAlarm, TemplateAlarm } from './template-alarms';

export interface AlarmEvaluation {
  /** Evaluates every alarm at this minute. Call it with minutes in ascending order. */
  evaluate(minute: number): void;
  /**
   * Sets a state as SetAlarmState does. An alarm on metrics returns to its own state with the next evaluation. A composite
   * alarm keeps the set state until one of its children changes.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
   */
  setState(id: string, state: AlarmState, minute: number): void;
  /** Evaluates only the composite alarms. */
  followChildren(minute: number): void;
  /** By logical id. */
  readonly states: ReadonlyMap<string, AlarmState>;
  /** All changes of states, in order. */
  readonly changes: readonly StateChange[];
  readonly messages: readonly AlarmMessage[];
}

export interface StateChange {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Logical id of the alarm. */
  readonly alarm: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
}

/** The order in which CloudWatch evaluates the alarms within a minute. It can be any order. */
export type EvaluationOrder = (alarms: readonly MetricAlarm[], minute: number) => readonly MetricAlarm[];

export interface EvaluationOptions {
  /** When the alarms are created, epoch milliseconds. */
  readonly createdAt: number;
  readonly extraPeriods: ExtraPeriods;
  /** Default: the order in the template. */
  readonly order?: EvaluationOrder;
  /** Default: never. */
  readonly isMuted?: IsMuted;
  /** Default: `INSUFFICIENT_DATA`, as new alarms have it. */
  readonly initialState?: AlarmState;
}

export function startAlarms(
  alarms: readonly TemplateAlarm[],
  readBreaches: ReadBreaches,
  {
    createdAt,
    extraPeriods,
    order = (metricAlarms) => metricAlarms,
    isMuted = () => false,
    initialState = 'INSUFFICIENT_DATA',
  }: EvaluationOptions,
): AlarmEvaluation {
  const states = new Map<string, AlarmState>(alarms.map(({ id }) => [id, initialState]));
  const changes: StateChange[] = [];
  const messages: AlarmMessage[] = [];
  const actions = new Map(alarms.map((alarm) => [alarm.id, startActions(alarm, isMuted, initialState)]));
  const metricAlarms = alarms.filter((alarm) => alarm.kind === 'metric');
  const composites = alarms.filter((alarm) => alarm.kind === 'composite');
  const lastBreaches = new Map<MetricAlarm, readonly Breach[]>();
  const setComposites = new Set<TemplateAlarm>();
  const readState = (id: string) => states.get(id);

  function enter(alarm: TemplateAlarm, state: AlarmState, minute: number): boolean {
    const from = states.get(alarm.id) as AlarmState;
    const hasChanged = from !== state;
    states.set(alarm.id, state);
    if (hasChanged) {
      changes.push({ time: minute, alarm: alarm.id, from, to: state });
      for (const composite of composites)
        if (composite.rule.children.includes(alarm.id)) setComposites.delete(composite);
    }
    messages.push(...(actions.get(alarm.id)?.(minute, state, readState) ?? []));
    return hasChanged;
  }

  function stateOf(alarm: CompositeAlarm): AlarmState {
    if (setComposites.has(alarm)) return states.get(alarm.id) as AlarmState;
    return alarm.rule.isMet(readState) ? 'ALARM' : 'OK';
  }

  /** A composite alarm follows every change of its children, also within a minute [2]. It can be a child itself. */
  function followChildren(minute: number): void {
    const changed = composites.filter((alarm) => enter(alarm, stateOf(alarm), minute));
    if (changed.length > 0 && composites.length > 1) followChildren(minute);
  }

  return {
    states,
    changes,
    messages,
    followChildren,
    setState(id, state, minute) {
      const alarm = alarms.find((candidate) => candidate.id === id);
      if (!alarm) throw new Error(`The alarm ${id} does not exist`);
      if (alarm.kind === 'composite') setComposites.add(alarm);
      else lastBreaches.delete(alarm);
      enter(alarm, state, minute);
    },
    evaluate(minute) {
      for (const alarm of order(metricAlarms, minute)) {
        if (minute < createdAt + alarm.warmUpMs) continue; // [3]
        const breaches = readBreaches(alarm, minute);
        // The same breaches lead to the same state.
        if (lastBreaches.get(alarm) === breaches) continue;
        lastBreaches.set(alarm, breaches);
        const newest = breaches.slice(0, evaluationRange(alarm, extraPeriods));
        const state = evaluateBreaches(alarm, newest, states.get(alarm.id) as AlarmState);
        if (enter(alarm, state, minute)) followChildren(minute);
      }
      followChildren(minute);
    },
  };
}

/** @param newest the breaches in the evaluation range, newest first */
function evaluateBreaches(
  { datapointsToAlarm, evaluationPeriods, missingData }: MetricAlarm,
  newest: readonly Breach[],
  lastState: AlarmState,
): AlarmState {
  const real = newest.filter((breach) => breach !== undefined);

  // With enough real datapoints, the newest of them count and missing ones are ignored [1].
  if (real.length >= evaluationPeriods) {
    const breaching = real.slice(0, evaluationPeriods).filter(Boolean).length;
    return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  }
  // Otherwise CloudWatch fills in as few datapoints as possible [1].
  const breaching = real.filter(Boolean).length;
  const filled = evaluationPeriods - real.length;
  switch (missingData) {
    case 'breaching':
      return breaching + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'ignore': {
      if (real.length === 0) return lastState;
      if (breaching >= datapointsToAlarm) return 'ALARM';
      return breaching === real.length ? lastState : 'OK';
    }
    case 'missing':
      if (real.length === 0) return 'INSUFFICIENT_DATA';
      return breaching >= Math.min(datapointsToAlarm, real.length) ? 'ALARM' : 'OK';
  }
}
