import { describe, expect, it } from '@jest/globals';
import { Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  ALARM_NAMES,
  type AlarmName,
  type AlarmSettings,
  DEFAULT_ALARMS,
  RATE_ALARMS,
  RATE_PAGE,
  toSlug,
} from '../../../lib/alarms/alarm-table';
import { MAX_DESCRIPTION_LENGTH } from '../../../lib/alarms/alarm-texts';
import { AlarmTopics } from '../../../lib/alarms/alarm-topics';
import { ExporterStack, type ExporterStackProps } from '../../../lib/exporter-stack';
import { type CfnTemplate, readAlarms } from '../../../local/alarms/template-alarms';
import { createApp } from '../../support/template';

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
    ({ MetricStat }: { MetricStat?: { Metric: { MetricName: string; Dimensions?: { Value: string }[] } } }) =>
      MetricStat
        ? [[MetricStat.Metric.MetricName, MetricStat.Metric.Dimensions?.[0]?.Value].filter(Boolean).join(' ')]
        : [],
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
const STATISTICS: Partial<Record<AlarmName, string[]>> = {
  sendingDisabled: ['SampleCount', 'Sum', 'Maximum'],
  exporterFailing: ['Sum'],
  lookUpsFailing: ['Sum'],
  lookUpsThrottled: ['Sum'],
};

