import { describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { MEMORY_SLUG, PAGE_SLUG } from '../../../lib/alarms/alarm-page';
import type { AlarmOverrides } from '../../../lib/alarms/alarm-settings';
import { ALARM_NAMES, type AlarmName, DEFAULT_ALARMS, RATE_PAGE, toSlug } from '../../../lib/alarms/alarm-table';
import { MAX_DESCRIPTION_LENGTH, recentSends } from '../../../lib/alarms/alarm-texts';
import { AlarmTopics } from '../../../lib/alarms/alarm-topics';
import { type CfnTemplate, readAlarms } from '../../../local/alarms/template-alarms';
import { alarmsOf, createAlarms, off } from '../../support/alarms';
import { createApp } from '../../support/template';

const ON_BY_DEFAULT = ALARM_NAMES.filter((name) => DEFAULT_ALARMS[name]);

const { template, alarms: construct } = createAlarms();
const alarms = alarmsOf(template);

interface MetricStat {
  readonly Metric: { readonly MetricName: string; readonly Dimensions?: { readonly Value: string }[] };
  readonly Period: number;
  readonly Stat: string;
}

function metricStatsOf(slug: string): MetricStat[] {
  const { MetricName, Dimensions, Period, Statistic, Metrics = [] } = alarms.get(slug) ?? {};
  const inExpression = Metrics.flatMap(({ MetricStat }: { MetricStat?: MetricStat }) => MetricStat ?? []);
  return MetricName ? [{ Metric: { MetricName, Dimensions }, Period, Stat: Statistic }] : inExpression;
}

/** Returns the names of the metrics that an alarm reads, with their windows. */
function metricsOf(name: AlarmName): string {
  return metricStatsOf(toSlug(name))
    .map(({ Metric: { MetricName, Dimensions } }) =>
      ['DeliveryAttempts', 'BounceRate', 'ComplaintRate'].includes(MetricName)
        ? `${MetricName} ${Dimensions?.[0]?.Value}`
        : MetricName,
    )
    .sort()
    .join(', ');
}

/** All other alarms read the maximum. */
const STATISTICS: Partial<Record<AlarmName, string[]>> = {
  sendingDisabled: ['SampleCount', 'Sum', 'Maximum'],
  exporterFailing: ['Sum'],
  lookUpsFailing: ['Sum'],
};

const OPERATORS: Readonly<Record<string, string>> = { GreaterThanOrEqualToThreshold: '>=', LessThanThreshold: '<' };

const ACCOUNT_LEVELS = 'EnforcementLevel, SendingEnabled, SendingEnabled';

describe('the default alarms', () => {
  it.each<[name: AlarmName, topic: string, threshold: string, periods: string, missing: string, metrics: string]>([
    ['bounceRateFastBurn', 'page', '>= 0.1', '1 of 1', 'ignore', 'BounceRate 1h, DeliveryAttempts 1h'],
    ['bounceRateCritical', 'page', '>= 0.05', '2 of 3', 'ignore', 'BounceRate 24h, DeliveryAttempts 24h'],
    ['bounceRateWarning', 'Warning', '>= 0.03', '2 of 3', 'ignore', 'BounceRate 24h, DeliveryAttempts 24h'],
    ['bounceRateSlow', 'Warning', '>= 0.05', '2 of 3', 'ignore', 'BounceRate 14d, DeliveryAttempts 14d'],
    ['complaintRateFastBurn', 'page', '>= 0.005', '1 of 1', 'ignore', 'ComplaintRate 1h, DeliveryAttempts 1h'],
    ['complaintRateCritical', 'page', '>= 0.001', '2 of 3', 'ignore', 'ComplaintRate 24h, DeliveryAttempts 24h'],
    ['complaintRateWarning', 'Warning', '>= 0.0007', '2 of 3', 'ignore', 'ComplaintRate 24h, DeliveryAttempts 24h'],
    ['complaintRateSlow', 'Warning', '>= 0.001', '2 of 3', 'ignore', 'ComplaintRate 14d, DeliveryAttempts 14d'],
    ['accountUnderReview', 'Critical', '>= 1', '1 of 1', 'ignore', 'EnforcementLevel'],
    ['accountShutDown', 'Critical', '>= 2', '1 of 1', 'ignore', 'EnforcementLevel'],
    ['sendingDisabled', 'Critical', '>= 1', '1 of 1', 'ignore', ACCOUNT_LEVELS],
    ['quotaWarning', 'Warning', '>= 0.8', '1 of 1', 'ignore', 'SendQuotaUsage'],
    ['quotaCritical', 'Critical', '>= 0.95', '1 of 1', 'ignore', 'SendQuotaUsage'],
    ['awsBounceRateWarning', 'Warning', '>= 0.05', '1 of 1', 'ignore', 'Reputation.BounceRate'],
    ['awsBounceRateCritical', 'page', '>= 0.1', '1 of 1', 'ignore', 'Reputation.BounceRate'],
    ['awsComplaintRateWarning', 'Warning', '>= 0.001', '1 of 1', 'ignore', 'Reputation.ComplaintRate'],
    ['awsComplaintRateCritical', 'page', '>= 0.005', '1 of 1', 'ignore', 'Reputation.ComplaintRate'],
    ['exporterSilent', 'Critical', '< 0', '3 of 3', 'breaching', 'DeliveryAttempts 1h'],
    ['exporterFailing', 'Warning', '>= 1', '2 of 4', 'notBreaching', 'Errors'],
    ['pollsGivenUp', 'Warning', '>= 1', '1 of 1', 'notBreaching', 'ApproximateNumberOfMessagesVisible'],
    ['lookUpsFailing', 'Warning', '>= 5', '1 of 1', 'notBreaching', '5xx'],
  ])('%s: %s', (name, topic, threshold, periods, missingData, metrics) => {
    const alarm = alarms.get(toSlug(name));
    expect(`${OPERATORS[alarm.ComparisonOperator]} ${alarm.Threshold}`).toBe(threshold);
    expect(`${alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods} of ${alarm.EvaluationPeriods}`).toBe(periods);
    expect(alarm.TreatMissingData).toBe(missingData);
    expect(metricsOf(name)).toBe(metrics);
    expect(new Set(metricStatsOf(toSlug(name)).map(({ Stat }) => Stat))).toEqual(
      new Set(STATISTICS[name] ?? ['Maximum']),
    );
    expect(alarm).not.toHaveProperty('ActionsEnabled');
    const notified = (alarm.AlarmActions ?? []).map(({ Ref }: { Ref: string }) =>
      Ref.replace(/^Topics|[0-9A-F]{8}$/g, ''),
    );
    expect(notified).toEqual(topic === 'page' ? [] : [topic]);
    expect((alarm.OKActions ?? []).length).toBe(topic === 'Critical' ? 1 : 0);
  });

  it('are twenty-one alarms, besides the page and the alarm that remembers bursts', () => {
    expect([...alarms.keys()].sort()).toEqual([...ON_BY_DEFAULT.map(toSlug), MEMORY_SLUG, PAGE_SLUG].sort());
    expect(ON_BY_DEFAULT).toHaveLength(21);
  });

  it.each([
    ['bounce-rate-fast-burn', 'IF((attempts >= 200) AND (((attempts * rate) + 0.5) >= 20), rate, 0)'],
    ['bounce-rate-critical', 'IF((attempts >= 100) AND (((attempts * rate) + 0.5) >= 15), rate, 0)'],
    ['bounce-rate-warning', 'IF((attempts >= 100) AND (((attempts * rate) + 0.5) >= 15), rate, 0)'],
    ['bounce-rate-slow', 'IF((attempts >= 100) AND (((attempts * rate) + 0.5) >= 15), rate, 0)'],
    ['complaint-rate-fast-burn', 'IF((attempts >= 200) AND (((attempts * rate) + 0.5) >= 5), rate, 0)'],
    ['complaint-rate-critical', 'IF((attempts >= 1000) AND (((attempts * rate) + 0.5) >= 10), rate, 0)'],
    ['complaint-rate-warning', 'IF((attempts >= 1000) AND (((attempts * rate) + 0.5) >= 10), rate, 0)'],
    ['complaint-rate-slow', 'IF((attempts >= 1000) AND (((attempts * rate) + 0.5) >= 6), rate, 0)'],
    ['exporter-silent', 'FILL(attempts, -1)'],
    ['account-under-review', 'IF(level == 1, 1, 0)'],
    ['sending-disabled', '(polls * ((polls - enabled) - (1000 * (level >= 2)))) / polls'],
  ])('%s evaluates %s', (name, expression) => {
    const [math] = alarms.get(name).Metrics;
    expect(math.Expression).toBe(expression);
  });

  it('evaluate the schedule’s periods, or hours for AWS’s own rates', () => {
    for (const slug of alarms.keys()) {
      if (slug === PAGE_SLUG) continue;
      const periods = new Set(metricStatsOf(slug).map(({ Period }) => Period));
      expect([slug, periods]).toEqual([slug, new Set([slug.startsWith('aws-') ? 3600 : 900])]);
    }
  });

  it('warm up only where a new stack has no data yet', () => {
    const warmUps = [...alarms].filter(([, { WarmUpConfiguration }]) => WarmUpConfiguration);
    expect(warmUps.map(([name, { WarmUpConfiguration }]) => [name, WarmUpConfiguration])).toEqual([
      ['exporter-silent', { WarmUpPeriodDurationInMinutes: 60, OnlyStartEvaluatingAfterWarmUpPeriodEnds: true }],
    ]);
  });

  it('have the default settings', () => {
    expect(construct.settings).toEqual(DEFAULT_ALARMS);
  });
});

describe('overrides', () => {
  it('change some numbers of an alarm and keep the others', () => {
    const exporterSilent = { datapointsToAlarm: 2, evaluationPeriods: 6 };
    const changed = createAlarms({ alarms: { exporterSilent }, insights: false });
    expect(changed.alarms.settings.exporterSilent).toEqual({ ...exporterSilent, window: '1h' });
    expect(alarmsOf(changed.template).get('exporter-silent')).toMatchObject({
      DatapointsToAlarm: 2,
      EvaluationPeriods: 6,
      // The span that the alarm evaluates, and one period.
      WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 105, OnlyStartEvaluatingAfterWarmUpPeriodEnds: true },
    });
  });

  it('that are false leave no alarm', () => {
    const none = createAlarms({ alarms: false });
    expect([...alarmsOf(none.template).keys()]).toEqual([]);
    expect(new Set(Object.values(none.alarms.settings))).toEqual(new Set([false]));
  });
});

