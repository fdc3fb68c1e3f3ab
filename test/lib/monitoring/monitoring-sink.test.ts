import { describe, expect, it } from '@jest/globals';
import { Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MonitoringSink, type MonitoringSinkProps } from '../../../lib/monitoring/monitoring-sink';
import { ConfigError } from '../../../lib/shared/config-error';
import { createApp } from '../../support/template';

function sinkOf(props: MonitoringSinkProps) {
  const stack = new Stack(createApp(), 'Test');
  new MonitoringSink(stack, 'Sink', props);
  const [sink] = Object.values(Template.fromStack(stack).findResources('AWS::Oam::Sink'));
  return sink?.Properties;
}

/** The only actions that a sink allows. */
const MAY_LINK = { Effect: 'Allow', Action: ['oam:CreateLink', 'oam:UpdateLink'], Resource: '*' };
const METRICS_ONLY = { 'ForAllValues:StringEquals': { 'oam:ResourceTypes': ['AWS::CloudWatch::Metric'] } };

describe('a sink', () => {
  it('accepts links of the named accounts, for metrics only', () => {
    const root = (account: string) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]],
    });
    expect(sinkOf({ accounts: ['111122223333', '444455556666'] }).Policy.Statement).toEqual([
      { ...MAY_LINK, Principal: { AWS: ['111122223333', '444455556666'].map(root) }, Condition: METRICS_ONLY },
    ]);
  });

  it('accepts links of all accounts of an organization', () => {
    expect(sinkOf({ organizationId: 'o-a1b2c3d4e5' }).Policy.Statement).toEqual([
      {
        ...MAY_LINK,
        Principal: '*',
        Condition: { ...METRICS_ONLY, 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
      },
    ]);
  });

  it('keeps its name, because CloudWatch refuses the second sink that CloudFormation would create for another name', () => {
    expect(sinkOf({ accounts: ['111122223333'] }).Name).toBe('SesMetricsExporter');
  });

  it.each<[string, MonitoringSinkProps]>([
    ['without accounts and organization', {}],
    ['with an empty list of accounts', { accounts: [] }],
    ['with both accounts and an organization', { accounts: ['111122223333'], organizationId: 'o-a1b2c3d4e5' }],
  ])('is refused %s', (_, props) => {
    expect(() => sinkOf(props)).toThrow(
      'A sink needs either accounts or an organization: set exactly one of accounts and organizationId',
    );
  });

  it.each<[object, string]>([
    [
      { accounts: '111122223333' },
      '"accounts" is "111122223333": write a list of account ids of 12 digits, as strings',
    ],
    [{ accounts: ['1'] }, '"accounts" has "1": write a list of account ids of 12 digits, as strings'],
    [{ organizationId: 'mail' }, '"organizationId" is "mail": write the id of an organization, such as o-a1b2c3d4e5'],
  ])('is refused with %j', (props, problem) => {
    expect(() => sinkOf(props)).toThrow(new ConfigError(`The configuration cannot be used:\n- ${problem}`));
  });

  it('accepts an account that only the deployment knows', () => {
    expect(() => sinkOf({ accounts: [Fn.importValue('Account')] })).not.toThrow();
  });
});
