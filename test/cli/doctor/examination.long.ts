/** Each right that the examination needs, missing by itself, and receivers that no message reaches. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { createDeployedClients } from '../../../cli/deployed/clients';
import { READS } from '../../../cli/doctor/facts/reads';
import { synthesizeStack } from '../../../cli/stack/stack-template';
import { sesRegionsBeside } from '../../../lib/config/ses-regions';
import { locationOf } from '../../../local/aws/aws';
import { AwsError, accessDenied, throttled } from '../../../local/aws/protocols/aws-error';
import { distort } from '../../support/deployed-commands';
import { type DoctorWorld, deployedStack, NOON, REGION, startDoctorWorld } from '../../support/doctor-world';

const HOUR = 3_600_000;

let world: DoctorWorld;
afterEach(() => world.close());

describe('a right that is missing', () => {
  const actions = Object.values(READS)
    .map(({ action }) => action)
    .filter((action) => action !== READS.callerIdentity.action); // needs no permission

  it.each(actions)('%s leads to unknown findings and to the statement that allows it', async (action) => {
    world = await startDoctorWorld({
      intercept: (operation) => (action.endsWith(`:${operation}`) ? accessDenied(action) : undefined),
    });
    muteLater();
    const { sections } = await world.examine();
    const findings = sections.flatMap(({ findings: ofSubject }) => ofSubject);
    expect(findings.filter(({ level }) => level === 'unknown').map(({ what }) => what)).toContainEqual(
      expect.stringContaining(`AWS does not allow ${action}`),
    );
    const rights = findings.find(({ id }) => id === 'reads-denied');
    expect(rights?.fix?.lines).toEqual([JSON.stringify({ Effect: 'Allow', Action: [action], Resource: '*' })]);
  });
});

describe('the alarms of a stack whose name begins alike', () => {
  it('lead to no finding about this stack', async () => {
    world = await startDoctorWorld();
    muteLater();
    const AlarmName = `SesMetricsExporter-${REGION}-extra-${REGION}-quota-critical`;
    distort(world, ['monitoring', 'GetAlarmMuteRule'], (rule) => ({
      ...rule,
      MuteTargets: { AlarmNames: [AlarmName] },
    }));
    distort(world, ['monitoring', 'DescribeAlarms'], (page) => {
      const { MetricAlarms = [] } = page as { MetricAlarms?: object[] };
      const AlarmDescription = 'Text. Runbook: http://127.0.0.1:9/other#alarm-a';
      const other = { ...MetricAlarms[0], AlarmName, AlarmDescription, StateValue: 'ALARM', ActionsEnabled: false };
      return { ...page, MetricAlarms: [other, ...MetricAlarms] };
    });
    const { sections } = await world.examine();
    const findings = sections.flatMap(({ findings: ofSubject }) => ofSubject).filter(({ level }) => level !== 'ok');
    expect(findings.map(({ id }) => id)).toEqual(['runbook-unset']);
  });
});

describe('many Regions', () => {
  it('of which every second fails in some way, are all named', async () => {
    const answers = [throttled(), new AwsError('InternalFailure', 'Sorry', 500), new Promise<never>(() => undefined)];
    const failing = sesRegionsBeside('eu-west-1').filter((region, index) => index % 2 && region !== 'eu-west-1');
    world = await startDoctorWorld({
      stacks: [],
      intercept: (_, __, { region }) => {
        const index = failing.indexOf(region);
        return index < 0 ? undefined : answers[index % answers.length];
      },
    });
    const { sections } = await world.examine({ regions: ['eu-west-1'] }, 500);
    const found = sections.flatMap(({ findings }) => findings).find(({ check }) => check === 'Sending Regions');
    const [, named = ''] = /Regions could not be read \((.*?)\): /.exec(found?.what ?? '') ?? [];
    expect(found?.level).toBe('unknown');
    expect(named.split(', ')).toEqual(expect.arrayContaining(failing));
  });
});

describe('a clock that is three hours ahead', () => {
  it('does not make a working exporter silent', async () => {
    world = await startDoctorWorld();
    const clients = createDeployedClients({ ...locationOf(world.url), region: REGION });
    const { config } = clients.sts;
    // As the SDK learns it from a response of AWS.
    Object.assign(config, { systemClockOffset: -3 * HOUR, disableClockSkewCorrection: async () => true });
    const { sections } = await world.examine({ now: NOON + 3 * HOUR, clientsOf: () => clients });
    const ids = sections.flatMap(({ findings }) => findings.map(({ id }) => id));
    expect(ids).toContain('exporter-alive');
  });
});

describe('pages that never end', () => {
  it('are an answer that cannot be read', async () => {
    world = await startDoctorWorld();
    distort(world, ['cloudformation', 'ListStackResources'], (page) => ({ ...page, NextToken: '0' }));
    const { sections } = await world.examine();
    const found = sections.flatMap(({ findings }) => findings).find(({ check }) => check === 'Resources');
    expect(found?.what).toBe(
      'The response is not from CloudFormation, or it cannot be read (its pages repeat): check AWS_ENDPOINT_URL and proxies.',
    );
  });
});

describe('receivers', () => {
  const TOPICS = ['critical', 'warning'].map((name) => `arn:aws:sns:${REGION}:111122223333:${name}`);
  const [CRITICAL = '', WARNING = ''] = TOPICS;

  it('of topics that another stack owns are examined with the policies of the topics', async () => {
    const template = synthesizeStack({
      'exporter:regions': REGION,
      'exporter:notifications': { critical: { topicArns: [CRITICAL] }, warning: { topicArns: [WARNING] } },
    });
    world = await startDoctorWorld({
      stacks: [deployedStack({ template })],
      topics: [
        { arn: CRITICAL, kmsMasterKeyId: 'alias/aws/sns' },
        { arn: WARNING, policy: { Statement: [] } },
      ],
      subscriptions: [
        { topicArn: CRITICAL, protocol: 'email', endpoint: 'jane.doe@example.com', isPending: true },
        { topicArn: CRITICAL, protocol: 'https', endpoint: 'https://events.pager.example/secret-key' },
      ],
    });
    const { sections } = await world.examine();
    const findings = sections.flatMap(({ findings: ofSubject }) => ofSubject).filter(({ level }) => level !== 'ok');
    expect(findings.map(({ id, what }) => `${id}: ${what}`)).toEqual([
      'critical-partly-confirmed: 1 of 2 receivers of critical alarms is not confirmed: email j***@example.com.',
      'warning-unreached: Nobody is subscribed to the topic of warning alarms.',
      'topic-key-refuses-alarms: The topic critical is encrypted with the AWS managed key for SNS.',
      'topic-refuses-alarms: The policy of warning does not let CloudWatch alarms publish.',
      'runbook-unset: The alarms link to no URL.',
    ]);
    expect(JSON.stringify(sections)).not.toMatch(/jane|secret-key/);
  });

  it('of a topic that was deleted are reported as missing', async () => {
    const template = synthesizeStack({
      'exporter:regions': REGION,
      'exporter:notifications': { critical: { topicArns: [CRITICAL] } },
    });
    world = await startDoctorWorld({ stacks: [deployedStack({ template })] });
    const { sections } = await world.examine();
    const ids = sections.flatMap(({ findings }) => findings.map(({ id }) => id));
    expect(ids).toEqual(expect.arrayContaining(['critical-unreached', 'topic-missing']));
  });
});

/** Only with a mute rule does the examination read its targets. */
function muteLater(): void {
  const [alarm] = world.deployment.alarms.in(REGION);
  world.deployment.muteRules.put(REGION, {
    Name: 'import',
    Rule: { Schedule: { Expression: `at(${new Date(NOON + HOUR).toISOString().slice(0, 16)})`, Duration: 'PT1H' } },
    MuteTargets: { AlarmNames: [alarm?.name ?? ''] },
  });
}
