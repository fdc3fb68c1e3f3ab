/** `npm run case-file`, against a deployment on this machine. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { accessDenied } from '../../local/aws/protocols/aws-error';
import { type CaseWorld, failing, startCaseWorld } from '../support/case-world';
import { exampleStack } from '../support/deployment-world';

let world: CaseWorld;
afterEach(async () => {
  jest.restoreAllMocks();
  await world.close();
});

it('prints the figures of an incident from one day before its page, and no address', async () => {
  world = await startCaseWorld();
  const { status, stdout, stderr } = await world.run();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const text of [
    '# Case file: `SesMetricsExporter`, 2026-11-17 15:23 to 2026-11-18 17:23 UTC',
    '- The bounce rate over 24 hours went from 1.1 % (176 of 16,000), 2026-11-17 15:22 UTC to 4.33 % (747 of 17,242)',
    '- Page: sending-rates-page, from 2026-11-18 15:23 UTC to 2026-11-18 16:30 UTC.',
    'sent to `SesMetricsExporter-TopicsCritical',
    '| 2026-11-18 | 1 | 0 | 0 |',
    '| Status | `PROBATION` |',
    "reach 10 % of one hour's sends or 5 % of 24 hours' sends. This time, the page came at 2026-11-18 15:23 UTC",
  ]) {
    expect(stdout).toContain(text);
  }
  expect(stdout.match(/^\| .* \| read \|$/gm)).toHaveLength(7);
  expect(stdout).not.toMatch(/@|alice|secret/);
});

it('says which source AWS does not allow, and goes on', async () => {
  world = await startCaseWorld({ intercept: failing('GetAccount', accessDenied('ses:GetAccount')) });
  const { status, stdout, stderr } = await world.run(['--since', '26h']);
  expect(status).toBe(1);
  expect(stdout).toContain('The account: **unknown** (not allowed, needs `ses:GetAccount`).');
  expect(stdout).toContain('- Page: sending-rates-page');
  expect(stdout).not.toContain('user/local');
  expect(stderr).toMatch(/AWS does not allow ses:GetAccount.*\n.*"Action":\[.*"ses:GetAccount"/);
});

describe('rejects', () => {
  it.each([
    ['a Region without a stack', [], /^us-east-1 has no stack of this exporter/, []],
    [
      'two stacks',
      [],
      /^us-east-1 has 2 stacks of this exporter: choose one with --stack/,
      [exampleStack(), { ...exampleStack(), name: 'Other' }],
    ],
    ['another stack', ['--stack', 'Third'], /^us-east-1 has no exporter stack "Third"/, [exampleStack()]],
    ['a span in words', ['--since', '3x'], /^--since is "3x"/, []],
    ['a span that ends first', ['--since', '1h', '--until', '2h'], /^--since .* is not before --until/, []],
    ['a span that is too old', ['--since', '500d'], /^The span begins more than 455 days ago/, []],
    ['other words', ['extra'], /too many arguments/, []],
  ])('%s', async (_, args, message, stacks) => {
    world = await startCaseWorld({ stacks }, () => undefined);
    expect(await world.run(args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  it.each([
    [
      'no credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      /^No AWS credentials were found.*permissions:\n\{"Effect":"Allow"/s,
    ],
    ['no valid Region', { AWS_REGION: 'no region' }, /^The Region cannot be used/],
  ])('%s', async (_, environment, message) => {
    world = await startCaseWorld({}, () => undefined);
    expect(await world.run([], environment)).toMatchObject({ status: 2, stderr: expect.stringMatching(message) });
  });
});
