import { rmSync } from 'node:fs';
import { seenTable } from './support/seen';

/** The last word of a run: what it has seen. */
export default function removeTools(): void {
  const { E2E_TOOLS, E2E_TOOLS_ARE_TEMPORARY } = process.env;
  if (!E2E_TOOLS) return;
  const table = seenTable();
  if (table) console.log(`\n${table}`);
  if (E2E_TOOLS_ARE_TEMPORARY) rmSync(E2E_TOOLS, { recursive: true, force: true });
}
