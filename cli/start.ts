/** `npm start`: the exporter's main job on this machine. */

import { run } from './start/run';
import { readOptions } from './start/start-options';
import { runCommand } from './terminal/command';

runCommand(async () => {
  const options = readOptions(process.argv.slice(2));
  return options === undefined || run(options);
});
