/** People in everything that AWS can return: the commands on a deployed stack show none of them. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_NAMESPACE } from '../../lambda/send-statistics/contract';
import { AwsError, accessDenied } from '../../local/aws/protocols/aws-error';
import { distort, outputOf, PREFIX, runOn, setAlarm } from '../support/deployed-commands';
import { type DeploymentWorld, exampleStack, startDeploymentWorld } from '../support/deployment-world';
import { HEALTHY_ACCOUNT, HOUR } from '../support/world';

const ADDRESS = 'zelda.quibble@example.com';
const CALLER = `arn:aws:sts::111122223333:assumed-role/Admin/${ADDRESS}`;
const PLANTED = /zelda|quibble|secret|4917/i;

const RECEIVERS = [
  { protocol: 'email', endpoint: ADDRESS },
  { protocol: 'email-json', endpoint: `Zelda Quibble <${ADDRESS}>` },
  { protocol: 'sms', endpoint: '+4917012345678' },
  { protocol: 'https', endpoint: `https://zelda:secret@pager.example.com/secret?user=${ADDRESS}` },
  { protocol: 'fax', endpoint: ADDRESS },
].map((receiver) => ({ topicArn: outputOf('CriticalTopicArn'), ...receiver }));

let world: DeploymentWorld;
let denied: readonly string[];
afterEach(() => world.close());
beforeEach(async () => {
  denied = [];
  world = await startDeploymentWorld({
    at: Date.now(),
    stacks: [{ ...exampleStack(), outputs: { ExporterVersion: ADDRESS } }],
    subscriptions: RECEIVERS,
    ses: {
      suppressed: () => new Map([[ADDRESS, { reason: 'BOUNCE' as const, since: Date.now() - HOUR }]]),
      account: () => ({
        ...HEALTHY_ACCOUNT,
        EnforcementStatus: ADDRESS,
        PricingAttributes: { CurrentPlan: ADDRESS as 'PRO' },
        Details: {
          AdditionalContactEmailAddresses: [ADDRESS],
          UseCaseDescription: 'Zelda Quibble sends this',
          ReviewDetails: { Status: 'DENIED', CaseId: ADDRESS },
        },
      }),
    },
    failAction: () => `User: ${CALLER} is not authorized to publish`,
    intercept: (operation) => {
      if (denied.includes(operation)) return accessDenied(`any:${operation}`, CALLER);
      return operation === 'ListDashboards' ? new AwsError('InternalFailure', `${CALLER} ${ADDRESS}`, 500) : undefined;
    },
  });
  world.metrics.putAsAws(DEFAULT_NAMESPACE, [
    { name: 'DeliveryAttempts', dimensions: { Window: ADDRESS }, timestamp: Date.now(), value: 1 },
  ]);
  distort(world, ['monitoring', 'DescribeAlarms'], (page) => {
    const { MetricAlarms = [], CompositeAlarms = [] } = page as Record<string, object[]>;
    const planted = { AlarmDescription: `Call ${ADDRESS}. Runbook: https://zelda:secret@wiki.example.com/#a` };
    return {
      ...page,
      MetricAlarms: MetricAlarms.map((alarm) => ({ ...alarm, ...planted })),
      CompositeAlarms: CompositeAlarms.map((alarm) => ({ ...alarm, ...planted, StateReason: `By ${CALLER}` })),
    };
  });
  world.deployment.muteRules.put('us-east-1', {
    Name: 'night',
    Description: `Ask ${ADDRESS}`,
    Rule: {
      Schedule: { Expression: `at(${new Date(Date.now() + HOUR).toISOString().slice(0, 16)})`, Duration: 'PT2H' },
    },
  });
});

it.each([
  ['doctor', []],
  ['doctor', ['--json']],
  ['case-file', ['--since', '3h']],
  ['drill', ['bounce-spike', '--yes', '--wait', '1']],
  ['mute', ['--until', new Date(Date.now() + 2 * HOUR).toISOString(), '--reason', 'import']],
] as const)('%s %j', async (script, args) => {
  setAlarm(world, `${PREFIX}quota-warning`, 'ALARM');
  const { stdout, stderr } = await runOn(world, script, args);
  expect(stdout).not.toMatch(PLANTED);
  expect(stderr).not.toMatch(PLANTED);
  expect(stdout).toMatch(/./);
});

describe('without rights', () => {
  it.each([
    ['doctor', []],
    ['case-file', ['--since', '3h']],
  ] as const)('%s %j', async (script, args) => {
    denied = ['GetAccount', 'ListMetrics', 'GetMetricData', 'ListSubscriptionsByTopic', 'GetParameter', 'ListTopics'];
    const { stdout } = await runOn(world, script, args);
    expect(stdout).not.toMatch(PLANTED);
    expect(stdout).toMatch(/./);
  });
});
