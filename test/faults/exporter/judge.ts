/** Judges a history batch by batch: what was sent, what is missing, and whether a run was silent. */
import type { Metric, MetricStore } from '../../../local/aws/metric-store';
import type { Cut } from '../../../local/simulation/send-periods';
import type { Work } from './faults';
import type { ActiveIncident, Plan } from './history';
import type { Sums } from './mail';
import { accountAt, type Batch, type PutDatum, type PutRequest, TIMEOUT } from './run';
import { boundsOf, type CallSpan, isCovered, knowableAges, knowableSums, PERIOD, slotsBetween, WINDOWS } from './truth';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const NAMESPACE = 'SES/SendStatistics';

/** A rule that a history can break. */
export type Rule =
  | 'valid request'
  | 'whole group'
  | 'true value'
  | 'true statistic'
  | 'slot published'
  | 'account published'
  | 'no silent run'
  | 'no failure without a fault'
  | 'alarms';

export interface Violation {
  readonly rule: Rule;
  readonly problem: string;
}

export interface Judge {
  judge(batch: Batch, metrics: MetricStore): void;
  /** Judges the whole history. Call it once, at its end. */
  finish(metrics: MetricStore): void;
  readonly violations: readonly Violation[];
  /** The longest time without a current slot, milliseconds. */
  readonly longestBlindnessMs: () => number;
  /** The times at which a current slot was published, epoch milliseconds, and the slots. */
  readonly published: readonly { readonly at: number; readonly slot: number }[];
}

/** A window metric, its unit, and its true value. Undefined: the metric is absent. */
const WINDOW_METRICS: Readonly<Record<string, { unit: string; of: (sums: Sums) => number | undefined }>> = {
  DeliveryAttempts: { unit: 'Count', of: ({ attempts }) => attempts },
  BounceRate: { unit: 'None', of: ({ attempts, bounces }) => rate(bounces, attempts) },
  ComplaintRate: { unit: 'None', of: ({ attempts, complaints }) => rate(complaints, attempts) },
};

const ACCOUNT_UNITS: Readonly<Record<string, string>> = {
  SendingEnabled: 'None',
  EnforcementLevel: 'None',
  SendQuotaUsage: 'None',
  NewestDataPointAge: 'Seconds',
};

