/** Schemathesis generates thousands of requests from the OpenAPI document and checks each response against it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

/**
 * The API may refuse a search that matches the schema, because the schema cannot express all rules: `since` must be before
 * `until`, and some filters do not combine.
 */
const CONFIGURATION = ['/v1/searches', '/v1/unmasked/searches']
  .map(
    (searches) => `[[operations]]
include-name = "POST ${searches}"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404", "429", "5xx"]
`,
  )
  .join('\n');

it('conforms to its OpenAPI document for every request', async () => {
  const document = path.join(REPOSITORY, 'lambda/message-insights/look-ups.openapi.json');
  const configuration = path.join(mkdtempSync(path.join(tmpdir(), 'schemathesis-')), 'schemathesis.toml');
  writeFileSync(configuration, CONFIGURATION);
  const args = [
    `--url=${api.url}`,
    `--header=Authorization: ${AUTHORIZATION}`,
    '--checks=all',
    '--max-examples=200',
    '--seed=1',
    '--generation-database=none',
    '--continue-on-failure',
    '--no-color',
  ];
  const { status, stdout } = await tryRun(
    programOf('schemathesis'),
    [`--config-file=${configuration}`, 'run', document, ...args],
    {
      cwd: toolsFolder(),
    },
  );
  if (status !== 0) throw new Error(stdout);
  const [, cases] = /(\d+) generated, \1 passed/.exec(stdout) ?? [];
  expect(Number(cases)).toBeGreaterThan(2_000);
  expect(stdout).toMatch(/Selected: 10\/10\s+Tested: 10/);
  // Every documented status occurred, except those that only a failing SES causes.
  const frequent = [...api.statuses].filter(([, count]) => count >= 5).map(([status]) => status);
  expect(frequent.sort()).toEqual([200, 202, 400, 403, 404, 405, 429]);
  const counts = [...api.statuses].sort().map(([status, count]) => `${count} with status ${status}`);
  record({
    action: 'The look-up API against its OpenAPI document',
    client: versionOf('schemathesis'),
    result: `${cases} cases passed; responses: ${counts.join(', ')}`,
  });
});
