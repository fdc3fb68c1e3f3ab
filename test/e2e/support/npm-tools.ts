/**
 * Programs from npm, in the versions that these tests were written with. Each is installed when a test first asks for it:
 * to build one takes a minute, and most tests need none.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type RunOptions, run } from './run';
import { toolsFolder } from './tools';

/** There are such packages for Linux; elsewhere these tests must run on Node 24 themselves. */
const NODE = { name: `node-${process.platform}-${process.arch}`, version: '24.21.0' };

/** What runs a function's code in Lambda: it asks the runtime API for events, and posts what the handler returns. */
export const RUNTIME_CLIENT = { name: 'aws-lambda-ric', version: '4.0.2' };

/**
 * The folder of Node 24, which the functions are deployed for, to be put first on PATH.
 *
 * @throws where npm cannot be reached, or has no Node 24 for this machine
 */
export async function nodeFolder(): Promise<string> {
  if (process.versions.node.startsWith('24.')) return path.dirname(process.execPath);
  return path.join(await install(NODE), 'bin');
}

/**
 * The program of Lambda's runtime client for Node, to be run by Node 24.
 *
 * @throws where npm cannot be reached, or the client cannot be built
 */
export async function runtimeClient(): Promise<string> {
  const node = await nodeFolder();
  const env = {
    PATH: `${node}${path.delimiter}${process.env.PATH}`,
    npm_config_nodedir: path.dirname(node), // Node's headers are there; without this the build downloads them
  };
  return path.join(await install(RUNTIME_CLIENT, { env }), 'index.mjs');
}

/** Where a package is, once it is installed. */
async function install({ name, version }: typeof NODE, options?: RunOptions): Promise<string> {
  const home = path.join(toolsFolder(), name);
  const installed = path.join(home, 'node_modules', name);
  if (existsSync(installed)) return installed;
  mkdirSync(home, { recursive: true });
  // Scripts of packages that are not named here may not run, or will not in a later npm.
  writeFileSync(path.join(home, 'package.json'), JSON.stringify({ allowScripts: { [name]: true } }));
  await run('npm', ['install', '--prefix', home, '--loglevel=error', `${name}@${version}`], options);
  return installed;
}
