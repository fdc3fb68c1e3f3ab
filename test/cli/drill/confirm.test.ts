import { Readable } from 'node:stream';
import { expect, it, jest } from '@jest/globals';
import { confirm } from '../../../cli/drill/confirm';

it.each([
  ['y\n', true],
  ['YES\n', true],
  ['\n', false],
  ['no\n', false],
  ['yesterday\n', false],
  ['', false],
])('the answer %j means %s', async (answer, isConfirmed) => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const confirmed = await confirm('Send these messages?', Readable.from([answer]));
  const question = write.mock.calls.map(([text]) => text).join('');
  write.mockRestore();
  expect({ question, confirmed }).toEqual({ question: 'Send these messages? [y/N] ', confirmed: isConfirmed });
});
