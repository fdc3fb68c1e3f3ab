/** The faults of the look-up API, its widgets, the export jobs and the briefs. */
import fc from 'fast-check';
import type { FaultOptions, FaultReport, FaultSection } from '../section';
import type { Breach } from './judge';
import { describeScene, SCENES } from './random-scenes';
import { COLUMNS, cellsOf, type Result, resultOf, sumOf } from './results';
import { FAULT_ROWS, type FaultRow } from './rows';
import { playScene, type Scene } from './scene';

const NAME = 'insights';

export const INSIGHTS: FaultSection = {
  name: NAME,
  faults: FAULT_ROWS.map(({ name }) => name),
  async run(options) {
    const { only, path } = options;
    const rows = FAULT_ROWS.filter(({ name }) => only?.includes(name) ?? true);
    const single = path === undefined ? await runRows(rows, options) : { cells: [], failures: [] };
    const random = only === undefined ? await runRandom(options) : { cells: [], failures: [] };
    return {
      tables: [
        {
          title: 'Look-ups, searches, breakdowns, widgets and briefs',
          columns: COLUMNS,
          rows: [...single.cells, ...random.cells],
          notes: NOTES,
        },
      ],
      failures: [...single.failures, ...random.failures],
    };
  },
};

const NOTES = [
  'Each fault hits the first call of each operation, the second one, or the first eight. A process is killed before or after each of its calls and waits. All other columns but "early calls" must be 0.',
  'Early calls come less than a second after another one, because the table failed or because clocks were wrong by up to two minutes. SES throttles them, and the request waits for another turn.',
];

interface Run {
  readonly cells: readonly (readonly string[])[];
  readonly failures: FaultReport['failures'];
}

async function runRows(rows: readonly FaultRow[], { report }: FaultOptions): Promise<Run> {
  const cells: string[][] = [];
  const failures: string[] = [];
  for (const { name, scenes } of rows) {
    report(`${name} ...`);
    const results: Result[] = [];
    for (const scene of scenes) results.push(resultOf(await playScene(scene)));
    const result = sumOf(results);
    cells.push(cellsOf(name, result));
    failures.push(...result.breaches.map((breach) => `${name}: ${textOf(breach)} (npm run faults -- "${name}")`));
  }
  return { cells, failures };
}

async function runRandom({ seed, runs, path, report }: FaultOptions): Promise<Run> {
  const results: Result[] = [];
  const found = await findBreach({ seed, runs, path }, (scene, result) => {
    report(`${describeScene(scene)} ...`);
    results.push(result);
  });
  const failures = found === undefined ? [] : [found];
  return { cells: [cellsOf('random combinations', sumOf(results))], failures };
}

/**
 * Plays random scenes. Returns the smallest one that breaks a rule, with the command that plays it again, or undefined if
 * none does.
 */
export async function findBreach(
  { seed, runs, path }: Pick<FaultOptions, 'seed' | 'runs' | 'path'>,
  onResult: (scene: Scene, result: Result) => void = () => undefined,
): Promise<string | undefined> {
  const property = fc.asyncProperty(SCENES, async (scene) => {
    const result = resultOf(await playScene(scene));
    onResult(scene, result);
    if (result.breaches.length > 0) throw new Error(result.breaches.map(textOf).join('\n'));
  });
  const { failed, counterexample, counterexamplePath, errorInstance } = await fc.check(property, {
    seed,
    numRuns: path === undefined ? runs : 1,
    path,
  });
  if (!failed) return undefined;
  const [scene] = counterexample as [Scene];
  const command = `npm run faults -- ${NAME} --seed ${seed} --path ${counterexamplePath}`;
  return `${describeScene(scene)}: ${(errorInstance as Error | null)?.message} (${command})`;
}

function textOf({ rule, what }: Breach): string {
  return `${rule}: ${what}`;
}
