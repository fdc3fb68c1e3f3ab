/** CPU time of the exporter's polls: its bundle on Node.js 24, over TLS. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PollEvent } from '../../lambda/send-statistics/contract';
import { scheduledSlots } from '../../lambda/send-statistics/slots';
import { ALL_POINTS } from './busy-account';
import { PARTS, type Part, timeOfParts } from './cpu-profile';
import type { FunctionProcess } from './function-process';
import { type PollWorld, startPollWorld } from './poll-world';
import { median, type Section, type Table } from './section';

const HOUR_MS = 60 * 60_000;

/** Invocations until the code is compiled. */
const WARM_UP = 100;

/** Polls of a steady measurement. */
const STEADY = 50;

export const WORK: Section = {
  name: 'work',
  description: 'CPU time of polls and backfills',
  async measure({ rounds, report }) {
    const world = await startPollWorld(report);
    const events = eventsAt(Date.now());
    try {
      await withInstance(world.start(), (instance) => instance.invoke([events.backfill('14d')])); // fills all slots
      const measured: Measured[] = [];
      for (let round = 1; round <= rounds; round++) {
        report(`work: round ${round} of ${rounds}`);
        measured.push(await measureRound(world, events));
      }
      return [pollsTable(measured), partsTable(measured), pointsTable(measured), dataTable(measured)];
    } finally {
      await world.close();
    }
  },
};

interface Events {
  /** A poll that is not the first of its hour, and finds no missing slot. */
  readonly poll: PollEvent;
  readonly firstOfHour: PollEvent;
  backfill(span: string): PollEvent;
}

function eventsAt(now: number): Events {
  const slots = scheduledSlots(now - HOUR_MS, now, 15);
  const isFirstOfHour = (slot: number) => slot % HOUR_MS < HOUR_MS / 4;
  const poll = toEvent(slots.find((slot) => !isFirstOfHour(slot)));
  return { poll, firstOfHour: toEvent(slots.find(isFirstOfHour)), backfill: (span) => ({ ...poll, backfill: span }) };
}

function toEvent(slot = Number.NaN): PollEvent {
  return { scheduledTime: new Date(slot).toISOString() };
}

const POINTS = [0, 336, 672, ALL_POINTS] as const;
const SPANS = ['1d', '7d', '14d'] as const;
const PROFILED = ['polls 2 to 5', 'steady'] as const;

/** CPU milliseconds of one round. */
interface Measured {
  readonly reference: number;
  readonly cold: number;
  readonly coldBackfill: number;
  readonly early: number;
  readonly firstOfHour: number;
  /** A steady poll for each number of points. */
  readonly byPoints: ReadonlyMap<number, number>;
  /** A warm backfill for each span, and the number of data that it sent. */
  readonly bySpan: ReadonlyMap<string, { readonly cpuMs: number; readonly data: number }>;
  readonly parts: ReadonlyMap<(typeof PROFILED)[number], ReadonlyMap<Part, number>>;
}

async function measureRound(world: PollWorld, events: Events): Promise<Measured> {
  const ofPoll = await withInstance(world.start(), async (instance) => {
    const first = await instance.invoke([events.poll]);
    const cold = instance.loading.cpuMs + first.cpuMs;
    const early = await cpuOf(instance, events.poll, 4);
    await cpuOf(instance, events.poll, WARM_UP);
    const byPoints = new Map<number, number>();
    for (const points of POINTS) {
      world.points = points;
      byPoints.set(points, await cpuOf(instance, events.poll, STEADY));
    }
    world.points = ALL_POINTS;
    const firstOfHour = await cpuOf(instance, events.firstOfHour, STEADY);
    const bySpan = new Map<string, { cpuMs: number; data: number }>();
    for (const span of SPANS) {
      const before = world.received;
      const cpuMs = await cpuOf(instance, events.backfill(span), 2);
      bySpan.set(span, { cpuMs, data: (world.received - before) / 2 });
    }
    return { cold, early, byPoints, firstOfHour, bySpan };
  });
  const coldBackfill = await withInstance(
    world.start(),
    async (instance) => instance.loading.cpuMs + (await cpuOf(instance, events.backfill('14d'), 1)),
  );
  const reference = await withInstance(world.startReference(), async (instance) => {
    await cpuOf(instance, {}, WARM_UP);
    return cpuOf(instance, {}, STEADY);
  });
  const parts = new Map([
    ['polls 2 to 5', await profile(world, events.poll, { before: 1, count: 4 })],
    ['steady', await profile(world, events.poll, { before: WARM_UP, count: STEADY })],
  ] as const);
  return { ...ofPoll, coldBackfill, reference, parts };
}

/** Returns the CPU milliseconds of one invocation, averaged. */
async function cpuOf(instance: FunctionProcess, event: PollEvent, count: number): Promise<number> {
  const { cpuMs } = await instance.invoke(Array.from({ length: count }, () => event));
  return cpuMs / count;
}

