/** Runs a command in the process of the test, which saves about two seconds of CPU time for each run. */
import os from 'node:os';
import { Readable } from 'node:stream';
import { format } from 'node:util';
import { type Main, toFailure } from '../../cli/terminal/command';
import { CALLED_FROM, ENVIRONMENT, type Ended, type Script, type ScriptOptions } from './start';

const { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED, CDK_VALIDATION } = process.env;

const VARIABLES = {
  // Every command sets these two when its process starts.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED,
  CDK_VALIDATION,
  // Outside of tests, CDK patches `fs` for its profiling.
  NODE_ENV: 'test',
};

let isRunning = false;

/**
 * Runs a command to its end, with its own environment, folder and streams, and restores those of the test. The output is not
 * escaped, because only a separate process escapes its output.
 *
 * @throws Error when another command runs, because both would share one environment
 */
export async function runInProcess(
  script: Script,
  args: readonly string[],
  { input = '', isTyped = false, environment = {} }: ScriptOptions = {},
): Promise<Ended> {
  if (isRunning) throw new Error('Another command runs in this process');
  isRunning = true;
  const output = { stdout: '', stderr: '' };
  const stdin = Object.assign(Readable.from([Buffer.from(input)]), { isTTY: isTyped });
  const restore = redirect(output, stdin, { ...ENVIRONMENT, ...VARIABLES, ...environment });
  try {
    const { main } = (await import(`../../cli/${script}`)) as { main: Main };
    const succeeded = await main(args);
    return { status: Number(process.exitCode ?? (succeeded ? 0 : 1)), ...output };
  } catch (error) {
    const { message, exitStatus } = toFailure(error);
    return { status: exitStatus, stdout: output.stdout, stderr: `${output.stderr}${message}\n` };
  } finally {
    restore();
    isRunning = false;
  }
}

/** @returns a function that restores the state of the process */
function redirect(
  output: { stdout: string; stderr: string },
  stdin: Readable,
  environment: NodeJS.ProcessEnv,
): () => void {
  const { env, exitCode } = process;
  const folder = process.cwd();
  const write = (name: keyof typeof output) => (chunk: string | Uint8Array) => {
    output[name] += String(chunk);
    return true;
  };
  const print =
    (name: keyof typeof output) =>
    (...values: unknown[]) => {
      output[name] += `${format(...values)}\n`;
    };
  // The streams stay, because CDK passes them to the processes that it starts.
  const restoreProperties = [
    replaceProperty(process.stdout, 'write', write('stdout')),
    replaceProperty(process.stderr, 'write', write('stderr')),
    replaceProperty(console, 'log', print('stdout')),
    replaceProperty(console, 'error', print('stderr')),
    replaceProperty(os, 'homedir', () => CALLED_FROM),
    replaceProperty(process, 'stdin', stdin),
    ...[process.stdout, process.stderr].flatMap((stream) => [
      replaceProperty(stream, 'isTTY', false),
      replaceProperty(stream, 'columns', undefined),
    ]),
  ];
  process.env = environment;
  process.exitCode = undefined;
  process.chdir(CALLED_FROM);
  return () => {
    process.chdir(folder);
    process.exitCode = exitCode;
    process.env = env;
    for (const restoreProperty of restoreProperties) restoreProperty();
  };
}

/** Also replaces a property that does not exist, such as `isTTY` of a pipe, or that has a getter. */
function replaceProperty(object: object, name: string, value: unknown): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
  return () => {
    if (descriptor) Object.defineProperty(object, name, descriptor);
    else Reflect.deleteProperty(object, name);
  };
}