describe('the alarms on look-ups', () => {
  it('watch this API, in every stage', () => {
    const [apiId] = Object.keys(template.findResources('AWS::ApiGatewayV2::Api'));
    expect(alarms.get('look-ups-failing')).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      Dimensions: [{ Name: 'ApiId', Value: { Ref: apiId } }],
    });
  });

  it.each([
    ['SES/SendStatistics', {}],
    ['Mail', { namespace: 'Mail' }],
  ])('read the metric that the log filter counts, in the namespace %s', (namespace, exporter) => {
    const { template: watched } = createAlarms({ exporter, alarms: { lookUpsThrottled: true } });
    const metric = { MetricName: 'ThrottledLookUps' };
    watched.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Watch-eu-west-1-look-ups-throttled',
      ...metric,
      Statistic: 'Sum',
      Period: 900,
      Threshold: 20,
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
      TreatMissingData: 'notBreaching',
      Namespace: namespace,
      Dimensions: Match.absent(),
    });
    watched.hasResourceProperties('AWS::Logs::MetricFilter', {
      MetricTransformations: [{ ...metric, MetricNamespace: namespace, Dimensions: Match.absent() }],
    });
  });

  it('are absent from a stack without the API, which has all other alarms', () => {
    const without = createAlarms({ insights: false, alarms: { lookUpsThrottled: true } });
    const names = [...alarmsOf(without.template).keys()];
    expect(names.sort()).toEqual([...alarms.keys()].filter((name) => !name.startsWith('look-ups-')).sort());
    expect(names).toHaveLength(alarms.size - 1);
    expect(without.alarms.settings).toEqual({ ...DEFAULT_ALARMS, ...off('lookUpsFailing', 'lookUpsThrottled') });
  });

  it('can be switched on and off one by one', () => {
    const overrides = { ...off('lookUpsFailing'), lookUpsThrottled: true } as const;
    const names = [...alarmsOf(createAlarms({ alarms: overrides }).template).keys()];
    expect(names.filter((name) => name.startsWith('look-ups-'))).toEqual(['look-ups-throttled']);
    expect([...alarms.keys()].filter((name) => name.startsWith('look-ups-'))).toEqual(['look-ups-failing']);
  });
});

