/** Schemathesis: thousands of requests that follow from the OpenAPI document, each answer held against it. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { finish } from './support/run';
import { AUTHORIZATION, type SimulatedApi, startSimulatedApi } from './support/simulated-api';
import { programOf } from './support/tools';

let api: SimulatedApi;
beforeAll(async () => {
  api = await startSimulatedApi();
});
afterAll(() => api.close());

it('keeps what its document says, whatever it is asked', async () => {
  const { status, stdout } = await finish(programOf('schemathesis'), [
    'run',
    'lambda/message-insights/openapi.json',
    `--url=${api.url}`,
    `--header=Authorization: ${AUTHORIZATION}`,
    '--checks=all',
    '--max-examples=1500',
    '--seed=1',
    '--generation-database=none',
    '--continue-on-failure',
    '--no-color',
  ]);
  if (status !== 0) throw new Error(stdout);
  const [, cases] = /(\d+) generated, \1 passed/.exec(stdout) ?? [];
  expect(Number(cases)).toBeGreaterThan(2_500);
  expect(stdout).toMatch(/Selected: 3\/3\s+Tested: 3/);
  // All that the document speaks of did happen, but for what only a failing SES brings about.
  const often = [...api.statuses].filter(([, answers]) => answers >= 5).map(([status]) => status);
  expect(often.sort()).toEqual([200, 400, 403, 404, 405, 429]);
});
