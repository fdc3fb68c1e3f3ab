/**
 * What is wrong with a CloudWatch namespace, a sentence each.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function namespaceProblems(namespace: string): string[] {
  if (typeof namespace !== 'string') return ['write a string'];
  const problems: string[] = [];
  if (!/^[A-Za-z0-9._/#: -]{1,255}$/.test(namespace) || namespace.trim() === '') {
    problems.push('write 1 to 255 of the characters A-Z a-z 0-9 . _ / # : - and space');
  }
  if (/^(AWS\/|:)/.test(namespace)) {
    problems.push('start with anything but "AWS/", which is for AWS itself, or a colon');
  }
  return problems;
}

/**
 * What is wrong with a namespace that CloudWatch Logs is to count into, a sentence each.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
 */
export function logNamespaceProblems(namespace: string): string[] {
  return String(namespace).includes(':')
    ? [
        'write no colon, because look-ups are counted in logs, and CloudWatch Logs allows no colon in a namespace; or switch look-ups off',
      ]
    : [];
}
