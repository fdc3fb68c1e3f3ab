/** What a run has seen, for who reads its end: tests in any process write it down, and the run prints it as a table. */
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import Table from 'cli-table3';
import { toolsFolder } from './tools';

export interface Seen {
  /** What was driven. */
  readonly what: string;
  /** The program that drove it, and its version. */
  readonly client: string;
  /** Made of what was read, never of what was expected. */
  readonly readBack: string;
}

const file = () => path.join(toolsFolder(), 'seen.jsonl');

/** A row of the table. */
export function seen(row: Seen): void {
  appendFileSync(file(), `${JSON.stringify(row)}\n`);
}

/** What an earlier run has seen is not of this one. */
export function forgetSeen(): void {
  rmSync(file(), { force: true });
}

/** All rows so far; undefined when there is none. */
export function seenTable(): string | undefined {
  if (!existsSync(file())) return undefined;
  const lines = readFileSync(file(), 'utf8').trimEnd().split('\n');
  const table = new Table({
    head: ['What', 'By', 'Read back'],
    colWidths: [36, 24, 60],
    wordWrap: true,
    wrapOnWordBoundary: false, // a long ARN or path is not cut off
    style: { head: [], border: [] },
  });
  table.push(
    ...lines.map((line) => JSON.parse(line) as Seen).map(({ what, client, readBack }) => [what, client, readBack]),
  );
  return table.toString();
}
