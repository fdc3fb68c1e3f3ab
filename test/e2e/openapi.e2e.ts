/** Schemathesis: thousands of requests that follow from the OpenAPI document, each answer held against it. */
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { finish, REPOSITORY } from './support/run';
import { seen } from './support/seen';
import { AUTHORIZATION, type SimulatedApi, startSimulatedApi } from './support/simulated-api';
import { programOf, toolsFolder, versionOf } from './support/tools';

let api: SimulatedApi;
beforeAll(async () => {
  api = await startSimulatedApi();
});
afterAll(() => api?.close());

it('keeps what its document says, whatever it is asked', async () => {
  const document = path.join(REPOSITORY, 'lambda/message-insights/openapi.json');
  const args = [
    `--url=${api.url}`,
    `--header=Authorization: ${AUTHORIZATION}`,
    '--checks=all',
    '--max-examples=1500',
    '--seed=1',
    '--generation-database=none',
    '--continue-on-failure',
    '--no-color',
  ];
  const { status, stdout } = await finish(programOf('schemathesis'), ['run', document, ...args], {
    cwd: toolsFolder(),
  });
  if (status !== 0) throw new Error(stdout);
  const [, cases] = /(\d+) generated, \1 passed/.exec(stdout) ?? [];
  expect(Number(cases)).toBeGreaterThan(2_500);
  expect(stdout).toMatch(/Selected: 3\/3\s+Tested: 3/);
  // All that the document speaks of did happen, but for what only a failing SES brings about.
  const often = [...api.statuses].filter(([, answers]) => answers >= 5).map(([status]) => status);
  expect(often.sort()).toEqual([200, 400, 403, 404, 405, 429]);
  const answers = [...api.statuses].sort().map(([status, answers]) => `${answers} of ${status}`);
  seen({
    what: 'The look-up API against its OpenAPI document',
    client: versionOf('schemathesis'),
    readBack: `${cases} cases passed; answers: ${answers.join(', ')}`,
  });
});
