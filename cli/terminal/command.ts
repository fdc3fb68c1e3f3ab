/** Starts every command of this package, reports its errors and ends its process. */
import './quiet-environment';
import { ConfigError } from '../../lib/shared/config-error';
import { describeError } from './aws-error';
import { AwsFailure } from './aws-failure';
import { InputError } from './input-error';
import { escapeOutput } from './terminal';
import { awaitUnfinishedWork } from './unfinished-work';

/** Resolves to false when the command failed and has already reported why (exit status 1). */
export type Main = (args: readonly string[]) => Promise<boolean>;

export interface Failure {
  readonly message: string;
  readonly exitStatus: 1 | 2;
}

/** When this variable is set, an unexpected error is printed with its stack trace. */
const STACK_VARIABLE = 'SES_METRICS_STACK';

/** Runs a command in this process and escapes its output. An error becomes one message on standard error and an exit status. */
export function runCommand(main: Main): void {
  escapeOutput();
  process.on('uncaughtException', fail);

  // npm runs scripts in the package's folder. Relative paths refer to the folder that npm was called from.
  process.chdir(process.env.INIT_CWD ?? '.');

  // A reader that closes the pipe early, such as `head`, is not an error.
  process.stdout.once('error', async ({ code, message }: NodeJS.ErrnoException) => {
    process.stdout.on('error', () => undefined); // later output has no reader either
    if (code !== 'EPIPE') console.error(`Standard output cannot be written: ${message}`);
    await awaitUnfinishedWork();
    process.exit(code === 'EPIPE' ? 0 : 1);
  });
  process.stderr.on('error', () => undefined); // nothing is left to report it on

  main(process.argv.slice(2)).then((succeeded) => {
    if (!succeeded) process.exitCode ??= 1;
  }, fail);
}

/** Returns the message and the exit status for an error: 2 for invalid input or configuration, 1 for anything else. */
export function toFailure(error: unknown): Failure {
  if (error instanceof InputError || error instanceof ConfigError) return { message: error.message, exitStatus: 2 };
  if (error instanceof AwsFailure) return { message: error.message, exitStatus: 1 };
  const stack = process.env[STACK_VARIABLE] ? `\n${(error as Error)?.stack}` : '';
  // Errors of system calls, such as a full disk or a missing folder, are not bugs of the command.
  const message = (error as NodeJS.ErrnoException)?.syscall
    ? `A system call failed (${describeError(error)})`
    : `This is a bug in the command (${describeError(error)}): run it again with ${STACK_VARIABLE}=1 and report the output`;
  return { message: message + stack, exitStatus: 1 };
}

/** Ends the process even if a server or a child process would keep it alive. */
async function fail(error: unknown): Promise<void> {
  const { message, exitStatus } = toFailure(error);
  console.error(message);
  await awaitUnfinishedWork();
  process.exitCode = exitStatus;
  process.stdout.write('', () => process.exit()); // after earlier output is flushed
}