describe('one page for all critical alarms on rates', () => {
  /** Returns the rule, with the names of alarms instead of logical ids, and the names of the alarms that page. */
  function pagingOf(overrides: AlarmOverrides) {
    const made = createAlarms({ alarms: overrides, insights: false }).template;
    const pagers = readAlarms(made.toJSON() as CfnTemplate).filter(({ alarmActions }) =>
      alarmActions.some((topic) => topic.startsWith('TopicsCritical')),
    );
    const rule = (alarmsOf(made).get(PAGE_SLUG)?.AlarmRule['Fn::Join'][1] as unknown[] | undefined)
      ?.map((part) => (typeof part === 'string' ? part : (part as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0]))
      .join('')
      .replace(/ALARM\("Alarms(?:RatesPage)?(\w+?)[0-9A-F]{8}"\)/g, '$1');
    return { rule, pagers: pagers.map(({ name }) => name.replace('Watch-eu-west-1-', '')).sort(), made };
  }

  const OTHERS = ['account-shut-down', 'account-under-review', 'exporter-silent', 'quota-critical', 'sending-disabled'];
  const BURSTS = 'bounceRateFastBurn OR complaintRateFastBurn';
  const LASTING = 'bounceRateCritical OR complaintRateCritical OR awsBounceRateCritical OR awsComplaintRateCritical';
  const UNLESS = '(NOT (BurstMemory))';
  const { bursts, lasting } = RATE_PAGE;

  it.each<[string, AlarmOverrides, string | undefined, string[]]>([
    ['all', {}, `(${BURSTS} OR ((${LASTING}) AND ${UNLESS}))`, [PAGE_SLUG]],
    [
      'no burst of complaints',
      off('complaintRateFastBurn'),
      `(bounceRateFastBurn OR ((${LASTING}) AND ${UNLESS}))`,
      [PAGE_SLUG],
    ],
    ['no bursts', off(...bursts), `((${LASTING}))`, [PAGE_SLUG]],
    ['only bursts', off(...lasting), `(${BURSTS})`, [PAGE_SLUG]],
    [
      'one burst and one lasting alarm',
      off('complaintRateFastBurn', ...lasting.slice(1)),
      `(bounceRateFastBurn OR ((bounceRateCritical) AND ${UNLESS}))`,
      [PAGE_SLUG],
    ],
    ['one alarm, which pages by itself', off(...bursts, ...lasting.slice(1)), undefined, ['bounce-rate-critical']],
    ['none', off(...bursts, ...lasting), undefined, []],
  ])('with %s', (_, overrides, rule, pagers) => {
    expect(pagingOf(overrides)).toMatchObject({ rule, pagers: [...OTHERS, ...pagers].sort() });
  });

  it('remembers no burst whose alarm may have stayed quiet', () => {
    const slow = { datapointsToAlarm: 2, evaluationPeriods: 3 };
    expect(pagingOf({ bounceRateFastBurn: slow, complaintRateFastBurn: slow }).rule).toBe(
      `(${BURSTS} OR (${LASTING}))`,
    );
    const memory = JSON.stringify(alarmsOf(pagingOf({ bounceRateFastBurn: slow }).made).get(MEMORY_SLUG));
    expect(memory).not.toContain('BounceRate');
    expect(memory).toContain('ComplaintRate');
  });

  const CONDITION =
    '((attempts1h >= 200) AND (((attempts1h * bounceRate1h) + 0.5) >= 20)) AND (bounceRate1h >= 0.1)) OR (((attempts1h >= 200) AND (((attempts1h * complaintRate1h) + 0.5) >= 5)) AND (complaintRate1h >= 0.005)';
  const BURST = `IF((age > 0) AND ((${CONDITION})), 1, 0)`;

  it.each([
    [15, 96, `(${BURST}) - DIFF(${BURST})`],
    [30, 48, `(${BURST}) - DIFF(${BURST})`],
    [60, 26, BURST],
  ] as const)(
    'with a poll every %i minutes, the memory evaluates %i periods, and one burst in them is enough',
    (schedulePeriodMinutes, periods, expression) => {
      const polled = createAlarms({ exporter: { schedulePeriodMinutes }, insights: false }).template;
      polled.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `Watch-eu-west-1-${MEMORY_SLUG}`,
        EvaluationPeriods: periods,
        DatapointsToAlarm: 1,
        Threshold: 1,
        TreatMissingData: 'notBreaching',
        AlarmActions: Match.absent(),
        OKActions: Match.absent(),
        WarmUpConfiguration: Match.absent(),
        Metrics: Match.arrayWith([Match.objectLike({ Expression: expression })]),
      });
    },
  );

  it('suppresses no action, because that would allow an OK message without its ALARM message', () => {
    template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmName: `Watch-eu-west-1-${PAGE_SLUG}`,
      ActionsSuppressor: Match.absent(),
      OKActions: [{ Ref: Match.stringLikeRegexp('^TopicsCritical') }],
    });
  });
});

