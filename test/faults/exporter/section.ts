import fc from 'fast-check';
import type { Table } from '../../bench/section';
import type { FaultOptions, FaultReport, FaultSection } from '../section';
import { anyHistory, historyOf } from './combinations';
import { EXPORTER_FAULT_NAMES, type ExporterFaultName } from './faults';
import type { ExporterHistory } from './history';
import type { LoadHandler } from './run';
import { countOf, type Trial, tryHistory } from './trial';

const DAY = 24 * 60 * 60_000;

/** Violations that a failure shows. */
const SHOWN = 5;

export function createExporterSection(load: LoadHandler): FaultSection {
  return { name: 'exporter', faults: EXPORTER_FAULT_NAMES, run: (options) => runSection(options, load) };
}

async function runSection({ only, seed, runs, path, report }: FaultOptions, load: LoadHandler): Promise<FaultReport> {
  const rows: string[][] = [];
  const failures: string[] = [];
  const names = EXPORTER_FAULT_NAMES.filter((name) => only?.includes(name) ?? true);
  for (const name of path === undefined ? names : []) {
    const trial = await tryHistory(historyOf(name, seed), load);
    rows.push(rowOf(name, [trial], trial.injected.get(name) ?? 0));
    if (trial.violations.length > 0) failures.push(`npm run faults -- '${name}' --seed ${seed}\n${describe(trial)}`);
    report(`${name}: ${trial.violations.length} violations`);
  }
  if (only === undefined && runs > 0) {
    const { trials, failure } = await tryCombinations({ seed, runs, path, report }, load);
    rows.push(rowOf(`${trials.length} random combinations`, trials, sum(trials.map(totalOf))));
    if (failure) failures.push(failure);
  }
  return { tables: [tableOf(rows, seed)], failures };
}

async function tryCombinations(
  { seed, runs, path, report }: FaultOptions,
  load: LoadHandler,
): Promise<{ trials: readonly Trial[]; failure?: string }> {
  const trials: Trial[] = [];
  const attempt = async (history: ExporterHistory) => {
    const trial = await tryHistory(history, load);
    trials.push(trial);
    report(`combination ${trials.length}: ${trial.violations.length} violations`);
    if (trial.violations.length > 0) throw new Error(describe(trial));
  };
  const result = await fc.check(fc.asyncProperty(anyHistory(2 * DAY), attempt), { seed, path, numRuns: runs });
  if (!result.failed) return { trials };
  const { counterexample, counterexamplePath, errorInstance } = result;
  const again = `npm run faults -- exporter --seed ${seed} --path ${counterexamplePath}`;
  return { trials, failure: `${again}\n${JSON.stringify(counterexample)}\n${(errorInstance as Error).message}` };
}

function tableOf(rows: readonly (readonly string[])[], seed: number): Table {
  const columns = [
    'Exporter',
    'injected',
    'polls',
    'slots lost',
    'wrong values',
    'other broken rules',
    'longest blindness',
  ];
  return { title: 'Faults of the exporter', columns, rows, notes: [`With seed ${seed}.`] };
}

function rowOf(name: ExporterFaultName | string, trials: readonly Trial[], injected: number): string[] {
  const counted = (count: (trial: Trial) => number) => String(sum(trials.map(count)));
  return [
    name,
    String(injected),
    counted(({ polls }) => polls),
    counted((trial) => countOf(trial, 'slot published')),
    counted((trial) => countOf(trial, 'true value', 'true statistic', 'whole group', 'valid request')),
    counted((trial) => countOf(trial, 'account published', 'no silent run', 'no failure without a fault', 'alarms')),
    minutes(Math.max(0, ...trials.map(({ longestBlindnessMinutes }) => longestBlindnessMinutes))),
  ];
}

function totalOf({ injected }: Trial): number {
  return sum([...injected.values()]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function minutes(count: number): string {
  return `${count.toLocaleString('en-US')} min`;
}

function describe({ violations }: Trial): string {
  const shown = violations.slice(0, SHOWN).map(({ rule, problem }) => `  ${rule}: ${problem}`);
  const more = violations.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}
