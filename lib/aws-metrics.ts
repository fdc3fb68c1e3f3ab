import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { AWS_THRESHOLDS } from './aws-thresholds';

/** AWS's own rate of the account, which AWS publishes about once an hour and acts on. */
export function awsRate(name: keyof typeof AWS_THRESHOLDS, options?: MetricOptions): Metric {
  return new Metric({
    namespace: 'AWS/SES',
    metricName: `Reputation.${name}`,
    statistic: 'Maximum',
    period: Duration.hours(1),
    ...options,
  });
}
