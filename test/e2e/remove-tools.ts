import { rmSync } from 'node:fs';
import { observationTable } from './support/observations';

/** Prints the observations of the run, and removes the tools if their folder is temporary. */
export default function removeTools(): void {
  const { E2E_TOOLS, E2E_TOOLS_ARE_TEMPORARY } = process.env;
  if (!E2E_TOOLS) return;
  const table = observationTable();
  if (table) console.log(`\n${table}`);
  if (E2E_TOOLS_ARE_TEMPORARY) rmSync(E2E_TOOLS, { recursive: true, force: true });
}
