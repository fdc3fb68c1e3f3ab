/**
 * `npm run test:node24`: the tests of the functions, and the synth, on the Node.js that Lambda runs them with. Nothing is left
 * to do where this is Node.js 24 already, because `npm test` runs them all.
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
    console.log(`This is Node.js ${process.versions.node}: npm test has run them.`);
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
    // npm's own programs run with the first node on the path, too.
    const env = { ...process.env, PATH: `${nodeFolder()}${path.delimiter}${process.env.PATH}` };
    const isDone = ([program, ...args]: readonly string[]) =>
      spawnSync(program as string, args, { env, stdio: 'inherit' }).status === 0;
    return isDone(['node', '--version']) && COMMANDS.every(isDone) ? 0 : 1;
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
