import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { ExporterStack, type ExporterStackProps } from '../../lib/exporter-stack';
import { STACK_OUTPUTS } from '../../lib/stack-outputs';
import packageJson from '../../package.json';
import { createApp } from '../support/template';

const ACCOUNT = '111122223333';

const outputsOf = (region: string | undefined, options: ExporterStackProps = {}) => {
  const stack = new ExporterStack(createApp(), 'Mail', { env: { account: ACCOUNT, region }, ...options });
  const template = Template.fromStack(stack);
  const outputs = template.findOutputs('*') as Record<string, { Description: string; Value: unknown }>;
  return {
    template,
    outputs,
    values: Object.fromEntries(Object.entries(outputs).map(([id, { Value }]) => [id, Value])),
  };
};

describe('a stack prints', () => {
  const runbookUrl = 'https://wiki.example.com/ses-runbook';
  const { template, outputs, values } = outputsOf('eu-west-1', { runbookUrl, namespace: 'Mail', weeklyReport: true });

  it('the version of the package, the namespace and the runbook', () => {
    expect(values).toMatchObject({
      ExporterVersion: packageJson.version,
      MetricNamespace: 'Mail',
      RunbookUrl: runbookUrl,
    });
  });

  it('names that are those of its resources', () => {
    for (const [id, type] of [
      ['CriticalTopicArn', 'AWS::SNS::Topic'],
      ['WarningTopicArn', 'AWS::SNS::Topic'],
      ['ExporterFunctionName', 'AWS::Lambda::Function'],
      ['ExporterLogGroup', 'AWS::Logs::LogGroup'],
      ['MessageInsightsFunctionName', 'AWS::Lambda::Function'],
      ['MessageInsightsLogGroup', 'AWS::Logs::LogGroup'],
      ['ConsoleWidgetsFunctionName', 'AWS::Lambda::Function'],
      ['ConsoleWidgetsLogGroup', 'AWS::Logs::LogGroup'],
      ['AlarmBriefFunctionName', 'AWS::Lambda::Function'],
      ['AlarmBriefLogGroup', 'AWS::Logs::LogGroup'],
      ['WeeklyReportFunctionName', 'AWS::Lambda::Function'],
      ['WeeklyReportLogGroup', 'AWS::Logs::LogGroup'],
    ] as const) {
      expect(Object.keys(template.findResources(type))).toContain((values[id] as { Ref: string }).Ref);
    }
  });

  it('log groups that its functions write to', () => {
    const functions = template.findResources('AWS::Lambda::Function');
    for (const part of ['Exporter', 'MessageInsights', 'ConsoleWidgets', 'AlarmBrief', 'WeeklyReport']) {
      const { Ref } = values[`${part}FunctionName`] as { Ref: string };
      expect(functions[Ref]?.Properties.LoggingConfig.LogGroup).toEqual(values[`${part}LogGroup`]);
    }
  });

  it('links whose names are those of its dashboard and of its alarms', () => {
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(values.DashboardUrl).toMatch(new RegExp(`#dashboards/dashboard/${dashboard?.Properties.DashboardName}$`));
    const prefix = String(values.AlarmsUrl).split('#alarmsV2:?search=')[1] as string;
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.filter(({ Properties }) => !Properties.AlarmName.startsWith(prefix))).toEqual([]);
  });

  it('what the table of outputs says', () => {
    expect(outputs).toMatchObject(
      Object.fromEntries(
        Object.entries(STACK_OUTPUTS)
          .filter(([id]) => id !== 'AllRegionsDashboardUrl')
          .map(([id, Description]) => [id, { Description }]),
      ),
    );
  });
});

it('a stack prints nothing about parts that it does not have', () => {
  const { values } = outputsOf('eu-west-1', { messageInsights: false, dashboard: false, alarms: false });
  expect(Object.keys(values).sort()).toEqual([
    'CriticalTopicArn',
    'ExporterFunctionName',
    'ExporterLogGroup',
    'ExporterVersion',
    'MetricNamespace',
    'WarningTopicArn',
  ]);
});