async function withInstance<T>(starting: Promise<FunctionProcess>, use: (instance: FunctionProcess) => Promise<T>) {
  const instance = await starting;
  try {
    return await use(instance);
  } finally {
    await instance.close();
  }
}

/** Returns the share of each part in the time of the last invocations. */
async function profile(
  world: PollWorld,
  event: PollEvent,
  { before, count }: { readonly before: number; readonly count: number },
): Promise<Map<Part, number>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-profile-'));
  const name = 'polls.cpuprofile';
  const options = ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}`];
  try {
    const wallMs = await withInstance(world.start(options), async (instance) => {
      await cpuOf(instance, event, before);
      return (await instance.invoke(Array.from({ length: count }, () => event))).wallMs;
    });
    const map = new SourceMap(JSON.parse(readFileSync(`${world.file}.map`, 'utf8')));
    const times = timeOfParts(JSON.parse(readFileSync(path.join(folder, name), 'utf8')), map, wallMs);
    const total = [...times.values()].reduce((sum, time) => sum + time, 0);
    return new Map([...times].map(([part, time]) => [part, time / total]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pollsTable(measured: readonly Measured[]): Table {
  const reference = median(measured.map((round) => round.reference));
  const row = (title: string, cpuOfRound: (round: Measured) => number) => {
    const cpuMs = median(measured.map(cpuOfRound));
    return [title, cpuMs.toFixed(1), (cpuMs / reference).toFixed(1)];
  };
  return {
    title: 'Polls of an account that sends in each period of 14 days',
    columns: ['', 'CPU, ms', 'Ratio to the reference'],
    rows: [
      row('Polls 2 to 5 of a new instance, each', ({ early }) => early),
      row('Steady poll', ({ byPoints }) => byPoints.get(ALL_POINTS) as number),
      row('Steady first poll of an hour', ({ firstOfHour }) => firstOfHour),
      row('Load the code, and run the first poll', ({ cold }) => cold),
      row('Load the code, and publish 14 days', ({ coldBackfill }) => coldBackfill),
      row('Publish 14 days in a warm instance', ({ bySpan }) => bySpan.get('14d')?.cpuMs as number),
      row('Reference: `JSON.parse` of 0.7 MB', (round) => round.reference),
    ],
    notes: [
      'CPU time of all threads, with TLS. The bundle runs on Node.js 24. An instance is steady after 100 polls, which is after a day.',
    ],
  };
}

function partsTable(measured: readonly Measured[]): Table {
  const cpuOfPolls: Record<(typeof PROFILED)[number], number> = {
    'polls 2 to 5': median(measured.map(({ early }) => early)),
    steady: median(measured.map(({ byPoints }) => byPoints.get(ALL_POINTS) as number)),
  };
  const shareOf = (polls: (typeof PROFILED)[number], part: Part) =>
    median(measured.map(({ parts }) => parts.get(polls)?.get(part) as number));
  return {
    title: 'Where the CPU time of a poll goes',
    columns: ['', ...PROFILED.flatMap((polls) => [`${polls}, ms`, `${polls}, %`])],
    rows: PARTS.map((part) => [
      part,
      ...PROFILED.flatMap((polls) => {
        const share = shareOf(polls, part);
        return [(share * cpuOfPolls[polls]).toFixed(1), (share * 100).toFixed(0)];
      }),
    ]),
    notes: [
      'The shares come from a CPU profile, and the milliseconds from the table above. Native code is mostly TLS.',
    ],
  };
}

function pointsTable(measured: readonly Measured[]): Table {
  const cpuOfPoints = (points: number) => median(measured.map(({ byPoints }) => byPoints.get(points) as number));
  const perPointUs = ((cpuOfPoints(ALL_POINTS) - cpuOfPoints(0)) / ALL_POINTS) * 1000;
  return {
    title: 'Growth with the points of SES',
    columns: ['Points', 'CPU of a steady poll, ms'],
    rows: POINTS.map((points) => [String(points), cpuOfPoints(points).toFixed(1)]),
    notes: [`One point takes ${perPointUs.toFixed(1)} µs.`],
  };
}

function dataTable(measured: readonly Measured[]): Table {
  const cpuOfSpan = (span: string) => median(measured.map(({ bySpan }) => bySpan.get(span)?.cpuMs as number));
  const dataOfSpan = (span: string) => measured[0]?.bySpan.get(span)?.data as number;
  const perDatumUs = ((cpuOfSpan('14d') - cpuOfSpan('1d')) / (dataOfSpan('14d') - dataOfSpan('1d'))) * 1000;
  return {
    title: 'Growth with the data that a backfill sends',
    columns: ['Span', 'Data', 'CPU of a warm backfill, ms'],
    rows: SPANS.map((span) => [span, String(dataOfSpan(span)), cpuOfSpan(span).toFixed(1)]),
    notes: [`One datum takes ${perDatumUs.toFixed(1)} µs.`],
  };
}