export function createJudge(plan: Plan, cut: Cut): Judge {
  const violations: Violation[] = [];
  const published: { at: number; slot: number }[] = [];
  const violate = (rule: Rule, time: number, problem: string) =>
    violations.push({ rule, problem: `${iso(time)}: ${problem}` });

  function judgeRequest(put: PutRequest, batch: Batch): void {
    const call = { from: batch.from, to: put.at };
    for (const problem of invalidities(put)) violate('valid request', put.at, problem);
    const own = new Set(batch.arrivals.map(({ slot }) => slot));
    for (const [slot, data] of bySlot(put.data)) {
      judgeWindows(slot, data, { put, call, skewMs: skewOf(batch.incidents) });
      judgeAccount(slot, data, { put, call, isOwn: own.has(slot) });
      if (put.isStored && own.has(slot) && put.at - slot <= 2 * PERIOD && dataOf(data, '1h').length > 0) {
        published.push({ at: put.at, slot });
      }
    }
  }

  function judgeWindows(
    slot: number,
    data: readonly PutDatum[],
    { put, call, skewMs }: { put: PutRequest; call: CallSpan; skewMs: number },
  ): void {
    for (const [window, length] of WINDOWS) {
      const values = new Map(dataOf(data, window).map(({ MetricName, Value }) => [MetricName, Value]));
      if (values.size === 0) continue;
      const what = `slot ${iso(slot)}, window ${window}`;
      if (!isCovered(slot, length, call.from - skewMs)) {
        violate('true value', put.at, `${what} is published, although SES no longer covers it`);
      }
      const truths = knowableSums(plan.mail, { slot, length, cut, call });
      const isTrue = truths.some((sums) =>
        Object.entries(WINDOW_METRICS).every(([name, { of }]) => values.get(name) === of(sums)),
      );
      if (isTrue) continue;
      const names = [...values.keys()].sort().join();
      const isWhole = truths.some((sums) => names === namesOf(sums).join());
      const got = JSON.stringify(Object.fromEntries(values));
      violate(isWhole ? 'true value' : 'whole group', put.at, `${what} has ${got}, and not ${JSON.stringify(truths)}`);
    }
  }

  function judgeAccount(
    slot: number,
    data: readonly PutDatum[],
    { put, call, isOwn }: { put: PutRequest; call: CallSpan; isOwn: boolean },
  ): void {
    const usages = moments(call).map((time) => {
      const { SentLast24Hours, Max24HourSend } = accountAt(plan, time).SendQuota;
      return SentLast24Hours / Max24HourSend;
    });
    const truths: Readonly<Record<string, readonly (number | undefined)[]>> = {
      SendingEnabled: [1],
      EnforcementLevel: [0],
      SendQuotaUsage: usages,
      NewestDataPointAge: knowableAges(plan.mail, { slot, cut, call }),
    };
    for (const { MetricName, Value } of dataOf(data, undefined)) {
      const what = `${MetricName} at slot ${iso(slot)} is ${Value}`;
      if (!isOwn || put.at - slot > 2 * PERIOD + 2 * MINUTE) {
        violate('true value', put.at, `${what}, although the slot is not current`);
      } else if (!truths[MetricName]?.includes(Value as number)) {
        violate('true value', put.at, `${what}, and not ${truths[MetricName]?.join(' or ')}`);
      }
    }
  }

  function judgeWork(batch: Batch, metrics: MetricStore): void {
    const { arrivals, from, to, incidents, errors } = batch;
    const prevented = preventedBy(incidents, from, to);
    for (const [index, { slot }] of arrivals.entries()) {
      const mustDo = (work: Work) => errors[index] === undefined || !prevented.has(work);
      for (const [window, length] of WINDOWS) {
        const has = metrics.minutesWithData(metricOf('DeliveryAttempts', window));
        const require = (due: number) => {
          if (!isCovered(due, length, to + skewOf(incidents)) || has.has(due)) return;
          violate('slot published', to, `slot ${iso(due)}, window ${window} is missing after the poll of ${iso(slot)}`);
        };
        if (mustDo('slot')) require(slot);
        if (mustDo('slot') && mustDo('repair')) for (const due of repairable(slot, from)) require(due);
      }
      if (mustDo('account') && from - slot <= 2 * PERIOD - 2 * MINUTE) {
        for (const name of ['SendingEnabled', 'EnforcementLevel', 'SendQuotaUsage']) {
          if (metrics.minutesWithData(metricOf(name)).has(slot)) continue;
          violate('account published', to, `${name} is missing at slot ${iso(slot)}`);
        }
      }
    }
  }

  function judgeSilence({ arrivals, to, from, errors, logged, incidents }: Batch): void {
    if (to - from >= TIMEOUT) violate('no silent run', to, `Lambda kills a run that takes ${(to - from) / SECOND} s`);
    if (logged.length < arrivals.length) violate('no silent run', to, 'a run logged nothing');
    for (const error of errors) {
      if (error === undefined) continue;
      const isNamed = /^[a-z]+[A-Z]\w*: \S/.test(error.message); // such as "getAccount: Rate exceeded"
      if (!isNamed) violate('no silent run', to, `the error names no step: ${error.message}`);
      const isLogged = logged.some((line) => (line as { failures?: readonly string[] }).failures?.length);
      if (!isLogged) violate('no silent run', to, `no failure is in the log: ${error.message}`);
      const isExplained = incidents.length > 1 || incidents.some(({ fault }) => fault.prevents.length > 0);
      if (!isExplained) {
        violate('no failure without a fault', to, `the poll at ${iso(from)} failed: ${error.message}`);
      }
    }
  }

  return {
    violations,
    published,
    judge(batch, metrics) {
      for (const put of batch.puts) judgeRequest(put, batch);
      for (const problem of splitSlots(batch)) violate('whole group', batch.to, problem);
      if (batch.killed) return;
      judgeWork(batch, metrics);
      judgeSilence(batch);
    },
    finish(metrics) {
      for (const [window, length] of WINDOWS) judgeStatistics(plan, metrics, window, length, violate);
    },
    longestBlindnessMs() {
      const times = [plan.arrivals[0]?.at ?? plan.end, ...published.map(({ at }) => at), plan.end];
      return Math.max(...times.slice(1).map((time, index) => time - (times[index] as number)));
    },
  };
}

/** Average and Maximum must lie where every cut of the periods puts the truth. */
function judgeStatistics(
  plan: Plan,
  metrics: MetricStore,
  window: string,
  length: number,
  violate: (rule: Rule, time: number, problem: string) => void,
): void {
  for (const name of Object.keys(WINDOW_METRICS)) {
    for (const statistic of ['Average', 'Maximum'] as const) {
      const points = metrics.statistics({
        metric: metricOf(name, window),
        statistic,
        periodMs: MINUTE,
        from: 0,
        to: Number.MAX_SAFE_INTEGER,
      });
      for (const { timestamp, value } of points) {
        const { low, high } = boundsOf(plan.mail, timestamp, length);
        const [atLeast, atMost] = rangeOf(name, low, high);
        if (value >= atLeast - 1e-12 && value <= atMost + 1e-12) continue;
        violate(
          'true statistic',
          timestamp,
          `the ${statistic} of ${name}, window ${window} is ${value}, outside ${atLeast} to ${atMost}`,
        );
      }
    }
  }
}

function rangeOf(name: string, low: Sums, high: Sums): [number, number] {
  if (name === 'DeliveryAttempts') return [low.attempts, high.attempts];
  const counter = name === 'BounceRate' ? 'bounces' : 'complaints';
  return [
    high.attempts > 0 ? Math.min(1, low[counter] / high.attempts) : 0,
    low.attempts > 0 ? Math.min(1, high[counter] / low.attempts) : 1,
  ];
}

