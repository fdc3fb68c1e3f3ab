/** Schemathesis generates thousands of requests from the OpenAPI document and checks each response against it. */
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { record } from './support/observations';
import { REPOSITORY, tryRun } from './support/programs';
import { AUTHORIZATION, type SimulatedApi, startSimulatedApi } from './support/simulated-api';
import { programOf, toolsFolder, versionOf } from './support/tools';

let api: SimulatedApi;
beforeAll(async () => {
  api = await startSimulatedApi();
});
afterAll(() => api?.close());

it('conforms to its OpenAPI document for every request', async () => {
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
  const { status, stdout } = await tryRun(programOf('schemathesis'), ['run', document, ...args], {
    cwd: toolsFolder(),
  });
  if (status !== 0) throw new Error(stdout);
  const [, cases] = /(\d+) generated, \1 passed/.exec(stdout) ?? [];
  expect(Number(cases)).toBeGreaterThan(2_500);
  expect(stdout).toMatch(/Selected: 3\/3\s+Tested: 3/);
  // Every documented status occurred, except those that only a failing SES causes.
  const frequent = [...api.statuses].filter(([, count]) => count >= 5).map(([status]) => status);
  expect(frequent.sort()).toEqual([200, 400, 403, 404, 405, 429]);
  const counts = [...api.statuses].sort().map(([status, count]) => `${count} with status ${status}`);
  record({
    action: 'The look-up API against its OpenAPI document',
    client: versionOf('schemathesis'),
    result: `${cases} cases passed; responses: ${counts.join(', ')}`,
  });
});
