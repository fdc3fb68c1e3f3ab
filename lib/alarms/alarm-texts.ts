import type { Stack } from 'aws-cdk-lib';
import {
  type AlarmName,
  type AlarmSettings,
  type Periods,
  pagerOfShutdown,
  percent,
  type RateSetting,
  type ThresholdSetting,
  toSlug,
} from './alarm-table';
import { AWS_THRESHOLDS } from './aws-thresholds';
import { counted } from './plural';

/** CloudWatch holds no longer description. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const MAX_DESCRIPTION_LENGTH = 1024;

/** With a link of this length every description still fits. */
export const MAX_RUNBOOK_URL_LENGTH = 300;

const { BounceRate: BOUNCES, ComplaintRate: COMPLAINTS } = AWS_THRESHOLDS;

const AWS_ON_BOUNCES = `AWS reviews an account at ${percent(BOUNCES.review)} and may pause its sending at ${percent(BOUNCES.pause)}, by a count of its own.`;
const AWS_ON_COMPLAINTS = `AWS reviews an account at ${percent(COMPLAINTS.review)} and may pause its sending at ${percent(COMPLAINTS.pause)}, by a count of its own.`;

type Texts = {
  readonly [N in AlarmName]: (
    setting: Exclude<AlarmSettings[N], false>,
    periodMinutes: number,
    settings: AlarmSettings,
  ) => string;
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
  accountUnderReview: (_setting, _periodMinutes, settings) => {
    const pager = pagerOfShutdown(settings) as AlarmName;
    return pager === 'accountUnderReview'
      ? 'AWS has put the account under review or paused its sending, or SES gives a status that this version does not know. AWS may pause sending if the problem is not solved by the date in its e-mail.'
      : `AWS has put the account under review, or SES gives a status that this version does not know. Mail is still sent. AWS may pause sending if the problem is not solved by the date in its e-mail. OK means that the review is over, or that AWS has paused the account: then ${toSlug(pager)} pages.`;
  },
  accountShutDown: () =>
    'AWS has paused the sending of this account. No mail leaves until AWS lifts the pause: answer the support case.',
  sendingDisabled: (_setting, _periodMinutes, settings) =>
    pagerOfShutdown(settings) === 'sendingDisabled'
      ? 'SES does not let the account send in this Region: AWS has paused it, or somebody has switched sending off. No mail leaves.'
      : 'SES does not let the account send in this Region, and AWS has not paused it: somebody has switched sending off. No mail leaves. OK means that sending is on again, or that AWS has paused the account: then account-shut-down pages.',
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
    `The exporter has published no count of mail ${inPeriods(setting, periodMinutes)}: it does not run, or SES does not answer GetSendStatistics. Until it does, the alarms on our bounce and complaint rates keep their state; so do those on account and quota, unless SES still answers GetAccount.`,
  exporterFailing: (setting, periodMinutes) =>
    `The exporter failed ${inPeriods(setting, periodMinutes)}. It has published what it could read.`,
  pollsGivenUp: () =>
    'Polls failed or could not be delivered, and their events lie in the queue. Later polls publish what these left out.',
  lookUpsFailing: (setting, periodMinutes) =>
    `At least ${counted(setting.threshold, 'look-up')} of messages ended with a server error within ${periodMinutes} minutes: SES fails, or the look-up API does. Metrics and other alarms are not affected.`,
  lookUpsThrottled: (setting, periodMinutes) =>
    `At least ${counted(setting.threshold, 'look-up')} of messages got the answer 429 ${inPeriods(setting, periodMinutes)}: more is asked than the one call a second that SES grants. API Gateway may refuse more without a log line, which is not counted here. Metrics and other alarms are not affected.`,
};

function bounces(setting: RateSetting): string {
  return `Hard bounces have reached ${rate(setting, 'bounce')}. ${AWS_ON_BOUNCES}`;
}

function complaints(setting: RateSetting): string {
  return `Complaints have reached ${rate(setting, 'complaint')}. ${AWS_ON_COMPLAINTS}`;
}

function rate({ threshold, window, attempts, events }: RateSetting, eventName: string): string {
  return `${percent(threshold)} of the delivery attempts of the last ${window} (from ${counted(attempts, 'attempt')} and ${counted(events, eventName)} on)`;
}

function inPeriods({ datapointsToAlarm, evaluationPeriods }: Periods, minutes: number): string {
  return evaluationPeriods === 1
    ? `in a period of ${minutes} minutes`
    : `in ${datapointsToAlarm} of the last ${evaluationPeriods} periods of ${minutes} minutes`;
}

function quota({ threshold }: ThresholdSetting): string {
  return `The mails of the last 24 hours have reached ${percent(threshold)} of the daily quota. At 100 % SES refuses all mail.`;
}

/** Where an alarm is: its name has no account, and the message of a pager often shows the description alone. */
function placeOf({ account, region }: Stack): string {
  return `Account ${account}, ${region}: `;
}

/**
 * An alarm's description: where it is, what happened, what AWS does, and the heading of the runbook that says what to do.
 *
 * @param runbookUrl where RUNBOOK.md can be read
 */
export function toDescription(
  name: AlarmName,
  settings: AlarmSettings,
  { stack, periodMinutes, runbookUrl }: { stack: Stack; periodMinutes: number; runbookUrl: string },
): string {
  const textOf = TEXTS[name] as (setting: unknown, periodMinutes: number, settings: AlarmSettings) => string;
  const text = textOf(settings[name], periodMinutes, settings);
  return `${placeOf(stack)}${text} What to do: ${runbookUrl}#alarm-${toSlug(name)}`;
}

/** The description of the one page for all critical alarms on rates. */
export function pageDescription(stack: Stack, runbookUrl: string): string {
  return `${placeOf(stack)}bounces or complaints have reached a level at which AWS acts. The reason in this message names the alarm that went off. While this page is in ALARM, no other rate pages. OK means that the burst is over or that the rates are back: after a burst those of the day, and AWS's own, stay quiet for 24 hours. What to do: ${runbookUrl}#page-sending-rates`;
}

/** The description of the alarm that remembers bursts. */
export function memoryDescription(stack: Stack, runbookUrl: string): string {
  return `${placeOf(stack)}a burst of bounces or complaints has paged within the last 24 hours. This alarm sends no message: it keeps the alarms on the day's rates and on AWS's own rates quiet. More: ${runbookUrl}#page-sending-rates`;
}
