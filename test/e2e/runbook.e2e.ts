/**
 * Runs every command of RUNBOOK.md in a POSIX shell, except those of npm, with the AWS CLI. SES and CloudWatch are those of this
 * repository, because the emulator lacks composite alarms and the suppression list. All other services are the emulator's.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { synthesizeStack } from '../../cli/stack/stack-template';
import { type LocalAws, startLocalAws } from '../../local/aws/aws';
import { createMetricStore } from '../../local/aws/metric-store';
import { createLocalDeployment } from '../../local/deployment/local-deployment';
import { simulateAccount } from '../../local/simulation/simulated-account';
import { ACCOUNT_NAMES } from '../../local/simulation/simulated-envelope';
import { fillIn, type Replacements, runbookCommands } from '../support/runbook';
import { type Emulator, startEmulator } from './support/emulator';
import { record } from './support/observations';
import { type ProgramResult, tryRun } from './support/programs';
import { programOf, versionOf } from './support/tools';

const REGION = 'eu-west-1';
const AWS_CLI = versionOf('awscli');

const STACK = {
  name: `SesMetricsExporter-${REGION}`,
  region: REGION,
  template: synthesizeStack({ 'exporter:regions': REGION }),
};

/** The commands that this version of the AWS CLI cannot run, and its message. A command that it can run is no exception. */
const EXCEPTIONS: readonly (readonly [reason: string, pattern: RegExp, message: RegExp])[] = [
  [
    'only version 2 of the AWS CLI has "logs tail", and PyPI has version 1',
    /^aws logs tail /,
    /invalid choice.*tail/is,
  ],
];

/** What the runbook reads besides alarms and SES, with the names that the stack gives. */
const RESOURCES = {
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    },
  },
  ...Object.fromEntries(
    ['SendStatistics', 'MessageInsights'].flatMap((name) => [
      [`${name}Logs`, { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: `SesMetricsExporter-${name}Logs` } }],
      [
        name,
        {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: `SesMetricsExporter-${name}`,
            Runtime: 'nodejs24.x',
            Handler: 'index.handler',
            Code: { ZipFile: 'exports.handler = async () => null;' },
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            LoggingConfig: { LogGroup: { Ref: `${name}Logs` } },
          },
        },
      ],
    ]),
  ),
  AccessLog: {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: 'SesMetricsExporter-MessageInsightsAccessLog' },
  },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'SesMetricsExporter-GivenUpPolls' } },
  Api: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { Name: 'SesMetricsExporter-message-insights', ProtocolType: 'HTTP' },
  },
};

let emulator: Emulator;
let aws: LocalAws;
let replacements: Replacements;
let binaries = '';

beforeAll(async () => {
  emulator = await startEmulator();
  const now = Date.now();
  const account = simulateAccount({ scenario: 'bounce-spike', seed: 1, startedAt: now });
  const deployment = createLocalDeployment({ now: Date.now, stacks: [STACK] });
  const alarm = deployment.alarms.find(REGION, `SesMetricsExporter-${REGION}-bounce-rate-fast-burn`);
  if (!alarm) throw new Error('The alarm does not exist');
  deployment.alarms.setState(alarm, 'ALARM', { reason: 'Threshold Crossed', reasonData: '{}' });
  const metrics = createMetricStore({ now: Date.now });
  aws = await startLocalAws({
    account,
    metrics,
    now: Date.now,
    deployment,
    limitClock: () => Number.POSITIVE_INFINITY,
  });
  replacements = {
    ADDRESS: account.newestSuppressed?.(now) ?? '',
    MESSAGE_ID: account.newestMessage('BOUNCE', now) ?? '',
    NAME: ACCOUNT_NAMES.configurationSets[0] ?? '',
    TENANT: 'shop',
    URL: 'http://127.0.0.1:1',
  };
  await deployResources();
  binaries = path.join(emulator.folder, 'bin');
  mkdirSync(binaries);
  writeFileSync(path.join(binaries, 'aws'), wrapperOf(programOf('awscli', 'aws')));
  chmodSync(path.join(binaries, 'aws'), 0o755);
});
afterAll(async () => {
  await aws?.close();
  await emulator?.close();
});

async function deployResources(): Promise<void> {
  const file = path.join(emulator.folder, 'runbook.json');
  writeFileSync(file, JSON.stringify({ Resources: RESOURCES }));
  const stack = ['--stack-name', 'SesMetricsExporter', '--template-body', `file://${file}`];
  await emulator.aws(REGION, 'cloudformation', 'create-stack', ...stack, '--capabilities', 'CAPABILITY_IAM');
  await emulator.aws('us-east-1', 'sesv2', 'create-email-identity', '--email-identity', 'shop.example.com');
  await emulator.aws(REGION, 'cloudformation', 'wait', 'stack-create-complete', '--stack-name', 'SesMetricsExporter');
}

/**
 * Sends each command to the endpoint of its service. This version of the CLI lists identities with a request that SDKs no longer
 * send, and that only the emulator answers. For SQS, it ignores AWS_ENDPOINT_URL.
 */
function wrapperOf(program: string): string {
  return `#!/bin/sh
case "$1 $2" in
  'sesv2 list-email-identities') endpoint='${emulator.url}' ;;
  sesv2* | cloudwatch*) endpoint='${aws.url}' ;;
  *) endpoint='${emulator.url}' ;;
esac
exec '${program}' --endpoint-url "$endpoint" "$@"
`;
}

/** Types a command into the shell that every system has. */
async function type(command: string): Promise<ProgramResult> {
  return tryRun('sh', ['-eu', '-c', `export AWS_REGION=${REGION}\n${fillIn(command, replacements)}`], {
    env: {
      ...emulator.env,
      AWS_ENDPOINT_URL: undefined,
      AWS_DEFAULT_REGION: REGION, // Version 1 of the AWS CLI does not read AWS_REGION.
      PATH: `${binaries}${path.delimiter}${process.env.PATH}`,
    },
  });
}

const COMMANDS = runbookCommands().filter((command) => !command.startsWith('npm '));
const isException = (command: string) => EXCEPTIONS.some(([, pattern]) => pattern.test(command));

describe('the runbook', () => {
  it.each(COMMANDS.filter((command) => !isException(command)))('%s', async (command) => {
    const { status, stderr } = await type(command);
    record({ action: `Runbook: ${command}`, client: AWS_CLI, result: `status ${status}` });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each(EXCEPTIONS)('has an exception that is still needed: %s', async (_, pattern, message) => {
    const commands = COMMANDS.filter((command) => pattern.test(command));
    expect(commands).not.toEqual([]);
    for (const command of commands) {
      // The command fails, but the command inside it that finds the name works.
      const [, inner = ''] = /\$\((.*)\) /.exec(command) ?? [];
      const { status, stdout } = await type(inner);
      expect([status, stdout.trim()]).toEqual([0, expect.stringMatching(/^SesMetricsExporter-\w+$/)]);
      const { stderr } = await type(command);
      expect(stderr).toMatch(message);
    }
  });
});

test('the first look names the alarm and the page that fired', async () => {
  const [command = ''] = COMMANDS.filter((each) => each.startsWith('aws cloudwatch describe-alarms'));
  const { stdout } = await type(command);
  expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(
    expect.arrayContaining([
      `SesMetricsExporter-${REGION}-bounce-rate-fast-burn`,
      `SesMetricsExporter-${REGION}-sending-rates-page`,
    ]),
  );
});