describe('a shutdown', () => {
  const pagersOf = (names: readonly AlarmName[], operands: Record<string, number>) =>
    readAlarms(createAlarms({ alarms: off(...names), insights: false }).template.toJSON() as CfnTemplate)
      .filter((alarm) => alarm.kind === 'metric')
      .filter(({ metrics }) =>
        Object.values(metrics).some(({ metric }) => ['EnforcementLevel', 'SendingEnabled'].includes(metric.name)),
      )
      .filter((alarm) => alarm.isBreaching(alarm.value({ ...operands, metric: operands.level }) as number))
      .map(({ name, description }) => [name.replace('Watch-eu-west-1-', ''), description] as const);

  it.each<[AlarmName[], string, RegExp]>([
    [[], 'account-shut-down', /AWS paused the sending of this account/],
    [['accountShutDown'], 'sending-disabled', /AWS paused it, or somebody disabled sending/],
    [['accountShutDown', 'sendingDisabled'], 'account-under-review', /under review or paused its sending/],
    [['accountShutDown', 'accountUnderReview'], 'sending-disabled', /AWS paused it, or/],
    [['sendingDisabled', 'accountUnderReview'], 'account-shut-down', /AWS paused the sending/],
  ])('pages once with %j off, from %s', (names, pager, text) => {
    const pagers = pagersOf(names, { level: 2, polls: 1, enabled: 0 });
    expect(pagers).toEqual([[pager, expect.stringMatching(text)]]);
  });

  it('pages nobody if the three alarms that page for it are off', () => {
    const names: AlarmName[] = ['accountShutDown', 'sendingDisabled', 'accountUnderReview'];
    expect(pagersOf(names, { level: 2, polls: 1, enabled: 0 })).toEqual([]);
  });

  it('pages from the alarm that the description of account-under-review names', () => {
    const [[, text] = []] = pagersOf(['accountShutDown'], { level: 1, polls: 1, enabled: 1 });
    expect(text).toContain('then sending-disabled pages');
  });
});

