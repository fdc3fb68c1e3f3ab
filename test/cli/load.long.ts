/** `npm run load`, whose processes call SES at its pace in real time. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { CALLED_FROM, runScriptAsync } from '../support/start';

// On a busy machine, a call may follow within a second of the one before. SES throttles it, and it is repeated.
it('workers in many processes each get an answer, and SES answers one call per id', async () => {
  const { stdout } = await runScriptAsync('load', ['--processes', '2', '--workers', '6', '--different', '3']);
  expect(stdout).toMatch(/Answered +│ 9 /);
  expect(stdout).toMatch(/Still 429 after the last retry +│ 0 /);
  expect(stdout).toMatch(/Wrong or no answer +│ 0 /);
  expect(stdout).toMatch(/Calls to SES +│ \d+ for 4 ids, at most 1 answered per id /);
});

// A load without the table waits for the table's time limit again and again.
it('prints FAILED with the reason when a check fails', async () => {
  const preload = path.join(CALLED_FROM, 'no-table.cjs');
  // No instance reaches the table, so that their calls to SES are not coordinated.
  writeFileSync(
    preload,
    "const d = require('http'); const request = d.request; d.request = (...args) => { const options = args.find((arg) => arg && arg.headers); if (options && /DynamoDB/.test(options.headers['x-amz-target']) && !/CreateTable/.test(options.headers['x-amz-target'])) throw new Error('no table'); return request(...args); };",
  );
  const { status, stderr } = await runScriptAsync('load', ['--processes', '3', '--workers', '3', '--different', '3'], {
    environment: { NODE_OPTIONS: `--require ${preload}` },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^FAILED: .*two calls to SES were \d+ ms apart, but SES allows one call per second\.$/m);
});
