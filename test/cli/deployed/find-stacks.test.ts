/** The stacks that commands find, read by real SDK clients. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { createDeployedClients } from '../../../cli/deployed/clients';
import { findStacks, theStack } from '../../../cli/deployed/find-stacks';
import { accessDenied, throttled } from '../../../local/aws/protocols/aws-error';
import type { LocalStack } from '../../../local/deployment/local-stack';
import { type DeploymentWorld, exampleStack, startDeploymentWorld } from '../../support/deployment-world';
import { at } from '../../support/world';

const NOON = at('2026-11-25T12:00:00Z');
const NO_RESOURCES = { Resources: {} };

let world: DeploymentWorld;
afterEach(() => world.close());

async function start(stacks: readonly LocalStack[], options: Partial<Parameters<typeof startDeploymentWorld>[0]> = {}) {
  world = await startDeploymentWorld({ at: NOON, stacks, ...options });
  return createDeployedClients(world.location());
}

/** A stack with the outputs of a version, but without resources. */
function bareStack(name: string, { description, outputs = {}, region = 'us-east-1', status }: Partial<Bare> = {}) {
  return { name, region, template: { ...NO_RESOURCES, Description: description }, outputs, status };
}

interface Bare extends Pick<LocalStack, 'outputs' | 'region' | 'status'> {
  readonly description: string;
}

const FUNCTION = { ExporterFunctionName: 'exporter' };
const DESCRIPTION = 'Amazon SES bounce and complaint rates as CloudWatch metrics, with alarms';

describe('a stack', () => {
  it('has its account, Region, alarms and outputs', async () => {
    const clients = await start([exampleStack()]);
    const stack = await theStack(clients);
    expect(stack).toMatchObject({
      name: 'SesMetricsExporter',
      region: 'us-east-1',
      account: '111122223333',
      status: 'CREATE_COMPLETE',
      alarmPrefix: 'SesMetricsExporter-us-east-1-',
      outputs: { ExporterFunctionName: expect.stringMatching(/^SesMetricsExporter-SendStatisticsFunction/) },
    });
  });

  it.each([
    ['of this version under another name', bareStack('mail', { outputs: { ...FUNCTION, ExporterVersion: '0.5.0' } })],
    ['of an older version', bareStack('SesMetricsExporter-us-east-1', { outputs: FUNCTION, description: DESCRIPTION })],
    ['of an older version with a description of its own', bareStack('Prod-SesMetricsExporter', { outputs: FUNCTION })],
    ['that failed before it had outputs', bareStack('mail', { description: DESCRIPTION, status: 'ROLLBACK_COMPLETE' })],
  ])('%s is found', async (_, stack) => {
    const clients = await start([stack]);
    expect(await findStacks(clients)).toMatchObject([{ name: stack.name }]);
  });

  it.each([
    ['of another project with an output of this name', bareStack('other', { outputs: FUNCTION })],
    ['without outputs', bareStack('SesMetricsExporter-notes')],
    [
      'that monitors other accounts',
      bareStack('monitoring', { description: 'Amazon SES bounce and complaint rates of all accounts' }),
    ],
    ['that is deleted', bareStack('mail', { description: DESCRIPTION, status: 'DELETE_COMPLETE' })],
    ['of another Region', bareStack('mail', { description: DESCRIPTION, region: 'eu-west-1' })],
  ])('%s is not found', async (_, stack) => {
    const clients = await start([stack]);
    expect(await findStacks(clients)).toEqual([]);
  });

  it('has the Region once in the names of its alarms', async () => {
    const clients = await start([bareStack('SesMetricsExporter-us-east-1', { outputs: FUNCTION })]);
    expect(await theStack(clients)).toMatchObject({ alarmPrefix: 'SesMetricsExporter-us-east-1-' });
  });
});

describe('the search', () => {
  it('reads every page, and sorts by name', async () => {
    const names = ['mail-c', 'mail-a', 'mail-b'];
    const clients = await start(
      names.map((name) => bareStack(name, { description: DESCRIPTION })),
      { pageSize: 1 },
    );
    expect((await findStacks(clients)).map(({ name }) => name)).toEqual(['mail-a', 'mail-b', 'mail-c']);
  });

  const TWO = ['mail-b', 'mail-a'].map((name) => bareStack(name, { description: DESCRIPTION }));

  it('takes the stack that the option names', async () => {
    expect(await theStack(await start(TWO), { stack: 'mail-b' })).toMatchObject({ name: 'mail-b' });
  });

  it.each([
    [
      'without any stack',
      [],
      {},
      'us-east-1 has no stack of this exporter: deploy one with "npx cdk deploy", or choose another account or Region with AWS_PROFILE and AWS_REGION',
    ],
    ['with two stacks', TWO, {}, 'us-east-1 has 2 stacks of this exporter: choose one with --stack: mail-a, mail-b'],
    [
      'for an unknown name',
      TWO,
      { stack: 'mail' },
      'us-east-1 has no exporter stack "mail": choose from mail-a, mail-b with --stack, or another Region with AWS_REGION',
    ],
    [
      'for the name of another project',
      [bareStack('other', { outputs: FUNCTION })],
      { stack: 'other' },
      'us-east-1 has no stack of this exporter: deploy one with "npx cdk deploy", or choose another account or Region with AWS_PROFILE and AWS_REGION',
    ],
  ])('fails %s', async (_, stacks, option, message) => {
    await expect(theStack(await start(stacks), option)).rejects.toMatchObject({ name: 'InputError', message });
  });

  it.each([
    [
      'is denied',
      accessDenied('cloudformation:DescribeStacks'),
      true,
      /^AWS does not allow cloudformation:DescribeStacks \(.*\): add \{"Effect":"Allow","Action":"cloudformation:DescribeStacks","Resource":"\*"\} to the caller's policy$/,
    ],
    ['is throttled', throttled(), false, /^CloudFormation throttled the call \(.*\): try again in a few seconds$/],
  ])('is never an answer of nothing when it %s', async (_, error, isDenied, message) => {
    const clients = await start([exampleStack()], { intercept: () => error });
    await expect(findStacks(clients)).rejects.toMatchObject({
      name: 'AwsFailure',
      isDenied,
      message: expect.stringMatching(message),
    });
  });

  it('ends when AWS does not answer', async () => {
    world = await startDeploymentWorld({ at: NOON, intercept: () => new Promise(() => undefined) });
    const clients = createDeployedClients(world.location(), 50);
    await expect(findStacks(clients)).rejects.toMatchObject({
      name: 'AwsFailure',
      message: expect.stringMatching(/^CloudFormation cannot be reached, or the connection broke/),
    });
  });
});
