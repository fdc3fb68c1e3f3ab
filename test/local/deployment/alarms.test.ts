/** The alarms of a deployment: their states, their history and what they send. */
import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type DeploymentWorld,
  deploymentClients,
  exampleStack,
  startDeploymentWorld,
} from '../../support/deployment-world';
import { at, HOUR, MINUTE } from '../../support/world';

const NOON = at('2026-11-25T12:00:00Z');
const PREFIX = 'SesMetricsExporter-us-east-1-';
const CHILD = `${PREFIX}bounce-rate-fast-burn`;
const PAGE = `${PREFIX}sending-rates-page`;
const QUOTA = `${PREFIX}quota-critical`;
const BOTH = ['MetricAlarm' as const, 'CompositeAlarm' as const];

let world: DeploymentWorld;
let clients: ReturnType<typeof deploymentClients>;
afterEach(() => world.close());

async function start(options: Partial<Parameters<typeof startDeploymentWorld>[0]> = {}) {
  world = await startDeploymentWorld({ at: NOON, stacks: [exampleStack()], ...options });
  clients = deploymentClients(world);
}

async function setState(AlarmName: string, StateValue: StateValue, StateReason = 'Drill') {
  await clients.cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
}

async function stateOf(name: string): Promise<string | undefined> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await clients.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: BOTH }),
  );
  return [...MetricAlarms, ...CompositeAlarms][0]?.StateValue;
}

async function historyOf(AlarmName: string) {
  const { AlarmHistoryItems = [] } = await clients.cloudwatch.send(
    new DescribeAlarmHistoryCommand({ AlarmName, AlarmTypes: BOTH, ScanBy: 'TimestampAscending' }),
  );
  return AlarmHistoryItems.map(({ HistorySummary }) =>
    HistorySummary?.replace(/arn:aws:\w+:[\w-]*:\d+:(\w+).*/, '<$1>'),
  );
}

/** The messages that topics got, without those of other types. */
function sent() {
  return world.deployment.topics.published.map(
    ({ subject, topicArn }) => `${subject} -> ${topicArn.replace(/.*Topics(\w+?)[0-9A-F]{8}-.*/, '$1')}`,
  );
}

describe('SetAlarmState', () => {
  it('lets the alarm take its actions, and records them', async () => {
    await start();
    world.time += MINUTE;
    await setState(QUOTA, 'ALARM');
    world.time += MINUTE;
    await setState(QUOTA, 'OK');
    expect(sent()).toEqual([
      `ALARM: "${QUOTA}" in US East (N. Virginia) -> Critical`,
      `OK: "${QUOTA}" in US East (N. Virginia) -> Critical`,
    ]);
    expect(await historyOf(QUOTA)).toEqual([
      `Alarm "${QUOTA}" created`,
      'Alarm updated from OK to ALARM',
      'Successfully executed action <SesMetricsExporter>',
      'Alarm updated from ALARM to OK',
      'Successfully executed action <SesMetricsExporter>',
    ]);
  });

  it('moves the page of its alarm, which runs the brief function, too', async () => {
    await start();
    await setState(CHILD, 'ALARM');
    expect(await stateOf(PAGE)).toBe('ALARM');
    expect(sent()).toEqual([`ALARM: "${PAGE}" in US East (N. Virginia) -> Critical`]);
    expect(world.deployment.invocations).toEqual([
      {
        functionArn: expect.stringMatching(
          /^arn:aws:lambda:us-east-1:111122223333:function:SesMetricsExporter-AlarmBrief/,
        ),
        event: expect.objectContaining({ source: 'aws.cloudwatch', region: 'us-east-1' }),
        invokedAt: NOON,
      },
    ]);
  });

  it('of a page lasts until one of its alarms changes', async () => {
    await start();
    await setState(PAGE, 'ALARM');
    world.time += HOUR;
    expect(await stateOf(PAGE)).toBe('ALARM');
    await setState(CHILD, 'ALARM');
    await setState(CHILD, 'OK');
    expect(await stateOf(PAGE)).toBe('OK');
  });

  it('of a state that the alarm already has sends nothing', async () => {
    await start();
    await setState(QUOTA, 'OK', 'Checked');
    expect(sent()).toEqual([]);
    expect(await historyOf(QUOTA)).toEqual([`Alarm "${QUOTA}" created`]);
  });

  it('of an alarm whose actions are disabled sends nothing', async () => {
    await start();
    await clients.cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: [QUOTA] }));
    await setState(QUOTA, 'ALARM');
    expect({ sent: sent(), history: await historyOf(QUOTA) }).toEqual({
      sent: [],
      history: [`Alarm "${QUOTA}" created`, 'Alarm updated from OK to ALARM'],
    });
  });

  it('records an action that fails', async () => {
    await start({ failAction: () => 'CloudWatch Alarms does not have authorization to access the key.' });
    await setState(QUOTA, 'ALARM');
    expect(sent()).toEqual([]);
    expect(await historyOf(QUOTA)).toContainEqual(expect.stringMatching(/^Failed to execute action/));
  });

  it('of an unknown alarm is an error', async () => {
    await start();
    await expect(setState('Other', 'OK')).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });
});

