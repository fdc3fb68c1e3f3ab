/** Runs commands in separate processes. For most tests, `runInProcess` is sufficient, and faster. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { scripts } from '../../package.json';

export const REPOSITORY = path.resolve(__dirname, '../..');
const TSX = path.join(REPOSITORY, 'node_modules/tsx/dist/cli.mjs');

/** The command of tsx starts a second process, which a signal to the first does not always reach. */
const SAME_PROCESS = ['--import', 'tsx'];

/** A script of package.json. */
export type Script = keyof typeof scripts;

function commandOf(script: Script): string[] {
  return [TSX, path.join(REPOSITORY, `cli/${script}.ts`)];
}

/** The folder that the command is called from. Relative paths refer to it. */
export const CALLED_FROM = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-'));

/** The environment that npm sets when a script is called from another folder, without credentials and without a Region. */
export const ENVIRONMENT = {
  PATH: process.env.PATH,
  INIT_CWD: CALLED_FROM,
  HOME: CALLED_FROM,
  AWS_EC2_METADATA_DISABLED: 'true', // else the SDK looks for credentials on the network
};

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Kills a command that does not end, so that its test fails. */
const LIMIT = { timeout: 120_000, killSignal: 'SIGKILL' } as const;

export interface ScriptOptions {
  readonly input?: string;
  /** Whether the input comes from a terminal. Only for commands in the process of the test. Default: false. */
  readonly isTyped?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a script to its end, and blocks this process until then. */
export function runScript(
  script: Script,
  args: readonly string[],
  { input = '', environment = {} }: ScriptOptions = {},
): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...commandOf(script), ...args], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    env: { ...ENVIRONMENT, ...environment },
    input,
    ...LIMIT,
  });
  return { status, stdout, stderr };
}

/** Runs a script to its end without blocking this process, because the script may call servers of the test. */
export function runScriptAsync(
  script: Script,
  args: readonly string[],
  { input = '', environment = {} }: ScriptOptions = {},
): Promise<Ended> {
  const env = { ...ENVIRONMENT, ...environment };
  const child = spawn(process.execPath, [...commandOf(script), ...args], { cwd: REPOSITORY, env, ...LIMIT });
  child.stdin.on('error', () => undefined).end(input); // a command may end without reading
  return collect(child).ended;
}

/** Runs a script until it writes something, then interrupts it: with a signal, or by closing the pipe that it writes to. */
export function runInterrupted(
  script: Script,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { after, by }: { readonly after: RegExp; readonly by: NodeJS.Signals | 'closed pipe' },
): Promise<Ended> {
  const env = { ...ENVIRONMENT, ...environment };
  const command = [...SAME_PROCESS, path.join(REPOSITORY, `cli/${script}.ts`)];
  const child = spawn(process.execPath, [...command, ...args], { cwd: REPOSITORY, env, ...LIMIT });
  const { output, ended } = collect(child);
  const interrupt = () => {
    if (!after.test(output.stdout)) return;
    child.stdout.off('data', interrupt);
    if (by === 'closed pipe') child.stdout.destroy();
    else child.kill(by);
  };
  child.stdout.on('data', interrupt);
  return ended;
}

/** Runs a script through npm, from a folder outside of the repository. */
export function runThroughNpm(args: readonly string[]): Promise<Ended> {
  const { INIT_CWD: _, ...env } = ENVIRONMENT; // npm sets it
  const child = spawn('npm', ['--prefix', REPOSITORY, '--silent', ...args], { cwd: CALLED_FROM, env, ...LIMIT });
  child.stdin.on('error', () => undefined).end(); // a command may end without reading
  return collect(child).ended;
}

/**
 * Starts `npm start`. `stop` interrupts it, and returns its output.
 *
 * @param timeout kills the command after this time in milliseconds. Default: as all commands
 */
export function startInBackground(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  timeout: number = LIMIT.timeout,
) {
  const child = spawn(process.execPath, [...SAME_PROCESS, path.join(REPOSITORY, 'cli/start.ts'), ...args], {
    cwd: REPOSITORY,
    env: { ...ENVIRONMENT, ...environment },
    ...LIMIT,
    timeout,
  });
  const { output, ended } = collect(child);
  /** Waits until standard output matches, and returns everything printed so far. */
  async function read(when: RegExp): Promise<string> {
    await new Promise<void>((resolve) => {
      const resolveWhenRead = () => when.test(output.stdout) && resolve();
      child.stdout.on('data', resolveWhenRead);
      child.on('close', () => resolve());
      resolveWhenRead();
    });
    await sleep(200); // for output that follows immediately
    return output.stdout;
  }
  function stop(): Promise<Ended> {
    child.kill('SIGINT');
    return ended;
  }
  return { read, stop, errors: () => output.stderr };
}

function collect(child: ChildProcessWithoutNullStreams) {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  }
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, ...output })));
  return { output, ended };
}
