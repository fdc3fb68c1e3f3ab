import { describe, expect, it } from '@jest/globals';
import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { defineStacks } from '../../lib/exporter-app';
import { createApp } from '../support/template';

const PROFILE = { account: '111122223333', region: 'eu-central-1' };

describe('stacks', () => {
  it('are one for each Region listed, named after it', () => {
    const stacks = defineStacks(createApp({ 'exporter:regions': 'eu-west-1,us-east-1' }), PROFILE);
    expect(stacks.map(({ stackName, region, account }) => [stackName, region, account])).toEqual([
      ['SesMetricsExporter-eu-west-1', 'eu-west-1', '111122223333'],
      ['SesMetricsExporter-us-east-1', 'us-east-1', '111122223333'],
    ]);
  });

  it('are one in the Region of the profile without a list', () => {
    expect(defineStacks(createApp(), PROFILE).map(({ stackName }) => stackName)).toEqual([
      'SesMetricsExporter-eu-central-1',
    ]);
  });

  it('need no profile to be synthesized', () => {
    expect(defineStacks(createApp(), {}).map(({ stackName }) => stackName)).toEqual(['SesMetricsExporter']);
  });

  it('carry every setting of the context', () => {
    const context = {
      'exporter:namespace': 'Mail',
      'exporter:windows': '2h',
      'exporter:alarms': false,
      'exporter:optionalMetrics': 'Rejects',
      'exporter:schedulePeriodMinutes': 30,
      'exporter:logRetentionDays': 7,
      'exporter:tags': 'team=mail',
    };
    const template = Template.fromStack(defineStacks(createApp(context), PROFILE)[0] as never);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          METRIC_NAMESPACE: 'Mail',
          WINDOWS: '2h',
          OPTIONAL_METRICS: 'Rejects',
          SCHEDULE_PERIOD_MINUTES: '30',
        },
      },
      Tags: [{ Key: 'team', Value: 'mail' }],
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(15,45 * * * ? *)' });
  });
});

describe('topics of one’s own', () => {
  const topicArns = ['eu-west-1', 'us-east-1'].map((region) => `arn:aws:sns:${region}:111122223333:pager`);
  const context = (regions: string) =>
    createApp({ 'exporter:regions': regions, 'exporter:notifications': { critical: { topicArns } } });

  it('are used in their own Region', () => {
    for (const stack of defineStacks(context('eu-west-1,us-east-1'), PROFILE)) {
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `${stack.stackName}-bounce-rate-fast-burn`,
        AlarmActions: [`arn:aws:sns:${stack.region}:111122223333:pager`],
      });
    }
  });

  it('are refused for a Region that has none', () => {
    expect(() => defineStacks(context('eu-north-1'), PROFILE)).toThrow(
      /is in the Region eu-north-1: add a topic of that Region/,
    );
  });
});

it('fails the synth on a finding of cdk-nag that nobody acknowledged', () => {
  const app = createApp();
  const [stack] = defineStacks(app, PROFILE);
  new Topic(stack as Stack, 'WithoutEncryption');
  expect(() => synthWithValidation(app)).toThrow(/validation/i);
});

it('passes the synth as it is', () => {
  const app = createApp();
  defineStacks(app, PROFILE);
  expect(() => synthWithValidation(app)).not.toThrow();
});

function synthWithValidation(app: App): void {
  process.env.CDK_VALIDATION = 'true';
  try {
    app.synth();
  } finally {
    process.env.CDK_VALIDATION = 'false';
  }
}
