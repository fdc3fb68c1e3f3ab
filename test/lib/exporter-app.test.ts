import { describe, expect, it } from '@jest/globals';
import { Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { defineStacks } from '../../lib/exporter-app';
import type { ExporterStack } from '../../lib/exporter-stack';
import type { MessageInsightsApi } from '../../lib/insights/message-insights-api';
import { createApp } from '../support/template';

const PROFILE = { account: '111122223333', region: 'eu-central-1' };

describe('stacks', () => {
  it('exist once for each listed Region, and have its name', () => {
    const stacks = defineStacks(createApp({ 'exporter:regions': 'eu-west-1,us-east-1' }), PROFILE);
    expect(stacks.map(({ stackName, region, account }) => [stackName, region, account])).toEqual([
      ['SesMetricsExporter-eu-west-1', 'eu-west-1', '111122223333'],
      ['SesMetricsExporter-us-east-1', 'us-east-1', '111122223333'],
    ]);
  });

  it('exist only in the Region of the profile if no Regions are listed', () => {
    expect(defineStacks(createApp(), PROFILE).map(({ stackName }) => stackName)).toEqual([
      'SesMetricsExporter-eu-central-1',
    ]);
  });

  it('have names that begin with a prefix of yours, and so have alarms and dashboards', () => {
    const context = {
      'exporter:namePrefix': 'acme-mail',
      'exporter:regions': 'eu-west-1',
      'exporter:monitoring': { account: PROFILE.account, sourceAccounts: { shop: '444455556666' } },
    };
    const app = createApp(context);
    const [stack] = defineStacks(app, PROFILE) as [ExporterStack];
    expect(app.node.children.filter(Stack.isStack).map(({ stackName }) => stackName)).toEqual(
      expect.arrayContaining(['acme-mail-eu-west-1', 'acme-mail-monitoring-eu-west-1']),
    );
    const template = Template.fromStack(stack);
    const names = JSON.stringify(template.toJSON()).match(/"(AlarmName|DashboardName)":"[^"]*"/g) ?? [];
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !/":"acme-mail-eu-west-1(-|")/.test(name))).toEqual([]);
    expect(JSON.stringify(template.toJSON())).not.toContain('SesMetrics');
  });

  it.each(['-mail', 'mail-', 'ses mail', '1mail', '', 'm'.repeat(51), Aws.ACCOUNT_ID])(
    'refuse the prefix "%s"',
    (prefix) => {
      expect(() => defineStacks(createApp({ 'exporter:namePrefix': prefix }), PROFILE)).toThrow(
        /"exporter:namePrefix" is .*: write 1 to 50 letters, digits and hyphens/,
      );
    },
  );

  it('can be synthesized without a profile', () => {
    expect(defineStacks(createApp(), {}).map(({ stackName }) => stackName)).toEqual(['SesMetricsExporter']);
  });

  it('apply every setting of the context', () => {
    const context = {
      'exporter:namespace': 'Mail',
      'exporter:windows': '2h',
      'exporter:alarms': false,
      'exporter:optionalMetrics': 'Rejects',
      'exporter:schedulePeriodMinutes': 30,
      'exporter:logRetentionDays': 7,
      'exporter:tags': 'team=mail',
      'exporter:messageInsights': { maxWaitSeconds: 2, cache: false },
      'exporter:dashboard': false,
      'exporter:healthEvents': true,
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
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { MAX_WAIT_SECONDS: '2', CACHE: 'false' } },
      Tags: [{ Key: 'team', Value: 'mail' }],
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    template.allResourcesProperties('AWS::Logs::MetricFilter', {
      MetricTransformations: [{ MetricNamespace: 'Mail' }],
    });
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(15,45 * * * ? *)' });
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    template.resourceCountIs('AWS::Events::Rule', 1);
  });
});

describe('existing topics', () => {
  const topicArns = ['eu-west-1', 'us-east-1'].map((region) => `arn:aws:sns:${region}:111122223333:pager`);
  const context = (regions: string) =>
    createApp({ 'exporter:regions': regions, 'exporter:notifications': { critical: { topicArns } } });

  it('are used in their own Region', () => {
    for (const stack of defineStacks(context('eu-west-1,us-east-1'), PROFILE)) {
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `${stack.stackName}-account-shut-down`,
        AlarmActions: [`arn:aws:sns:${stack.region}:111122223333:pager`],
      });
    }
  });

  it('are refused if a Region has none', () => {
    expect(() => defineStacks(context('eu-north-1'), PROFILE)).toThrow(
      /critical\.topicArns is \[.*\]: add the topic of eu-north-1, because an alarm notifies only topics of its own Region/,
    );
  });
});

