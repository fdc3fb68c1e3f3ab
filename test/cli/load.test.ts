import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { CALLED_FROM, runScriptBeside } from '../support/start';

it('workers in many processes get an answer each, for one call an id', async () => {
  const { stdout } = await runScriptBeside('load', ['--processes', '8', '--workers', '16', '--different', '3']);
  expect(stdout).toMatch(/Answered +│ 19 /);
  expect(stdout).toMatch(/Told so for ever +│ 0 /);
  expect(stdout).toMatch(/Lost, or answered wrongly +│ 0 /);
  expect(stdout).toMatch(/Calls to SES +│ 4 for 4 ids, at most 1 for one /);
});

it('says FAILED, and why, when a promise was broken', async () => {
  const stall = path.join(CALLED_FROM, 'no-table.cjs');
  // No instance reaches the table: each calls SES at its own pace.
  writeFileSync(
    stall,
    "const d = require('http'); const request = d.request; d.request = (...args) => { const options = args.find((arg) => arg && arg.headers); if (options && /DynamoDB/.test(options.headers['x-amz-target']) && !/CreateTable/.test(options.headers['x-amz-target'])) throw new Error('no table'); return request(...args); };",
  );
  const { status, stderr } = await runScriptBeside('load', ['--processes', '4', '--workers', '4', '--different', '4'], {
    environment: { NODE_OPTIONS: `--require ${stall}` },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^FAILED: .*two calls came \d+ ms apart, and SES grants one a second\.$/m);
});
