/** Programs from npm, in the versions that these tests were written with. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type RunOptions, run } from './run';
import { toolsFolder } from './tools';

const NODE = { name: `node-${process.platform}-${process.arch}`, version: '24.21.0' };

/** What runs a function's code in Lambda: it asks the runtime API for events, and posts what the handler returns. */
const RUNTIME_CLIENT = { name: 'aws-lambda-ric', version: '4.0.2' };

/** What it is built with. */
const BUILD_PROGRAMS = ['cmake', 'make', 'g++', 'xz'];

/**
 * Node 24, and Lambda's runtime client where it can be built, which takes a minute.
 *
 * @throws where npm cannot be reached, or has no Node 24 for this machine
 */
export async function installNpmTools(): Promise<void> {
  await installNode24();
  if (runtimeClientProblem()) return;
  const env = {
    PATH: `${nodeFolder()}${path.delimiter}${process.env.PATH}`,
    npm_config_nodedir: path.dirname(nodeFolder()), // Node's headers are there; without this the build downloads them
  };
  await install(RUNTIME_CLIENT, { env });
}

/** @throws where npm cannot be reached, or has no Node 24 for this machine */
export async function installNode24(): Promise<void> {
  if (!isNode24()) await install(NODE);
}

/** The folder of Node 24, which the functions are deployed for, to be put first on PATH. */
export function nodeFolder(): string {
  return isNode24() ? path.dirname(process.execPath) : path.join(placeOf(NODE), 'bin');
}

/** Why there is no Node 24 here, as one sentence; undefined: there is, or will be. */
export function nodeProblem(): string | undefined {
  if (isNode24() || process.platform === 'linux') return undefined;
  return 'npm has Node.js 24 for Linux only: run them with Node.js 24.';
}

function isNode24(): boolean {
  return process.versions.node.startsWith('24.');
}

export interface RuntimeClient {
  /** To be run by `node`. */
  readonly program: string;
  /** The program of Node 24. */
  readonly node: string;
  /** Of both, told beside what was seen with them. */
  readonly version: string;
}

/**
 * Lambda's runtime client for Node.
 *
 * @throws where it cannot be built
 */
export async function runtimeClient(): Promise<RuntimeClient> {
  const problem = runtimeClientProblem();
  if (problem) throw new Error(problem);
  const node = path.join(nodeFolder(), 'node');
  const nodeVersion = (await run(node, ['--version'])).trim();
  return {
    program: path.join(placeOf(RUNTIME_CLIENT), 'index.mjs'),
    node,
    version: `${RUNTIME_CLIENT.name} ${RUNTIME_CLIENT.version} on Node ${nodeVersion}`,
  };
}

/** Why the runtime client cannot be built here, as one sentence; undefined: it can. */
export function runtimeClientProblem(): string | undefined {
  if (process.platform !== 'linux') return "Lambda's runtime client can be built on Linux only.";
  const missing = BUILD_PROGRAMS.filter((program) => spawnSync(program, ['--version']).error);
  if (missing.length === 0) return undefined;
  return `Lambda's runtime client is built with ${missing.join(', ')}, which cannot be found: install what is missing.`;
}

async function install(tool: typeof NODE, options?: RunOptions): Promise<void> {
  const home = homeOf(tool);
  const isInstalled = path.join(home, 'installed');
  if (existsSync(isInstalled)) return;
  mkdirSync(home, { recursive: true });
  // Scripts of packages that are not named here may not run, or will not in a later npm.
  writeFileSync(path.join(home, 'package.json'), JSON.stringify({ allowScripts: { [tool.name]: true } }));
  const wanted = `${tool.name}@${tool.version}`;
  await run('npm', ['install', '--prefix', home, '--loglevel=error', wanted], options);
  writeFileSync(isInstalled, wanted);
}

function homeOf({ name, version }: typeof NODE): string {
  return path.join(toolsFolder(), `${name}-${version}`);
}

/** Where a package is, once it is installed. */
function placeOf(tool: typeof NODE): string {
  return path.join(homeOf(tool), 'node_modules', tool.name);
}
