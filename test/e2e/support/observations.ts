/** The observations of all tests in a run. Tests in any process append to one file. The run prints it as a table when it ends. */
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import Table from 'cli-table3';
import { toolsFolder } from './tools';

export interface Observation {
  readonly action: string;
  /** The program that performed the action, and its version. */
  readonly client: string;
  /** Built from what the test read back, never from what it expected. */
  readonly result: string;
}

const file = () => path.join(toolsFolder(), 'observations.jsonl');

/** Adds a row to the table. */
export function record(observation: Observation): void {
  appendFileSync(file(), `${JSON.stringify(observation)}\n`);
}

/** Removes the observations of an earlier run. */
export function clearObservations(): void {
  rmSync(file(), { force: true });
}

/** Returns the table, or undefined if it has no rows. */
export function observationTable(): string | undefined {
  if (!existsSync(file())) return undefined;
  const lines = readFileSync(file(), 'utf8').trimEnd().split('\n');
  const table = new Table({
    head: ['Action', 'Client', 'Result'],
    colWidths: [36, 24, 60],
    wordWrap: true,
    wrapOnWordBoundary: false, // Otherwise long ARNs and paths are cut off.
    style: { head: [], border: [] },
  });
  table.push(
    ...lines
      .map((line) => JSON.parse(line) as Observation)
      .map(({ action, client, result }) => [action, client, result]),
  );
  return table.toString();
}
