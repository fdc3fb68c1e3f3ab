/** Every alarm, one row each. A new alarm is a new row here and a heading in RUNBOOK.md. */
import { MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { COMPARED_WINDOW } from '../../lambda/send-statistics/contract';
import { counted } from '../shared/plural';
import type {
  AlarmContext,
  AlarmRow,
  AnyRow,
  ComparisonSetting,
  HeartbeatSetting,
  Periods,
  SettingOfKind,
  ThresholdSetting,
} from './alarm-row';
import { inPeriods } from './alarm-texts';
import { AWS_THRESHOLDS } from './aws-thresholds';
import { percent } from './percent';
import { awsRateRow, rateRow } from './rate-rows';

const ONE_OF_ONE = { datapointsToAlarm: 1, evaluationPeriods: 1 } as const satisfies Periods;
const TWO_OF_TWO = { datapointsToAlarm: 2, evaluationPeriods: 2 } as const satisfies Periods;
const TWO_OF_THREE = { datapointsToAlarm: 2, evaluationPeriods: 3 } as const satisfies Periods;

const { BounceRate: BOUNCES, ComplaintRate: COMPLAINTS } = AWS_THRESHOLDS;

const { BREACHING, IGNORE, NOT_BREACHING } = TreatMissingData;

/** The properties that both alarms on the daily quota share. */
const QUOTA = {
  kind: 'threshold',
  unit: 'share',
  missingData: IGNORE,
  metric: (_: ThresholdSetting, { exporter }: AlarmContext) => exporter.metric('SendQuotaUsage'),
  description: ({ threshold }: ThresholdSetting) =>
    `The sends of the last 24 hours reached ${percent(threshold)} of the daily quota. At 100 %, SES refuses all mail.`,
} as const;

/**
 * The floors (`attempts`, `events`) are the smallest numbers with which a year of healthy mail raises no critical alarm, at any
 * volume.
 */
export const ALARMS = {
  bounceRateFastBurn: {
    ...rateRow('BounceRate'),
    level: 'critical',
    page: 'burst',
    defaults: { ...ONE_OF_ONE, window: '1h', threshold: BOUNCES.pause, attempts: 200, events: 20 },
  },
  bounceRateCritical: {
    ...rateRow('BounceRate'),
    level: 'critical',
    page: 'lasting',
    defaults: { ...TWO_OF_THREE, window: '24h', threshold: BOUNCES.review, attempts: 100, events: 15 },
  },
  bounceRateWarning: {
    ...rateRow('BounceRate'),
    level: 'warning',
    warnsBefore: 'bounceRateCritical',
    defaults: { ...TWO_OF_THREE, window: '24h', threshold: 0.03, attempts: 100, events: 15 },
  },
  bounceRateSlow: {
    ...rateRow('BounceRate'),
    level: 'warning',
    defaults: { ...TWO_OF_THREE, window: '14d', threshold: BOUNCES.review, attempts: 100, events: 15 },
  },

  complaintRateFastBurn: {
    ...rateRow('ComplaintRate'),
    level: 'critical',
    page: 'burst',
    defaults: { ...ONE_OF_ONE, window: '1h', threshold: COMPLAINTS.pause, attempts: 200, events: 5 },
  },
  complaintRateCritical: {
    ...rateRow('ComplaintRate'),
    level: 'critical',
    page: 'lasting',
    defaults: { ...TWO_OF_THREE, window: '24h', threshold: COMPLAINTS.review, attempts: 1000, events: 10 },
  },
  complaintRateWarning: {
    ...rateRow('ComplaintRate'),
    level: 'warning',
    warnsBefore: 'complaintRateCritical',
    defaults: { ...TWO_OF_THREE, window: '24h', threshold: 0.0007, attempts: 1000, events: 10 },
  },
  complaintRateSlow: {
    ...rateRow('ComplaintRate'),
    level: 'warning',
    defaults: { ...TWO_OF_THREE, window: '14d', threshold: COMPLAINTS.review, attempts: 1000, events: 6 },
  },

  accountUnderReview: {
    kind: 'threshold',
    level: 'critical',
    shutdownRank: 3,
    unit: 'level',
    defaults: { ...ONE_OF_ONE, threshold: 1 },
    missingData: IGNORE,
    metric: (_, { exporter, pagesForShutdown }) => {
      const level = exporter.metric('EnforcementLevel');
      if (pagesForShutdown) return level;
      return new MathExpression({
        expression: 'IF(level == 1, 1, 0)',
        usingMetrics: { level },
        period: exporter.period,
        label: '1 while the account is under review',
      });
    },
    description: (_, { pagesForShutdown, shutdownPager }) =>
      pagesForShutdown
        ? 'AWS put the account under review or paused its sending, or SES reports a status that this version does not know. AWS may pause sending unless the problem is solved by the date in its e-mail.'
        : `AWS put the account under review, or SES reports a status that this version does not know. Mail is still sent. AWS may pause sending unless the problem is solved by the date in its e-mail. OK means that the review ended, or that AWS paused the account: then ${shutdownPager} pages.`,
  },
  accountShutDown: {
    kind: 'threshold',
    level: 'critical',
    shutdownRank: 1,
    unit: 'level',
    defaults: { ...ONE_OF_ONE, threshold: 2 },
    missingData: IGNORE,
    metric: (_, { exporter }) => exporter.metric('EnforcementLevel'),
    description: () =>
      'AWS paused the sending of this account. No mail leaves until AWS lifts the pause: answer its support case.',
  },
  sendingDisabled: {
    kind: 'threshold',
    level: 'critical',
    shutdownRank: 2,
    unit: 'level',
    defaults: { ...ONE_OF_ONE, threshold: 1 },
    missingData: IGNORE,
    // Counts the polls that found sending disabled. If this alarm pages for a shutdown, a shutdown adds 1000 and thereby fires
    // the alarm. If another alarm pages for a shutdown, the shutdown subtracts 1000, and this alarm stays quiet.
    // In arithmetic, CloudWatch reads a missing operand as 0. A missing level is therefore no shutdown. Without a poll, the
    // division yields no value, and the alarm keeps its state.
    metric: (_, { exporter, pagesForShutdown }) =>
      new MathExpression({
        expression: pagesForShutdown
          ? '(polls - enabled) + (1000 * (level >= 2))'
          : '(polls * ((polls - enabled) - (1000 * (level >= 2)))) / polls',
        usingMetrics: {
          polls: exporter.metric('SendingEnabled', { statistic: 'SampleCount' }),
          enabled: exporter.metric('SendingEnabled', { statistic: 'Sum' }),
          level: exporter.metric('EnforcementLevel'),
        },
        period: exporter.period,
        label: `Polls that found sending disabled, ${pagesForShutdown ? 'or a shutdown' : 'without a shutdown'}`,
      }),
    description: (_, { pagesForShutdown, shutdownPager }) =>
      pagesForShutdown
        ? 'The account cannot send in this Region: AWS paused it, or somebody disabled sending. No mail leaves.'
        : `The account cannot send in this Region: somebody disabled sending. AWS did not pause the account. No mail leaves. OK means that sending is enabled again, or that AWS paused the account: then ${shutdownPager} pages.`,
  },

  quotaWarning: {
    ...QUOTA,
    level: 'warning',
    warnsBefore: 'quotaCritical',
    defaults: { ...ONE_OF_ONE, threshold: 0.8 },
  },
  quotaCritical: {
    ...QUOTA,
    level: 'critical',
    defaults: { ...ONE_OF_ONE, threshold: 0.95 },
  },

  awsBounceRateWarning: {
    ...awsRateRow('BounceRate'),
    level: 'warning',
    warnsBefore: 'awsBounceRateCritical',
    defaults: { ...ONE_OF_ONE, threshold: BOUNCES.review },
  },
  awsBounceRateCritical: {
    ...awsRateRow('BounceRate'),
    level: 'critical',
    page: 'lasting',
    defaults: { ...ONE_OF_ONE, threshold: BOUNCES.pause },
  },
  awsComplaintRateWarning: {
    ...awsRateRow('ComplaintRate'),
    level: 'warning',
    warnsBefore: 'awsComplaintRateCritical',
    defaults: { ...ONE_OF_ONE, threshold: COMPLAINTS.review },
  },
  awsComplaintRateCritical: {
    ...awsRateRow('ComplaintRate'),
    level: 'critical',
    page: 'lasting',
    defaults: { ...ONE_OF_ONE, threshold: COMPLAINTS.pause },
  },

  noMail: {
    kind: 'comparison',
    level: 'warning',
    isOptIn: true,
    unit: 'share',
    defaults: { ...TWO_OF_TWO, threshold: 0.95, attemptsBefore: 200 },
    missingData: IGNORE,
    optionalMetric: 'AttemptsWeekBefore',
    // With fewer attempts in the earlier hour, and without mail at that time, the value is 0, and the alarm stays quiet.
    metric: ({ attemptsBefore }: ComparisonSetting, { exporter }) =>
      new MathExpression({
        expression: `IF(before >= ${attemptsBefore}, (before - attempts) / before, 0)`,
        usingMetrics: {
          before: exporter.metric('AttemptsWeekBefore'),
          attempts: exporter.metric('DeliveryAttempts', { window: COMPARED_WINDOW }),
        },
        period: exporter.period,
        label: `Share of the sends of a week before that is missing, or 0 below ${counted(attemptsBefore, 'attempt')}`,
      }),
    description: ({ threshold, attemptsBefore }: ComparisonSetting) =>
      `Compared with the same hour one week before, at least ${percent(threshold)} of the sends are missing (with at least ${counted(attemptsBefore, 'attempt')} then). A job may have stopped, or a credential may be revoked. A public holiday or a mailing that was sent only last week looks the same.`,
  },

  exporterFailing: {
    kind: 'threshold',
    level: 'warning',
    unit: 'count',
    defaults: { datapointsToAlarm: 2, evaluationPeriods: 4, threshold: 1 },
    missingData: NOT_BREACHING,
    metric: (_, { exporter }) => exporter.function.metricErrors({ period: exporter.period }),
    description: (setting, { exporter }) =>
      `The exporter failed ${inPeriods(setting, exporter.period.toMinutes())}. It published what it could read.`,
  },
  pollsGivenUp: {
    kind: 'threshold',
    level: 'warning',
    unit: 'count',
    defaults: { ...ONE_OF_ONE, threshold: 1 },
    missingData: NOT_BREACHING,
    metric: (_, { exporter: { givenUpPolls, period } }) =>
      givenUpPolls.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    description: () =>
      'Polls, briefs or weekly reports failed, or could not be delivered. The dead-letter queue holds their events. Later polls publish the missing data. A missing brief affects no page.',
  },

  lookUpsFailing: {
    kind: 'threshold',
    level: 'warning',
    unit: 'count',
    defaults: { ...ONE_OF_ONE, threshold: 5 },
    missingData: NOT_BREACHING,
    metric: (_, { exporter: { period }, insights }) => insights?.api.metricServerError({ period, statistic: 'Sum' }),
    description: (setting, { exporter }) =>
      `At least ${counted(setting.threshold, 'request')} to the look-up API ended with a server error ${inPeriods(setting, exporter.period.toMinutes())}: SES fails, or the API does. Metrics and other alarms are not affected.`,
  },
  lookUpsThrottled: {
    kind: 'threshold',
    level: 'warning',
    isOptIn: true, // throttled callers know it from their responses, and an alarm costs 0.10 USD a month
    unit: 'count',
    defaults: { ...TWO_OF_THREE, threshold: 20 },
    missingData: NOT_BREACHING,
    metric: (_, { exporter: { period }, insights }) =>
      insights?.metric('ThrottledLookUps', { period, statistic: 'Sum' }),
    description: (setting, { exporter }) =>
      `At least ${counted(setting.threshold, 'look-up')} got status 429 ${inPeriods(setting, exporter.period.toMinutes())}: clients request more than the one call a second that SES allows. API Gateway may have refused other requests, which this alarm does not count. Metrics and other alarms are not affected.`,
  },

  exporterSilent: {
    kind: 'heartbeat',
    level: 'critical',
    defaults: { datapointsToAlarm: 3, evaluationPeriods: 3, window: '1h' },
    missingData: BREACHING,
    // FILL gives each period a value. Without FILL, CloudWatch reads older points instead of the missing ones, and the alarm
    // fires several polls too late.
    metric: ({ window }: HeartbeatSetting, { exporter }) =>
      new MathExpression({
        expression: 'FILL(attempts, -1)',
        usingMetrics: { attempts: exporter.metric('DeliveryAttempts', { window }) },
        period: exporter.period,
        label: `DeliveryAttempts of ${window}, or -1 where it is missing`,
      }),
    description: (setting, { exporter }) =>
      `The exporter published no count of sends ${inPeriods(setting, exporter.period.toMinutes())}: it does not run, or SES does not answer GetSendStatistics. Until it recovers, the alarms on our own bounce and complaint rates keep their state. So do the alarms on account and quota, unless SES still answers GetAccount.`,
  },
} as const satisfies Readonly<Record<string, AlarmRow>>;

export type AlarmName = keyof typeof ALARMS;

export const ALARM_NAMES = Object.keys(ALARMS) as AlarmName[];

type AlarmNumbers = { readonly [N in AlarmName]: SettingOfKind[(typeof ALARMS)[N]['kind']] };

/** The settings of every alarm. False switches an alarm off. */
export type AlarmSettings = { readonly [N in AlarmName]: AlarmNumbers[N] | false };

type OptIn = { readonly isOptIn: true };

/** False for an alarm that a configuration must switch on. */
export const DEFAULT_ALARMS = mapAlarms(({ defaults, isOptIn }) => !isOptIn && defaults) as {
  readonly [N in AlarmName]: (typeof ALARMS)[N] extends OptIn ? false : AlarmNumbers[N];
};

/** The alarms that page together: alarms on bursts, and alarms on lasting rates. */
export const RATE_PAGE = {
  bursts: ALARM_NAMES.filter((name) => rowOf(name).page === 'burst'),
  lasting: ALARM_NAMES.filter((name) => rowOf(name).page === 'lasting'),
} as const;

/** The alarms whose pages a brief explains. */
export const PAGING_RATES: readonly AlarmName[] = [...RATE_PAGE.bursts, ...RATE_PAGE.lasting];

export function rowOf(name: AlarmName): AnyRow {
  return ALARMS[name];
}

/** Returns an object with one value for each alarm. */
export function mapAlarms<T>(toValue: (row: AnyRow, name: AlarmName) => T): Record<AlarmName, T> {
  return Object.fromEntries(ALARM_NAMES.map((name) => [name, toValue(rowOf(name), name)])) as Record<AlarmName, T>;
}

/** Returns the alarm that pages when AWS pauses the account: the first by rank that is not switched off. */
export function pagerOfShutdown(settings: AlarmSettings): AlarmName | undefined {
  const rank = (name: AlarmName) => rowOf(name).shutdownRank;
  return ALARM_NAMES.filter((name) => rank(name) !== undefined && settings[name]).sort(
    (a, b) => Number(rank(a)) - Number(rank(b)),
  )[0];
}

/**
 * Returns the slug of an alarm, such as `bounce-rate-fast-burn` for `bounceRateFastBurn`. The alarm's name in AWS ends with the
 * slug, and links to the runbook contain it.
 */
export function toSlug(name: AlarmName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
