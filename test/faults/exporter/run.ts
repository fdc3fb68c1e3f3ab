/** Runs a history: the real handler with its real SDK clients, an AWS that misbehaves on the wire, and virtual time. */
import type { Context } from 'aws-lambda';
import { randomLcg } from 'd3-random';
import { DEFAULT_NAMESPACE } from '../../../lambda/send-statistics/contract';
import { type InterceptedCall, startLocalAws } from '../../../local/aws/aws';
import { createMetricStore, type MetricStore } from '../../../local/aws/metric-store';
import { cutIntoPeriods } from '../../../local/simulation/send-periods';
import { createVirtualTime, type VirtualTime } from '../virtual-time';
import type { ExporterFaultName, Operation } from './faults';
import { type ActiveIncident, type Arrival, type ExporterHistory, type Plan, planHistory, START } from './history';
import type { Call } from './wire';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The time that Lambda gives the function. */
export const TIMEOUT = 2 * MINUTE;

/** The moments at which a poll without a backlog can be killed: before and after each of its four requests. */
const MOMENTS = 8;

export type Handler = (event: unknown, context: Context) => Promise<void>;

/** Loads the function as a new process does. Its settings and clients come from `process.env`. */
export type LoadHandler = () => Promise<Handler> | Handler;

/** Invocations that run at the same time. */
export interface Batch {
  readonly arrivals: readonly Arrival[];
  readonly from: number;
  readonly to: number;
  readonly killed: boolean;
  /** The error of each invocation. Undefined: it succeeded. */
  readonly errors: readonly (Error | undefined)[];
  /** The objects that the invocations logged. */
  readonly logged: readonly object[];
  /** The incidents during the batch. */
  readonly incidents: readonly ActiveIncident[];
  readonly puts: readonly PutRequest[];
}

/** A PutMetricData request that reached CloudWatch. */
export interface PutRequest {
  readonly at: number;
  readonly namespace: string;
  readonly data: readonly PutDatum[];
  /** Whether CloudWatch stored the data. */
  readonly isStored: boolean;
}

export interface PutDatum {
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  /** Epoch seconds. */
  readonly Timestamp: number;
  readonly Value: unknown;
  readonly Unit: string;
}

export interface RunOptions {
  readonly load: LoadHandler;
  /** Called before the run. */
  readonly onPlan: (plan: Plan) => void;
  /** Called after every batch, with the store as it is then. */
  readonly onBatch: (batch: Batch, metrics: MetricStore) => void;
  /** Called before every batch, at its time, and at the end. */
  readonly onTime: (time: number, metrics: MetricStore) => void;
}

export interface Run {
  readonly plan: Plan;
  readonly metrics: MetricStore;
  readonly polls: number;
  /** How often each fault changed an answer or an event. */
  readonly injected: ReadonlyMap<ExporterFaultName, number>;
}

/** What the running batch shares with the wire. */
interface State {
  incidents: readonly ActiveIncident[];
  /** Requests so far, by operation. */
  requests: Map<string, number>;
  puts: PutRequest[];
  /** The moment of the kill. Each request has two: before it arrives, and after AWS answers it. */
  killedAt: number;
  moments: number;
  killed: boolean;
}

