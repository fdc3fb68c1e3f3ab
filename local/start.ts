/** `npm start`: the exporter's main job on this machine. */
import { runCommand } from './command';
import { readOptions } from './options';
import { run } from './run';

runCommand(async () => {
  const options = readOptions(process.argv.slice(2));
  return options === undefined || run(options);
});
