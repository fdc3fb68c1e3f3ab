import { spawn } from 'node:child_process';
import path from 'node:path';

export const REPOSITORY = path.resolve(__dirname, '../../..');

export interface RunOptions {
  /** Default: the repository. */
  readonly cwd?: string;
  /** Overrides variables of this process's environment; undefined removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Standard input. Default: empty. */
  readonly input?: string;
}

export interface ProgramResult {
  /** Null if a signal ended the program. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, and returns the result for any exit status. */
export async function tryRun(
  program: string,
  args: readonly string[],
  { cwd = REPOSITORY, env = {}, input = '' }: RunOptions = {},
): Promise<ProgramResult> {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' });
  child.stdin.on('error', () => undefined).end(input); // The program may exit before it reads its input.
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  }
  const status = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { status, ...output };
}

/**
 * Runs a program and returns its standard output.
 *
 * @throws Error with all output of the program, if its exit status is not 0
 */
export async function run(program: string, args: readonly string[], options?: RunOptions): Promise<string> {
  const { status, stdout, stderr } = await tryRun(program, args, options);
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')}: status ${status}\n${stdout}\n${stderr}`);
  return stdout;
}
