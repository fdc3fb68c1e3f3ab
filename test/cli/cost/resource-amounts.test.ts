import { describe, expect, it } from '@jest/globals';
import { resourceAmounts } from '../../../cli/cost/resource-amounts';
import { synthesizeStacks } from '../../../cli/stack/stack-template';
import { CONFIGURATIONS } from '../../e2e/support/configurations';

function amountsOf(Type: string, Properties: object, scale?: number) {
  return resourceAmounts({ Resources: { Resource: { Type, Properties } } } as never, scale);
}

const ALARM = 'AWS::CloudWatch::Alarm';
const metric = (Stat: string, Period = 900) => ({ MetricStat: { Stat, Period } });

describe('an alarm', () => {
  it.each([
    ['on a metric', { MetricName: 'SendQuotaUsage', Period: 900 }, 1],
    ['on an expression of two metrics', { Metrics: [{ Expression: 'a * b' }, metric('Sum'), metric('Maximum')] }, 2],
  ])('%s is billed for each metric', (_, properties, alarmMetric) => {
    expect(amountsOf(ALARM, properties)).toEqual({ alarmMetric });
  });

  it.each([
    ['anomalies', { Metrics: [{ Expression: 'ANOMALY_DETECTION_BAND(a, 2)' }, metric('Sum')] }],
    ['a query', { Metrics: [{ Expression: 'SELECT AVG(a) FROM b' }] }],
    ['a query beside a metric', { Metrics: [{ Expression: 'SELECT AVG(a) FROM b' }, metric('Sum')] }],
    ['periods of ten seconds', { MetricName: 'Errors', Period: 10 }],
    ['an expression of periods of ten seconds', { Metrics: [metric('Sum', 10)] }],
    ['nothing', { Metrics: [] }],
  ])('on %s has no known price', (_, properties) => {
    expect(() => amountsOf(ALARM, properties)).toThrow(/^The price of a resource is unknown: the alarm /);
  });
});

describe('a dashboard', () => {
  const body = (metrics: number) => JSON.stringify({ widgets: [{ properties: { metrics: Array(metrics).fill([]) } }] });
  const amounts = (DashboardName: string, metrics: number, scale?: number) =>
    amountsOf(
      'AWS::CloudWatch::Dashboard',
      { DashboardName, DashboardBody: { 'Fn::Join': ['', [body(metrics)]] } },
      scale,
    );

  it.each([
    [50, { dashboard: 1 }],
    [51, { largeDashboard: 1 }],
  ])('of %i metrics', (metrics, expected) => {
    expect(amounts('Watch-eu-west-1', metrics)).toEqual(expected);
  });

  it('of all Regions has more metrics with more Regions, and no other dashboard has', () => {
    expect(amounts('Watch-eu-west-1-all-Regions', 30, 1.5)).toEqual({ dashboard: 1 });
    expect(amounts('Watch-eu-west-1-all-Regions', 30, 2)).toEqual({ largeDashboard: 1 });
    expect(amounts('Watch-eu-west-1', 30, 2)).toEqual({ dashboard: 1 });
  });
});

it.each([
  ['AWS::Kinesis::Stream', {}, 'Resource is of the type AWS::Kinesis::Stream'],
  ['AWS::KMS::Key', { EnableKeyRotation: true }, 'a key with rotation'],
  ['AWS::DynamoDB::Table', { BillingMode: 'PROVISIONED' }, 'a table'],
  [
    'AWS::DynamoDB::Table',
    { BillingMode: 'PAY_PER_REQUEST', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    'a table',
  ],
])('a resource of the type %s with %j has no known price', (type, properties, problem) => {
  expect(() => amountsOf(type, properties)).toThrow(problem);
});

it.each(Object.entries(CONFIGURATIONS))('knows the price of every resource: %s', (_, context) => {
  for (const template of synthesizeStacks({ 'exporter:regions': ['eu-west-1'], ...context })) {
    expect(() => resourceAmounts(template)).not.toThrow();
  }
});
