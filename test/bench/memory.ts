/** The memory of each function, and what more memory would change: a function gets CPU time in proportion to its memory. */
import { randomUUID } from 'node:crypto';
import { PRICES } from '../../cli/cost/prices';
import { WHOLE_PROCESSOR_MB } from '../../lib/shared/nodejs-function';
import type { ArchivedMail } from '../../local/aws/sesv2/mail-account';
import { eventOf, requestOf } from '../support/insights-world';
import { parse } from '../support/widget-console';
import { ACCOUNT, type Feature } from './bundles';
import type { FunctionProcess } from './function-process';
import { type FunctionWorld, startFunctionWorld } from './function-world';
import { hostileMail, usualMail } from './large-files';
import { findNode24 } from './node-24';
import { type MeasureOptions, median, type Section, type Table } from './section';

/** The sizes of memory to compare. */
const SIZES_MB = [256, 512, 1024, WHOLE_PROCESSOR_MB];

/** New processes of each case, at most. The table shows the largest peak of them. */
const PROCESSES = 3;

/** Requests to AWS, for which Lambda bills, too. An assumption. */
const REQUESTS_MS = 200;

const MB = 2 ** 20;

interface Case {
  readonly title: string;
  readonly feature: Feature;
  /** The mail that export jobs find. Default: 10,000 usual rows. */
  readonly mail?: (now: number) => readonly ArchivedMail[];
  /** Invokes the function in a fresh process. Throws if the function did not do its work. */
  run(fn: FunctionProcess, world: FunctionWorld): Promise<void>;
}

/** The invocations of a function in a month. The cost depends on them. */
interface Use {
  readonly title: string;
  readonly feature: Feature;
  readonly perMonth: number;
  /** The case that every invocation is. */
  readonly case: string;
  /** How long each invocation waits for its turn or for SES, besides its requests. Default: 0. */
  readonly waitingMs?: number;
}

const CASES: readonly Case[] = [
  { title: 'exporter: poll', feature: 'send-statistics', run: (fn) => invoke(fn, {}) },
  { title: 'exporter: backfill of 13 days', feature: 'send-statistics', run: (fn) => invoke(fn, { backfill: '13d' }) },
  {
    title: 'look-ups: a message from SES',
    feature: 'message-insights',
    run: (fn, { messageIds }) => lookUp(fn, messageIds[1], { 'cache-control': 'no-cache' }),
  },
  {
    title: 'look-ups: a message from the table',
    feature: 'message-insights',
    run: (fn, { messageIds }) => lookUp(fn, messageIds[1]),
  },
  { title: 'look-ups: search, 10,000 rows', feature: 'message-insights', run: (fn) => search(fn, {}) },
  {
    title: 'look-ups: unmasked search, 10,000 hostile rows',
    feature: 'message-insights',
    mail: hostileMail,
    run: (fn) => search(fn, {}, UNMASKED),
  },
  {
    title: 'look-ups: count of 10,000 hostile bounces',
    feature: 'message-insights',
    mail: hostileMail,
    run: (fn) => search(fn, { preset: 'bouncing' }),
  },
  { title: 'look-ups: breakdown', feature: 'message-insights', run: breakDown },
  {
    title: 'widgets: a message',
    feature: 'message-insights/widgets',
    run: (fn, { messageIds }) => click(fn, { action: 'message', messageId: messageIds[2] }),
  },
  {
    title: 'widgets: count of 10,000 hostile bounces',
    feature: 'message-insights/widgets',
    mail: hostileMail,
    run: (fn) => click(fn, { widget: 'bouncing', action: 'count' }),
  },
  { title: 'brief', feature: 'alarm-brief', run: (fn) => invoke(fn, { drill: 'bounce' }) },
  {
    title: 'brief: 10,000 hostile bounces',
    feature: 'alarm-brief',
    mail: hostileMail,
    run: (fn) => invoke(fn, { drill: 'bounce' }),
  },
  { title: 'weekly report', feature: 'weekly-report', run: (fn) => invoke(fn, {}) },
];

const USES: readonly Use[] = [
  { title: 'exporter, every 15 minutes', feature: 'send-statistics', perMonth: 2_880, case: 'exporter: poll' },
  { title: '1,000 look-ups', feature: 'message-insights', perMonth: 1_000, case: 'look-ups: a message from SES' },
  {
    title: '1,000 look-ups that wait 5 s for their turn',
    feature: 'message-insights',
    perMonth: 1_000,
    case: 'look-ups: a message from SES',
    waitingMs: 5_000,
  },
  { title: '1,000 clicks', feature: 'message-insights/widgets', perMonth: 1_000, case: 'widgets: a message' },
  {
    title: '10 briefs that wait a minute for SES',
    feature: 'alarm-brief',
    perMonth: 10,
    case: 'brief',
    waitingMs: 60_000,
  },
  { title: '4 weekly reports', feature: 'weekly-report', perMonth: 4, case: 'weekly report' },
];

export const MEMORY: Section = {
  name: 'memory',
  description: 'the memory of each function, and the time and cost of other sizes',
  measure: measureMemory,
};

interface Measured {
  readonly peakBytes: number;
  /** CPU time to load the code and to handle all events of the case. */
  readonly cpuMs: number;
}

