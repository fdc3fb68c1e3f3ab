import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ALARM_NAMES, type AlarmName, DEFAULT_ALARMS, RATE_ALARMS, toSlug } from '../../lib/alarm-table';
import { MAX_DESCRIPTION_LENGTH } from '../../lib/alarm-texts';
import { AlarmTopics } from '../../lib/alarm-topics';
import { ExporterStack, type ExporterStackProps } from '../../lib/exporter-stack';
import { createApp } from '../support/template';

function templateOf(props: ExporterStackProps = {}): Template {
  return Template.fromStack(new ExporterStack(createApp(), 'Watch', { env: { region: 'eu-west-1' }, ...props }));
}

const template = templateOf();
const alarms = new Map(
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [
    String(Properties.AlarmName).replace('Watch-eu-west-1-', ''),
    Properties,
  ]),
);

function metricsOf(name: AlarmName): string[] {
  const { MetricName, Metrics = [] } = alarms.get(toSlug(name)) ?? {};
  const stats = Metrics.flatMap(
    ({ MetricStat }: { MetricStat?: { Metric: { MetricName: string; Dimensions: { Value: string }[] } } }) =>
      MetricStat ? [`${MetricStat.Metric.MetricName} ${MetricStat.Metric.Dimensions[0]?.Value}`] : [],
  );
  return MetricName ? [MetricName] : stats;
}

function statisticsOf(name: AlarmName): Set<string> {
  const { Statistic, Metrics = [] } = alarms.get(toSlug(name)) ?? {};
  return new Set(
    [Statistic, ...Metrics.map(({ MetricStat }: { MetricStat?: { Stat: string } }) => MetricStat?.Stat)].filter(
      Boolean,
    ),
  );
}

/** All but these are read with Maximum. */
const STATISTICS: Partial<Record<AlarmName, string>> = {
  sendingDisabled: 'Minimum',
  exporterFailing: 'Sum',
  lookUpsFailing: 'Sum',
  lookUpsThrottled: 'Sum',
};

