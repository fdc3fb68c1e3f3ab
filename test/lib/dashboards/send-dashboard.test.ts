import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { isOptionalMetric, isWindowMetric, METRIC_NAMES } from '../../../lambda/send-statistics/contract';
import { ALARM_NAMES, DEFAULT_ALARMS, RATE_ALARMS } from '../../../lib/alarms/alarm-table';
import { defineStacks } from '../../../lib/exporter-app';
import { ExporterStack } from '../../../lib/exporter-stack';
import { dashboardsOf, type WidgetJson } from '../../support/dashboards';
import { createApp } from '../../support/template';

const PROFILE = { account: '111122223333', region: 'eu-west-1' };
const template = Template.fromStack(new ExporterStack(createApp(), 'Watch', { env: PROFILE }));
const widgets = dashboardsOf(template).get('Watch-eu-west-1') ?? [];

function widgetTitled(title: string): WidgetJson {
  return widgets.find(({ properties }) => properties.title === title) as WidgetJson;
}

describe('the dashboard', () => {
  it('shows the states of all alarms first, over its whole width', () => {
    const [first] = widgets;
    expect([first?.type, first?.y, first?.width, first?.properties.alarms?.length]).toEqual([
      'alarm',
      0,
      24,
      1 + ALARM_NAMES.length, // with the page for all rates, without the memory of bursts, which says nothing to do
    ]);
  });

  it.each([
    ['Bounce rate', [0.05, 0.1, 0.03]],
    ['Complaint rate', [0.001, 0.005, 0.0007]],
  ])('draws AWS’s levels and the alarms’ own thresholds into the %s', (title, values) => {
    expect(widgetTitled(title).properties.annotations?.horizontal.map(({ value }) => value)).toEqual(values);
  });

  it('draws the threshold that is in force', () => {
    const bounceRateWarning = { ...RATE_ALARMS.bounceRateWarning, threshold: 0.025 };
    const settings = { ...DEFAULT_ALARMS, bounceRateWarning };
    const stack = new ExporterStack(createApp(), 'Watch', { env: PROFILE, alarms: { settings } });
    const [rate] = (dashboardsOf(Template.fromStack(stack)).get('Watch-eu-west-1') ?? []).filter(
      ({ properties }) => properties.title === 'Bounce rate',
    );
    expect(rate?.properties.annotations?.horizontal).toContainEqual(
      expect.objectContaining({ value: 0.025, label: 'bounce-rate-warning at 2.5 %' }),
    );
  });

  it('shows AWS’s own rates beside ours', () => {
    const read = widgets
      .flatMap(({ properties }) => properties.metrics ?? [])
      .map(([namespace, name]) => `${namespace} ${name}`);
    expect(read).toEqual(expect.arrayContaining(['AWS/SES Reputation.BounceRate', 'AWS/SES Reputation.ComplaintRate']));
  });

  it('reads every metric that is published, and no other of the exporter', () => {
    const read = widgets
      .flatMap(({ properties }) => properties.metrics ?? [])
      .filter(([namespace]) => namespace === 'SES/SendStatistics')
      .map(([, name, dimension, window]) => (dimension === 'Window' ? `${name} ${window}` : String(name)));
    const published = METRIC_NAMES.filter((name) => !isOptionalMetric(name)).flatMap((name) =>
      isWindowMetric(name) ? ['1h', '24h', '14d'].map((window) => `${name} ${window}`) : [name],
    );
    expect(read.sort()).toEqual(published.sort());
  });

  it('says what each number does not mean', () => {
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

  it('shows no empty list of alarms where all are switched off: CloudWatch would refuse it', () => {
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

  it('is in the first of several, and shows each', () => {
    const [first, second] = stacksOf('eu-west-1,us-east-1');
    expect([...(first?.keys() ?? [])]).toEqual([
      'SesMetricsExporter-eu-west-1',
      'SesMetricsExporter-eu-west-1-all-Regions',
    ]);
    expect([...(second?.keys() ?? [])]).toEqual(['SesMetricsExporter-us-east-1']);
    const regions = first?.get('SesMetricsExporter-eu-west-1-all-Regions')?.map(({ properties }) => properties.region);
    expect(regions?.filter((region) => region === 'eu-west-1')).toHaveLength(7);
    expect(regions?.filter((region) => region === 'us-east-1')).toHaveLength(7);
    const states = first
      ?.get('SesMetricsExporter-eu-west-1-all-Regions')
      ?.flatMap(({ properties }) => properties.alarms ?? []);
    expect(states).toContain(
      'arn:aws:cloudwatch:us-east-1:111122223333:alarm:SesMetricsExporter-us-east-1-bounce-rate-fast-burn',
    );
    expect(states).toHaveLength(2 * (1 + ALARM_NAMES.length));
  });

  it('is not made for one Region', () => {
    expect(stacksOf('eu-west-1').flatMap((dashboards) => [...dashboards.keys()])).toEqual([
      'SesMetricsExporter-eu-west-1',
    ]);
  });
});