describe('a page', () => {
  it('has the message of a composite alarm', async () => {
    await start();
    await setState(CHILD, 'ALARM');
    await stateOf(PAGE);
    const { message = '' } = world.deployment.topics.published[0] ?? {};
    const arn = (name: string) => `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`;
    expect(JSON.parse(JSON.parse(message).default)).toEqual({
      AlarmName: PAGE,
      AlarmDescription: expect.stringContaining('Account 111122223333'),
      AWSAccountId: '111122223333',
      NewStateValue: 'ALARM',
      NewStateReason: `${arn(CHILD)} transitioned to ALARM at Wednesday 25 November, 2026 12:00:00 UTC`,
      StateChangeTime: '2026-11-25T12:00:00.000+0000',
      Region: 'US East (N. Virginia)',
      AlarmArn: arn(PAGE),
      OldStateValue: 'OK',
      OKActions: [expect.stringContaining(':sns:')],
      AlarmActions: [expect.stringContaining(':sns:'), expect.stringContaining(':lambda:')],
      InsufficientDataActions: [],
      AlarmRule: expect.stringContaining(`ALARM("${arn(CHILD)}")`),
      TriggeringChildren: [{ Arn: arn(CHILD), State: { Value: 'ALARM', Timestamp: '2026-11-25T12:00:00.000+0000' } }],
    });
  });
});

describe('a deployment that lacks an alarm', () => {
  it('reports the others', async () => {
    const stack = exampleStack();
    const missing = Object.entries(stack.template.Resources)
      .filter(([, { Properties }]) => [PAGE, CHILD].includes(Properties?.AlarmName))
      .map(([id]) => id);
    await start({ stacks: [{ ...stack, missing }] });
    expect({
      missing: missing.length,
      page: await stateOf(PAGE),
      child: await stateOf(CHILD),
      quota: await stateOf(QUOTA),
    }).toEqual({
      missing: 2,
      page: undefined,
      child: undefined,
      quota: 'OK',
    });
  });
});

describe('alarms on metrics', () => {
  it('follow the metrics, and return to their own state after SetAlarmState', async () => {
    world = await startDeploymentWorld({ at: NOON, stacks: [exampleStack()], isEvaluated: true });
    clients = deploymentClients(world);
    const publish = (bounceRate: number) =>
      world.metrics.put('SES/SendStatistics', [
        { name: 'DeliveryAttempts', dimensions: { Window: '1h' }, timestamp: world.time, value: 1000 },
        { name: 'BounceRate', dimensions: { Window: '1h' }, timestamp: world.time, value: bounceRate },
      ]);
    publish(0.31);
    world.time += MINUTE;
    const { MetricAlarms = [] } = await clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [CHILD] }));
    expect(MetricAlarms[0]).toMatchObject({
      StateValue: 'ALARM',
      StateReason:
        'Threshold Crossed: 1 out of the last 1 datapoints [0.31 (25/11/26 11:46:00)] was greater than or equal to the threshold (0.1) (minimum 1 datapoint for OK -> ALARM transition).',
    });
    await setState(CHILD, 'OK');
    expect(await stateOf(CHILD)).toBe('OK');
    world.time += MINUTE;
    expect(await stateOf(CHILD)).toBe('ALARM');
  });
});
