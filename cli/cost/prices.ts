/**
 * AWS's list prices in us-east-1, USD, November 2026, and its free tier. Every unit that AWS bills has one row.
 *
 * AWS counts the free tier once for each account, over all Regions: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/billing-free-tier.html
 */

const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const KMS = 'https://aws.amazon.com/kms/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const SNS = 'https://aws.amazon.com/sns/pricing/';

export interface Price {
  /** The row's name in the table. */
  readonly item: string;
  /** USD for one unit. */
  readonly usd: number;
  /** Units a month that cost nothing in every account. Default: none. */
  readonly free?: number;
  /** The page of the price. */
  readonly source: string;
}

const MILLION = 1_000_000;

export const PRICES = {
  metric: { item: 'Custom metrics', usd: 0.3, free: 10, source: CLOUDWATCH },
  /** An alarm costs this for each metric that it reads. */
  alarmMetric: { item: 'Metrics that alarms read', usd: 0.1, free: 10, source: CLOUDWATCH },
  compositeAlarm: { item: 'Composite alarms', usd: 0.5, source: CLOUDWATCH },
  dashboard: { item: 'Dashboards', usd: 3, free: 3, source: CLOUDWATCH },
  /** The free tier has only dashboards of up to 50 metrics. */
  largeDashboard: { item: 'Dashboards of more than 50 metrics', usd: 3, source: CLOUDWATCH },
  key: { item: 'Encryption keys', usd: 1, source: KMS },
  /** The free tier does not cover GetMetricData. */
  metricRead: { item: 'Metrics read with GetMetricData', usd: 0.01 / 1000, source: CLOUDWATCH },
  metricPut: { item: 'PutMetricData requests', usd: 0.01 / 1000, free: MILLION, source: CLOUDWATCH },
  /** On the architecture arm64. */
  gbSecond: { item: 'Lambda, GB-seconds', usd: 0.0000133334, free: 400_000, source: LAMBDA },
  invocation: { item: 'Lambda, invocations', usd: 0.2 / MILLION, free: MILLION, source: LAMBDA },
  /** New accounts have free requests for a year. Others pay for every request, so the table has none. */
  apiRequest: {
    item: 'API Gateway, requests',
    usd: 1 / MILLION,
    source: 'https://aws.amazon.com/api-gateway/pricing/',
  },
  transferGb: {
    item: 'Data to the internet, GB',
    usd: 0.09,
    free: 100,
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer',
  },
  /** The free tier covers no requests of tables on demand. */
  tableWrite: { item: 'DynamoDB, write units', usd: 0.625 / MILLION, source: DYNAMODB },
  tableRead: { item: 'DynamoDB, read units', usd: 0.125 / MILLION, source: DYNAMODB },
  tableGb: { item: 'DynamoDB, GB stored', usd: 0.25, free: 25, source: DYNAMODB },
  logGb: { item: 'Logs, GB written', usd: 0.5, free: 5, source: CLOUDWATCH },
  /** The free tier shares 5 GB between written and stored logs. Here, all of it is for written logs. */
  storedLogGb: { item: 'Logs, GB stored', usd: 0.03, source: CLOUDWATCH },
  schedule: {
    item: 'Scheduler, invocations',
    usd: 1 / MILLION,
    free: 14 * MILLION,
    source: 'https://aws.amazon.com/eventbridge/pricing/',
  },
  message: { item: 'SNS, messages', usd: 0.5 / MILLION, free: MILLION, source: SNS },
  email: { item: 'SNS, e-mails', usd: 2 / 100_000, free: 1_000, source: SNS },
  delivery: { item: 'SNS, deliveries over HTTPS', usd: 0.6 / MILLION, free: 100_000, source: SNS },
  keyRequest: { item: 'Requests to encryption keys', usd: 0.03 / 10_000, free: 20_000, source: KMS },
  queueRequest: {
    item: 'SQS, requests',
    usd: 0.4 / MILLION,
    free: MILLION,
    source: 'https://aws.amazon.com/sqs/pricing/',
  },
} as const satisfies Readonly<Record<string, Price>>;

export type Unit = keyof typeof PRICES;

/** How much of each unit is used in a month. A unit that is absent is not used. */
export type Amounts = Readonly<Partial<Record<Unit, number>>>;

export function sumOf(parts: readonly Amounts[]): Amounts {
  const sum: Partial<Record<Unit, number>> = {};
  for (const part of parts) {
    for (const [unit, amount] of Object.entries(part)) sum[unit as Unit] = (sum[unit as Unit] ?? 0) + amount;
  }
  return sum;
}

export function times(count: number, amounts: Amounts): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([unit, amount]) => [unit, amount * count]));
}

export interface CostLine {
  readonly item: string;
  readonly amount: number;
  /** USD per month at list price. */
  readonly list: number;
  /** USD per month when nothing else in the account uses the free tier. */
  readonly afterFreeTier: number;
}

/** Returns one line for each unit that is used, in the order of the prices. */
export function costLines(amounts: Amounts): CostLine[] {
  return Object.entries(PRICES).flatMap(([unit, price]) => {
    const { item, usd, free = 0 }: Price = price;
    const amount = amounts[unit as Unit] ?? 0;
    return amount === 0 ? [] : [{ item, amount, list: amount * usd, afterFreeTier: Math.max(0, amount - free) * usd }];
  });
}

export function total(lines: readonly CostLine[], column: 'list' | 'afterFreeTier'): number {
  return lines.reduce((sum, { [column]: usd }) => sum + usd, 0);
}
