/** Third-party programs from PyPI, in pinned versions. Only the end-to-end tests need them. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './programs';

const FROM_PYPI = {
  awscli: '1.46.3',
  awscurl: '0.44',
  'cfn-lint': '1.58.0',
  checkov: '3.3.30',
  ministack: '1.5.33',
  'ol-parliament': '1.7.0',
  'python-hcl2': '8.1.4',
  schemathesis: '4.32.5',
} as const;

export type PythonTool = keyof typeof FROM_PYPI;

export const PYTHON_TOOLS = Object.keys(FROM_PYPI) as PythonTool[];

/** Returns the folder that holds the tools of this run. The global setup sets the variable. */
export function toolsFolder(): string {
  return process.env.E2E_TOOLS ?? '.';
}

/** Returns the path of a tool's program, such as `aws` of `awscli`. */
export function programOf(tool: PythonTool, program: string = tool): string {
  return path.join(homeOf(tool), 'bin', program);
}

function homeOf(tool: PythonTool): string {
  return path.join(toolsFolder(), `${tool}-${FROM_PYPI[tool]}`);
}

/**
 * Installs a tool into its own virtual environment, because the tools' dependencies conflict.
 *
 * @throws Error if Python 3 is missing or PyPI cannot be reached
 */
export async function installPythonTool(tool: PythonTool): Promise<void> {
  const home = homeOf(tool);
  const marker = path.join(home, 'installed');
  if (existsSync(marker)) return;
  mkdirSync(toolsFolder(), { recursive: true });
  await run('python3', ['-m', 'venv', home]);
  const requirement = `${tool}==${FROM_PYPI[tool]}`;
  await run(path.join(home, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', requirement]);
  writeFileSync(marker, requirement);
}

/** Returns the tool's name and version, as the table of observations shows them. */
export function versionOf(tool: PythonTool): string {
  return `${tool} ${FROM_PYPI[tool]}`;
}