export async function runHistory(
  history: ExporterHistory,
  { load, onPlan, onBatch, onTime }: RunOptions,
): Promise<Run> {
  const random = randomLcg((history.seed % 1000) / 1000);
  const plan = planHistory(history, random);
  onPlan(plan);
  const time = createVirtualTime(START, history.seed);
  const { now } = time;
  const metrics = createMetricStore({ now });
  const injected = new Map(plan.changedEvents);
  const state: State = { incidents: [], requests: new Map(), puts: [], killedAt: -1, moments: 0, killed: false };
  const count = (name: ExporterFaultName) => injected.set(name, (injected.get(name) ?? 0) + 1);
  const active = () => plan.incidents.filter(({ from, to }) => now() >= from && now() < to);

  const aws = await startLocalAws({
    account: {
      sendDataPoints: (calledAt) => cutIntoPeriods(plan.mail.minutes, calledAt, history.cut),
      account: (calledAt) => accountAt(plan, calledAt),
    },
    metrics,
    now,
    limitClock: now,
    intercept: (operation, body, _, call) => intercept(operation, body, call),
  });

  async function intercept(operation: string, body: string, call: InterceptedCall) {
    if (isKilled(state)) return dead(call);
    const index = state.requests.get(operation) ?? 0;
    state.requests.set(operation, index + 1);
    const incident = active().find(({ fault }) => fault.wire?.[operation as Operation]);
    let isStored = false;
    const answer = async () => {
      const right = await call.answer();
      isStored = right.status === 200;
      return right;
    };
    const at = now();
    const reply = incident?.fault.wire?.[operation as Operation];
    const wire: Call = { ...call, answer, operation, index, random, wait: waiting(time, call) };
    const put = operation === 'PutMetricData' ? toPut(body, at, () => isStored) : undefined;
    if (put) state.puts.push(put);
    const replying = reply?.(wire);
    if (replying !== undefined && incident) count(incident.name);
    const sent = (await replying) ?? (await answer());
    return isKilled(state) ? dead(call) : sent;
  }

  function waiting(clock: VirtualTime, { connection }: InterceptedCall) {
    return async (ms?: number) => {
      clock.park(connection);
      if (ms === undefined) return new Promise<never>(() => undefined);
      await clock.sleep(ms);
      clock.resume(connection);
    };
  }

  async function runBatch(arrivals: readonly Arrival[], handlers: readonly Handler[]): Promise<void> {
    const from = now();
    const kill = active().find(({ fault }) => fault.kills);
    Object.assign(state, { requests: new Map(), puts: [], moments: 0, killed: false });
    state.killedAt = kill ? Math.floor(random() * MOMENTS) : -1;
    const skew = active().find(({ fault }) => fault.clockAheadMs !== undefined);
    time.dateNow = () => now() + (skew?.fault.clockAheadMs ?? 0);
    if (skew) count(skew.name);
    const logged: object[] = [];
    const restoreLog = captureLog((line) => typeof line === 'object' && line !== null && logged.push(line));
    const errors = await Promise.all(
      arrivals.map(({ slot, deployment }) =>
        invoke(handlers[deployment] as Handler, slot, () => from + TIMEOUT - now()),
      ),
    ).finally(restoreLog);
    time.dateNow = now;
    if (kill && state.killed) count(kill.name);
    const incidents = plan.incidents.filter((incident) => incident.from < now() && incident.to > from);
    const { puts, killed } = state;
    onBatch({ arrivals, from, to: now(), killed, errors, logged, incidents, puts }, metrics);
  }

  try {
    const handlers: Handler[] = [];
    const environment = environmentOf(aws.url);
    await withEnvironment(environment, async () => {
      const deployments = 1 + Math.max(0, ...plan.arrivals.map(({ deployment }) => deployment));
      while (handlers.length < deployments) handlers.push(await load());
      await time.run(async () => {
        for (const arrivals of batchesOf(plan.arrivals)) {
          const [{ at } = { at: now() }] = arrivals;
          if (at > now()) await time.sleep(at - now());
          onTime(now(), metrics);
          await runBatch(arrivals, handlers);
        }
        if (plan.end > now()) await time.sleep(plan.end - now());
        onTime(now(), metrics);
      });
    });
  } finally {
    await aws.close();
  }
  return { plan, metrics, polls: plan.arrivals.length, injected };
}

/** No request of a killed process takes effect, and no answer reaches it. */
function dead({ connection }: InterceptedCall): Promise<never> {
  connection.destroy();
  return new Promise(() => undefined);
}

function isKilled(state: State): boolean {
  if (state.killedAt >= 0) state.killed ||= state.moments++ === state.killedAt;
  return state.killed;
}

function toPut(body: string, at: number, isStored: () => boolean): PutRequest {
  const { Namespace, MetricData } = JSON.parse(body) as { Namespace: string; MetricData: PutDatum[] };
  return {
    at,
    namespace: Namespace,
    data: MetricData,
    get isStored() {
      return isStored();
    },
  };
}

export function accountAt({ mail }: Plan, calledAt: number) {
  return {
    SendingEnabled: true,
    EnforcementStatus: 'HEALTHY',
    SendQuota: {
      Max24HourSend: 50_000,
      MaxSendRate: 14,
      SentLast24Hours: mail.between(calledAt - DAY, calledAt).attempts,
    },
  };
}

/** Returns the error of an invocation; undefined if it succeeded. */
async function invoke(handler: Handler, slot: number, timeLeftMs: () => number): Promise<Error | undefined> {
  const context = { getRemainingTimeInMillis: timeLeftMs } as Context;
  try {
    await handler({ scheduledTime: new Date(slot).toISOString() }, context);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

const LEVELS = ['info', 'warn', 'error'] as const;

function captureLog(keep: (line: unknown) => unknown): () => void {
  const before = { info: console.info, warn: console.warn, error: console.error };
  for (const level of LEVELS) console[level] = keep;
  return () => Object.assign(console, before);
}

/** Groups the arrivals of the same time. */
function batchesOf(arrivals: readonly Arrival[]): Arrival[][] {
  const batches: Arrival[][] = [];
  for (const arrival of arrivals) {
    const last = batches.at(-1);
    if (last?.[0]?.at === arrival.at) last.push(arrival);
    else batches.push([arrival]);
  }
  return batches;
}

function environmentOf(url: string): Record<string, string> {
  return {
    METRIC_NAMESPACE: DEFAULT_NAMESPACE,
    WINDOWS: '1h,24h,14d',
    OPTIONAL_METRICS: '',
    SCHEDULE_PERIOD_MINUTES: '15',
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DISABLE_REQUEST_COMPRESSION: 'true', // the SDK compresses in another thread, which virtual time cannot see
  };
}

async function withEnvironment(variables: Record<string, string>, work: () => Promise<void>): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    await work();
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
