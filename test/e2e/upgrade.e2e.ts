/** Deploys the last released version, then this one over it, as docs/upgrading.md describes. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import lastRelease from '../fixtures/exports.json';
import { cdkOn } from './support/cdk';
import { type StackResource, stackOn } from './support/deployed-stack';
import { type Emulator, startEmulator } from './support/emulator';
import { record } from './support/observations';
import { run } from './support/programs';
import { versionOf } from './support/tools';

const REGION = 'eu-west-1';

/** Types that hold state, or that other systems refer to by name, ARN or URL. An upgrade must not replace them. */
const LASTING = /^AWS::(SNS::Topic|KMS::Key|SQS::Queue|DynamoDB::Table|ApiGatewayV2::Api|Logs::LogGroup)$/;

/** What the upgrade deletes. CHANGELOG.md names each one. */
const DELETED = ['[-] AWS::CloudWatch::Alarm Alarms/lookUpsThrottled AlarmslookUpsThrottledCAEB7B71 destroy'];

let emulator: Emulator;
let release: string;
let released: string;

beforeAll(async () => {
  emulator = await startEmulator();
  const withVersion = `"version": "${lastRelease.version}"`;
  const commits = await run('git', ['log', '--reverse', '--format=%h', '-S', withVersion, '--', 'package.json']);
  [release = ''] = commits.split('\n');
  released = path.join(emulator.folder, 'released');
  mkdirSync(released);
  await run('bash', ['-o', 'pipefail', '-c', `git archive ${release} | tar -x -C ${released}`]);
  await run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: released });
});
afterAll(() => emulator?.close());

test('cdk deploy upgrades the last release, and keeps every lasting resource', async () => {
  const stack = stackOn(emulator, REGION);
  const cdkBefore = cdkOn(emulator, REGION, {}, released);
  await cdkBefore('bootstrap');
  await cdkBefore('deploy', '--all', '--require-approval', 'never');
  const before = await stack.resources();

  const cdk = cdkOn(emulator, REGION);
  const difference = await cdk('diff', '--all', '--method=template');
  expect(difference).toContain('[~] AWS::CloudWatch::Alarm');
  expect(difference).not.toContain('replace');
  expect(difference.match(/^\[-\].*$/gm)).toEqual(DELETED);

  await cdk('deploy', '--all', '--require-approval', 'never');
  const after = await stack.resources();

  const lasting = idsOf(before.filter(({ ResourceType }) => LASTING.test(ResourceType)));
  const kept = idsOf(after).filter((id) => lasting.includes(id));
  record({
    action: `cdk deploy over the release of ${release}`,
    client: versionOf('ministack'),
    result: `${kept.length} of ${lasting.length} lasting resources kept; ${before.length} resources before, ${after.length} after`,
  });
  expect(lasting.length).toBeGreaterThanOrEqual(8);
  expect(kept).toEqual(lasting);
  for (const { ResourceStatus } of after) expect(ResourceStatus).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
});

function idsOf(resources: readonly StackResource[]): string[] {
  return resources
    .map(({ LogicalResourceId, PhysicalResourceId }) => `${LogicalResourceId}: ${PhysicalResourceId}`)
    .sort();
}