describe('descriptions', () => {
  const runbookUrl = `https://example.com/${'a'.repeat(280)}`;
  const account = '111122223333';
  const descriptionsOf = (overrides: AlarmOverrides, region = 'eu-west-1') =>
    [...alarmsOf(createAlarms({ env: { account, region }, alarms: overrides, runbookUrl }).template)].map(
      ([slug, { AlarmDescription }]) => [slug, String(AlarmDescription)] as const,
    );
  const described = descriptionsOf({}, 'ap-southeast-1');
  const descriptionOf = (slug: string) => new Map(described).get(slug);

  it('say what happened, in which account, and where the runbook is', () => {
    expect(descriptionOf('bounce-rate-fast-burn')).toBe(
      `Hard bounces reached 10 % of the last hour's sends (at least 200 attempts and 20 bounces). AWS reviews accounts at 5 % and may pause sending at 10 %. Account ${account}, ap-southeast-1. Runbook: ${runbookUrl}#alarm-bounce-rate-fast-burn`,
    );
  });

  it('fit, with 100 characters to spare, and end with account, Region and heading of the runbook', () => {
    expect(described).toHaveLength(ON_BY_DEFAULT.length + 2);
    for (const [slug, text] of described) {
      expect(text.length).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH - 100);
      const heading = [PAGE_SLUG, MEMORY_SLUG].includes(slug) ? 'page-sending-rates' : `alarm-${slug}`;
      const end = ` Account ${account}, ap-southeast-1. Runbook: ${runbookUrl}#${heading}`;
      expect([slug, text.slice(-end.length)]).toEqual([slug, end]);
    }
  });

  it('name an account that only the deployment knows', () => {
    expect(alarms.get('sending-disabled').AlarmDescription['Fn::Join'][1]).toEqual([
      expect.stringMatching(/^The account cannot send .* Account $/),
      { Ref: 'AWS::AccountId' },
      ', eu-west-1. Runbook: RUNBOOK.md#alarm-sending-disabled',
    ]);
  });

  it('show the numbers in force', () => {
    const bounceRateWarning = { threshold: 0.035, attempts: 3000, events: 12, window: '1h' };
    const texts = new Map(descriptionsOf({ bounceRateWarning }));
    expect(texts.get('bounce-rate-warning')).toMatch(
      /^Hard bounces reached 3\.5 % of the last hour's sends \(at least 3,000 attempts and 12 bounces\)\./,
    );
  });

  it('count the look-ups that are throttled', () => {
    const texts = new Map(descriptionsOf({ lookUpsThrottled: true }));
    expect(texts.get('look-ups-throttled')).toMatch(/^At least 20 look-ups got status 429 in 2 of /);
  });

  it('use the singular for one', () => {
    const one = { datapointsToAlarm: 1, evaluationPeriods: 1, threshold: 1 };
    const texts = descriptionsOf({
      bounceRateSlow: { attempts: 1, events: 1 },
      exporterFailing: one,
      lookUpsFailing: one,
      lookUpsThrottled: one,
    }).map(([, text]) => text);
    expect(texts.filter((text) => /\b1 (?:periods|look-ups|attempts|bounces)/.test(text))).toEqual([]);
    expect(texts.join()).toContain('(at least 1 attempt and 1 bounce)');
    expect(texts.join()).toContain('The exporter failed in the last 15 minutes.');
  });

  it.each([
    ['account-under-review', /OK means that the review ended, or that AWS paused the account/],
    ['sending-disabled', /OK means that sending is enabled again, or that AWS paused the account/],
    ['exporter-silent', /SES does not answer GetSendStatistics/],
    [PAGE_SLUG, /The reason in this message names the alarm that fired/],
  ])('of %s match %s', (slug, text) => {
    expect(descriptionOf(slug)).toMatch(text);
  });

  it.each([
    ['45m', "the last 45 minutes' sends"],
    ['1h', "the last hour's sends"],
    ['24h', "the last 24 hours' sends"],
    ['1d', "the last day's sends"],
    ['14d', "the last 14 days' sends"],
  ])('call the sends of %s %s', (label, words) => {
    expect(recentSends(label)).toBe(words);
  });
});

