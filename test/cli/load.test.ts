import { expect, it } from '@jest/globals';
import { runScriptAsync } from '../support/start';

it('workers in many processes each get an answer, with one call to SES per id', async () => {
  const { stdout } = await runScriptAsync('load', ['--processes', '2', '--workers', '6', '--different', '3']);
  expect(stdout).toMatch(/Answered +│ 9 /);
  expect(stdout).toMatch(/Still 429 after the last retry +│ 0 /);
  expect(stdout).toMatch(/Wrong or no answer +│ 0 /);
  expect(stdout).toMatch(/Calls to SES +│ 4 for 4 ids, at most 1 per id /);
});
