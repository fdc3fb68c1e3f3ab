import { AWS_THRESHOLDS } from './aws-thresholds';

/** Critical pages somebody; a warning is a ticket in the morning. */
export type AlarmLevel = 'critical' | 'warning';

/** When an alarm goes off: in M of the last N periods. */
export interface Periods {
  /** M. */
  readonly datapointsToAlarm: number;
  /** N. */
  readonly evaluationPeriods: number;
}

export interface ThresholdSetting extends Periods {
  readonly threshold: number;
}

/** A rate, and how much must have happened for it to say anything. */
export interface RateSetting extends ThresholdSetting {
  /** Label of the window it is measured over. */
  readonly window: string;
  /** Delivery attempts in the window below which the alarm stays quiet. */
  readonly attempts: number;
  /** Bounces or complaints in the window below which the alarm stays quiet. */
  readonly events: number;
}

export interface HeartbeatSetting extends Periods {
  /** Label of the window whose attempts are looked for. */
  readonly window: string;
}

const ONE_OF_ONE = { datapointsToAlarm: 1, evaluationPeriods: 1 } as const satisfies Periods;
const TWO_OF_THREE = { datapointsToAlarm: 2, evaluationPeriods: 3 } as const satisfies Periods;

const { BounceRate: BOUNCES, ComplaintRate: COMPLAINTS } = AWS_THRESHOLDS;

/**
 * The numbers of every alarm. The floors are the smallest with which a year of healthy mail raises no critical alarm, at
 * any volume.
 */
export const RATE_ALARMS = {
  bounceRateFastBurn: { ...ONE_OF_ONE, window: '1h', threshold: BOUNCES.pause, attempts: 200, events: 20 },
  bounceRateCritical: { ...TWO_OF_THREE, window: '24h', threshold: BOUNCES.review, attempts: 100, events: 15 },
  bounceRateWarning: { ...TWO_OF_THREE, window: '24h', threshold: 0.03, attempts: 100, events: 15 },
  bounceRateSlow: { ...TWO_OF_THREE, window: '14d', threshold: BOUNCES.review, attempts: 100, events: 15 },
  complaintRateFastBurn: { ...ONE_OF_ONE, window: '1h', threshold: COMPLAINTS.pause, attempts: 200, events: 5 },
  complaintRateCritical: { ...TWO_OF_THREE, window: '24h', threshold: COMPLAINTS.review, attempts: 1000, events: 10 },
  complaintRateWarning: { ...TWO_OF_THREE, window: '24h', threshold: 0.0007, attempts: 1000, events: 10 },
  complaintRateSlow: { ...TWO_OF_THREE, window: '14d', threshold: COMPLAINTS.review, attempts: 1000, events: 6 },
} as const satisfies Record<string, RateSetting>;

export const THRESHOLD_ALARMS = {
  accountUnderReview: { ...ONE_OF_ONE, threshold: 1 },
  accountShutDown: { ...ONE_OF_ONE, threshold: 2 },
  sendingDisabled: { ...ONE_OF_ONE, threshold: 1 },
  quotaWarning: { ...ONE_OF_ONE, threshold: 0.8 },
  quotaCritical: { ...ONE_OF_ONE, threshold: 0.95 },
  awsBounceRateWarning: { ...ONE_OF_ONE, threshold: BOUNCES.review },
  awsBounceRateCritical: { ...ONE_OF_ONE, threshold: BOUNCES.pause },
  awsComplaintRateWarning: { ...ONE_OF_ONE, threshold: COMPLAINTS.review },
  awsComplaintRateCritical: { ...ONE_OF_ONE, threshold: COMPLAINTS.pause },
  exporterFailing: { datapointsToAlarm: 2, evaluationPeriods: 4, threshold: 1 },
  pollsGivenUp: { ...ONE_OF_ONE, threshold: 1 },
  lookUpsFailing: { ...ONE_OF_ONE, threshold: 5 },
  lookUpsThrottled: { ...TWO_OF_THREE, threshold: 20 },
} as const satisfies Record<string, ThresholdSetting>;

export const HEARTBEAT_ALARMS = {
  exporterSilent: { datapointsToAlarm: 3, evaluationPeriods: 3, window: '1h' },
} as const satisfies Record<string, HeartbeatSetting>;

export type RateAlarmName = keyof typeof RATE_ALARMS;
export type ThresholdAlarmName = keyof typeof THRESHOLD_ALARMS;
export type HeartbeatAlarmName = keyof typeof HEARTBEAT_ALARMS;
export type AlarmName = RateAlarmName | ThresholdAlarmName | HeartbeatAlarmName;

/** The settings of every alarm; false switches one off. */
export type AlarmSettings = Readonly<
  Record<RateAlarmName, RateSetting | false> &
    Record<ThresholdAlarmName, ThresholdSetting | false> &
    Record<HeartbeatAlarmName, HeartbeatSetting | false>
>;

export const DEFAULT_ALARMS: AlarmSettings = { ...RATE_ALARMS, ...THRESHOLD_ALARMS, ...HEARTBEAT_ALARMS };

export const ALARM_NAMES = Object.keys(DEFAULT_ALARMS) as AlarmName[];

export const ALARM_LEVELS: Readonly<Record<AlarmName, AlarmLevel>> = {
  bounceRateFastBurn: 'critical',
  bounceRateCritical: 'critical',
  bounceRateWarning: 'warning',
  bounceRateSlow: 'warning',
  complaintRateFastBurn: 'critical',
  complaintRateCritical: 'critical',
  complaintRateWarning: 'warning',
  complaintRateSlow: 'warning',
  accountUnderReview: 'critical',
  accountShutDown: 'critical',
  sendingDisabled: 'critical',
  quotaWarning: 'warning',
  quotaCritical: 'critical',
  awsBounceRateWarning: 'warning',
  awsBounceRateCritical: 'critical',
  awsComplaintRateWarning: 'warning',
  awsComplaintRateCritical: 'critical',
  exporterSilent: 'critical',
  exporterFailing: 'warning',
  pollsGivenUp: 'warning',
  lookUpsFailing: 'warning',
  lookUpsThrottled: 'warning',
};

/** The critical alarms on rates, which page together through one composite alarm: those of a burst, and those that last. */
export const RATE_PAGE = {
  bursts: ['bounceRateFastBurn', 'complaintRateFastBurn'],
  lasting: ['bounceRateCritical', 'complaintRateCritical', 'awsBounceRateCritical', 'awsComplaintRateCritical'],
} as const satisfies Record<string, readonly AlarmName[]>;

/**
 * The alarm that pages for a shutdown: the first of these that is not switched off. The others leave the shutdown out, so that
 * it pages once.
 */
export function pagerOfShutdown(settings: AlarmSettings): AlarmName | undefined {
  return (['accountShutDown', 'sendingDisabled', 'accountUnderReview'] as const).find((name) => settings[name]);
}

/** `bounceRateFastBurn` as alarm names and links to the runbook write it: `bounce-rate-fast-burn`. */
export function toSlug(name: AlarmName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A share as people read it: `0.0007` is `0.07 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}
