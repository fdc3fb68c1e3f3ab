import {
  type AlarmName,
  type AlarmSettings,
  type HeartbeatSetting,
  percent,
  type RateSetting,
  type ThresholdSetting,
  toSlug,
} from './alarm-table';
import { AWS_THRESHOLDS } from './aws-thresholds';

/** CloudWatch holds no longer description. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const MAX_DESCRIPTION_LENGTH = 1024;

const { BounceRate: BOUNCES, ComplaintRate: COMPLAINTS } = AWS_THRESHOLDS;

const AWS_ON_BOUNCES = `AWS reviews an account at ${percent(BOUNCES.review)} and may pause its sending at ${percent(BOUNCES.pause)}, by a count of its own.`;
const AWS_ON_COMPLAINTS = `AWS reviews an account at ${percent(COMPLAINTS.review)} and may pause its sending at ${percent(COMPLAINTS.pause)}, by a count of its own.`;

type Texts = {
  readonly [N in AlarmName]: (setting: Exclude<AlarmSettings[N], false>, periodMinutes: number) => string;
};

/** What happened, and what AWS does about it. */
const TEXTS: Texts = {
  bounceRateFastBurn: bounces,
  bounceRateCritical: bounces,
  bounceRateWarning: bounces,
  bounceRateSlow: bounces,
  complaintRateFastBurn: complaints,
  complaintRateCritical: complaints,
  complaintRateWarning: complaints,
  complaintRateSlow: complaints,
  accountUnderReview: () =>
    'AWS has put the account under review (or SES gives a status this version does not know). Mail is still sent. AWS may pause sending when the problem is not solved by the date in its e-mail.',
  accountShutDown: () =>
    'AWS has paused the sending of this account. No mail leaves until AWS lifts it: answer the support case.',
  sendingDisabled: () =>
    'SES does not let the account send in this Region: AWS has paused it, or somebody has switched sending off. No mail leaves.',
  quotaWarning: quota,
  quotaCritical: quota,
  awsBounceRateWarning: (setting) =>
    `AWS's own bounce rate of the account has reached ${percent(setting.threshold)}. ${AWS_ON_BOUNCES}`,
  awsBounceRateCritical: (setting) =>
    `AWS's own bounce rate of the account has reached ${percent(setting.threshold)}. ${AWS_ON_BOUNCES}`,
  awsComplaintRateWarning: (setting) =>
    `AWS's own complaint rate of the account has reached ${percent(setting.threshold)}. ${AWS_ON_COMPLAINTS}`,
  awsComplaintRateCritical: (setting) =>
    `AWS's own complaint rate of the account has reached ${percent(setting.threshold)}. ${AWS_ON_COMPLAINTS}`,
  exporterSilent: (setting, periodMinutes) =>
    `The exporter has published nothing in ${setting.datapointsToAlarm} of the last ${setting.evaluationPeriods} periods of ${periodMinutes} minutes. Until it does, no alarm on bounces, complaints or the account can go off.`,
  exporterFailing: (setting, periodMinutes) =>
    `The exporter failed in ${setting.datapointsToAlarm} of its last ${setting.evaluationPeriods} periods of ${periodMinutes} minutes. What it could read it has published.`,
  pollsGivenUp: () =>
    'Polls failed or could not be delivered, and their events lie in the queue. Later polls make up for what they left out.',
  lookUpsFailing: (setting, periodMinutes) =>
    `${setting.threshold} look-ups of messages or more ended with a server error within ${periodMinutes} minutes: SES fails, or the look-up API does. Metrics and other alarms are not affected.`,
  lookUpsThrottled: (setting, periodMinutes) =>
    `${setting.threshold} look-ups of messages or more were told to come back later, in ${setting.datapointsToAlarm} of the last ${setting.evaluationPeriods} periods of ${periodMinutes} minutes: more is asked than the one call a second that SES grants. Metrics and other alarms are not affected.`,
};

function bounces(setting: RateSetting): string {
  return `Hard bounces have reached ${rate(setting, 'bounces')}. ${AWS_ON_BOUNCES}`;
}

function complaints(setting: RateSetting): string {
  return `Complaints have reached ${rate(setting, 'complaints')}. ${AWS_ON_COMPLAINTS}`;
}

function rate({ threshold, window, attempts, events }: RateSetting, eventName: string): string {
  return `${percent(threshold)} of the delivery attempts of the last ${window} (from ${attempts} attempts and ${events} ${eventName} on)`;
}

function quota({ threshold }: ThresholdSetting): string {
  return `The mails of the last 24 hours have reached ${percent(threshold)} of the daily quota. At 100 % SES refuses all mail.`;
}

/**
 * An alarm's description: what happened, what AWS does, and where the runbook tells what to do.
 *
 * @param runbookUrl where RUNBOOK.md can be read
 */
export function toDescription(
  name: AlarmName,
  setting: RateSetting | ThresholdSetting | HeartbeatSetting,
  periodMinutes: number,
  runbookUrl: string,
): string {
  const text = (TEXTS[name] as (setting: unknown, periodMinutes: number) => string)(setting, periodMinutes);
  return `${text} What to do: ${runbookUrl}#alarm-${toSlug(name)}`;
}
