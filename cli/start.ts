/** `npm start`: runs the exporter on this machine. */
import { run } from './start/run';
import { readOptions } from './start/start-options';
import { runCommand } from './terminal/command';

export async function main(args: readonly string[]): Promise<boolean> {
  const options = readOptions(args);
  return options === undefined || run(options);
}

if (require.main === module) runCommand(main);
