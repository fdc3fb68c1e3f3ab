import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

/** Defines a stage as an app on Node.js would, where importing any package of the AWS SDK throws. */
const WITHOUT_SDK = `
  const Module = require('node:module');
  const load = Module._load;
  Module._load = (request, ...others) => {
    if (/^@(aws-sdk|smithy|aws-crypto)\\//.test(request)) throw new Error(request + ' is imported');
    return load(request, ...others);
  };
  if (process.argv[1]) require(process.argv[1]);
  const { App } = require('aws-cdk-lib');
  const { ExporterStage, MonitoringStack } = require('./lib/index.ts');
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const env = { account: '111122223333', region: 'eu-west-1' };
  new ExporterStage(app, 'Test', { env, healthEvents: true });
  new MonitoringStack(app, 'Monitoring', { env, sourceAccounts: { shop: '444455556666' } });
  app.synth();
  console.log('synthesized');
`;

function run(...args: string[]) {
  return spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', WITHOUT_SDK, '--', ...args], {
    encoding: 'utf8',
  });
}

it('the constructs import no package of the AWS SDK, which may need a newer Node.js than the app runs on', () => {
  const { status, stdout, stderr } = run();
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'synthesized\n', stderr: '' });
});

it('and one that did would be found', () => {
  expect(run('@aws-sdk/client-ses').stderr).toContain('@aws-sdk/client-ses is imported');
});