async function measureMemory({ rounds, report }: MeasureOptions): Promise<Table[]> {
  const processes = Math.min(rounds, PROCESSES);
  const node = await findNode24(report);
  const measured = new Map<string, Measured>();
  const world = await startFunctionWorld(node);
  try {
    for (const each of CASES) {
      report(`memory: ${each.title} ...`);
      if (each.mail) await world.replaceTable();
      const runs: Measured[] = [];
      for (let index = 0; index < processes; index++) runs.push(await runCase(each, world));
      measured.set(each.title, {
        peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
        cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
      });
    }
    return [peakTable(measured, world, processes), costTable(measured, world)];
  } finally {
    await world.close();
  }
}

async function runCase({ feature, mail = usualMail, run }: Case, world: FunctionWorld): Promise<Measured> {
  world.mail = mail(Date.now());
  const fn = await world.start(feature);
  try {
    await run(fn, world);
    return fn.total();
  } finally {
    await fn.close();
  }
}

function peakTable(measured: ReadonlyMap<string, Measured>, { functions }: FunctionWorld, processes: number): Table {
  return {
    title: 'Peak memory, and the time of a cold start with this event',
    columns: ['', 'peak (MB)', 'memory (MB)', 'CPU (ms)', ...SIZES_MB.map((size) => `at ${size} MB (s)`)],
    rows: CASES.map(({ title, feature }) => {
      const { peakBytes, cpuMs } = measured.get(title) as Measured;
      return [
        title,
        (peakBytes / MB).toFixed(0),
        String(functions[feature].memoryMb),
        cpuMs.toFixed(0),
        ...SIZES_MB.map((size) => (cpuTimeMs(cpuMs, size) / 1000).toFixed(2)),
      ];
    }),
    notes: [
      `The peak is the largest resident set of ${processes} new processes, without Lambda's own runtime client. V8 collects garbage later if it has more memory, so that a peak depends on the memory of the function, too. The time is the CPU time to load the code and to handle the event, divided by the part of a processor that Lambda gives a function of this size (${WHOLE_PROCESSOR_MB} MB: one processor). It is an estimate: it leaves out the waits for AWS, Lambda's processors differ, and Lambda may load the code faster.`,
    ],
  };
}

function costTable(measured: ReadonlyMap<string, Measured>, { functions }: FunctionWorld): Table {
  return {
    title: 'USD a month, if every invocation is a cold start',
    columns: ['', 'memory (MB)', ...SIZES_MB.map((size) => `at ${size} MB`)],
    rows: USES.map(({ title, feature, perMonth, case: name, waitingMs = 0 }) => {
      const { cpuMs } = measured.get(name) as Measured;
      const cost = (size: number) =>
        perMonth * (size / 1024) * ((cpuTimeMs(cpuMs, size) + REQUESTS_MS + waitingMs) / 1000) * PRICES.gbSecond.usd;
      return [title, String(functions[feature].memoryMb), ...SIZES_MB.map((size) => cost(size).toFixed(3))];
    }),
    notes: [
      `The price is ${PRICES.gbSecond.usd.toFixed(10)} USD for a GB-second (arm64). Lambda's free tier is not counted. Each invocation also waits ${REQUESTS_MS} ms for requests to AWS. Only waits cost more with more memory, because CPU time gets shorter as its price rises.`,
    ],
  };
}

/** Returns how long CPU time takes with this memory. One thread uses at most one processor. */
function cpuTimeMs(cpuMs: number, memoryMb: number): number {
  return cpuMs / Math.min(1, memoryMb / WHOLE_PROCESSOR_MB);
}

async function invoke(fn: FunctionProcess, event: object): Promise<void> {
  await fn.invoke([event]);
}

interface ApiAnswer {
  readonly statusCode: number;
  readonly body: string;
}

async function ask(fn: FunctionProcess, event: object) {
  const { statusCode, body } = (await fn.invoke([event])).answer as ApiAnswer;
  if (statusCode >= 300) throw new Error(`The API answered ${statusCode}: ${body}`);
  return JSON.parse(body);
}

async function lookUp(fn: FunctionProcess, messageId = '', headers: Record<string, string> = {}): Promise<void> {
  await ask(fn, eventOf(messageId, { headers }));
}

const MASKED = ['startSearch', 'search'] as const;
const UNMASKED = ['startUnmaskedSearch', 'unmaskedSearch'] as const;

/** Starts a search and reads its result. Each search has its own caller, because equal searches of a caller share a job. */
async function search(fn: FunctionProcess, body: object, routes: typeof MASKED | typeof UNMASKED = MASKED) {
  const [start, result] = routes;
  const caller = `arn:aws:iam::${ACCOUNT}:user/${randomUUID()}`;
  const { id } = await ask(fn, requestOf(start, { body: { since: '1h', ...body }, caller }));
  const { state, mails, groups } = await ask(fn, requestOf(result, { id, caller }));
  if (state !== 'done' || (mails ?? groups) === undefined) throw new Error(`The search is ${state}`);
}

async function breakDown(fn: FunctionProcess): Promise<void> {
  const { id } = await ask(fn, requestOf('startBreakdown', { body: { by: 'isp' } }));
  const { state } = await ask(fn, requestOf('breakdown', { id }));
  if (state !== 'done') throw new Error(`The breakdown is ${state}`);
}

/** Presses a button of a widget, and if a search starts, the button that shows its result. */
async function click(fn: FunctionProcess, event: object): Promise<void> {
  const { answer } = await fn.invoke([event]);
  const again = parse(answer as string).events.find((next) => (next as { action?: string }).action === 'look-again');
  if (again) await fn.invoke([again]);
}
