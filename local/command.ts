/** What all commands of this package do alike. */
import './quiet-environment';
import { ConfigError } from '../lib/config-error';
import { InputError } from './input-error';

/**
 * Runs a command: what a person passed wrongly becomes one message on standard error and exit status 2.
 *
 * @param main resolves to false when the command did not do what it was called for (exit status 1)
 */
export function runCommand(main: () => Promise<boolean>): void {
  // npm runs scripts in the package's folder; paths are meant from where it was called.
  process.chdir(process.env.INIT_CWD ?? '.');

  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') console.error(`Standard output cannot be written: ${message}`);
    process.exit(code === 'EPIPE' ? 0 : 1);
  });

  main().then(
    (isDone) => {
      if (!isDone) process.exitCode ??= 1;
    },
    (error) => {
      if (!(error instanceof InputError || error instanceof ConfigError)) throw error;
      console.error(error.message);
      process.exitCode = 2;
    },
  );
}
