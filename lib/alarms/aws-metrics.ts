import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { AWS_RATE_PERIOD_MINUTES, type AWS_THRESHOLDS } from './aws-thresholds';

/** CloudWatch namespace of what SES publishes itself. */
export const AWS_SES_NAMESPACE = 'AWS/SES';

/** AWS's own rate of the account, the one it acts on. */
export function awsRate(name: keyof typeof AWS_THRESHOLDS, options?: MetricOptions): Metric {
  return new Metric({
    namespace: AWS_SES_NAMESPACE,
    metricName: `Reputation.${name}`,
    statistic: 'Maximum',
    period: Duration.minutes(AWS_RATE_PERIOD_MINUTES),
    ...options,
  });
}