describe('the default alarms', () => {
  const RATE = 'GreaterThanOrEqualToThreshold';

  it.each<[AlarmName, 'Critical' | 'Warning' | 'through the page alarm', string, number, string, string, string[]]>([
    ['bounceRateFastBurn', 'Critical', RATE, 0.1, '1 of 1', 'ignore', ['DeliveryAttempts 1h', 'BounceRate 1h']],
    [
      'bounceRateCritical',
      'through the page alarm',
      RATE,
      0.05,
      '2 of 3',
      'ignore',
      ['DeliveryAttempts 24h', 'BounceRate 24h'],
    ],
    ['bounceRateWarning', 'Warning', RATE, 0.03, '2 of 3', 'ignore', ['DeliveryAttempts 24h', 'BounceRate 24h']],
    ['bounceRateSlow', 'Warning', RATE, 0.05, '2 of 3', 'ignore', ['DeliveryAttempts 14d', 'BounceRate 14d']],
    ['complaintRateFastBurn', 'Critical', RATE, 0.005, '1 of 1', 'ignore', ['DeliveryAttempts 1h', 'ComplaintRate 1h']],
    [
      'complaintRateCritical',
      'through the page alarm',
      RATE,
      0.001,
      '2 of 3',
      'ignore',
      ['DeliveryAttempts 24h', 'ComplaintRate 24h'],
    ],
    [
      'complaintRateWarning',
      'Warning',
      RATE,
      0.0007,
      '2 of 3',
      'ignore',
      ['DeliveryAttempts 24h', 'ComplaintRate 24h'],
    ],
    ['complaintRateSlow', 'Warning', RATE, 0.001, '2 of 3', 'ignore', ['DeliveryAttempts 14d', 'ComplaintRate 14d']],
    ['accountUnderReview', 'Critical', RATE, 1, '1 of 1', 'ignore', ['EnforcementLevel']],
    ['accountShutDown', 'Critical', RATE, 2, '1 of 1', 'ignore', ['EnforcementLevel']],
    ['sendingDisabled', 'Critical', 'LessThanThreshold', 1, '1 of 1', 'ignore', ['SendingEnabled']],
    ['quotaWarning', 'Warning', RATE, 0.8, '1 of 1', 'ignore', ['SendQuotaUsage']],
    ['quotaCritical', 'Critical', RATE, 0.95, '1 of 1', 'ignore', ['SendQuotaUsage']],
    ['awsBounceRateWarning', 'Warning', RATE, 0.05, '1 of 1', 'ignore', ['Reputation.BounceRate']],
    ['awsBounceRateCritical', 'Critical', RATE, 0.1, '1 of 1', 'ignore', ['Reputation.BounceRate']],
    ['awsComplaintRateWarning', 'Warning', RATE, 0.001, '1 of 1', 'ignore', ['Reputation.ComplaintRate']],
    ['awsComplaintRateCritical', 'Critical', RATE, 0.005, '1 of 1', 'ignore', ['Reputation.ComplaintRate']],
    ['exporterSilent', 'Critical', 'LessThanThreshold', 0, '3 of 3', 'breaching', ['DeliveryAttempts 1h']],
    ['exporterFailing', 'Warning', RATE, 1, '2 of 4', 'notBreaching', ['Errors']],
    ['pollsGivenUp', 'Warning', RATE, 1, '1 of 1', 'notBreaching', ['ApproximateNumberOfMessagesVisible']],
    ['lookUpsFailing', 'Warning', RATE, 5, '1 of 1', 'notBreaching', ['5xx']],
    ['lookUpsThrottled', 'Warning', RATE, 20, '2 of 3', 'notBreaching', ['ThrottledLookUps']],
  ])('%s: %s', (name, topic, operator, threshold, periods, missingData, metrics) => {
    const alarm = alarms.get(toSlug(name));
    expect(alarm).toMatchObject({ ComparisonOperator: operator, Threshold: threshold, TreatMissingData: missingData });
    expect(`${alarm?.DatapointsToAlarm ?? alarm?.EvaluationPeriods} of ${alarm?.EvaluationPeriods}`).toBe(periods);
    expect(metricsOf(name).sort()).toEqual([...metrics].sort());
    expect(alarm).not.toHaveProperty('ActionsEnabled');
    expect(statisticsOf(name)).toEqual(new Set([STATISTICS[name] ?? 'Maximum']));
    const told = (alarm?.AlarmActions ?? []).map(({ Ref }: { Ref: string }) =>
      Ref.replace(/^Topics|[0-9A-F]{8}$/g, ''),
    );
    expect(told).toEqual(topic === 'through the page alarm' ? [] : [topic]);
    expect((alarm?.OKActions ?? []).length).toBe(topic === 'Critical' ? 1 : 0);
  });

  it('are twenty-two', () => {
    expect([...alarms.keys()].sort()).toEqual(ALARM_NAMES.map(toSlug).sort());
    expect(alarms.size).toBe(22);
  });

  it.each([
    ['bounce-rate-fast-burn', 'IF(attempts >= 200 AND attempts * rate + 0.5 >= 20, rate, 0)'],
    ['bounce-rate-critical', 'IF(attempts >= 100 AND attempts * rate + 0.5 >= 15, rate, 0)'],
    ['bounce-rate-warning', 'IF(attempts >= 100 AND attempts * rate + 0.5 >= 15, rate, 0)'],
    ['bounce-rate-slow', 'IF(attempts >= 100 AND attempts * rate + 0.5 >= 15, rate, 0)'],
    ['complaint-rate-fast-burn', 'IF(attempts >= 200 AND attempts * rate + 0.5 >= 5, rate, 0)'],
    ['complaint-rate-critical', 'IF(attempts >= 1000 AND attempts * rate + 0.5 >= 10, rate, 0)'],
    ['complaint-rate-warning', 'IF(attempts >= 1000 AND attempts * rate + 0.5 >= 10, rate, 0)'],
    ['complaint-rate-slow', 'IF(attempts >= 1000 AND attempts * rate + 0.5 >= 6, rate, 0)'],
    ['exporter-silent', 'FILL(attempts, -1)'],
  ])('%s asks for %s', (name, expression) => {
    const [math] = alarms.get(name)?.Metrics ?? [];
    expect(math.Expression).toBe(expression);
  });

  it('look at the schedule’s periods; those on AWS’s own rates at hours', () => {
    const periodsOf = ({
      Period,
      Metrics = [],
    }: {
      Period?: number;
      Metrics?: { MetricStat?: { Period: number } }[];
    }) => new Set([Period, ...Metrics.map(({ MetricStat }) => MetricStat?.Period)].filter(Boolean));
    for (const [name, alarm] of alarms) {
      const expected = name.startsWith('aws-') ? 3600 : 900;
      expect([name, periodsOf(alarm)]).toEqual([name, new Set([expected])]);
    }
  });

  it('warm up only where a new stack has nothing to show yet', () => {
    const warmUps = [...alarms].filter(([, { WarmUpConfiguration }]) => WarmUpConfiguration);
    expect(warmUps.map(([name, { WarmUpConfiguration }]) => [name, WarmUpConfiguration])).toEqual([
      ['exporter-silent', { WarmUpPeriodDurationInMinutes: 60, OnlyStartEvaluatingAfterWarmUpPeriodEnds: true }],
    ]);
  });
});

