/** A deployment, read by real SDK clients. */
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { accessDenied, throttled } from '../../../local/aws/protocols/aws-error';
import {
  type DeploymentWorld,
  deploymentClients,
  exampleStack,
  startDeploymentWorld,
} from '../../support/deployment-world';
import { at, MINUTE } from '../../support/world';

const NOON = at('2026-11-25T12:00:00Z');
const ALARM = 'SesMetricsExporter-us-east-1-bounce-rate-fast-burn';

let world: DeploymentWorld;
let clients: ReturnType<typeof deploymentClients>;
afterEach(() => world.close());

async function start(options: Partial<Parameters<typeof startDeploymentWorld>[0]> = {}) {
  world = await startDeploymentWorld({ at: NOON, stacks: [exampleStack()], ...options });
  clients = deploymentClients(world);
}

describe('a deployment', () => {
  beforeEach(() => start());

  it('names the account of the caller', async () => {
    const { Account, Arn } = await clients.sts.send(new GetCallerIdentityCommand({}));
    expect({ Account, Arn }).toEqual({ Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/local' });
  });

  it('describes its stacks with the outputs of the template', async () => {
    const { Stacks = [] } = await clients.cloudformation.send(new DescribeStacksCommand({}));
    expect(Stacks).toEqual([
      expect.objectContaining({
        StackName: 'SesMetricsExporter',
        StackId: expect.stringMatching(
          /^arn:aws:cloudformation:us-east-1:111122223333:stack\/SesMetricsExporter\/[\w-]{36}$/,
        ),
        StackStatus: 'CREATE_COMPLETE',
        CreationTime: new Date(NOON),
        Outputs: expect.arrayContaining([
          expect.objectContaining({
            OutputKey: 'ExporterFunctionName',
            OutputValue: expect.stringMatching(/^SesMetricsExporter-SendStatisticsFunction\w+-\w{12}$/),
          }),
        ]),
      }),
    ]);
  });

  it('has no stack in another Region', async () => {
    const { cloudformation } = deploymentClients(world, 'eu-west-1');
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({}));
    expect(Stacks).toEqual([]);
  });

  it('answers the name of an unknown stack with an error', async () => {
    await expect(clients.cloudformation.send(new DescribeStacksCommand({ StackName: 'Other' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id Other does not exist',
    });
  });

  it('changes the state of an alarm', async () => {
    world.time += MINUTE;
    const state = { StateValue: 'ALARM', StateReason: 'Drill' } as const;
    await clients.cloudwatch.send(new SetAlarmStateCommand({ AlarmName: ALARM, ...state }));
    const { MetricAlarms } = await clients.cloudwatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
    expect(MetricAlarms).toEqual([
      expect.objectContaining({
        ...state,
        AlarmName: ALARM,
        AlarmArn: `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${ALARM}`,
        StateUpdatedTimestamp: new Date(NOON + MINUTE),
        AlarmActions: [],
      }),
    ]);
  });
});

describe('faults', () => {
  it.each([
    ['a call that no policy allows', accessDenied('cloudformation:DescribeStacks'), 'AccessDenied', 403],
    ['a throttled call', throttled(), 'Throttling', 400],
  ])('reach the client as the errors of AWS: %s', async (_, error, name, httpStatusCode) => {
    await start({ intercept: (operation) => (operation === 'DescribeStacks' ? error : undefined) });
    await expect(clients.cloudformation.send(new DescribeStacksCommand({}))).rejects.toMatchObject({
      name,
      message: error.message,
      $metadata: { httpStatusCode },
    });
  });
});
