/**
 * Alarms as CloudWatch evaluates them, minute by minute. Each rule names its source:
 * [1] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * [2] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * [3] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 * [4] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
 * [5] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
import type { MetricStore } from './metric-store';
import type { CompositeAlarm, MetricAlarm, TemplateAlarm } from './template-alarms';

export type AlarmState = 'INSUFFICIENT_DATA' | 'OK' | 'ALARM';

/** One message to one topic. */
export interface AlarmMessage {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Logical id of the alarm. */
  readonly alarm: string;
  readonly state: AlarmState;
  readonly topic: string;
}

/**
 * How many periods CloudWatch looks at beyond the N that the alarm asks for. It looks at more than N, so that late data
 * counts, and does not tell how many [2].
 */
export type ExtraPeriods = number;

export interface AlarmEvaluation {
  /** Evaluates every alarm at this minute. Minutes must be asked for in their order. */
  evaluate(minute: number): void;
  /** By logical id. */
  readonly states: ReadonlyMap<string, AlarmState>;
  readonly messages: readonly AlarmMessage[];
}

/** Whether an alarm's newest periods breach, newest first; undefined where one holds no value. */
export type ReadBreaches = (alarm: MetricAlarm, minute: number) => readonly (boolean | undefined)[];

/** Reads each alarm once a minute, however many evaluations ask. */
export function readBreachesOf(metrics: MetricStore): ReadBreaches {
  const known = new Map<string, { readonly minute: number; readonly breaches: readonly (boolean | undefined)[] }>();
  return (alarm, minute) => {
    const last = known.get(alarm.id);
    if (last?.minute === minute) return last.breaches;
    // The newest period ends now: the window slides with every evaluation [5].
    const breaches = Array.from({ length: LARGEST_RANGE * alarm.evaluationPeriods }, (_, index) =>
      isBreaching(alarm, metrics, minute - index * alarm.periodMs),
    );
    known.set(alarm.id, { minute, breaches });
    return breaches;
  };
}

/** The evaluation range is taken to be no more than this many times the periods that are asked for. */
const LARGEST_RANGE = 3;

/**
 * @param createdAt when the alarms were made, epoch milliseconds
 */
export function startAlarms(
  alarms: readonly TemplateAlarm[],
  readBreaches: ReadBreaches,
  createdAt: number,
  extraPeriods: ExtraPeriods,
): AlarmEvaluation {
  const states = new Map<string, AlarmState>(alarms.map(({ id }) => [id, 'INSUFFICIENT_DATA']));
  const messages: AlarmMessage[] = [];
  const notifiers = new Map(alarms.map((alarm) => [alarm.id, startNotifier(alarm, messages)]));
  const metricAlarms = alarms.filter((alarm) => alarm.kind === 'metric');
  const composites = alarms.filter((alarm) => alarm.kind === 'composite');

  return {
    states,
    messages,
    evaluate(minute) {
      for (const alarm of metricAlarms) {
        const isWarmingUp = minute < createdAt + alarm.warmUpMs; // [4]
        if (!isWarmingUp)
          states.set(alarm.id, evaluateMetricAlarm(alarm, readBreaches(alarm, minute), extraPeriods, states));
        notifiers.get(alarm.id)?.tell(minute, states.get(alarm.id) as AlarmState, 'OK');
      }
      for (const alarm of composites) {
        states.set(alarm.id, states.get(alarm.child) === 'ALARM' ? 'ALARM' : 'OK');
        notifiers.get(alarm.id)?.tell(minute, states.get(alarm.id) as AlarmState, states.get(alarm.suppressor));
      }
    },
  };
}

function evaluateMetricAlarm(
  alarm: MetricAlarm,
  breaches: readonly (boolean | undefined)[],
  extraPeriods: ExtraPeriods,
  states: ReadonlyMap<string, AlarmState>,
): AlarmState {
  const { datapointsToAlarm, evaluationPeriods, missingData } = alarm;
  const range = Math.min(evaluationPeriods + extraPeriods, LARGEST_RANGE * evaluationPeriods);
  const real = breaches.slice(0, range).filter((breach) => breach !== undefined);

  // With as many real points as are asked for, the newest of them count, and missing ones do not [2].
  if (real.length >= evaluationPeriods) {
    const newest = real.slice(0, evaluationPeriods);
    return newest.filter(Boolean).length >= datapointsToAlarm ? 'ALARM' : 'OK';
  }
  // Otherwise as few points as possible are filled in [2].
  const breaching = real.filter(Boolean).length;
  const filled = evaluationPeriods - real.length;
  const before = states.get(alarm.id) as AlarmState;
  switch (missingData) {
    case 'breaching':
      return breaching + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'ignore': {
      if (real.length === 0) return before;
      if (breaching >= datapointsToAlarm) return 'ALARM';
      return breaching === real.length ? before : 'OK';
    }
    case 'missing':
      if (real.length === 0) return 'INSUFFICIENT_DATA';
      return breaching >= Math.min(datapointsToAlarm, real.length) ? 'ALARM' : 'OK';
  }
}

/** Undefined where the period that ends at `to` holds no value. */
function isBreaching({ metrics, value, periodMs, isBreaching }: MetricAlarm, store: MetricStore, to: number) {
  const operands: Record<string, number | undefined> = {};
  for (const [id, { metric, statistic }] of Object.entries(metrics)) {
    operands[id] = store.statistic({ metric, statistic, from: to - periodMs, to });
  }
  const result = value(operands);
  return result === undefined ? undefined : isBreaching(result);
}

interface Notifier {
  tell(minute: number, state: AlarmState, suppressor: AlarmState | undefined): void;
}

/** Actions are taken on a change of state [1]; those of a composite alarm wait for its suppressor [3]. */
function startNotifier(alarm: TemplateAlarm, messages: AlarmMessage[]): Notifier {
  let notified: AlarmState = 'INSUFFICIENT_DATA';
  let state: AlarmState = 'INSUFFICIENT_DATA';
  let changedAt = Number.NEGATIVE_INFINITY;
  let suppressedUntil = Number.NEGATIVE_INFINITY;
  return {
    tell(minute, now, suppressor) {
      if (now !== state) changedAt = minute;
      state = now;
      if (alarm.kind === 'composite') {
        if (suppressor === 'ALARM') suppressedUntil = minute + alarm.extensionMs;
        const isSuppressed =
          suppressor === 'ALARM' || minute <= suppressedUntil || minute < changedAt + waitOf(alarm, now);
        if (isSuppressed) return;
      }
      if (state === notified) return;
      notified = state;
      const topics = state === 'ALARM' ? alarm.alarmActions : state === 'OK' ? alarm.okActions : [];
      for (const topic of topics) messages.push({ time: minute, alarm: alarm.id, state, topic });
    },
  };
}

/** Only on its way to ALARM does a composite alarm wait for its suppressor. */
function waitOf({ waitMs }: CompositeAlarm, state: AlarmState): number {
  return state === 'ALARM' ? waitMs : 0;
}
