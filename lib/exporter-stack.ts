import { Annotations, CfnOutput, Stack, type StackProps, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopics, type AlarmTopicsProps } from './alarms/alarm-topics';
import { HealthEvents } from './alarms/health-events';
import { SendAlarms, type SendAlarmsProps } from './alarms/send-alarms';
import { regionWarning } from './config/ses-regions';
import { SendDashboard } from './dashboards/send-dashboard';
import { SendStatisticsExporter, type SendStatisticsExporterProps } from './exporter/send-statistics-exporter';
import { MessageInsightsApi, type MessageInsightsApiProps } from './insights/message-insights-api';
import { MonitoringLink } from './monitoring/monitoring-link';
import { pinFeatureFlags } from './shared/feature-flags';

export interface ExporterStackProps extends StackProps {
  readonly exporter?: SendStatisticsExporterProps;
  readonly topics?: AlarmTopicsProps;
  readonly alarms?: Omit<SendAlarmsProps, 'exporter' | 'topics' | 'insights'>;
  /** The API that looks messages up; false for none. Default: with its own defaults, and namespace and log retention of `exporter`. */
  readonly insights?: false | MessageInsightsApiProps;
  /** Whether to notify the critical topic when AWS Health reports that SES has paused sending. Default: false. */
  readonly healthEvents?: boolean;
  /** ARN of the sink of a monitoring account in the stack's Region, which may then read the metrics. Default: none may. */
  readonly monitoringSinkArn?: string;
  /** Whether to show it all on a dashboard. Default: true. */
  readonly dashboard?: boolean;
}

/** All that watches one account in one Region. */
export class ExporterStack extends Stack {
  readonly exporter: SendStatisticsExporter;
  readonly topics: AlarmTopics;
  readonly alarms: SendAlarms;
  readonly insights: MessageInsightsApi | undefined;

  constructor(
    scope: Construct,
    id: string,
    {
      exporter,
      topics,
      alarms,
      insights,
      monitoringSinkArn,
      dashboard = true,
      healthEvents = false,
      ...props
    }: ExporterStackProps = {},
  ) {
    super(scope, id, {
      description: 'Amazon SES bounce and complaint rates as CloudWatch metrics, with alarms',
      ...props,
    });
    pinFeatureFlags(this);
    const warning = Token.isUnresolved(this.region) ? undefined : regionWarning(this.region);
    if (warning) Annotations.of(this).addWarningV2('ses-metrics-exporter:region', warning);
    this.exporter = new SendStatisticsExporter(this, 'SendStatistics', exporter);
    this.topics = new AlarmTopics(this, 'Topics', topics);
    this.insights = insights === false ? undefined : this.createInsights({ ...exporter, ...insights });
    this.alarms = new SendAlarms(this, 'Alarms', {
      ...alarms,
      exporter: this.exporter,
      topics: this.topics,
      insights: this.insights,
    });
    if (healthEvents) {
      new HealthEvents(this, 'HealthEvents', {
        topics: this.topics,
        deadLetterQueue: this.exporter.givenUpPolls, // the alarm pollsGivenUp watches it
      });
    }
    if (monitoringSinkArn) {
      new MonitoringLink(this, 'MonitoringLink', { exporter: this.exporter, sinkArn: monitoringSinkArn });
    }
    if (dashboard) new SendDashboard(this, 'Dashboard', { exporter: this.exporter, alarms: this.alarms });
    new CfnOutput(this, 'ExporterFunctionName', { value: this.exporter.function.functionName });
  }

  private createInsights(props: MessageInsightsApiProps): MessageInsightsApi {
    const insights = new MessageInsightsApi(this, 'MessageInsights', props);
    new CfnOutput(this, 'MessageInsightsUrl', { value: insights.api.apiEndpoint });
    return insights;
  }
}
