/** The AWS CLI on the endpoint of `npm start`: the commands of the runbook's first look, over query, JSON and CBOR. */
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type DeploymentWorld, exampleStack, startDeploymentWorld } from '../support/deployment-world';
import { commandsIn } from './support/documents';
import { run } from './support/programs';
import { installPythonTool, programOf } from './support/tools';

const ALARM = 'SesMetricsExporter-us-east-1-quota-critical';

let world: DeploymentWorld;

beforeAll(async () => {
  await installPythonTool('awscli');
  world = await startDeploymentWorld({ at: Date.now(), stacks: [exampleStack()] });
});
afterAll(() => world.close());

const ENVIRONMENT = () => ({
  AWS_ENDPOINT_URL: world.url,
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});

async function aws(...args: string[]): Promise<string> {
  const output = await run(programOf('awscli', 'aws'), [...args, '--output', 'text'], { env: ENVIRONMENT() });
  return output.trim();
}

it('answers STS and CloudFormation', async () => {
  expect(await aws('sts', 'get-caller-identity', '--query', 'Account')).toBe('111122223333');
  expect(await aws('cloudformation', 'describe-stacks', '--query', 'Stacks[].StackName')).toBe('SesMetricsExporter');
});

it('answers CloudWatch: sets a state, and lists it with its history', async () => {
  await aws(
    'cloudwatch',
    'set-alarm-state',
    '--alarm-name',
    ALARM,
    '--state-value',
    'ALARM',
    '--state-reason',
    'Drill',
  );
  expect(
    await aws('cloudwatch', 'describe-alarms', '--state-value', 'ALARM', '--query', 'MetricAlarms[].AlarmName'),
  ).toBe(ALARM);
  const summary = await aws('cloudwatch', 'describe-alarm-history', '--query', 'AlarmHistoryItems[0].HistorySummary');
  expect(summary).toMatch(/^Successfully executed action arn:aws:sns:us-east-1:111122223333:/);
});

it('answers the commands of the first look', async () => {
  const commands = commandsIn('RUNBOOK.md', 'First look')
    .split('\n')
    .filter((line) => line.trim().startsWith('aws '));
  expect(commands.length).toBeGreaterThan(1);
  for (const command of commands) {
    const PATH = `${path.dirname(programOf('awscli', 'aws'))}:${process.env.PATH}`;
    await run('sh', ['-c', command], { env: { ...ENVIRONMENT(), PATH } });
  }
});
