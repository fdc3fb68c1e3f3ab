import { expect, it } from '@jest/globals';
import { runScriptBeside } from '../support/start';

it('workers in many processes get an answer each, for one call an id', async () => {
  const { stdout } = await runScriptBeside('load', ['--processes', '8', '--workers', '16', '--different', '3']);
  expect(stdout).toMatch(/Answered +│ 19 /);
  expect(stdout).toMatch(/Told so for ever +│ 0 /);
  expect(stdout).toMatch(/Lost, or answered wrongly +│ 0 /);
  expect(stdout).toMatch(/Calls to SES +│ 4 for 4 ids, at most 1 for one /);
});
