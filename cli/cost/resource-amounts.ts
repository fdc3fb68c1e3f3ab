/** What the resources of a template cost while nothing happens. */
import { ALL_REGIONS } from '../../lib/dashboards/cross-region-dashboard';
import type { CfnTemplate } from '../../local/alarms/template-alarms';
import { type Amounts, sumOf } from './prices';

type Resource = CfnTemplate['Resources'][string];

/** Dashboards of more metrics are not part of the free tier. https://aws.amazon.com/cloudwatch/pricing/ */
const FREE_DASHBOARD_METRICS = 50;

const FREE = () => ({});

/** The requests cost something, not the resource. `workload-amounts.ts` counts them. */
const BY_REQUEST = FREE;

const RESOURCES: Readonly<Record<string, (properties: Resource['Properties'], dashboardScale: number) => Amounts>> = {
  'AWS::ApiGatewayV2::Api': BY_REQUEST,
  'AWS::ApiGatewayV2::Authorizer': FREE,
  'AWS::ApiGatewayV2::Integration': FREE,
  'AWS::ApiGatewayV2::Route': FREE,
  'AWS::ApiGatewayV2::Stage': FREE,
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': FREE,
  'AWS::Chatbot::SlackChannelConfiguration': FREE,
  'AWS::CloudWatch::Alarm': (properties) => ({ alarmMetric: billedMetrics(properties) }),
  'AWS::CloudWatch::CompositeAlarm': () => ({ compositeAlarm: 1 }),
  'AWS::CloudWatch::Dashboard': dashboardAmounts,
  'AWS::DynamoDB::Table': tableAmounts,
  'AWS::Events::Rule': FREE, // events of AWS services are free
  'AWS::IAM::ManagedPolicy': FREE,
  'AWS::IAM::Policy': FREE,
  'AWS::IAM::Role': FREE,
  'AWS::KMS::Key': keyAmounts,
  'AWS::Lambda::EventInvokeConfig': FREE,
  'AWS::Lambda::Function': BY_REQUEST,
  'AWS::Lambda::Permission': FREE,
  'AWS::Logs::LogGroup': BY_REQUEST,
  'AWS::Logs::MetricFilter': FREE, // its metric costs something only in a month with a match
  'AWS::Oam::Link': FREE,
  'AWS::SNS::Subscription': BY_REQUEST,
  'AWS::SNS::Topic': BY_REQUEST,
  'AWS::SNS::TopicPolicy': FREE,
  'AWS::SQS::Queue': BY_REQUEST,
  'AWS::SQS::QueuePolicy': FREE,
  'AWS::Scheduler::Schedule': BY_REQUEST,
};

/**
 * Returns what the resources of a template cost for a month.
 *
 * @param dashboardScale Regions on the dashboard of all Regions, divided by those on the dashboard in the template
 * @throws Error for a resource whose price is unknown
 */
export function resourceAmounts({ Resources }: CfnTemplate, dashboardScale = 1): Amounts {
  return sumOf(
    Object.entries(Resources).map(([id, { Type, Properties }]) => {
      const amountsOf = RESOURCES[Type];
      if (!amountsOf) throw unpriced(`${id} is of the type ${Type}`);
      return amountsOf(Properties ?? {}, dashboardScale);
    }),
  );
}

function unpriced(problem: string): Error {
  return new Error(`The price of a resource is unknown: ${problem}. Add its price to cli/cost/resource-amounts.ts`);
}

/**
 * Returns the number of metrics that an alarm is billed for: each that it reads, but not its expressions. The same metric with
 * another statistic counts again.
 */
function billedMetrics({ AlarmName, Metrics, Period }: Resource['Properties']): number {
  const queries: readonly MetricQuery[] = Metrics ?? [{ MetricStat: { Period } }];
  const read = queries.filter(({ MetricStat }) => MetricStat);
  // Alarms on anomalies, on queries and with periods below a minute cost more.
  const isOther = ({ Expression = '', MetricStat }: MetricQuery) =>
    /ANOMALY_DETECTION_BAND|SELECT/.test(Expression) || Number(MetricStat?.Period ?? 60) < 60;
  if (read.length === 0 || queries.some(isOther)) {
    throw unpriced(`the alarm ${JSON.stringify(AlarmName)} does not read metrics with periods of a minute or longer`);
  }
  return read.length;
}

interface MetricQuery {
  readonly Expression?: string;
  readonly MetricStat?: { readonly Period?: number };
}

function keyAmounts({ EnableKeyRotation, MultiRegion }: Resource['Properties']): Amounts {
  if (EnableKeyRotation || MultiRegion) throw unpriced('a key with rotation or for several Regions');
  return { key: 1 };
}

function tableAmounts({ BillingMode, PointInTimeRecoverySpecification, StreamSpecification }: Resource['Properties']) {
  const isOther = PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled || StreamSpecification;
  if (BillingMode !== 'PAY_PER_REQUEST' || isOther) throw unpriced('a table that is not only billed by request');
  return {};
}

function dashboardAmounts({ DashboardName, DashboardBody }: Resource['Properties'], scale: number): Amounts {
  const metrics = metricsOn(toText(DashboardBody)) * (toText(DashboardName).endsWith(ALL_REGIONS) ? scale : 1);
  return metrics > FREE_DASHBOARD_METRICS ? { largeDashboard: 1 } : { dashboard: 1 };
}

function metricsOn(body: string): number {
  const { widgets } = JSON.parse(body) as { widgets: { properties: { metrics?: unknown[] } }[] };
  return widgets.reduce((sum, { properties }) => sum + (properties.metrics?.length ?? 0), 0);
}

/** Returns a value of a template with a placeholder for each value that only the deployment knows. */
function toText(value: string | { 'Fn::Join': [string, unknown[]] }): string {
  if (typeof value === 'string') return value;
  const [separator, parts] = value['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : 'x')).join(separator);
}
