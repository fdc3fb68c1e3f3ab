/**
 * Programs from npm, in the versions that these tests were written with. Each is installed when a test first asks for it:
 * to build one takes a minute, and most tests need none.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type RunOptions, run } from './run';
import { toolsFolder } from './tools';

/** There are such packages for Linux; elsewhere these tests must run on Node 24 themselves. */
const NODE = { name: `node-${process.platform}-${process.arch}`, version: '24.21.0' };

/** What runs a function's code in Lambda: it asks the runtime API for events, and posts what the handler returns. */
const RUNTIME_CLIENT = { name: 'aws-lambda-ric', version: '4.0.2' };

/** What it is built with. */
const BUILD_PROGRAMS = ['cmake', 'make', 'g++', 'xz'];

/**
 * The folder of Node 24, which the functions are deployed for, to be put first on PATH.
 *
 * @throws where npm cannot be reached, or has no Node 24 for this machine
 */
export async function nodeFolder(): Promise<string> {
  if (process.versions.node.startsWith('24.')) return path.dirname(process.execPath);
  return path.join(await install(NODE), 'bin');
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
 * @throws where npm cannot be reached, or the client cannot be built
 */
export async function runtimeClient(): Promise<RuntimeClient> {
  const problem = runtimeClientProblem();
  if (problem) throw new Error(problem);
  const folder = await nodeFolder();
  const env = {
    PATH: `${folder}${path.delimiter}${process.env.PATH}`,
    npm_config_nodedir: path.dirname(folder), // Node's headers are there; without this the build downloads them
  };
  const program = path.join(await install(RUNTIME_CLIENT, { env }), 'index.mjs');
  const node = path.join(folder, 'node');
  const nodeVersion = (await run(node, ['--version'])).trim();
  return { program, node, version: `${RUNTIME_CLIENT.name} ${RUNTIME_CLIENT.version} on Node ${nodeVersion}` };
}

/** Why the runtime client cannot be built here, as one sentence; undefined: it can. */
export function runtimeClientProblem(): string | undefined {
  if (process.platform !== 'linux') return "Lambda's runtime client can be built on Linux only.";
  const missing = BUILD_PROGRAMS.filter((program) => spawnSync(program, ['--version']).error);
  if (missing.length === 0) return undefined;
  return `Lambda's runtime client is built with ${missing.join(', ')}, which cannot be found: install what is missing.`;
}

/** Where a package is, once it is installed. */
async function install({ name, version }: typeof NODE, options?: RunOptions): Promise<string> {
  const home = path.join(toolsFolder(), `${name}-${version}`);
  const isInstalled = path.join(home, 'installed');
  const wanted = `${name}@${version}`;
  if (!existsSync(isInstalled)) {
    mkdirSync(home, { recursive: true });
    // Scripts of packages that are not named here may not run, or will not in a later npm.
    writeFileSync(path.join(home, 'package.json'), JSON.stringify({ allowScripts: { [name]: true } }));
    await run('npm', ['install', '--prefix', home, '--loglevel=error', wanted], options);
    writeFileSync(isInstalled, wanted);
  }
  return path.join(home, 'node_modules', name);
}
