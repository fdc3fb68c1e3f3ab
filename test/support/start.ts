import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const REPOSITORY = path.resolve(__dirname, '../..');
const TSX = path.join(REPOSITORY, 'node_modules/tsx/dist/cli.mjs');

/** The scripts of package.json that are run here. */
type Script = 'start' | 'insights' | 'load' | 'replay' | 'cost' | 'template';

function commandOf(script: Script, repository = REPOSITORY): string[] {
  return [TSX, path.join(repository, `cli/${script}.ts`)];
}

/** The folder that `npm start` is called from, and that relative paths are meant from. */
export const CALLED_FROM = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-'));

/** As after `npm start` in another folder, and without any credentials or Region. */
const ENVIRONMENT = { PATH: process.env.PATH, INIT_CWD: CALLED_FROM, HOME: CALLED_FROM };

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that does not end is ended, so that its test fails. */
const LIMIT = { timeout: 120_000, killSignal: 'SIGKILL' } as const;

/** `npm start -- ARGS` in a process of its own. */
export function startInProcess(...args: string[]): Ended {
  return runScript('start', args);
}

export interface ScriptOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder of another checkout. Default: this one. */
  readonly repository?: string;
}

/** A script in a process of its own, to its end. */
export function runScript(
  script: Script,
  args: readonly string[],
  { input = '', environment = {}, repository }: ScriptOptions = {},
): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...commandOf(script, repository), ...args], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    env: { ...ENVIRONMENT, ...environment },
    input,
    ...LIMIT,
  });
  return { status, stdout, stderr };
}

/** The same while this process goes on, for a script that calls servers of its own. */
export function runScriptBeside(
  script: Script,
  args: readonly string[],
  { input = '', environment = {} }: { input?: string; environment?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const env = { ...ENVIRONMENT, ...environment };
  const child = spawn(process.execPath, [...commandOf(script), ...args], { cwd: REPOSITORY, env, ...LIMIT });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  }
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...output })));
}

/** `npm start` beside the test: `stop` ends it, when a text has appeared on standard output if need be. */
export function startInBackground(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [...commandOf('start'), ...args], {
    cwd: REPOSITORY,
    env: { ...ENVIRONMENT, ...environment },
    ...LIMIT,
  });
  const output = { stdout: '', stderr: '' };
  child.stderr.on('data', (text) => {
    output.stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, ...output })));
  child.stdout.on('data', (text) => {
    output.stdout += text;
  });
  /** Waits until the text appears on standard output, and returns what stands there. */
  async function read(when: RegExp): Promise<string> {
    await new Promise<void>((resolve) => {
      const resolveWhenRead = () => when.test(output.stdout) && resolve();
      child.stdout.on('data', resolveWhenRead);
      child.on('close', () => resolve());
      resolveWhenRead();
    });
    await sleep(1000); // what comes on its heels, if anything does, belongs to the answer
    return output.stdout;
  }
  async function stop(when?: RegExp): Promise<Ended> {
    if (when) await read(when);
    child.kill('SIGINT');
    return ended;
  }
  return { ended, read, stop, errors: () => output.stderr };
}
