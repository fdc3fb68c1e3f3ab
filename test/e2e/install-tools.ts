import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installNpmTools, nodeProblem } from './support/npm-tools';
import { clearObservations } from './support/observations';
import { tryRun } from './support/programs';
import { installPythonTool, PYTHON_TOOLS } from './support/tools';

/**
 * Installs the third-party programs that the tests drive. They go into the folder that E2E_TOOLS names, where later runs find
 * them, or into a temporary folder.
 */
export default async function installTools(): Promise<void> {
  const { E2E_TOOLS: kept } = process.env;
  const folder = kept ? path.resolve(kept) : mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-tools-'));
  process.env.E2E_TOOLS = folder;
  if (!kept) process.env.E2E_TOOLS_ARE_TEMPORARY = 'true';
  clearObservations();
  const problem = await findProblem();
  if (problem) {
    console.error(`\nThe end-to-end tests did not run: ${problem}`);
    if (!kept) rmSync(folder, { recursive: true });
    process.exit(process.env.CI ? 1 : 0);
  }
  await Promise.all([...PYTHON_TOOLS.map(installPythonTool), installNpmTools()]);
}

/** Explains in one sentence why the tools cannot be installed; undefined if they can. */
async function findProblem(): Promise<string | undefined> {
  const probe = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-probe-'));
  const download = ['download', '--quiet', '--no-deps', '--dest', probe, 'six'];
  try {
    if (!(await succeeds('git', '--version'))) return 'git is missing.';
    const isRecent = 'import sys, venv; sys.exit(sys.version_info < (3, 11))';
    if (!(await succeeds('python3', '-c', isRecent))) {
      return '"python3" must be Python 3.11 or later, with the module venv.';
    }
    if (!(await succeeds('python3', '-m', 'venv', probe))) {
      return 'Python cannot create a virtual environment (ensurepip).';
    }
    if (!(await succeeds(path.join(probe, 'bin/pip'), ...download))) {
      return 'PyPI, where the tools come from, cannot be reached.';
    }
    return nodeProblem();
  } finally {
    rmSync(probe, { recursive: true });
  }
}

async function succeeds(program: string, ...args: readonly string[]): Promise<boolean> {
  return tryRun(program, args).then(
    ({ status }) => status === 0,
    () => false,
  );
}
