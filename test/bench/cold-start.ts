import { setTimeout as sleep } from 'node:timers/promises';
import { bundleBaselines, COMPARED, type Compared } from './baselines';
import { bundleFunctions } from './bundles';
import { ALL_POINTS } from './busy-account';
import { type ColdWorld, startColdWorld } from './cold-world';
import { createFloors, type Floor } from './floors';
import { startFunction } from './function-process';
import { findNode24 } from './node-24';
import { median, type Section, type Table } from './section';

interface FirstEvent {
  readonly title: string;
  event(world: ColdWorld): object;
  /** A part of the log that shows that the function did its work. */
  readonly expected: string;
  /** The same requests without the SDK. */
  readonly floor: Floor;
  /** Milliseconds before the event, so that the function does not wait for its turn of SES's limit. */
  readonly pauseMs: number;
}

const FIRST_EVENTS: Readonly<Record<Compared, FirstEvent>> = {
  'send-statistics': {
    title: 'Exporter',
    event: () => ({}),
    expected: `"points":${ALL_POINTS}`,
    floor: 'poll-without-sdk',
    pauseMs: 0,
  },
  'message-insights': {
    title: 'Look-ups',
    event: (world) => world.newLookUp(),
    expected: '"source":"ses"',
    floor: 'look-up-without-sdk',
    pauseMs: 1_100,
  },
};

const VARIANTS = ['baseline', 'deployed', 'floor'] as const;

type Variant = (typeof VARIANTS)[number];

/** CPU milliseconds of all threads. */
interface ColdStart {
  readonly importMs: number;
  readonly callMs: number;
}

export const COLD_START: Section = {
  name: 'cold',
  description: 'CPU time to load a function and answer its first event',
  async measure({ rounds, report }) {
    const node = await findNode24(report);
    const bundles = bundleFunctions();
    const baselines = bundleBaselines();
    const world = await startColdWorld(bundles.tableName);
    const floors = createFloors();
    try {
      const rows: string[][] = [];
      for (const feature of COMPARED) {
        const { file, environment: settings } = bundles.functions[feature];
        const files: Record<Variant, string> = {
          baseline: baselines.files[feature],
          deployed: file,
          floor: floors.bundle(FIRST_EVENTS[feature].floor),
        };
        const environment = { ...settings, ...world.environment };
        const measured: Record<Variant, ColdStart[]> = { baseline: [], deployed: [], floor: [] };
        for (let round = 0; round <= rounds; round++) {
          report(`cold: ${feature}, round ${round} of ${rounds}`);
          for (const variant of round % 2 === 0 ? VARIANTS : VARIANTS.toReversed()) {
            const start = await measureStart(FIRST_EVENTS[feature], world, { node, file: files[variant], environment });
            if (round > 0) measured[variant].push(start); // the first round fills the caches of the machine
          }
        }
        rows.push(...VARIANTS.map((variant) => toRow(FIRST_EVENTS[feature].title, variant, measured)));
      }
      return [toTable(rows)];
    } finally {
      floors.remove();
      await world.close();
      baselines.remove();
      bundles.remove();
    }
  },
};

/** @throws Error if the function did not do its work */
async function measureStart(
  { event, expected, pauseMs }: FirstEvent,
  world: ColdWorld,
  options: Parameters<typeof startFunction>[0],
): Promise<ColdStart> {
  const firstEvent = event(world);
  await sleep(pauseMs);
  const instance = await startFunction({ ...options, timeoutMs: 60_000 });
  try {
    const { cpuMs } = await instance.invoke([firstEvent]);
    if (!instance.log().includes(expected)) throw new Error(`The log has no ${expected}:\n${instance.log()}`);
    return { importMs: instance.loading.cpuMs, callMs: cpuMs };
  } finally {
    await instance.close();
  }
}

function toRow(title: string, variant: Variant, measured: Readonly<Record<Variant, readonly ColdStart[]>>): string[] {
  const sum = ({ importMs, callMs }: ColdStart) => importMs + callMs;
  const starts = measured[variant];
  const ratios = starts.map((start, round) => sum(start) / sum(measured.baseline[round] as ColdStart));
  return [
    title,
    variant,
    median(starts.map(({ importMs }) => importMs)).toFixed(0),
    median(starts.map(({ callMs }) => callMs)).toFixed(0),
    median(starts.map(sum)).toFixed(0),
    median(ratios).toFixed(2),
  ];
}

function toTable(rows: string[][]): Table {
  return {
    title: 'Cold starts',
    columns: ['Function', 'Bundle', 'Import, ms', 'First call, ms', 'Sum, ms', 'Ratio'],
    rows,
    notes: [
      `CPU time of all threads, with TLS, on Node.js 24. The exporter reads ${ALL_POINTS} points, and a look-up asks SES. The ratio is the median of the ratios of each round, in which all bundles run.`,
      'The baseline does the same work with clients as the SDK creates them. `NodejsFunction` bundles it with `bundleAwsSDK`, and neither minifies it nor maps it.',
      'The floor makes the same requests without the SDK. It neither retries nor checks anything, and it has no source map.',
    ],
  };
}
