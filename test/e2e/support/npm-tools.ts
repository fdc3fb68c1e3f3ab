/** Third-party programs from npm, in pinned versions. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type RunOptions, run } from './programs';
import { toolsFolder } from './tools';

const NODE = { name: `node-${process.platform}-${process.arch}`, version: '24.21.0' };

/** Runs a function's code in Lambda: requests events from the runtime API, and posts the return value of the handler. */
const RUNTIME_CLIENT = { name: 'aws-lambda-ric', version: '4.0.2' };

/** The programs that the build of the runtime client needs. */
const BUILD_PROGRAMS = ['cmake', 'make', 'g++', 'xz'];

/**
 * Installs Node.js 24 and, where it can be built, Lambda's runtime client. The build takes a minute.
 *
 * @throws Error if npm cannot be reached or has no Node.js 24 for this machine
 */
export async function installNpmTools(): Promise<void> {
  await installNode24();
  if (runtimeClientProblem()) return;
  const env = {
    PATH: `${nodeFolder()}${path.delimiter}${process.env.PATH}`,
    npm_config_nodedir: path.dirname(nodeFolder()), // Holds Node's headers, which the build otherwise downloads.
  };
  await install(RUNTIME_CLIENT, { env });
}

/** @throws Error if npm cannot be reached or has no Node.js 24 for this machine */
export async function installNode24(): Promise<void> {
  if (!isNode24()) await install(NODE);
}

/** Returns the folder of Node.js 24, the functions' runtime, to put first on PATH. */
export function nodeFolder(): string {
  return isNode24() ? path.dirname(process.execPath) : path.join(packageFolderOf(NODE), 'bin');
}

/** Explains in one sentence why Node.js 24 cannot be installed; undefined if it can. */
export function nodeProblem(): string | undefined {
  if (isNode24() || process.platform === 'linux') return undefined;
  return 'npm has Node.js 24 for Linux only. Run the tests with Node.js 24.';
}

function isNode24(): boolean {
  return process.versions.node.startsWith('24.');
}

export interface RuntimeClient {
  /** The script that `node` runs. */
  readonly program: string;
  /** The path of Node.js 24. */
  readonly node: string;
  /** The versions of both, as the table of observations shows them. */
  readonly version: string;
}

/**
 * Returns Lambda's runtime client for Node.js.
 *
 * @throws Error if the client cannot be built
 */
export async function runtimeClient(): Promise<RuntimeClient> {
  const problem = runtimeClientProblem();
  if (problem) throw new Error(problem);
  const node = path.join(nodeFolder(), 'node');
  const nodeVersion = (await run(node, ['--version'])).trim();
  return {
    program: path.join(packageFolderOf(RUNTIME_CLIENT), 'index.mjs'),
    node,
    version: `${RUNTIME_CLIENT.name} ${RUNTIME_CLIENT.version} on Node ${nodeVersion}`,
  };
}

/** Explains in one sentence why the runtime client cannot be built; undefined if it can. */
export function runtimeClientProblem(): string | undefined {
  if (process.platform !== 'linux') return "Lambda's runtime client can be built on Linux only.";
  const missing = BUILD_PROGRAMS.filter((program) => spawnSync(program, ['--version']).error);
  if (missing.length === 0) return undefined;
  return `The build of Lambda's runtime client needs ${missing.join(', ')}: install what is missing.`;
}

/** Installs into a temporary folder and renames it, because two processes may install the same tool at the same time. */
async function install(tool: typeof NODE, options?: RunOptions): Promise<void> {
  const home = homeOf(tool);
  if (existsSync(home)) return;
  mkdirSync(toolsFolder(), { recursive: true });
  const folder = mkdtempSync(`${home}-`);
  // Later versions of npm run install scripts only for packages in `allowScripts`.
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ allowScripts: { [tool.name]: true } }));
  await run('npm', ['install', '--prefix', folder, '--loglevel=error', `${tool.name}@${tool.version}`], options);
  if (existsSync(home)) rmSync(folder, { recursive: true });
  else renameSync(folder, home);
}

function homeOf({ name, version }: typeof NODE): string {
  return path.join(toolsFolder(), `${name}-${version}`);
}

function packageFolderOf(tool: typeof NODE): string {
  return path.join(homeOf(tool), 'node_modules', tool.name);
}
