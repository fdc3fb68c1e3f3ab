import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installNpmTools, nodeProblem } from './support/npm-tools';
import { run } from './support/run';
import { forgetSeen } from './support/seen';
import { installPythonTool, PYTHON_TOOLS } from './support/tools';

/**
 * Installs the programs that others wrote, without which there is nothing to run: into a temporary place, or for the next
 * runs as well into the folder that E2E_TOOLS names.
 */
export default async function installTools(): Promise<void> {
  const { E2E_TOOLS: kept } = process.env;
  const folder = kept ? path.resolve(kept) : mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-tools-'));
  process.env.E2E_TOOLS = folder;
  if (!kept) process.env.E2E_TOOLS_ARE_TEMPORARY = 'true';
  forgetSeen();
  const problem = await findProblem();
  if (problem) {
    console.error(`\nThe end-to-end tests did not run: ${problem}`);
    if (!kept) rmSync(folder, { recursive: true });
    process.exit(process.env.CI ? 1 : 0);
  }
  await Promise.all([...PYTHON_TOOLS.map(installPythonTool), installNpmTools()]);
}

/** One sentence. */
async function findProblem(): Promise<string | undefined> {
  const probe = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-probe-'));
  const download = ['download', '--quiet', '--no-deps', '--dest', probe, 'six'];
  try {
    if (!(await succeeds('git', '--version'))) return 'they need git.';
    const isNew = 'import sys, venv; sys.exit(sys.version_info < (3, 11))';
    if (!(await succeeds('python3', '-c', isNew))) {
      return 'they need Python 3.11 or later as "python3", with its module venv.';
    }
    if (!(await succeeds('python3', '-m', 'venv', probe)))
      return 'Python cannot make a virtual environment (ensurepip).';
    if (!(await succeeds(path.join(probe, 'bin/pip'), ...download))) {
      return 'their programs come from PyPI, which cannot be reached.';
    }
    return nodeProblem();
  } finally {
    rmSync(probe, { recursive: true });
  }
}

async function succeeds(program: string, ...args: readonly string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  );
}
