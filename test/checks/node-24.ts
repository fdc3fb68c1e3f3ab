/**
 * `npm run test:node24`: runs the tests of the functions and the synth on Node.js 24, the functions' runtime in Lambda. On
 * Node.js 24 it does nothing, because `npm test` already runs them.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installNode24, nodeFolder, nodeProblem } from '../e2e/support/npm-tools';

const COMMANDS = [
  ['npx', 'jest', 'test/lambda', 'test/lib/imports'],
  ['npm', 'run', 'synth'],
] as const;

async function main(): Promise<number> {
  if (process.versions.node.startsWith('24.')) {
    console.log(`Nothing to do: npm test runs on Node.js ${process.versions.node}.`);
    return 0;
  }
  const problem = nodeProblem();
  if (problem) {
    console.error(`The tests did not run on Node.js 24: ${problem}`);
    return process.env.CI ? 1 : 0;
  }
  const { E2E_TOOLS: kept } = process.env;
  const folder = kept ?? mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-node-'));
  process.env.E2E_TOOLS = path.resolve(folder);
  try {
    await installNode24();
    // npm and npx also run with the first node on PATH.
    const env = { ...process.env, PATH: `${nodeFolder()}${path.delimiter}${process.env.PATH}` };
    const succeeds = ([program, ...args]: readonly string[]) =>
      spawnSync(program as string, args, { env, stdio: 'inherit' }).status === 0;
    return succeeds(['node', '--version']) && COMMANDS.every(succeeds) ? 0 : 1;
  } finally {
    if (!kept) rmSync(folder, { recursive: true });
  }
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: Error) => {
    console.error(`Node.js 24 cannot be installed: ${error.message}`);
    process.exitCode = process.env.CI ? 1 : 0;
  },
);
