import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installNpmTools } from './support/npm-tools';
import { run } from './support/run';
import { forgetSeen } from './support/seen';
import { installPythonTool, PYTHON_TOOLS } from './support/tools';

/**
 * Installs the programs that others wrote, without which there is nothing to run: into a temporary place, or for the next
 * runs as well into the folder that E2E_TOOLS names.
 */
export default async function installTools(): Promise<void> {
  if (process.env.E2E_TOOLS === undefined) {
    process.env.E2E_TOOLS = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-tools-'));
    process.env.E2E_TOOLS_ARE_TEMPORARY = 'true';
  }
  forgetSeen();
  const problem = await findProblem();
  if (problem) {
    console.error(`\nThe end-to-end tests did not run: ${problem}`);
    process.exit(process.env.CI ? 1 : 0);
  }
  await Promise.all([...PYTHON_TOOLS.map(installPythonTool), installNpmTools()]);
}

async function findProblem(): Promise<string | undefined> {
  const place = path.join(process.env.E2E_TOOLS as string, 'probe');
  try {
    await run('python3', ['-m', 'venv', place]);
  } catch {
    return 'they need Python 3.11 or later as "python3", with its module venv.';
  }
  try {
    await run(path.join(place, 'bin/pip'), ['download', '--quiet', '--no-deps', '--dest', place, 'six']);
  } catch {
    return 'their programs come from PyPI, which cannot be reached.';
  }
}
