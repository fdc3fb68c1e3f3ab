import path from 'node:path';
import type { Emulator } from './emulator';
import { finish, REPOSITORY } from './run';

const CLI = path.join(REPOSITORY, 'node_modules/aws-cdk/bin/cdk');

/** The app as it is; then what the emulator cannot do is taken out of what it has synthesized. */
export const APP_FOR_EMULATOR = 'npx tsx bin/app.ts && npx tsx test/e2e/leave-out.ts';

export type Context = Readonly<Record<string, unknown>>;

/** The CDK CLI of this repository with one configuration and one Region of the profile: all it writes. */
export type Cdk = (...args: readonly string[]) => Promise<string>;

/** @returns what throws, with all that the CLI wrote, when it fails */
export function cdkOn(emulator: Emulator, region: string, context: Context = {}): Cdk {
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
    const { status, stdout, stderr } = await finish(process.execPath, command, {
      env: { ...emulator.env, AWS_REGION: region, npm_config_loglevel: 'error' },
    });
    if (status !== 0) throw new Error(`cdk ${args.join(' ')}: status ${status}\n${stdout}\n${stderr}`);
    return stdout + stderr;
  };
}