describe('the alarms on look-ups', () => {
  it('watch this API, whichever its stage', () => {
    const [apiId] = Object.keys(template.findResources('AWS::ApiGatewayV2::Api'));
    expect(alarms.get('look-ups-failing')).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      Dimensions: [{ Name: 'ApiId', Value: { Ref: apiId } }],
    });
  });

  it.each([
    ['SES/SendStatistics', {}],
    ['Mail', { exporter: { namespace: 'Mail' } }],
  ])('read what is counted in the logs, under %s', (namespace, props) => {
    const watched = templateOf(props);
    const metric = { MetricName: 'ThrottledLookUps' };
    watched.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Watch-eu-west-1-look-ups-throttled',
      ...metric,
      Namespace: namespace,
      Dimensions: Match.absent(),
    });
    watched.hasResourceProperties('AWS::Logs::MetricFilter', {
      MetricTransformations: [{ ...metric, MetricNamespace: namespace, Dimensions: Match.absent() }],
    });
  });

  it('are absent where messages cannot be looked up, and all others there', () => {
    const without = Object.values(templateOf({ insights: false }).findResources('AWS::CloudWatch::Alarm'));
    const names = without.map(({ Properties }) => String(Properties.AlarmName).replace('Watch-eu-west-1-', ''));
    expect(names.sort()).toEqual([...alarms.keys()].filter((name) => !name.startsWith('look-ups-')).sort());
    expect(names).toHaveLength(20);
  });

  it('are switched off one by one', () => {
    const settings = { ...DEFAULT_ALARMS, lookUpsThrottled: false as const };
    templateOf({ alarms: { settings } }).resourceCountIs('AWS::CloudWatch::Alarm', 21);
  });
});

describe('one incident, one page', () => {
  it.each([
    ['bounce', 'bounceRateCritical', 'bounceRateFastBurn'],
    ['complaint', 'complaintRateCritical', 'complaintRateFastBurn'],
  ])('the day’s %s alarm pages through one that the hour’s keeps quiet, and for 24 hours after', (kind, day, hour) => {
    const arnOf = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^Alarms${id}[0-9A-F]{8}$`), 'Arn'] });
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmName: `Watch-eu-west-1-${kind}-rate-critical-page`,
      AlarmRule: { 'Fn::Join': ['', ['ALARM("', arnOf(day), '")']] },
      ActionsSuppressor: arnOf(hour),
      ActionsSuppressorExtensionPeriod: 24 * 3600,
      ActionsSuppressorWaitPeriod: 60,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^TopicsCritical') }],
      OKActions: [{ Ref: Match.stringLikeRegexp('^TopicsCritical') }],
    });
  });

  it('the day’s alarm pages by itself where the hour’s is switched off', () => {
    const settings = { ...DEFAULT_ALARMS, bounceRateFastBurn: false as const };
    const without = templateOf({ alarms: { settings } });
    without.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
    without.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Watch-eu-west-1-bounce-rate-critical',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^TopicsCritical') }],
    });
  });
});

describe('descriptions', () => {
  const runbookUrl = `https://example.com/${'a'.repeat(280)}`;
  const described = Object.values(templateOf({ alarms: { runbookUrl } }).findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => ({ name: String(Properties.AlarmName), text: String(Properties.AlarmDescription) }),
  );

  it('fit, and link the alarm’s own heading of the runbook', () => {
    for (const { name, text } of described) {
      expect(text.length).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH);
      expect(text.endsWith(`${runbookUrl}#alarm-${name.replace('Watch-eu-west-1-', '')}`)).toBe(true);
    }
  });

  it('tell the numbers in force', () => {
    const rate = { ...RATE_ALARMS.bounceRateWarning, threshold: 0.035, attempts: 300, events: 12, window: '1h' };
    const settings = { ...DEFAULT_ALARMS, bounceRateWarning: rate };
    templateOf({ alarms: { settings } }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Watch-eu-west-1-bounce-rate-warning',
      Threshold: 0.035,
      AlarmDescription: Match.stringLikeRegexp('3.5 % of .* the last 1h \\(from 300 attempts and 12 bounces on\\)'),
    });
  });
});

