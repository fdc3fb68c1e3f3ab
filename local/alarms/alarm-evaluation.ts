/**
 * Alarms as CloudWatch evaluates them, minute by minute. Each rule names its source:
 * [1] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * [2] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * [3] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 * [4] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
 * [5] https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
import type { MetricStore } from '../aws/metric-store';
import type { MetricAlarm, Suppressor, TemplateAlarm } from './template-alarms';

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
 * counts, and does not say how many [2].
 */
export type ExtraPeriods = number;

export interface AlarmEvaluation {
  /** Evaluates every alarm at this minute. Minutes must be asked for in their order. */
  evaluate(minute: number): void;
  /** By logical id. */
  readonly states: ReadonlyMap<string, AlarmState>;
  readonly messages: readonly AlarmMessage[];
}

/** CloudWatch evaluates each alarm at a second of its own within the minute: in any order. */
export type EvaluationOrder = (alarms: readonly MetricAlarm[], minute: number) => readonly MetricAlarm[];

/** Whether an alarm's newest periods breach, newest first; undefined where one holds no value. */
export type ReadBreaches = (alarm: MetricAlarm, minute: number) => readonly (boolean | undefined)[];

/** Reads each period of each alarm once, and again after something was put into it, however many evaluations ask. */
export function readBreachesOf(metrics: MetricStore): ReadBreaches {
  const known = new Map<MetricAlarm, Map<number, boolean | undefined>>();
  const read = new Map<MetricAlarm, { readonly minute: number; readonly breaches: readonly (boolean | undefined)[] }>();
  let seen = 0;

  function forgetChanged(): void {
    if (metrics.putMinutes?.length === seen) return;
    read.clear();
    if (!metrics.putMinutes) known.clear();
    const changed = new Set(metrics.putMinutes?.slice(seen));
    seen = metrics.putMinutes?.length ?? 0;
    for (const [{ periodMs }, periods] of known) {
      for (const minute of changed) {
        // A period holds the minutes before its end, and DIFF reads the period before it.
        for (let end = minute + MINUTE_MS; end <= minute + 2 * periodMs; end += MINUTE_MS) periods.delete(end);
      }
    }
  }

  return (alarm, minute) => {
    forgetChanged();
    const last = read.get(alarm);
    if (last?.minute === minute) return last.breaches;
    const periods = known.get(alarm) ?? new Map<number, boolean | undefined>();
    known.set(alarm, periods);
    // The newest period ends now: the window slides with every evaluation [5].
    const breaches = Array.from({ length: rangeOf(alarm, MAX_EXTRA_PERIODS) }, (_, index) => {
      const end = minute - index * alarm.periodMs;
      if (!periods.has(end)) periods.set(end, isBreaching(alarm, metrics, end));
      return periods.get(end);
    });
    read.set(alarm, { minute, breaches });
    return breaches;
  };
}

const MINUTE_MS = 60_000;

/** The evaluation range is taken to be no more than this many times the periods that are asked for. */
const LARGEST_RANGE = 3;

/** Beyond the periods that are asked for, no more than this many are looked at. */
const MAX_EXTRA_PERIODS = 8;

function rangeOf({ evaluationPeriods }: MetricAlarm, extraPeriods: ExtraPeriods): number {
  return Math.min(evaluationPeriods + extraPeriods, LARGEST_RANGE * evaluationPeriods);
}

/**
 * @param createdAt when the alarms were made, epoch milliseconds
 * @param order default: as the template lists them
 */
