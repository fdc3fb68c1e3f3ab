import { type Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { AlarmName } from '../../lib/alarms/alarm-table';
import { AlarmTopics, type AlarmTopicsProps } from '../../lib/alarms/alarm-topics';
import { SendAlarms, type SendAlarmsProps } from '../../lib/alarms/send-alarms';
import { SendStatisticsExporter, type SendStatisticsExporterProps } from '../../lib/exporter/send-statistics-exporter';
import { MessageInsightsApi } from '../../lib/insights/message-insights-api';
import { createApp } from './template';

export interface AlarmsOptions extends Omit<SendAlarmsProps, 'exporter' | 'topics' | 'insights'> {
  readonly env?: Environment;
  readonly exporter?: SendStatisticsExporterProps;
  readonly topics?: AlarmTopicsProps;
  /** Whether the stack has the look-up API. Default: true. */
  readonly insights?: boolean;
}

export interface CreatedAlarms {
  readonly alarms: SendAlarms;
  readonly exporter: SendStatisticsExporter;
  /** Synthesized when it is first read. */
  readonly template: Template;
}

/** Creates a stack with alarms, and with the constructs that they watch and notify. */
export function createAlarms({
  env = { region: 'eu-west-1' },
  exporter: exporterProps,
  topics: topicsProps,
  insights: hasInsights = true,
  ...props
}: AlarmsOptions = {}): CreatedAlarms {
  const stack = new Stack(createApp(), 'Watch', { env });
  const exporter = new SendStatisticsExporter(stack, 'SendStatistics', exporterProps);
  const topics = new AlarmTopics(stack, 'Topics', topicsProps);
  const { namespace } = exporterProps ?? {};
  const insights = hasInsights ? new MessageInsightsApi(stack, 'MessageInsights', { namespace }) : undefined;
  const alarms = new SendAlarms(stack, 'Alarms', { ...props, exporter, topics, insights });
  return {
    alarms,
    exporter,
    get template() {
      return Template.fromStack(stack);
    },
  };
}

/** Returns the properties of every alarm in a template, by the end of the alarm's name. */
// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shapes
export function alarmsOf(template: Template): Map<string, any> {
  return new Map(
    ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
      Object.values(template.findResources(type)).map(({ Properties }) => [
        String(Properties.AlarmName).replace(/^Watch-[a-z]+(-[a-z]+)+-\d+-/, ''),
        Properties,
      ]),
    ),
  );
}

/** Returns overrides that switch alarms off. */
export function off(...names: readonly AlarmName[]): Partial<Record<AlarmName, false>> {
  return Object.fromEntries(names.map((name) => [name, false]));
}
