import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { runInProcess } from '../support/run-in-process';

const FILE = 'lambda/message-insights/look-ups.openapi.json';

it(`npm run openapi prints what the API serves (to update it, run "npm run -s openapi > ${FILE}")`, async () => {
  const served = readFileSync(FILE, 'utf8');
  expect(await runInProcess('openapi', [])).toEqual({ status: 0, stdout: served, stderr: '' });
});

it('npm run openapi rejects arguments', async () => {
  const { status, stdout, stderr } = await runInProcess('openapi', ['openapi.json']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^too many arguments[^\n]*\n$/);
});
