import { rmSync } from 'node:fs';
import { seenTable } from './support/seen';

/** The last word of a run: what it has seen. */
export default function removeTools(): void {
  if (!process.env.E2E_TOOLS) return;
  const table = seenTable();
  if (table) console.log(`\n${table}`);
  rmSync(process.env.E2E_TOOLS, { recursive: true, force: true });
}
