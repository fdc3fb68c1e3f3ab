/** Reads AWS's own rates of the account from CloudWatch. */
import { type CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { AWS_SES_NAMESPACE } from '../../../lib/alarms/aws-metrics';
import { AWS_THRESHOLDS, type RateName } from '../../../lib/alarms/aws-thresholds';
import type { AwsRates } from '../../../local/verdict/verdict';

const RATES = Object.keys(AWS_THRESHOLDS) as RateName[];

/**
 * Length of a period. CloudWatch keeps periods of one minute for 15 days, and longer periods would move a value to another time.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
const PERIOD_SECONDS = 60;

/** No rates at all. */
export const NO_AWS_RATES: AwsRates = { BounceRate: [], ComplaintRate: [] };

/**
 * Returns the rates that AWS published in [from, to), epoch milliseconds. A rate that AWS does not publish has no points.
 *
 * @throws Error if CloudWatch does not return all points, because the missing ones are unknown
 */
export async function readAwsRates(
  cloudwatch: CloudWatchClient,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<AwsRates> {
  const points = new Map(RATES.map((rate) => [toId(rate), [] as AwsRates[RateName][number][]]));
  const statusCodes = new Map<string, string>(); // of the last page that has the rate
  const request = { MetricDataQueries: RATES.map(toQuery), StartTime: new Date(from), EndTime: new Date(to) };
  for await (const { MetricDataResults = [] } of paginateGetMetricData({ client: cloudwatch }, request)) {
    for (const { Id = '', Timestamps = [], Values = [], StatusCode = 'Complete' } of MetricDataResults) {
      statusCodes.set(Id, StatusCode);
      for (const [index, timestamp] of Timestamps.entries()) {
        points.get(Id)?.push({ timestamp: timestamp.getTime(), value: Values[index] as number });
      }
    }
  }
  const ratesOf = (rate: RateName) => {
    const status = statusCodes.get(toId(rate));
    if (status !== 'Complete') throw new Error(`CloudWatch returned ${status ?? 'no result'} for Reputation.${rate}`);
    return (points.get(toId(rate)) ?? []).sort((a, b) => a.timestamp - b.timestamp);
  };
  return { BounceRate: ratesOf('BounceRate'), ComplaintRate: ratesOf('ComplaintRate') };
}

function toId(rate: RateName): string {
  return `rate${rate}`;
}

function toQuery(rate: RateName): MetricDataQuery {
  return {
    Id: toId(rate),
    MetricStat: {
      Metric: { Namespace: AWS_SES_NAMESPACE, MetricName: `Reputation.${rate}` },
      Period: PERIOD_SECONDS,
      Stat: 'Maximum',
    },
  };
}
