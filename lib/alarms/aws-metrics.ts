import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { AWS_RATE_PERIOD_MINUTES, type RateName } from './aws-thresholds';

/** CloudWatch namespace of the metrics that SES publishes itself. */
export const AWS_SES_NAMESPACE = 'AWS/SES';

/** Returns AWS's own rate of the account, which AWS acts on. */
export function awsRate(name: RateName, options?: MetricOptions): Metric {
  return new Metric({
    namespace: AWS_SES_NAMESPACE,
    metricName: `Reputation.${name}`,
    statistic: 'Maximum',
    period: Duration.minutes(AWS_RATE_PERIOD_MINUTES),
    ...options,
  });
}
