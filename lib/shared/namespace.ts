import * as z from 'zod';
import { DEFAULT_NAMESPACE } from '../../lambda/send-statistics/contract';
import { refusing } from './schema-wording';

/** The CloudWatch namespace of every metric. */
export const namespace = z.string('write a string').superRefine(refusing(namespaceProblems)).default(DEFAULT_NAMESPACE);

/** Rules for namespaces: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
function namespaceProblems(name: string): string[] {
  const problems: string[] = [];
  if (!/^[A-Za-z0-9._/#: -]{1,255}$/.test(name) || name.trim() === '') {
    problems.push('write 1 to 255 of the characters A-Z a-z 0-9 . _ / # : - and space');
  }
  if (/^(AWS\/|:)/.test(name)) {
    problems.push('write a namespace that begins with neither "AWS/" nor a colon, because CloudWatch refuses both');
  }
  return problems;
}

/**
 * Returns why CloudWatch Logs cannot count into a namespace, one sentence for each reason.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
 */
export function logNamespaceProblems(name: string): string[] {
  return name.includes(':')
    ? [
        'write no colon, or switch look-ups off, because CloudWatch Logs counts look-ups and allows no colon in a namespace',
      ]
    : [];
}
