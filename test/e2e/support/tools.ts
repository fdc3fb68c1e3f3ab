/** Programs that others wrote, in the versions that these tests were written with; none is needed for anything else. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './run';

/** From PyPI, each in a virtual environment of its own, for their dependencies contradict each other. */
const FROM_PYPI = {
  awscli: '1.46.3',
  awscurl: '0.44',
  'cfn-lint': '1.58.0',
  checkov: '3.3.30',
  ministack: '1.5.33',
  'ol-parliament': '1.7.0',
  schemathesis: '4.32.5',
} as const;

export type PythonTool = keyof typeof FROM_PYPI;

export const PYTHON_TOOLS = Object.keys(FROM_PYPI) as PythonTool[];

/** Where the tools of this run are; `npm run test:e2e` sets it. */
export function toolsFolder(): string {
  return process.env.E2E_TOOLS ?? '.';
}

/** A program of a tool, such as `aws` of `awscli`. */
export function programOf(tool: PythonTool, program: string = tool): string {
  return path.join(homeOf(tool), 'bin', program);
}

function homeOf(tool: PythonTool): string {
  return path.join(toolsFolder(), `${tool}-${FROM_PYPI[tool]}`);
}

/** @throws where Python 3 is missing or PyPI cannot be reached */
export async function installPythonTool(tool: PythonTool): Promise<void> {
  const home = homeOf(tool);
  const isInstalled = path.join(home, 'installed');
  if (existsSync(isInstalled)) return;
  mkdirSync(toolsFolder(), { recursive: true });
  await run('python3', ['-m', 'venv', home]);
  const wanted = `${tool}==${FROM_PYPI[tool]}`;
  await run(path.join(home, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', wanted]);
  writeFileSync(isInstalled, wanted);
}

/** Told beside what was seen with it. */
export function versionOf(tool: PythonTool): string {
  return `${tool} ${FROM_PYPI[tool]}`;
}
