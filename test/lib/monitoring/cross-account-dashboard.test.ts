import { describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  CrossAccountDashboard,
  type CrossAccountDashboardProps,
} from '../../../lib/monitoring/cross-account-dashboard';
import { METRICS_PER_ACCOUNT } from '../../../lib/monitoring/monitoring-settings';
import { dashboardsOf, type WidgetJson } from '../../support/dashboards';
import { createApp } from '../../support/template';

const ACCOUNTS = { shop: '111122223333', newsletter: '444455556666' };
const REGIONS = ['eu-west-1', 'us-east-1'];

function widgetsOf(props: Partial<CrossAccountDashboardProps> = {}): WidgetJson[] {
  const stack = new Stack(createApp(), 'Test', { env: { account: '999988887777', region: 'eu-west-1' } });
  new CrossAccountDashboard(stack, 'AllAccounts', { sourceAccounts: ACCOUNTS, regions: REGIONS, ...props });
  return dashboardsOf(Template.fromStack(stack)).get('Test-eu-west-1-all-accounts') ?? [];
}

/** Returns accounts with numbered names. */
function accountsOf(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`team-${index}`, String(1e11 + index)]));
}

const widgets = widgetsOf();
const titled = (title: string, region = 'eu-west-1') =>
  widgets.find(({ properties }) => properties.title === title && properties.region === region) as WidgetJson;

describe('the dashboard of all accounts', () => {
  it('shows each account of each Region under its name, in every graph and table', () => {
    for (const { properties } of widgets.filter(({ type }) => type === 'metric')) {
      expect(properties.metrics?.map((metric) => metric.at(-1))).toEqual(
        Object.entries(ACCOUNTS).map(([label, accountId]) =>
          expect.objectContaining({ label, accountId, region: properties.region }),
        ),
      );
    }
  });

  it('has a heading for each Region, above the same widgets', () => {
    const titlesIn = (region: string) =>
      widgets.filter(({ properties }) => properties.region === region).map(({ properties }) => properties.title);
    const headings = widgets.flatMap(({ properties }) => properties.markdown?.match(/^## .*/)?.[0] ?? []);
    expect(headings).toEqual(['## eu-west-1', '## us-east-1']);
    expect(titlesIn('eu-west-1')).toEqual([
      'Bounce rate of 24h',
      'Bounce rate as AWS sees it: it reviews at 5 %',
      'Complaint rate of 24h',
      'Complaint rate as AWS sees it: it reviews at 0.1 %',
      'EnforcementLevel',
      'SendingEnabled',
      'SendQuotaUsage',
      'DeliveryAttempts of 24h',
      'NewestDataPointAge',
    ]);
    expect(titlesIn('us-east-1')).toEqual(titlesIn('eu-west-1'));
  });

  it.each([
    ['Bounce rate of 24h', [0.05, 0.1]],
    ['Bounce rate as AWS sees it: it reviews at 5 %', [0.05, 0.1]],
    ['Complaint rate of 24h', [0.001, 0.005]],
    ['Complaint rate as AWS sees it: it reviews at 0.1 %', [0.001, 0.005]],
  ])('draws AWS’s levels into the graph “%s”, with a legend of the accounts', (title, levels) => {
    const { annotations, legend } = titled(title, 'us-east-1').properties;
    expect(annotations?.horizontal.map(({ value }) => value)).toEqual(levels);
    expect(legend?.position).toBe('right');
  });

  it.each<[string, string, unknown[]]>([
    [
      'EnforcementLevel',
      'MAX',
      [[{ value: 0.5, color: '#ff7f0e' }, { value: 1.5 }], { value: 1.5, color: '#d62728', fill: 'above' }],
    ],
    ['SendingEnabled', 'MIN', [{ value: 0.5, color: '#d62728', fill: 'below' }]],
    [
      'SendQuotaUsage',
      'MAX',
      [[{ value: 0.8, color: '#ff7f0e' }, { value: 0.95 }], { value: 0.95, color: '#d62728', fill: 'above' }],
    ],
    ['DeliveryAttempts of 24h', 'MAX', []],
    ['NewestDataPointAge', 'MAX', []],
  ])('shows the worst %s (%s), and colors bad values', (title, summary, colored) => {
    const { table, annotations } = titled(title).properties;
    expect(table?.summaryColumns).toEqual([summary]);
    expect(annotations?.horizontal ?? []).toEqual(colored);
  });

  it('puts the tables side by side, so that a row shows the same account in all', () => {
    const tables = widgets.filter(({ properties }) => properties.table && properties.region === 'eu-west-1');
    expect(tables.map(({ x, width }) => [x, width])).toEqual([
      [0, 5],
      [5, 5],
      [10, 5],
      [15, 5],
      [20, 4],
    ]);
    expect(new Set(tables.map(({ y }) => y)).size).toBe(1);
  });

  it('has tables with room for 20 accounts', () => {
    const heightOf = (count: number) => widgetsOf({ sourceAccounts: accountsOf(count) }).find(isTable)?.height ?? 0;
    const isTable = ({ properties }: WidgetJson) => properties.table !== undefined;
    expect(heightOf(20)).toBeGreaterThan(2 * heightOf(5));
    expect(heightOf(60)).toBe(heightOf(30));
  });

  it('reads the metrics of exporters with other options', () => {
    const [bounces] = widgetsOf({ metrics: { namespace: 'Mail', windows: ['2h', '12h'] } }).flatMap(
      ({ properties }) => properties.metrics ?? [],
    );
    expect(bounces?.slice(0, 4)).toEqual(['Mail', 'BounceRate', 'Window', '12h']);
  });

  it.each<[string, Partial<CrossAccountDashboardProps>, string]>([
    ['no account', { sourceAccounts: {} }, '"sourceAccounts" is {}: name at least one source account'],
    [
      'more metrics than CloudWatch allows',
      { sourceAccounts: accountsOf(139) },
      '139 accounts in 2 Regions have 2502 metrics: name fewer accounts or Regions, because CloudWatch allows 2500 on a dashboard',
    ],
    ['no Region', { regions: [] }, '- "regions" is []: write names of Regions, such as eu-west-1'],
    ['a string of Regions', { regions: 'eu-west-1' as never }, '- "regions" is "eu-west-1": write names of Regions'],
    ['a missing list of Regions', { regions: undefined as never }, '- "regions" is missing: write names of Reg'],
    [
      'a reserved namespace',
      { metrics: { namespace: 'AWS/X' } },
      '"namespace" is "AWS/X": write a namespace that begins',
    ],
  ])('refuses %s', (_, props, problem) => {
    expect(() => widgetsOf(props)).toThrow(problem);
  });

  it('shows as many metrics as the check against CloudWatch’s limit counts', () => {
    const shown = widgets.flatMap(({ properties }) => properties.metrics ?? []);
    expect(shown).toHaveLength(Object.keys(ACCOUNTS).length * REGIONS.length * METRICS_PER_ACCOUNT);
    expect(() => widgetsOf({ sourceAccounts: accountsOf(138) })).not.toThrow();
  });
});
