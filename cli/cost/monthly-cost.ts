/** The monthly cost of a stack, from its template and its schedule. */
import { ENVIRONMENT } from '../../lambda/send-statistics/contract';
import type { CfnTemplate } from '../../local/alarms/template-alarms';

/**
 * AWS's list prices in us-east-1, USD, November 2026.
 * https://aws.amazon.com/cloudwatch/pricing/ https://aws.amazon.com/kms/pricing/ https://aws.amazon.com/lambda/pricing/
 */
const PRICES = {
  metric: 0.3,
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
  dashboard: 3,
  key: 1,
  thousandRequests: 0.01,
  lambdaGbSecond: 0.0000133334,
} as const;

/** AWS's free tier in every account, per month. */
const FREE_TIER = {
  metrics: 10,
  alarmMetrics: 10,
  dashboards: 3,
  requests: 1_000_000,
  lambdaGbSeconds: 400_000,
} as const;

/** The duration of a poll, including the start of the function. An assumption. */
const POLL_SECONDS = 1;
const HOURS_PER_MONTH = 730;

export interface CostLine {
  readonly item: string;
  readonly amount: number;
  /** USD per month at list price. */
  readonly list: number;
  /** USD per month when nothing else in the account uses the free tier. */
  readonly afterFreeTier: number;
}

export interface Usage {
  /** Published custom metrics. */
  readonly metrics: number;
  /** Metrics that one poll reads with GetMetricData. */
  readonly metricsRead: number;
  readonly pollsPerHour: number;
}

export function monthlyCost({ Resources }: CfnTemplate, { metrics, metricsRead, pollsPerHour }: Usage): CostLine[] {
  const ofType = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
  const alarmMetrics = ofType('AWS::CloudWatch::Alarm').reduce(
    (sum, { Properties }) => sum + billedMetrics(Properties),
    0,
  );
  const polls = pollsPerHour * HOURS_PER_MONTH;
  const memoryGb = memoryOf(ofType('AWS::Lambda::Function').filter(({ Properties }) => isPoller(Properties)));
  return [
    line('Custom metrics', metrics, PRICES.metric, FREE_TIER.metrics),
    line('Metrics that alarms read', alarmMetrics, PRICES.alarmMetric, FREE_TIER.alarmMetrics),
    line('Composite alarms', ofType('AWS::CloudWatch::CompositeAlarm').length, PRICES.compositeAlarm),
    line('Dashboards', ofType('AWS::CloudWatch::Dashboard').length, PRICES.dashboard, FREE_TIER.dashboards),
    line('Encryption keys', ofType('AWS::KMS::Key').length, PRICES.key),
    line('Metrics read with GetMetricData', polls * metricsRead, PRICES.thousandRequests / 1000),
    line('PutMetricData requests', polls, PRICES.thousandRequests / 1000, FREE_TIER.requests),
    line('Lambda, GB-seconds', polls * POLL_SECONDS * memoryGb, PRICES.lambdaGbSecond, FREE_TIER.lambdaGbSeconds),
  ];
}

export function total(lines: readonly CostLine[], column: 'list' | 'afterFreeTier'): number {
  return lines.reduce((sum, { [column]: usd }) => sum + usd, 0);
}

/** Returns whether a function runs on a schedule, as the exporter does. The look-up function costs almost nothing. */
function isPoller({ Environment }: { Environment?: { Variables: Record<string, unknown> } }): boolean {
  return Environment?.Variables[ENVIRONMENT.schedulePeriodMinutes] !== undefined;
}

function memoryOf(functions: readonly { Properties: { MemorySize: number } }[]): number {
  return functions.reduce((sum, { Properties }) => sum + Properties.MemorySize / 1024, 0);
}

/** Returns the number of billed metrics. AWS bills an alarm for each metric that it reads, but not for expressions. */
function billedMetrics({ Metrics }: { Metrics?: { MetricStat?: unknown }[] }): number {
  return Metrics ? Metrics.filter(({ MetricStat }) => MetricStat).length : 1;
}

function line(item: string, amount: number, price: number, free = 0): CostLine {
  return { item, amount, list: amount * price, afterFreeTier: Math.max(0, amount - free) * price };
}