describe('the default alarms', () => {
  const RATE = 'GreaterThanOrEqualToThreshold';

  it.each<[AlarmName, 'Critical' | 'Warning' | 'through the rates page', string, number, string, string, string[]]>([
    [
      'bounceRateFastBurn',
      'through the rates page',
      RATE,
      0.1,
      '1 of 1',
      'ignore',
      ['DeliveryAttempts 1h', 'BounceRate 1h'],
    ],
    [
      'bounceRateCritical',
      'through the rates page',
      RATE,
      0.05,
      '2 of 3',
      'ignore',
      ['DeliveryAttempts 24h', 'BounceRate 24h'],
    ],
    ['bounceRateWarning', 'Warning', RATE, 0.03, '2 of 3', 'ignore', ['DeliveryAttempts 24h', 'BounceRate 24h']],
    ['bounceRateSlow', 'Warning', RATE, 0.05, '2 of 3', 'ignore', ['DeliveryAttempts 14d', 'BounceRate 14d']],
    [
      'complaintRateFastBurn',
      'through the rates page',
      RATE,
      0.005,
      '1 of 1',
      'ignore',
      ['DeliveryAttempts 1h', 'ComplaintRate 1h'],
    ],
    [
      'complaintRateCritical',
      'through the rates page',
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
    [
      'sendingDisabled',
      'Critical',
      RATE,
      1,
      '1 of 1',
      'ignore',
      ['SendingEnabled', 'SendingEnabled', 'EnforcementLevel'],
    ],
    ['quotaWarning', 'Warning', RATE, 0.8, '1 of 1', 'ignore', ['SendQuotaUsage']],
    ['quotaCritical', 'Critical', RATE, 0.95, '1 of 1', 'ignore', ['SendQuotaUsage']],
    ['awsBounceRateWarning', 'Warning', RATE, 0.05, '1 of 1', 'ignore', ['Reputation.BounceRate']],
    ['awsBounceRateCritical', 'through the rates page', RATE, 0.1, '1 of 1', 'ignore', ['Reputation.BounceRate']],
    ['awsComplaintRateWarning', 'Warning', RATE, 0.001, '1 of 1', 'ignore', ['Reputation.ComplaintRate']],
    [
      'awsComplaintRateCritical',
      'through the rates page',
      RATE,
      0.005,
      '1 of 1',
      'ignore',
      ['Reputation.ComplaintRate'],
    ],
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
    expect(statisticsOf(name)).toEqual(new Set(STATISTICS[name] ?? ['Maximum']));
    const told = (alarm?.AlarmActions ?? []).map(({ Ref }: { Ref: string }) =>
      Ref.replace(/^Topics|[0-9A-F]{8}$/g, ''),
    );
    expect(told).toEqual(topic === 'through the rates page' ? [] : [topic]);
    expect((alarm?.OKActions ?? []).length).toBe(topic === 'Critical' ? 1 : 0);
  });

  it('are twenty-two, and one that remembers bursts', () => {
    expect([...alarms.keys()].sort()).toEqual([...ALARM_NAMES.map(toSlug), 'burst-memory'].sort());
    expect(alarms.size).toBe(23);
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
    expect(names).toHaveLength(21);
  });

  it('are switched off one by one', () => {
    const settings = { ...DEFAULT_ALARMS, lookUpsThrottled: false as const };
    templateOf({ alarms: { settings } }).resourceCountIs('AWS::CloudWatch::Alarm', 22);
  });
});

describe('one page for all critical alarms on rates', () => {
  const off = (...names: AlarmName[]) => ({
    ...DEFAULT_ALARMS,
    ...Object.fromEntries(names.map((name) => [name, false as const])),
  });
  /** The rule with the alarms' own names, and the names of the alarms that page by themselves. */
  function pagingOf(settings: AlarmSettings = DEFAULT_ALARMS) {
    const made = readAlarms(templateOf({ alarms: { settings } }).toJSON() as CfnTemplate);
    const pagers = made.filter(({ alarmActions }) => alarmActions.some((topic) => topic.startsWith('TopicsCritical')));
    const [composite] = Object.values(
      templateOf({ alarms: { settings } }).findResources('AWS::CloudWatch::CompositeAlarm'),
    );
    const rule = (composite?.Properties.AlarmRule['Fn::Join'][1] as unknown[] | undefined)
      ?.map((part) => (typeof part === 'string' ? part : (part as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0]))
      .join('')
      .replace(/ALARM\("Alarms(?:RatesPage)?(\w+?)[0-9A-F]{8}"\)/g, '$1');
    return { rule, pagers: pagers.map(({ name }) => name.replace('Watch-eu-west-1-', '')).sort() };
  }

  const STANDING = [
    'account-shut-down',
    'account-under-review',
    'exporter-silent',
    'quota-critical',
    'sending-disabled',
  ];
  const BURSTS = 'bounceRateFastBurn OR complaintRateFastBurn';
  const LASTING = 'bounceRateCritical OR complaintRateCritical OR awsBounceRateCritical OR awsComplaintRateCritical';
  const UNLESS = '(NOT (BurstMemory))';

  it.each<[string, AlarmSettings, string | undefined, string[]]>([
    ['all', DEFAULT_ALARMS, `(${BURSTS} OR ((${LASTING}) AND ${UNLESS}))`, ['sending-rates-page']],
    [
      'no burst of complaints',
      off('complaintRateFastBurn'),
      `(bounceRateFastBurn OR ((${LASTING}) AND ${UNLESS}))`,
      ['sending-rates-page'],
    ],
    ['no bursts', off('bounceRateFastBurn', 'complaintRateFastBurn'), `((${LASTING}))`, ['sending-rates-page']],
    ['bursts alone', off(...RATE_PAGE.lasting), `(${BURSTS})`, ['sending-rates-page']],
    [
      'one burst and one that lasts',
      off('complaintRateFastBurn', ...RATE_PAGE.lasting.slice(1)),
      `(bounceRateFastBurn OR ((bounceRateCritical) AND ${UNLESS}))`,
      ['sending-rates-page'],
    ],
    [
      'one alone, which pages by itself',
      off(...RATE_PAGE.bursts, ...RATE_PAGE.lasting.slice(1)),
      undefined,
      ['bounce-rate-critical'],
    ],
    ['none', off(...RATE_PAGE.bursts, ...RATE_PAGE.lasting), undefined, []],
  ])('with %s', (_, settings, rule, pagers) => {
    expect(pagingOf(settings)).toEqual({ rule, pagers: [...STANDING, ...pagers].sort() });
  });

  it('remembers no burst that its alarm may have been silent about', () => {
    const slow = { ...RATE_ALARMS.bounceRateFastBurn, datapointsToAlarm: 2, evaluationPeriods: 3 };
    const both = { ...slow, ...RATE_ALARMS.complaintRateFastBurn, datapointsToAlarm: 2, evaluationPeriods: 3 };
    expect(pagingOf({ ...DEFAULT_ALARMS, bounceRateFastBurn: slow, complaintRateFastBurn: both }).rule).toBe(
      `(${BURSTS} OR (${LASTING}))`,
    );
    const of = templateOf({ alarms: { settings: { ...DEFAULT_ALARMS, bounceRateFastBurn: slow } } });
    const [memory] = Object.values(
      of.findResources('AWS::CloudWatch::Alarm', { Properties: { AlarmName: 'Watch-eu-west-1-burst-memory' } }),
    );
    expect(JSON.stringify(memory)).not.toContain('BounceRate');
    expect(JSON.stringify(memory)).toContain('ComplaintRate');
  });

  const CONDITION =
    '((attempts1h >= 200) AND (((attempts1h * bounceRate1h) + 0.5) >= 20)) AND (bounceRate1h >= 0.1)) OR (((attempts1h >= 200) AND (((attempts1h * complaintRate1h) + 0.5) >= 5)) AND (complaintRate1h >= 0.005)';
  const BURST = `IF((age > 0) AND ((${CONDITION})), 1, 0)`;

  it.each([
    [15, 96, `(${BURST}) - DIFF(${BURST})`],
    [30, 48, `(${BURST}) - DIFF(${BURST})`],
    [60, 26, BURST],
  ] as const)(
    'with polls every %i minutes, the memory asks for one of %i periods',
    (schedulePeriodMinutes, periods, expression) => {
      templateOf({ exporter: { schedulePeriodMinutes } }).hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: 'Watch-eu-west-1-burst-memory',
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

  it('suppresses nothing: an OK whose ALARM nobody got would be the price', () => {
    template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmName: 'Watch-eu-west-1-sending-rates-page',
      ActionsSuppressor: Match.absent(),
      OKActions: [{ Ref: Match.stringLikeRegexp('^TopicsCritical') }],
    });
  });
});

describe('a shutdown', () => {
  const pagersOf = (off: readonly AlarmName[], operands: Record<string, number>) => {
    const settings = { ...DEFAULT_ALARMS, ...Object.fromEntries(off.map((name) => [name, false as const])) };
    return readAlarms(templateOf({ alarms: { settings } }).toJSON() as CfnTemplate)
      .filter((alarm) => alarm.kind === 'metric')
      .filter(({ metrics }) =>
        Object.values(metrics).some(({ metric }) => ['EnforcementLevel', 'SendingEnabled'].includes(metric.name)),
      )
      .filter((alarm) => alarm.isBreaching(alarm.value({ ...operands, metric: operands.level }) as number))
      .map(({ name, description }) => [name.replace('Watch-eu-west-1-', ''), description] as const);
  };

  it.each<[AlarmName[], string, RegExp]>([
    [[], 'account-shut-down', /AWS has paused the sending of this account/],
    [['accountShutDown'], 'sending-disabled', /AWS has paused it, or somebody has switched sending off/],
    [['accountShutDown', 'sendingDisabled'], 'account-under-review', /under review or paused its sending/],
    [['accountShutDown', 'accountUnderReview'], 'sending-disabled', /AWS has paused it, or/],
    [['sendingDisabled', 'accountUnderReview'], 'account-shut-down', /AWS has paused the sending/],
  ])('pages once with %j off, from %s', (off, pager, text) => {
    const pagers = pagersOf(off, { level: 2, polls: 1, enabled: 0 });
    expect(pagers).toEqual([[pager, expect.stringMatching(text)]]);
  });

  it('pages nobody where all three alarms that could are off', () => {
    const off: AlarmName[] = ['accountShutDown', 'sendingDisabled', 'accountUnderReview'];
    expect(pagersOf(off, { level: 2, polls: 1, enabled: 0 })).toEqual([]);
  });

  it('that a review ends in is announced by the alarm that pages for it', () => {
    const [[, text] = []] = pagersOf(['accountShutDown'], { level: 1, polls: 1, enabled: 1 });
    expect(text).toContain('then sending-disabled pages');
  });
});

describe('settings that no app has checked', () => {
  const without = (name: AlarmName) => {
    const { [name]: _, ...rest } = DEFAULT_ALARMS;
    return rest;
  };
  const heartbeat = (setting: object) => ({
    exporterSilent: { datapointsToAlarm: 3, evaluationPeriods: 3, window: '1h', ...setting },
  });
  const rate = (setting: object) => ({ bounceRateCritical: { ...RATE_ALARMS.bounceRateCritical, ...setting } });

  it.each<[string, unknown, RegExp]>([
    ['a threshold of 7', rate({ threshold: 7 }), /bounceRateCritical goes off at 7: set a share above 0, up to 1/],
    ['9 of 3', rate({ datapointsToAlarm: 9 }), /bounceRateCritical goes off in 9 of 3 periods: set from 1 to 3/],
    ['2 of 1', rate({ datapointsToAlarm: 2, evaluationPeriods: 1 }), /goes off in 2 of 1 period: set 1$/],
    [
      'no periods',
      rate({ datapointsToAlarm: 0, evaluationPeriods: 0 }),
      /bounceRateCritical looks at 0 periods: set 1 or more/,
    ],
    [
      'a window that is not published',
      rate({ window: '7d' }),
      /bounceRateCritical watches the window 7d, which is not published/,
    ],
    ['NaN', rate({ threshold: Number.NaN }), /bounceRateCritical has NaN as threshold: write a number/],
    [
      'infinity',
      rate({ attempts: Number.POSITIVE_INFINITY }),
      /bounceRateCritical has Infinity as attempts: write a whole number/,
    ],
    [
      'a misspelt property',
      rate({ treshold: 0.5 }),
      /bounceRateCritical has no treshold: choose from datapointsToAlarm/,
    ],
    ['a BigInt', rate({ attempts: 100n }), /bounceRateCritical has 100 as attempts: write a whole number/],
    ['a string', rate({ threshold: '0.05' }), /bounceRateCritical has "0.05" as threshold: write a number/],
    ['half a period', rate({ evaluationPeriods: 3.5 }), /has 3.5 as evaluationPeriods: write a whole number/],
    [
      'a window that is no string',
      rate({ window: 24 }),
      /bounceRateCritical has 24 as window: write a window such as 24h/,
    ],
    [
      'an alarm that is left out',
      without('sendingDisabled'),
      /sendingDisabled is undefined: write an object of its numbers, or false/,
    ],
    [
      'an alarm that is true',
      { ...DEFAULT_ALARMS, quotaWarning: true },
      /quotaWarning is true: write an object of its numbers, or false/,
    ],
    [
      'an alarm that does not exist',
      { ...DEFAULT_ALARMS, bounceRate: false },
      /bounceRate is no alarm: choose from bounceRateFastBurn/,
    ],
    [
      'a heartbeat of one',
      heartbeat({ datapointsToAlarm: 1 }),
      /exporterSilent goes off in 1 of 3 periods: set 2 or more/,
    ],
    ['nothing at all', null, /alarms are null: write an object/],
  ])('%s', (_, settings, message) => {
    const whole =
      settings && !('sendingDisabled' in (settings as object)) && Object.keys(settings as object).length === 1
        ? { ...DEFAULT_ALARMS, ...(settings as object) }
        : settings;
    const make = () => templateOf({ alarms: { settings: whole as AlarmSettings } });
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  it('have all problems said at once', () => {
    const settings = { ...DEFAULT_ALARMS, ...rate({ threshold: 7 }), ...heartbeat({ datapointsToAlarm: 9 }) };
    const props = { settings, okActions: ['page' as never], runbookUrl: `https://example.com/${'a'.repeat(300)}` };
    const message = (() => {
      try {
        templateOf({ alarms: props });
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(message.split('; ')).toEqual([
      'The alarms cannot be used: bounceRateCritical goes off at 7: set a share above 0, up to 1',
      'exporterSilent goes off in 9 of 3 periods: set from 1 to 3',
      'okActions are ["page"]: write a list, and choose from critical, warning',
      `runbookUrl is "https://example.com/${'a'.repeat(279)}...: write a URL of at most 300 characters`,
    ]);
  });

  it.each([
    [
      'a fragment',
      'https://wiki.example.com/ses#top',
      /^The alarms cannot be used: runbookUrl is "https.*#top": leave out "#"/,
    ],
    ['another scheme', 'wiki:foo', /runbookUrl is "wiki:foo": write the URL of a page/],
    [
      'a password',
      'https://me:secret@wiki.example.com',
      /runbookUrl is "https:\/\/\*\*\*@wiki.example.com": leave out user/,
    ],
    ['a control character', 'https://wiki.example.com/\u009b2J', /runbookUrl is .*: write the URL of a page/],
    ['no host', 'https:///ses', /runbookUrl is .*: write the URL of a page/],
    ['no string', 7 as never, /runbookUrl is 7: write the URL of a page/],
  ])('a runbook’s URL with %s', (_, runbookUrl, message) => {
    expect(() => templateOf({ alarms: { runbookUrl } })).toThrow(message);
  });

  it.each(['RUNBOOK.md', Fn.importValue('Runbook')])(
    'no runbook’s URL like %s, which is the default or not known yet',
    (runbookUrl) => {
      expect(() => templateOf({ alarms: { runbookUrl } })).not.toThrow();
    },
  );

  it.each([
    [47, undefined],
    [
      48,
      /exporterSilent looks at 48 periods of 60 minutes: set at most 47, because a new stack warms up for one more and CloudWatch allows 2880 minutes/,
    ],
  ])('a heartbeat over %i hours', (evaluationPeriods, message) => {
    const settings = { ...DEFAULT_ALARMS, ...heartbeat({ evaluationPeriods }) } as AlarmSettings;
    const make = () => templateOf({ exporter: { schedulePeriodMinutes: 60 }, alarms: { settings } });
    if (message) expect(make).toThrow(message);
    else expect(make).not.toThrow();
  });
});

describe('descriptions', () => {
  const runbookUrl = `https://example.com/${'a'.repeat(280)}`;
  const ACCOUNT = '111122223333';
  const described = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    Object.values(
      templateOf({
        env: { account: ACCOUNT, region: 'ap-southeast-1' },
        alarms: { runbookUrl },
      }).findResources(type),
    ).map(({ Properties }) => ({
      slug: String(Properties.AlarmName).replace('Watch-ap-southeast-1-', ''),
      text: String(Properties.AlarmDescription),
    })),
  );

  it('fit, with 100 characters to spare, and link the alarm’s own heading of the runbook', () => {
    expect(described).toHaveLength(24);
    for (const { slug, text } of described) {
      expect(text.length).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH - 100);
      const heading = ['sending-rates-page', 'burst-memory'].includes(slug) ? 'page-sending-rates' : `alarm-${slug}`;
      expect([slug, text.endsWith(`${runbookUrl}#${heading}`)]).toEqual([slug, true]);
    }
  });

  it('name the account and the Region, which the message of a pager may not', () => {
    for (const { text } of described) expect(text).toMatch(/^Account 111122223333, ap-southeast-1: /);
  });

  it('name the account that the stack is deployed into, where it is not known before', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Watch-eu-west-1-sending-disabled',
      AlarmDescription: {
        'Fn::Join': [
          '',
          ['Account ', { Ref: 'AWS::AccountId' }, Match.stringLikeRegexp('^, eu-west-1: SES does not let')],
        ],
      },
    });
  });

  it('say the numbers in force', () => {
    const rate = { ...RATE_ALARMS.bounceRateWarning, threshold: 0.035, attempts: 300, events: 12, window: '1h' };
    const settings = { ...DEFAULT_ALARMS, bounceRateWarning: rate };
    templateOf({ env: { account: ACCOUNT, region: 'eu-west-1' }, alarms: { settings } }).hasResourceProperties(
      'AWS::CloudWatch::Alarm',
      {
        AlarmName: 'Watch-eu-west-1-bounce-rate-warning',
        Threshold: 0.035,
        AlarmDescription: Match.stringLikeRegexp('3.5 % of .* the last 1h \\(from 300 attempts and 12 bounces on\\)'),
      },
    );
  });

  it('say one of one thing', () => {
    const one = { datapointsToAlarm: 1, evaluationPeriods: 1, threshold: 1 };
    const bounceRateSlow = { ...RATE_ALARMS.bounceRateSlow, attempts: 1, events: 1 };
    const settings = {
      ...DEFAULT_ALARMS,
      bounceRateSlow,
      exporterFailing: one,
      lookUpsFailing: one,
      lookUpsThrottled: one,
    };
    const env = { account: ACCOUNT, region: 'eu-west-1' };
    const texts = Object.values(templateOf({ env, alarms: { settings } }).findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => String(Properties.AlarmDescription),
    );
    expect(texts.filter((text) => /\b1 (?:periods|look-ups|attempts|bounces)/.test(text))).toEqual([]);
    expect(texts.join()).toContain('(from 1 attempt and 1 bounce on)');
    expect(texts.join()).toContain('The exporter failed in a period of 15 minutes.');
  });

  it.each([
    ['account-under-review', /OK means that the review is over, or that AWS has paused the account/],
    ['sending-disabled', /OK means that sending is on again, or that AWS has paused the account/],
    ['exporter-silent', /SES does not answer GetSendStatistics/],
    ['look-ups-throttled', /^.*: At least 20 look-ups/],
    ['sending-rates-page', /The reason in this message names the alarm that went off/],
  ])('of %s says %s', (slug, text) => {
    expect(described.find((each) => each.slug === slug)?.text).toMatch(text);
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
    expect([okActions([]), okActions(['warning']), okActions(['critical', 'warning'])]).toEqual([0, 11, 16]);
  });
});

it('the heartbeat warms up for as long as it looks back, and a period', () => {
  const exporterSilent = { datapointsToAlarm: 2, evaluationPeriods: 6, window: '1h' };
  const slow = templateOf({ alarms: { settings: { ...DEFAULT_ALARMS, exporterSilent } } });
  slow.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'Watch-eu-west-1-exporter-silent',
    WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 105, OnlyStartEvaluatingAfterWarmUpPeriodEnds: true },
  });
});
