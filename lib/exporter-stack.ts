import { Arn, ArnFormat, Stack, type StackProps, Token } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { AlarmBrief } from './alarms/alarm-brief';
import { optionalMetricsFor } from './alarms/alarm-settings';
import { AlarmTopics } from './alarms/alarm-topics';
import { HealthEvents } from './alarms/health-events';
import { SendAlarms } from './alarms/send-alarms';
import { ChatChannels } from './chat/chat-channels';
import { readStackOptions, splitStackProps } from './config/config';
import type { RegionOptions } from './config/exporter-options';
import { regionWarning } from './config/ses-regions';
import { SendDashboard } from './dashboards/send-dashboard';
import { SendStatisticsExporter } from './exporter/send-statistics-exporter';
import { ConsoleWidgets } from './insights/console-widgets';
import { MessageInsightsApi } from './insights/message-insights-api';
import { MonitoringLink } from './monitoring/monitoring-link';
import { addOutputs, outputsOf } from './output-values';
import { pinFeatureFlags } from './shared/feature-flags';
import { arnFor } from './shared/regional-arns';
import { warn, warnAboutGuessedRegion } from './shared/synth-warnings';
import { STACK_DESCRIPTION } from './stack-outputs';
import { WeeklyReport } from './weekly-report/weekly-report';

export interface ExporterStackProps extends StackProps, RegionOptions {}

/**
 * Watches one account in one Region.
 *
 * @throws ConfigError with all problems of the options at once
 */
export class ExporterStack extends Stack {
  readonly exporter: SendStatisticsExporter;
  readonly topics: AlarmTopics;
  readonly alarms: SendAlarms;
  readonly insights: MessageInsightsApi | undefined;
  /** Explains each page for bounces or complaints. */
  readonly brief: AlarmBrief | undefined;
  readonly weeklyReport: WeeklyReport | undefined;
  /** Finds mail on the dashboard. */
  readonly consoleWidgets: ConsoleWidgets | undefined;
  /** Shows alarms and briefs in channels of Slack and Microsoft Teams. */
  readonly chat: ChatChannels | undefined;

  constructor(scope: Construct, id: string, props: ExporterStackProps = {}) {
    super(scope, id, {
      description: STACK_DESCRIPTION,
      ...splitStackProps(props).stackProps,
    });
    pinFeatureFlags(this);
    this.warnAboutRegion();
    const { messageInsights, notifications, chat, alarms, runbookUrl, ...options } = readStackOptions(
      props,
      this.region,
    );
    const { namespace, logRetentionDays } = options;
    const optionalMetrics = optionalMetricsFor(alarms, options.optionalMetrics);
    this.exporter = new SendStatisticsExporter(this, 'SendStatistics', { ...options, optionalMetrics });
    this.topics = new AlarmTopics(this, 'Topics', notifications);
    this.insights = messageInsights
      ? new MessageInsightsApi(this, 'MessageInsights', { ...messageInsights, namespace, logRetentionDays })
      : undefined;
    this.alarms = new SendAlarms(this, 'Alarms', {
      exporter: this.exporter,
      topics: this.topics,
      insights: this.insights,
      alarms,
      okActions: notifications.okActions,
      runbookUrl,
    });
    this.brief = this.createBrief(options.briefs, logRetentionDays);
    this.weeklyReport = options.weeklyReport
      ? new WeeklyReport(this, 'WeeklyReport', {
          ...options.weeklyReport,
          exporter: this.exporter,
          alarms: this.alarms,
          topics: this.topics,
          runbookUrl,
          logRetentionDays,
        })
      : undefined;
    if (options.healthEvents) {
      new HealthEvents(this, 'HealthEvents', {
        topics: this.topics,
        deadLetterQueue: this.exporter.givenUpPolls, // the alarm pollsGivenUp watches this queue
      });
    }
    this.chat = chat ? new ChatChannels(this, 'Chat', { ...chat, topics: this.topics.topics }) : undefined;
    this.linkToMonitoring(options.monitoringSinkArns);
    const { exporter, topics, insights, brief, weeklyReport, alarms: sendAlarms } = this;
    const hasWidgets = options.dashboard && (options.consoleWidgets ?? true);
    this.consoleWidgets =
      insights && hasWidgets ? new ConsoleWidgets(this, 'ConsoleWidgets', { insights, logRetentionDays }) : undefined;
    const { consoleWidgets } = this;
    const mailWidgets = consoleWidgets?.function;
    const dashboard = options.dashboard
      ? new SendDashboard(this, 'Dashboard', { exporter, alarms: sendAlarms, mailWidgets })
      : undefined;
    addOutputs(
      this,
      outputsOf(this, {
        exporter,
        topics,
        alarms: sendAlarms,
        insights,
        brief,
        weeklyReport,
        consoleWidgets,
        dashboard,
        runbookUrl,
      }),
    );
  }

  private warnAboutRegion(): void {
    if (Token.isUnresolved(this.region)) {
      warnAboutGuessedRegion(this, 'the Region of the profile that deploys it');
      return;
    }
    const warning = regionWarning(this.region);
    if (warning) warn(this, 'region', warning);
  }

  /** Creates briefs if they are switched on, or by default if nothing that they need is missing. */
  private createBrief(briefs: boolean | undefined, logRetentionDays: RetentionDays): AlarmBrief | undefined {
    const { exporter, alarms, topics, insights } = this;
    const isOn = briefs ?? (topics.topics.critical instanceof Topic && alarms.ratesPager !== undefined);
    if (!isOn || !insights) return undefined;
    return new AlarmBrief(this, 'AlarmBrief', { exporter, alarms, topics, insights, logRetentionDays });
  }

  /** Creates a link, except in the monitoring account itself: CloudWatch refuses a link to a sink of the same account. */
  private linkToMonitoring(monitoringSinkArns: readonly string[]): void {
    const sinkArn = arnFor(this.region, monitoringSinkArns);
    if (sinkArn === undefined || accountOf(sinkArn) === this.account) return;
    new MonitoringLink(this, 'MonitoringLink', { exporter: this.exporter, monitoringSinkArns });
  }
}

/** Returns the account of an ARN, or undefined for an ARN that only the deployment knows. */
function accountOf(arn: string): string | undefined {
  return Token.isUnresolved(arn) ? undefined : Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME).account;
}