export function startAlarms(
  alarms: readonly TemplateAlarm[],
  readBreaches: ReadBreaches,
  createdAt: number,
  extraPeriods: ExtraPeriods,
  order: EvaluationOrder = (metricAlarms) => metricAlarms,
): AlarmEvaluation {
  if (extraPeriods > MAX_EXTRA_PERIODS) throw new RangeError(`At most ${MAX_EXTRA_PERIODS} extra periods are read`);
  const states = new Map<string, AlarmState>(alarms.map(({ id }) => [id, 'INSUFFICIENT_DATA']));
  const messages: AlarmMessage[] = [];
  const notifiers = new Map(alarms.map((alarm) => [alarm.id, startNotifier(alarm, messages)]));
  const metricAlarms = alarms.filter((alarm) => alarm.kind === 'metric');
  const composites = alarms.filter((alarm) => alarm.kind === 'composite');
  const stateOf = (id: string) => states.get(id);

  function enter(alarm: TemplateAlarm, state: AlarmState, minute: number): boolean {
    const hasChanged = states.get(alarm.id) !== state;
    states.set(alarm.id, state);
    notifiers.get(alarm.id)?.notify(minute, state, stateOf);
    return hasChanged;
  }

  /** A composite alarm follows each change of its children, not the minute [3]; it may itself be a child. */
  function followChildren(minute: number): void {
    const changed = composites.filter((alarm) => enter(alarm, alarm.rule.isMet(stateOf) ? 'ALARM' : 'OK', minute));
    if (changed.length > 0 && composites.length > 1) followChildren(minute);
  }

  return {
    states,
    messages,
    evaluate(minute) {
      for (const alarm of order(metricAlarms, minute)) {
        if (minute < createdAt + alarm.warmUpMs) continue; // [4]
        const state = evaluateMetricAlarm(alarm, readBreaches(alarm, minute), extraPeriods, states);
        if (enter(alarm, state, minute)) followChildren(minute);
      }
      followChildren(minute);
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
  const real = breaches.slice(0, rangeOf(alarm, extraPeriods)).filter((breach) => breach !== undefined);

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
  const operandsAt = (end: number) =>
    Object.fromEntries(
      Object.entries(metrics).map(([id, { metric, statistic }]) => [
        id,
        store.statistic({ metric, statistic, from: end - periodMs, to: end }),
      ]),
    );
  const result = value(operandsAt(to), () => operandsAt(to - periodMs));
  return result === undefined ? undefined : isBreaching(result);
}

interface Notifier {
  notify(minute: number, state: AlarmState, stateOf: (id: string) => AlarmState | undefined): void;
}

/** Actions are taken on a change of state [1]. */
function startNotifier(alarm: TemplateAlarm, messages: AlarmMessage[]): Notifier {
  let known: AlarmState = 'INSUFFICIENT_DATA';
  let isPending = false;
  const suppressor = alarm.kind === 'composite' ? alarm.suppressor : undefined;
  const suppression = suppressor && startSuppression(suppressor);
  return {
    notify(minute, state, stateOf) {
      const hasChanged = state !== known;
      known = state;
      isPending ||= hasChanged;
      const isSuppressed = suppression?.(minute, hasChanged, stateOf(suppressor?.id ?? '') === 'ALARM') ?? false;
      if (!isPending || isSuppressed) return;
      isPending = false;
      const topics = state === 'ALARM' ? alarm.alarmActions : state === 'OK' ? alarm.okActions : [];
      for (const topic of topics) messages.push({ time: minute, alarm: alarm.id, state, topic });
    },
  };
}

/**
 * Whether the actions of a composite alarm are held back [3]. A change of its state while the suppressor is not in ALARM starts
 * a wait, also in place of a wait or an extension. The suppressor's ALARM ends either and holds back for as long as it lasts,
 * and an extension after it. What is taken in the end are the actions of the state at that time.
 */
function startSuppression({ waitMs, extensionMs }: Suppressor) {
  let heldUntil = Number.NEGATIVE_INFINITY;
  let wasOn = false;
  return (minute: number, hasChanged: boolean, isOn: boolean): boolean => {
    if (wasOn && !isOn) heldUntil = minute + extensionMs;
    if (hasChanged && !isOn) heldUntil = minute + waitMs;
    wasOn = isOn;
    return isOn || minute < heldUntil;
  };
}
