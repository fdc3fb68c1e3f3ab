import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const REPOSITORY = path.resolve(__dirname, '../..');
const COMMAND = [path.join(REPOSITORY, 'node_modules/tsx/dist/cli.mjs'), path.join(REPOSITORY, 'local/start.ts')];

/** The folder that `npm start` is called from, and that relative paths are meant from. */
export const CALLED_FROM = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-'));

/** As after `npm start` in another folder, and without any credentials or Region. */
const ENVIRONMENT = { PATH: process.env.PATH, INIT_CWD: CALLED_FROM, HOME: CALLED_FROM };

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm start -- ARGS` in a process of its own. */
export function startInProcess(...args: string[]): Ended {
  const options = { cwd: REPOSITORY, encoding: 'utf8', env: ENVIRONMENT } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...COMMAND, ...args], options);
  return { status, stdout, stderr };
}

/** The same beside the test: `stop` waits until the text appears on standard output, and ends the process. */
export function startInBackground(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [...COMMAND, ...args], {
    cwd: REPOSITORY,
    env: { ...ENVIRONMENT, ...environment },
  });
  const output = { stdout: '', stderr: '' };
  child.stderr.on('data', (text) => {
    output.stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, ...output })));
  child.stdout.on('data', (text) => {
    output.stdout += text;
  });
  async function stop(when: RegExp): Promise<Ended> {
    await new Promise<void>((resolve) => {
      child.stdout.on('data', () => when.test(output.stdout) && resolve());
      child.on('close', () => resolve());
    });
    await sleep(1000); // what comes on its heels, if anything does, belongs to the answer
    child.kill('SIGINT');
    return ended;
  }
  return { ended, stop };
}
