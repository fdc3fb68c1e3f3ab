import { describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { isOptionalMetric, isWindowMetric, METRIC_NAMES } from '../../../lambda/send-statistics/contract';
import { ALARM_NAMES, DEFAULT_ALARMS } from '../../../lib/alarms/alarm-table';
import { SendDashboard } from '../../../lib/dashboards/send-dashboard';
import { defineStacks } from '../../../lib/exporter-app';
import { ExporterStack } from '../../../lib/exporter-stack';
import { createAlarms } from '../../support/alarms';
import { dashboardsOf, type WidgetJson } from '../../support/dashboards';
import { createApp } from '../../support/template';

const ON_BY_DEFAULT = ALARM_NAMES.filter((name) => DEFAULT_ALARMS[name]);

const PROFILE = { account: '111122223333', region: 'eu-west-1' };
const template = Template.fromStack(new ExporterStack(createApp(), 'Watch', { env: PROFILE }));
const widgets = dashboardsOf(template).get('Watch-eu-west-1') ?? [];

function linesOf(shown: readonly WidgetJson[], title: string) {
  const graph = shown.find(({ properties }) => properties.title === title);
  return graph?.properties.annotations?.horizontal ?? [];
}

/** The metrics that all widgets read, as in CloudWatch's JSON. */
const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);

describe('the dashboard', () => {
  it('shows the states of all alarms first, over its whole width', () => {
    const [first] = widgets;
    expect([first?.type, first?.y, first?.width, first?.properties.alarms?.length]).toEqual([
      'alarm',
      0,
      24,
      1 + ON_BY_DEFAULT.length, // with the page for all rates, but without the memory of bursts, which requires no action
    ]);
  });

  it.each([
    ['Bounce rate', [0.05, 0.1, 0.03]],
    ['Complaint rate', [0.001, 0.005, 0.0007]],
  ])('shows AWS’s levels and the alarms’ thresholds as lines of the %s', (title, values) => {
    expect(linesOf(widgets, title).map(({ value }) => value)).toEqual(values);
  });

  it('shows the threshold that is in force', () => {
    const overrides = { bounceRateWarning: { threshold: 0.025 }, bounceRateSlow: false as const };
    const { alarms, exporter } = createAlarms({ alarms: overrides, insights: false });
    new SendDashboard(Stack.of(alarms), 'Dashboard', { exporter, alarms });
    const shown = [...dashboardsOf(Template.fromStack(Stack.of(alarms))).values()].flat();
    expect(linesOf(shown, 'Bounce rate').map(({ value, label }) => `${value}: ${label}`)).toEqual([
      '0.05: AWS reviews at 5 %',
      '0.1: AWS may pause at 10 %',
      '0.025: bounce-rate-warning at 2.5 %',
    ]);
  });

  it('shows AWS’s own rates beside ours', () => {
    expect(metrics.map(([namespace, name]) => `${namespace} ${name}`)).toEqual(
      expect.arrayContaining(['AWS/SES Reputation.BounceRate', 'AWS/SES Reputation.ComplaintRate']),
    );
  });

  it('reads every metric that the exporter publishes, and no other of its namespace', () => {
    const read = metrics
      .filter(([namespace]) => namespace === 'SES/SendStatistics')
      .map(([, name, dimension, window]) => (dimension === 'Window' ? `${name} ${window}` : String(name)));
    const published = METRIC_NAMES.filter((name) => !isOptionalMetric(name)).flatMap((name) =>
      isWindowMetric(name) ? ['1h', '24h', '14d'].map((window) => `${name} ${window}`) : [name],
    );
    expect(read.sort()).toEqual(published.sort());
  });

  it('explains each number', () => {
    const text = widgets.map(({ properties }) => properties.markdown ?? '').join();
    for (const name of [
      'Bounce rate',
      'Delivery attempts',
      'SendingEnabled',
      'EnforcementLevel',
      'SendQuotaUsage',
      'NewestDataPointAge',
    ]) {
      expect(text).toContain(name);
    }
  });

  it('shows no list of alarms if all are switched off, because CloudWatch refuses an empty list', () => {
    const app = createApp({ 'exporter:regions': 'eu-west-1,us-east-1', 'exporter:alarms': false });
    const [stack] = defineStacks(app, PROFILE);
    const all = [...dashboardsOf(Template.fromStack(stack as ExporterStack)).values()].flat();
    expect(all.filter(({ type }) => type === 'alarm')).toEqual([]);
    expect(all.length).toBeGreaterThan(10);
  });

  it('can be left out', () => {
    const stack = new ExporterStack(createApp(), 'Watch', { dashboard: false });
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });
});

describe('the dashboard of all Regions', () => {
  const stacksOf = (regions: string) =>
    defineStacks(createApp({ 'exporter:regions': regions }), PROFILE).map((stack) =>
      dashboardsOf(Template.fromStack(stack)),
    );

  it('is in the first of several stacks, and shows each Region', () => {
    const [first, second] = stacksOf('eu-west-1,us-east-1');
    expect([...(first?.keys() ?? [])]).toEqual([
      'SesMetricsExporter-eu-west-1',
      'SesMetricsExporter-eu-west-1-all-Regions',
    ]);
    expect([...(second?.keys() ?? [])]).toEqual(['SesMetricsExporter-us-east-1']);
    const shown = first?.get('SesMetricsExporter-eu-west-1-all-Regions') ?? [];
    const regions = shown.map(({ properties }) => properties.region);
    expect(regions.filter((region) => region === 'eu-west-1')).toHaveLength(7);
    expect(regions.filter((region) => region === 'us-east-1')).toHaveLength(7);
    const states = shown.flatMap(({ properties }) => properties.alarms ?? []);
    expect(states).toContain(
      'arn:aws:cloudwatch:us-east-1:111122223333:alarm:SesMetricsExporter-us-east-1-bounce-rate-fast-burn',
    );
    expect(states).toHaveLength(2 * (1 + ON_BY_DEFAULT.length));
  });

  it('does not exist for one Region', () => {
    expect(stacksOf('eu-west-1').flatMap((dashboards) => [...dashboards.keys()])).toEqual([
      'SesMetricsExporter-eu-west-1',
    ]);
  });
});
