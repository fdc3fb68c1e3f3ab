/** A command that runs in the process of the test does not change the state of that process. */
import { expect, it } from '@jest/globals';
import { runInProcess } from './run-in-process';

const stateOf = () => ({
  folder: process.cwd(),
  exitCode: process.exitCode,
  env: process.env,
  stdin: Object.getOwnPropertyDescriptor(process, 'stdin'),
  streams: [process.stdout, process.stderr].map((stream) => [
    stream.write,
    Object.getOwnPropertyDescriptor(stream, 'isTTY'),
    Object.getOwnPropertyDescriptor(stream, 'columns'),
  ]),
  print: [console.log, console.error],
  listeners: ['uncaughtException', 'unhandledRejection', 'SIGINT'].map((name) => process.listeners(name as 'SIGINT')),
});

it.each([
  ['succeeds', ['--help'], 0],
  ['rejects its input', ['two words'], 2], // sets the exit status itself
  ['throws', ['--url', 'abc', 'x'], 2],
] as const)('restores the process when the command %s', async (_, args, status) => {
  const before = stateOf();
  const variables = { ...process.env };
  expect(await runInProcess('insights', args)).toMatchObject({ status });
  expect(stateOf()).toEqual(before);
  expect(stateOf().env).toBe(before.env);
  expect({ ...process.env }).toEqual(variables);
});

it('rejects a second command at the same time', async () => {
  const first = runInProcess('insights', ['--help']);
  await expect(runInProcess('insights', ['--help'])).rejects.toThrow('Another command runs in this process');
  await first;
});
