/** `npm start`: the exporter's main job on this machine. */
import './quiet-environment';
import { ConfigError } from '../lib/config';
import { InputError } from './input-error';
import { readOptions } from './options';
import { run } from './run';

// npm runs scripts in the package's folder; paths are meant from where it was called.
process.chdir(process.env.INIT_CWD ?? '.');

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') console.error(`Standard output cannot be written: ${message}`);
  process.exit(code === 'EPIPE' ? 0 : 1);
});

async function main(): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options && !(await run(options))) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof InputError || error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

void main();
