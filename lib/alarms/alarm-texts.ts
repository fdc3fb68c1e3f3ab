/** Words and limits of alarm descriptions, which people read at night and on a phone. */
import type { Stack } from 'aws-cdk-lib';
import { counted } from '../shared/plural';
import type { Periods } from './alarm-row';
import { AWS_THRESHOLDS, type RateName } from './aws-thresholds';
import { percent } from './percent';

/**
 * Longest description in CloudWatch, in characters.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const MAX_DESCRIPTION_LENGTH = 1024;

/** Longest URL of the runbook, in characters, with which every description fits. */
export const MAX_RUNBOOK_URL_LENGTH = 300;

/**
 * Returns an alarm's description: what happened and how bad it is, then where, then the runbook. The description names the
 * account, because the alarm's name does not, and pagers often show only the description.
 *
 * @param text what happened and how bad it is
 * @param link URL of the alarm's heading in the runbook
 */
export function toDescription(text: string, { account, region }: Stack, link: string): string {
  return `${text} Account ${account}, ${region}. Runbook: ${link}`;
}

/** Returns the levels of a rate at which AWS acts, as a sentence. */
export function awsActsOn(rate: RateName): string {
  const { review, pause } = AWS_THRESHOLDS[rate];
  return `AWS reviews accounts at ${percent(review)} and may pause sending at ${percent(pause)}.`;
}

/** Returns `in the last 15 minutes` or `in 2 of the last 4 periods of 15 minutes`. */
export function inPeriods({ datapointsToAlarm, evaluationPeriods }: Periods, minutes: number): string {
  return evaluationPeriods === 1
    ? `in the last ${minutes} minutes`
    : `in ${datapointsToAlarm} of the last ${evaluationPeriods} periods of ${minutes} minutes`;
}

const UNITS: Readonly<Record<string, string>> = { m: 'minute', h: 'hour', d: 'day' };

/** Returns words for the sends of a window, such as `the last 24 hours' sends` for `24h`. */
export function recentSends(label: string): string {
  const unit = UNITS[label.slice(-1)] as string;
  const amount = Number.parseInt(label, 10);
  return amount === 1 ? `the last ${unit}'s sends` : `the last ${counted(amount, unit)}' sends`;
}
