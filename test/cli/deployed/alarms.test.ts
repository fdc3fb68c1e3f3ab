/** The alarms of a deployed stack, read by real SDK clients. */
import { afterEach, expect, it } from '@jest/globals';
import { type DeployedAlarm, describeAlarms } from '../../../cli/deployed/alarms';
import { createDeployedClients } from '../../../cli/deployed/clients';
import { theStack } from '../../../cli/deployed/find-stacks';
import { ALARM_NAMES, DEFAULT_ALARMS } from '../../../lib/alarms/alarm-table';
import { accessDenied } from '../../../local/aws/protocols/aws-error';
import { type DeploymentWorld, exampleStack, startDeploymentWorld } from '../../support/deployment-world';
import { at } from '../../support/world';

let world: DeploymentWorld;
afterEach(() => world.close());

async function read(options: Partial<Parameters<typeof startDeploymentWorld>[0]> = {}, prefix?: string) {
  world = await startDeploymentWorld({ at: at('2026-11-25T12:00:00Z'), stacks: [exampleStack()], ...options });
  const clients = createDeployedClients(world.location());
  const stack = await theStack(clients);
  return describeAlarms(clients, prefix === undefined ? stack : { alarmPrefix: prefix });
}

const idsOf = (alarms: readonly DeployedAlarm[]) => alarms.map(({ id }) => id).sort();

it('reads every alarm of the table, the page and its memory, over all pages', async () => {
  const alarms = await read({ pageSize: 5 });
  expect(idsOf(alarms)).toEqual(
    [...ALARM_NAMES.filter((name) => DEFAULT_ALARMS[name]), 'ratesPage', 'burstMemory'].sort(),
  );
});

it('reads what an alarm notifies, and its level', async () => {
  const alarms = await read();
  const byId = new Map(alarms.map((alarm) => [alarm.id, alarm]));
  expect(byId.get('ratesPage')).toMatchObject({
    name: 'SesMetricsExporter-us-east-1-sending-rates-page',
    arn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:SesMetricsExporter-us-east-1-sending-rates-page',
    type: 'composite',
    level: 'critical',
    state: 'OK',
    actionsEnabled: true,
    alarmActions: expect.arrayContaining([expect.stringContaining(':sns:')]),
    rule: expect.stringContaining('bounce-rate-fast-burn'),
  });
  expect(byId.get('burstMemory')).toMatchObject({ type: 'metric', level: undefined, alarmActions: [] });
  expect(byId.get('quotaWarning')).toMatchObject({ type: 'metric', level: 'warning' });
});

it('does not take the alarms of a stack whose name begins alike', async () => {
  const alarms = await read({}, 'SesMetricsExporter-us-');
  expect(new Set(idsOf(alarms))).toEqual(new Set([undefined]));
});

it('is never an answer of nothing when the call is denied', async () => {
  const intercept = (operation: string) =>
    operation === 'DescribeAlarms' ? accessDenied('cloudwatch:DescribeAlarms') : undefined;
  await expect(read({ intercept })).rejects.toMatchObject({ name: 'AwsFailure', isDenied: true });
});
