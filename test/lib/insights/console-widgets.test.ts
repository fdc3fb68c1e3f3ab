import { describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { User } from 'aws-cdk-lib/aws-iam';
import { longestRequestMs } from '../../../lambda/message-insights/contract';
import { readWidgetSettings } from '../../../lambda/message-insights/widgets/settings';
import { ExporterStack, type ExporterStackProps } from '../../../lib/exporter-stack';
import { ConsoleWidgets } from '../../../lib/insights/console-widgets';
import { MessageInsightsApi } from '../../../lib/insights/message-insights-api';
import { widgetFunctionName, widgetFunctionPrefix } from '../../../lib/insights/widget-function-name';
import { dashboardsOf } from '../../support/dashboards';
import { createApp, type Statement, statementsOf } from '../../support/template';

const env = { account: '111122223333', region: 'eu-west-1' };

const templateOf = (props: ExporterStackProps = {}) =>
  Template.fromStack(new ExporterStack(createApp(), 'Watch-eu-west-1', { env, ...props }));

const template = templateOf();
const functionsOf = (of: Template) =>
  Object.entries(of.findResources('AWS::Lambda::Function')).filter(([id]) => id.startsWith('ConsoleWidgets'));
const [[id, { Properties }]] = functionsOf(template) as [[string, { Properties: Record<string, never> }]];

describe('the function of the widgets', () => {
  it('has a name that CloudWatch lists, with the name of the stack', () => {
    expect(Properties.FunctionName).toBe('customWidget-Watch-eu-west-1');
  });

  it('has the rights of the API, and no others', () => {
    const rightsOf = (role: string) =>
      statementsOf(template, role)
        .filter(({ Sid }) => Sid !== 'WriteItsOwnLog')
        .map(({ Resource, ...statement }: Statement) => ({ ...statement, Resource: JSON.stringify(Resource) }));
    expect(rightsOf('ConsoleWidgetsFunctionRole')).toEqual(rightsOf('MessageInsightsFunctionRole'));
  });

  it('has the settings and the time limit of the API', () => {
    const of = templateOf({ messageInsights: { maxWaitSeconds: 9, cache: false } });
    const [[, fn]] = functionsOf(of) as [[string, { Properties: { Environment: never; Timeout: number } }]];
    const { Variables } = fn.Properties.Environment as { Variables: Record<string, unknown> };
    const settings = readWidgetSettings({ ...Variables, TABLE_NAME: 'table', API_URL: 'https://api' } as never);
    expect(settings).toEqual({ tableName: 'table', maxWaitSeconds: 9, cache: false, apiUrl: 'https://api' });
    expect(fn.Properties.Timeout).toBe(longestRequestMs(9) / 1000);
  });

  it('counts its requests without the table together with those of the API', () => {
    const filters = Object.values(templateOf({ namespace: 'Mail' }).findResources('AWS::Logs::MetricFilter'));
    const counting = filters.filter(({ Properties: of }) =>
      of.MetricTransformations.some(({ MetricName }: { MetricName: string }) => MetricName === 'LookUpsWithoutTable'),
    );
    const [ofApi, ofWidgets] = counting.map(({ Properties: { LogGroupName, ...filter } }) => ({
      LogGroupName,
      filter,
    }));
    expect(counting).toHaveLength(2);
    expect(ofWidgets?.filter).toEqual(ofApi?.filter);
    expect(ofWidgets?.LogGroupName).toEqual(
      (Properties.LoggingConfig as { readonly LogGroup: unknown } | undefined)?.LogGroup,
    );
  });

  it('can be invoked by nobody else', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));
    expect(JSON.stringify(permissions)).not.toContain('ConsoleWidgets');
  });

  it('can be granted to a viewer', () => {
    const stack = new Stack(createApp(), 'Test', { env });
    const widgets = new ConsoleWidgets(stack, 'Widgets', { insights: new MessageInsightsApi(stack, 'Insights') });
    widgets.grantView(new User(stack, 'Viewer'));
    const statements = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties: { PolicyDocument, Users } }) => (Users ? (PolicyDocument.Statement as Statement[]) : []),
    );
    expect(statements.map(({ Action }) => Action)).toEqual(['lambda:InvokeFunction']);
  });

  it.each<[string, ExporterStackProps]>([
    ['the option', { consoleWidgets: false }],
    ['the dashboard', { dashboard: false }],
    ['look-ups', { messageInsights: false }],
  ])('does not exist without %s', (_, props) => {
    expect(functionsOf(templateOf(props))).toEqual([]);
  });
});

describe('the dashboard', () => {
  const shownBy = (of: Template) =>
    [...dashboardsOf(of).values()].flat().filter(({ type }) => type === 'custom') as unknown as {
      readonly width: number;
      readonly properties: { readonly updateOn: object; readonly endpoint: string; readonly params: object };
    }[];

  it('shows three widgets that only a click updates', () => {
    const shown = shownBy(template);
    expect(shown.map(({ width, properties: { params } }) => [params, width])).toEqual([
      [{ widget: 'bouncing' }, 12],
      [{ widget: 'breakdown' }, 12],
      [{ widget: 'find' }, 24],
    ]);
    for (const { properties } of shown) {
      expect(properties.updateOn).toEqual({ refresh: false, resize: false, timeRange: false });
      expect(properties.endpoint).toBe(id);
    }
  });

  it('shows none if they are off', () => {
    expect(shownBy(templateOf({ consoleWidgets: false }))).toEqual([]);
  });
});

describe('the name of the function', () => {
  const LONG = `${'a'.repeat(50)}-ap-southeast-1`;

  it.each([
    ['SesMetricsExporter-ap-northeast-1', 'customWidget-SesMetricsExporter-ap-northeast-1'],
    ['x'.repeat(51), `customWidget-${'x'.repeat(51)}`],
    [LONG, expect.stringMatching(/^customWidget-a{42}-[0-9a-f]{8}$/)],
  ])('of the stack %s has at most 64 characters', (stackName, expected) => {
    const name = widgetFunctionName(stackName);
    expect(name).toEqual(expected);
    expect(name.length).toBeLessThanOrEqual(64);
    expect(name.startsWith(widgetFunctionPrefix(stackName.slice(0, 50)))).toBe(true);
  });

  it('differs between stacks with the same beginning', () => {
    expect(widgetFunctionName(LONG)).not.toBe(widgetFunctionName(LONG.replace('-1', '-2')));
  });
});
