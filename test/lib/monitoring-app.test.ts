import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { defineStacks } from '../../lib/exporter-app';
import { MonitoringStack } from '../../lib/monitoring/monitoring-stack';
import { dashboardsOf } from '../support/dashboards';
import { createApp } from '../support/template';

const MONITORING = { account: '999988887777', sourceAccounts: { shop: '111122223333' } };
const PROFILE = { account: '999988887777', region: 'eu-central-1' };

function stacksOf(context: Record<string, unknown>, profile: { account?: string; region?: string } = PROFILE) {
  const app = createApp(context);
  defineStacks(app, profile);
  const stacks = app.node.children.filter((child) => child instanceof MonitoringStack);
  return stacks.map((stack) => ({ stack, template: Template.fromStack(stack) }));
}

describe('in the monitoring account', () => {
  const stacks = stacksOf({ 'exporter:regions': 'eu-west-1,us-east-1', 'exporter:monitoring': MONITORING });

  it('each Region has a stack with a sink, and the stack prints its ARN', () => {
    expect(stacks.map(({ stack }) => [stack.stackName, stack.account, stack.region])).toEqual([
      ['SesMetricsMonitoring-eu-west-1', '999988887777', 'eu-west-1'],
      ['SesMetricsMonitoring-us-east-1', '999988887777', 'us-east-1'],
    ]);
    for (const { template } of stacks) {
      template.resourceCountIs('AWS::Oam::Sink', 1);
      template.hasOutput('MonitoringSinkArn', { Value: { 'Fn::GetAtt': ['Sink7253DC8B', 'Arn'] } });
    }
  });

  it('only the first stack has a dashboard, which shows all Regions', () => {
    const [first, second] = stacks.map(({ template }) => dashboardsOf(template));
    const regions = first
      ?.get('SesMetricsMonitoring-eu-west-1-all-accounts')
      ?.map(({ properties }) => properties.region);
    expect(new Set(regions)).toEqual(new Set([undefined, 'eu-west-1', 'us-east-1']));
    expect(second?.size).toBe(0);
  });

  it('the dashboard reads the metrics that the exporters are configured to publish', () => {
    const [only] = stacksOf({
      'exporter:monitoring': JSON.stringify(MONITORING),
      'exporter:namespace': 'Mail',
      'exporter:windows': '2h',
      'exporter:schedulePeriodMinutes': 30,
      'exporter:alarms': false,
    });
    const widgets = dashboardsOf(only?.template as Template).get('SesMetricsMonitoring-eu-central-1-all-accounts');
    expect(widgets?.find(({ type }) => type === 'metric')?.properties.metrics).toEqual([
      ['Mail', 'BounceRate', 'Window', '2h', expect.objectContaining({ region: 'eu-central-1', period: 1800 })],
    ]);
  });

  it('one stack without a sink is enough if the account already has sinks', () => {
    const [only, ...others] = stacksOf({
      'exporter:regions': 'eu-west-1,us-east-1',
      'exporter:monitoring': { ...MONITORING, sink: false },
    });
    expect([only?.stack.stackName, others]).toEqual(['SesMetricsMonitoring-eu-west-1', []]);
    only?.template.resourceCountIs('AWS::Oam::Sink', 0);
    only?.template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });

  it('the dashboard shows the account’s own mail, but the account may not link to itself', () => {
    const sourceAccounts = { ...MONITORING.sourceAccounts, own: '999988887777' };
    const [only] = stacksOf({ 'exporter:monitoring': { ...MONITORING, sourceAccounts } });
    expect(JSON.stringify(only?.template.findResources('AWS::Oam::Sink'))).not.toContain('999988887777');
    expect(JSON.stringify(only?.template.findResources('AWS::CloudWatch::Dashboard'))).toContain('999988887777');
  });

  it('all accounts of an organization may link', () => {
    const [only] = stacksOf({ 'exporter:monitoring': { ...MONITORING, organizationId: 'o-a1b2c3d4e5' } });
    expect(Object.values(only?.template.findResources('AWS::Oam::Sink') ?? {})).toMatchObject([
      { Properties: { Policy: { Statement: [{ Principal: '*' }] } } },
    ]);
  });
});

describe('stacks for the monitoring account', () => {
  it.each([
    ['do not exist in another account', { account: '111122223333', region: 'eu-west-1' }, []],
    ['exist if the account is not known', {}, ['SesMetricsMonitoring']],
  ])('%s', (_, profile, names) => {
    const stacks = stacksOf({ 'exporter:monitoring': MONITORING }, profile);
    expect(stacks.map(({ stack }) => stack.stackName)).toEqual(names);
  });

  it('do not exist by default', () => {
    expect(stacksOf({})).toEqual([]);
  });
});

describe('sinks of a monitoring account', () => {
  const sinkIn = (region: string) => `arn:aws:oam:${region}:999988887777:sink/0f1e2d3c`;
  const exportersWith = (regions: string, arns: string[], account = '111122223333') =>
    defineStacks(createApp({ 'exporter:regions': regions, 'exporter:monitoringSinkArns': arns }), {
      account,
      region: 'eu-west-1',
    });

  it('are used in their own Region', () => {
    const arns = ['us-east-1', 'eu-west-1'].map(sinkIn);
    for (const stack of exportersWith('eu-west-1,us-east-1', arns)) {
      Template.fromStack(stack).hasResourceProperties('AWS::Oam::Link', { SinkIdentifier: sinkIn(stack.region) });
    }
  });

  it('are ignored in the monitoring account itself', () => {
    for (const stack of exportersWith('eu-west-1', [sinkIn('eu-west-1')], '999988887777')) {
      Template.fromStack(stack).resourceCountIs('AWS::Oam::Link', 0);
    }
  });

  it('are refused if a Region has none, including that of the profile', () => {
    const problem = (region: string) =>
      `"exporter:monitoringSinkArns" is ["${sinkIn('eu-west-1')}"]: add the sink of ${region}, because a link reaches only sinks of its own Region`;
    expect(() => exportersWith('eu-west-1,us-east-1', [sinkIn('eu-west-1')])).toThrow(problem('us-east-1'));
    const app = createApp({ 'exporter:monitoringSinkArns': sinkIn('eu-west-1') });
    expect(() => defineStacks(app, { account: '111122223333', region: 'us-west-2' })).toThrow(problem('us-west-2'));
  });
});