describe('the runbook', () => {
  const [, ...sections] = readFileSync('RUNBOOK.md', 'utf8').split(/^## Alarm: /m);

  it('has a heading for every alarm, and an alarm for every heading', () => {
    expect(sections.map((section) => section.split('\n')[0]).sort()).toEqual(ALARM_NAMES.map(toSlug).sort());
  });

  it.each(ALARM_NAMES)('says of %s what to check, how to recover, when it is false and what to change', (name) => {
    const section = sections.find((text) => text.startsWith(`${toSlug(name)}\n`)) ?? '';
    for (const step of ['1.', '2.', '3.']) expect(section).toMatch(new RegExp(`^${step} \\S`, 'm'));
    expect(section).toMatch(/^Recover: /m);
    expect(section).toMatch(/^False alarm: /m);
    expect(section).toContain(`\`${name}\``);
  });
});

describe('an alarm’s message reaches its receivers', () => {
  const source = {
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    ArnLike: {
      'aws:SourceArn': { 'Fn::Join': ['', ['arn:aws:cloudwatch:eu-west-1:', { Ref: 'AWS::AccountId' }, ':alarm:*']] },
    },
  };

  it('for the topics let alarms of this account publish, over TLS only', () => {
    const policies = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
    expect(policies).toHaveLength(2);
    for (const { Properties } of policies) {
      expect(Properties.PolicyDocument.Statement).toEqual([
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        expect.objectContaining({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: source,
        }),
      ]);
    }
  });

  it('for one key encrypts both topics, and lets alarms use it', () => {
    template.resourceCountIs('AWS::KMS::Key', 1);
    const [keyId] = Object.keys(template.findResources('AWS::KMS::Key'));
    for (const { Properties } of Object.values(template.findResources('AWS::SNS::Topic'))) {
      expect(Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [keyId, 'Arn'] });
    }
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: source,
          }),
        ]),
      },
    });
  });

  it('by e-mail, and at endpoints whose URLs stand in no template', () => {
    const subscribed = templateOf({
      topics: { critical: { emails: ['oncall@example.com'], endpointParameters: ['/pager/url'] } },
    });
    subscribed.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'oncall@example.com' });
    subscribed.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'https',
      Endpoint: '{{resolve:ssm:/pager/url}}',
      TopicArn: { Ref: Match.stringLikeRegexp('^TopicsCritical') },
    });
  });

  it('at a topic of one’s own, whose policy is printed', () => {
    const topicArn = 'arn:aws:sns:eu-west-1:111122223333:pager';
    const stack = new Stack(createApp(), 'Own', { env: { region: 'eu-west-1', account: '111122223333' } });
    new AlarmTopics(stack, 'Topics', { critical: { topicArn }, warning: { topicArn } });
    const own = Template.fromStack(stack);
    own.resourceCountIs('AWS::SNS::Topic', 0);
    own.resourceCountIs('AWS::KMS::Key', 0);
    const [output] = Object.values(own.findOutputs('*')) as { Value: string }[];
    expect(JSON.parse(output?.Value ?? '')).toMatchObject({
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Resource: topicArn,
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    });
  });

  it('when an alarm is over, on the levels that are configured', () => {
    const okActions = (levels: ('critical' | 'warning')[]) =>
      Object.values(templateOf({ alarms: { okActions: levels } }).findResources('AWS::CloudWatch::Alarm')).filter(
        ({ Properties }) => Properties.OKActions?.length > 0,
      ).length;
    expect([okActions([]), okActions(['warning']), okActions(['critical', 'warning'])]).toEqual([0, 11, 20]);
  });
});

it('the heartbeat warms up for as long as it looks back, and a period', () => {
  const exporterSilent = { datapointsToAlarm: 2, evaluationPeriods: 6, window: '1h' };
  const slow = templateOf({ alarms: { settings: { ...DEFAULT_ALARMS, exporterSilent } } });
  slow.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'Watch-eu-west-1-exporter-silent',
    AlarmDescription: Match.stringLikeRegexp('nothing in 2 of the last 6 periods of 15 minutes'),
    WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 105, OnlyStartEvaluatingAfterWarmUpPeriodEnds: true },
  });
});
