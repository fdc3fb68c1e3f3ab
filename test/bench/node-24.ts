/** Node.js 24, the runtime of the functions. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installNode24, nodeFolder, nodeProblem } from '../e2e/support/npm-tools';
import type { MeasureOptions } from './section';

/** Returns the path of Node.js 24. If it cannot be installed, reports why, and returns this process's Node.js. */
export async function findNode24(report: MeasureOptions['report']): Promise<string> {
  process.env.E2E_TOOLS ??= mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-bench-'));
  try {
    const problem = nodeProblem();
    if (problem) throw new Error(problem);
    await installNode24();
    return path.join(nodeFolder(), 'node');
  } catch (error) {
    report(`Node.js ${process.versions.node} replaces Node.js 24, which could not be installed: ${error}`);
    return process.execPath;
  }
}
