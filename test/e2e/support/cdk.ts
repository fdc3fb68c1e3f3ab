import path from 'node:path';
import type { Emulator } from './emulator';
import { REPOSITORY, tryRun } from './programs';

const CLI = path.join(REPOSITORY, 'node_modules/aws-cdk/bin/cdk');

/** Synthesizes the app in the current folder, then removes what the emulator does not support. */
export const APP_FOR_EMULATOR = `npx tsx bin/app.ts && npx tsx ${path.join(REPOSITORY, 'test/e2e/remove-unsupported.ts')}`;

export type Context = Readonly<Record<string, unknown>>;

/** Runs the CDK CLI and returns all its output. */
export type Cdk = (...args: readonly string[]) => Promise<string>;

/**
 * Returns a function that runs the repository's CDK CLI with a configuration and a Region. If the CLI fails, the function throws
 * an Error with all output.
 *
 * @param cwd the checkout whose app the CLI synthesizes. Default: the repository.
 */
export function cdkOn(emulator: Emulator, region: string, context: Context = {}, cwd = REPOSITORY): Cdk {
  const settings = Object.entries(context).flatMap(([key, value]) => [
    '--context',
    `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  ]);
  return async (...args) => {
    const command = [
      CLI,
      ...args,
      '--app',
      APP_FOR_EMULATOR,
      '--no-color',
      '--output',
      path.join(emulator.folder, 'cdk.out'),
      ...settings,
    ];
    const { status, stdout, stderr } = await tryRun(process.execPath, command, {
      cwd,
      env: { ...emulator.env, AWS_REGION: region, npm_config_loglevel: 'error' },
    });
    if (status !== 0) throw new Error(`cdk ${args.join(' ')}: status ${status}\n${stdout}\n${stderr}`);
    return stdout + stderr;
  };
}
