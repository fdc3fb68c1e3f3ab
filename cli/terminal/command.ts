/** What all commands of this package do alike. */
import './quiet-environment';
import { ConfigError } from '../../lib/shared/config-error';
import { nameError } from './aws-error';
import { InputError } from './input-error';
import { escapeOutput } from './terminal';

/** When it is set, an unexpected error is printed with its stack trace. */
const STACK_VARIABLE = 'SES_METRICS_STACK';

/**
 * Runs a command, and escapes its output. Wrong input becomes one message on standard error and exit status 2. Any other
 * error becomes one sentence and exit status 1.
 *
 * @param main resolves to false when the command did not do what it was called for (exit status 1)
 */
export function runCommand(main: () => Promise<boolean>): void {
  escapeOutput();
  process.on('uncaughtException', end);

  // npm runs scripts in the package's folder; paths are meant from where it was called.
  process.chdir(process.env.INIT_CWD ?? '.');

  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') console.error(`Standard output cannot be written: ${message}`);
    process.exit(code === 'EPIPE' ? 0 : 1);
  });

  main().then((isDone) => {
    if (!isDone) process.exitCode ??= 1;
  }, end);
}

/** Says what happened and ends the process, also while a server or a child process would keep it alive. */
function end(error: unknown): void {
  const isExpected = error instanceof InputError || error instanceof ConfigError;
  console.error(isExpected ? error.message : describeFault(error));
  process.exitCode = isExpected ? 2 : 1;
  process.stdout.write('', () => process.exit()); // after all that was written before
}

function describeFault(error: unknown): string {
  const stack = process.env[STACK_VARIABLE] ? `\n${(error as Error)?.stack}` : '';
  // Node's errors of system calls: a full disk, a folder that is gone.
  if ((error as NodeJS.ErrnoException)?.syscall)
    return `The system refused what the command needs (${nameError(error)})${stack}`;
  return `This is a fault of the command itself (${nameError(error)}): run it again with ${STACK_VARIABLE}=1, and report what it prints${stack}`;
}