describe('an alarm’s message reaches its receivers', () => {
  const source = {
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    ArnLike: {
      'aws:SourceArn': { 'Fn::Join': ['', ['arn:aws:cloudwatch:eu-west-1:', { Ref: 'AWS::AccountId' }, ':alarm:*']] },
    },
  };

  it('because the topics allow alarms of this account to publish, over TLS only', () => {
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

  it('because one key encrypts both topics, and alarms may use it', () => {
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

  it('by e-mail, and at endpoints whose URLs are in no template', () => {
    const subscribed = createAlarms({
      topics: { critical: { emails: ['oncall@example.com'], endpointParameters: ['/pager/url'] } },
      insights: false,
    }).template;
    subscribed.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'oncall@example.com' });
    subscribed.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'https',
      Endpoint: '{{resolve:ssm:/pager/url}}',
      TopicArn: { Ref: Match.stringLikeRegexp('^TopicsCritical') },
    });
  });

  it('at your own topic, for which the stack prints the policy', () => {
    const topicArn = 'arn:aws:sns:eu-west-1:111122223333:pager';
    const stack = new Stack(createApp(), 'Own', { env: { region: 'eu-west-1', account: '111122223333' } });
    new AlarmTopics(stack, 'Topics', { critical: { topicArns: [topicArn] }, warning: { topicArns: [topicArn] } });
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

  it('when an alarm returns to OK, on the configured levels', () => {
    const okActions = (levels: ('critical' | 'warning')[]) =>
      [...alarmsOf(createAlarms({ okActions: levels }).template)].filter(
        ([slug, { OKActions }]) => slug !== PAGE_SLUG && OKActions?.length > 0,
      ).length;
    expect([okActions([]), okActions(['warning']), okActions(['critical', 'warning'])]).toEqual([0, 10, 15]);
  });
});
