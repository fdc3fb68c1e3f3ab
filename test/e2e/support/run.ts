import { spawn } from 'node:child_process';
import path from 'node:path';

export const REPOSITORY = path.resolve(__dirname, '../../..');

export interface RunOptions {
  /** Default: the repository. */
  readonly cwd?: string;
  /** Besides what this process has. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What it reads on standard input. Default: nothing. */
  readonly input?: string;
}

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program to its end, however it ends. */
export async function finish(
  program: string,
  args: readonly string[],
  { cwd = REPOSITORY, env = {}, input = '' }: RunOptions = {},
): Promise<Finished> {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' });
  child.stdin.on('error', () => undefined).end(input); // a program need not read it
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
 * What a program writes on standard output.
 *
 * @throws with all it wrote, when it does not end with status 0
 */
export async function run(program: string, args: readonly string[], options?: RunOptions): Promise<string> {
  const { status, stdout, stderr } = await finish(program, args, options);
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')}: status ${status}\n${stdout}\n${stderr}`);
  return stdout;
}