describe('message insights', () => {
  const keyIn = (region: string) => `arn:aws:kms:${region}:111122223333:key/1234abcd`;
  const stacksWith = (messageInsights: unknown, regions = 'eu-west-1,us-east-1') =>
    defineStacks(createApp({ 'exporter:regions': regions, 'exporter:messageInsights': messageInsights }), PROFILE);

  it('have a look-up API in each Region, whose stack prints the URL', () => {
    for (const stack of stacksWith(true)) {
      const template = Template.fromStack(stack);
      template.resourceCountIs('AWS::ApiGatewayV2::Api', 1);
      template.hasOutput('MessageInsightsUrl', {});
    }
  });

  it('are encrypted with the Region’s own key', () => {
    for (const stack of stacksWith({ encryptionKeyArns: [keyIn('us-east-1'), keyIn('eu-west-1')] })) {
      Template.fromStack(stack).hasResourceProperties('AWS::DynamoDB::Table', {
        SSESpecification: { KMSMasterKeyId: keyIn(stack.region) },
      });
    }
  });

  it('are refused if a Region has no key', () => {
    expect(() => stacksWith({ encryptionKeyArns: [keyIn('eu-west-1')] })).toThrow(
      `"exporter:messageInsights", encryptionKeyArns is ["${keyIn('eu-west-1')}"]: add the key of us-east-1, because DynamoDB uses only keys of its own Region`,
    );
  });

  it('have no resources when they are switched off', () => {
    const [stack] = stacksWith(false, 'eu-west-1');
    const template = Template.fromStack(stack as Stack);
    for (const type of ['AWS::ApiGatewayV2::Api', 'AWS::DynamoDB::Table', 'AWS::Logs::MetricFilter']) {
      template.resourceCountIs(type, 0);
    }
    template.resourceCountIs('AWS::Lambda::Function', 1);
    expect(template.findOutputs('MessageInsightsUrl')).toEqual({});
    expect(JSON.stringify(template.toJSON())).not.toMatch(/look-?ups?/i);
  });
});

describe('a synth checks the rules of cdk-nag', () => {
  const SMALL = { 'exporter:alarms': false, 'exporter:dashboard': false };

  it('and fails on a finding without an acknowledgement', () => {
    const app = createApp({ ...SMALL, 'exporter:messageInsights': false });
    const [stack] = defineStacks(app, PROFILE);
    new Topic(stack as Stack, 'WithoutEncryption');
    expect(() => app.synth()).toThrow(/validation/i);
  });

  it('and fails on a public route of the API', () => {
    const app = createApp(SMALL);
    const [stack] = defineStacks(app, PROFILE) as [ExporterStack];
    const { api } = stack.insights as MessageInsightsApi;
    new HttpRoute(stack, 'Open', {
      httpApi: api,
      routeKey: HttpRouteKey.with('/open', HttpMethod.GET),
      integration: new HttpUrlIntegration('Elsewhere', 'https://elsewhere.example.com'),
    });
    expect(() => app.synth()).toThrow(/validation/i);
  });

  it.each<[string, Record<string, unknown>]>([
    [
      'by default, in a monitoring account',
      { 'exporter:monitoring': { account: '111122223333', sourceAccounts: { shop: '444455556666' } } },
    ],
    [
      'with every option of message insights, a link to a monitoring account and health events',
      {
        'exporter:messageInsights': {
          cache: false,
          corsOrigins: ['https://tools.example.com'],
          jwt: { issuer: 'https://login.example.com', audience: ['tools'], scope: 'look-up', unmaskedScope: 'all' },
          encryptionKeyArns: ['arn:aws:kms:eu-central-1:111122223333:key/1234abcd'],
        },
        'exporter:monitoringSinkArns': 'arn:aws:oam:eu-central-1:999988887777:sink/1',
        'exporter:healthEvents': true,
      },
    ],
    [
      'without message insights, in the monitoring account of an organization',
      {
        'exporter:messageInsights': false,
        'exporter:monitoring': {
          account: '111122223333',
          sourceAccounts: { shop: '444455556666' },
          organizationId: 'o-a1b2c3d4e5',
        },
      },
    ],
  ])('and passes %s', (_, context) => {
    const app = createApp(context);
    defineStacks(app, PROFILE);
    expect(() => app.synth()).not.toThrow();
  });
});