/** Returns the slots that a poll can repair: of 13 days and 23 hours in the first poll of an hour, otherwise of 3 hours. */
function repairable(slot: number, calledAt: number): number[] {
  const spanMs = slot % HOUR < PERIOD ? 14 * DAY - HOUR : 3 * HOUR;
  return slotsBetween(calledAt - spanMs + 3 * MINUTE, calledAt - 3 * MINUTE);
}

/** Returns the work that a fault can prevent. With several faults, or one that begins or ends meanwhile, it is all work. */
function preventedBy(incidents: readonly ActiveIncident[], from: number, to: number): ReadonlySet<Work> {
  const [incident, ...others] = incidents;
  const all: readonly Work[] = ['slot', 'account', 'repair'];
  if (!incident) return new Set();
  if (others.length > 0) return new Set(all);
  const { prevents } = incident.fault;
  return new Set(prevents.length > 0 && (incident.from > from || incident.to < to) ? all : prevents);
}

function skewOf(incidents: readonly ActiveIncident[]): number {
  return Math.max(0, ...incidents.map(({ fault }) => Math.abs(fault.clockAheadMs ?? 0)));
}

function invalidities({ namespace, data, at }: PutRequest): string[] {
  const problems = namespace === NAMESPACE ? [] : [`the namespace is ${namespace}`];
  if (data.length < 1 || data.length > 1000) problems.push(`the request has ${data.length} data`);
  for (const datum of data) {
    const { MetricName, Value, Unit, Timestamp, Dimensions = [] } = datum;
    const time = Timestamp * SECOND;
    const unit = (Dimensions.length > 0 ? WINDOW_METRICS[MetricName]?.unit : undefined) ?? ACCOUNT_UNITS[MetricName];
    const windows = Dimensions.map(({ Name, Value: label }) => Name === 'Window' && WINDOWS.has(label));
    const isWindow = Object.hasOwn(WINDOW_METRICS, MetricName);
    if (typeof Value !== 'number' || !Number.isFinite(Value)) problems.push(`${keyOf(datum)} is ${Value}`);
    if (time < at - 14 * DAY || time > at + 2 * HOUR) problems.push(`${keyOf(datum)} is out of CloudWatch's range`);
    if (time % MINUTE !== 0) problems.push(`${keyOf(datum)} is not at a whole minute`);
    if (unit === undefined || unit !== Unit) problems.push(`${keyOf(datum)} has the unit ${Unit}`);
    if (windows.length !== Number(isWindow) || windows.includes(false)) {
      problems.push(`${keyOf(datum)} has the dimensions ${JSON.stringify(Dimensions)}`);
    }
  }
  const repeated = data.length - new Set(data.map(keyOf)).size;
  if (repeated > 0) problems.push(`${repeated} data are repeated within the request`);
  return problems;
}

/** Two requests of one run must not share a slot, unless the SDK repeats a request. */
function splitSlots({ puts, arrivals }: Batch): string[] {
  const requests = new Map<number, Set<string>>();
  for (const { data } of puts) {
    const body = JSON.stringify(data);
    for (const slot of bySlot(data).keys()) requests.set(slot, (requests.get(slot) ?? new Set()).add(body));
  }
  return [...requests]
    .filter(([, bodies]) => bodies.size > arrivals.length)
    .map(([slot, bodies]) => `slot ${iso(slot)} is in ${bodies.size} different requests of one run`);
}

function bySlot(data: readonly PutDatum[]): Map<number, PutDatum[]> {
  const slots = new Map<number, PutDatum[]>();
  for (const datum of data) {
    const slot = datum.Timestamp * SECOND;
    const group = slots.get(slot);
    if (group) group.push(datum);
    else slots.set(slot, [datum]);
  }
  return slots;
}

function dataOf(data: readonly PutDatum[], window: string | undefined): PutDatum[] {
  return data.filter(({ Dimensions = [] }) => Dimensions[0]?.Value === window);
}

function namesOf(sums: Sums): string[] {
  return Object.keys(WINDOW_METRICS)
    .filter((name) => WINDOW_METRICS[name]?.of(sums) !== undefined)
    .sort();
}

function moments({ from, to }: CallSpan): number[] {
  const times = [from, to];
  for (let time = from; time < to; time += SECOND) times.push(Math.floor(time / SECOND) * SECOND);
  return times;
}

function metricOf(name: string, window?: string): Metric {
  return { namespace: NAMESPACE, name, dimensions: window === undefined ? {} : { Window: window } };
}

function keyOf({ MetricName, Dimensions = [], Timestamp }: PutDatum): string {
  return `${MetricName}${Dimensions.map(({ Value }) => ` ${Value}`).join('')} at ${Timestamp}`;
}

function rate(events: number, attempts: number): number | undefined {
  return attempts > 0 ? Math.min(1, events / attempts) : undefined;
}

function iso(time: number): string {
  return new Date(time).toISOString().slice(0, 19);
}
