/** The values of the outputs in stack-outputs.ts. */
import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { AlarmBrief } from './alarms/alarm-brief';
import type { AlarmTopics } from './alarms/alarm-topics';
import type { SendAlarms } from './alarms/send-alarms';
import type { SendDashboard } from './dashboards/send-dashboard';
import type { SendStatisticsExporter } from './exporter/send-statistics-exporter';
import type { ConsoleWidgets } from './insights/console-widgets';
import type { MessageInsightsApi } from './insights/message-insights-api';
import { cloudWatchUrl, dashboardUrl } from './shared/console-url';
import { PACKAGE_VERSION } from './shared/package-version';
import { regionalName } from './shared/regional-name';
import { STACK_OUTPUTS, type StackOutput } from './stack-outputs';
import type { WeeklyReport } from './weekly-report/weekly-report';

/** The parts of a stack. A part that is switched off is undefined. */
export interface StackParts {
  readonly exporter: SendStatisticsExporter;
  readonly topics: AlarmTopics;
  readonly alarms: SendAlarms;
  readonly insights: MessageInsightsApi | undefined;
  readonly brief: AlarmBrief | undefined;
  readonly weeklyReport: WeeklyReport | undefined;
  readonly consoleWidgets: ConsoleWidgets | undefined;
  readonly dashboard: SendDashboard | undefined;
  /** Undefined if the configuration names no URL. */
  readonly runbookUrl: string | undefined;
}

type OutputValues = Readonly<Partial<Record<StackOutput, string>>>;

/** Adds outputs to a stack. An output without a value does not exist. */
export function addOutputs(stack: Stack, values: OutputValues): void {
  for (const [id, value] of Object.entries(values)) {
    if (value !== undefined) new CfnOutput(stack, id, { value, description: STACK_OUTPUTS[id as StackOutput] });
  }
}

/** Returns the outputs that describe the parts of a stack. */
export function outputsOf(stack: Stack, parts: StackParts): OutputValues {
  const { exporter, topics, alarms, insights, brief, weeklyReport, consoleWidgets, dashboard, runbookUrl } = parts;
  const hasAlarms = Object.keys(alarms.alarms).length > 0;
  return {
    ExporterVersion: PACKAGE_VERSION,
    MetricNamespace: exporter.namespace,
    DashboardUrl: dashboard && dashboardUrl(stack),
    AlarmsUrl: hasAlarms ? cloudWatchUrl(stack, `alarmsV2:?search=${regionalName(stack)}-`) : undefined,
    RunbookUrl: runbookUrl,
    CriticalTopicArn: topics.topics.critical.topicArn,
    WarningTopicArn: topics.topics.warning.topicArn,
    ExporterFunctionName: exporter.function.functionName,
    ExporterLogGroup: logGroupOf(exporter.function),
    MessageInsightsUrl: insights?.api.apiEndpoint,
    MessageInsightsFunctionName: insights?.function.functionName,
    MessageInsightsLogGroup: insights && logGroupOf(insights.function),
    ConsoleWidgetsFunctionName: consoleWidgets?.function.functionName,
    ConsoleWidgetsLogGroup: consoleWidgets && logGroupOf(consoleWidgets.function),
    AlarmBriefFunctionName: brief?.function.functionName,
    AlarmBriefLogGroup: brief && logGroupOf(brief.function),
    WeeklyReportFunctionName: weeklyReport?.function.functionName,
    WeeklyReportLogGroup: weeklyReport && logGroupOf(weeklyReport.function),
  };
}

function logGroupOf(fn: NodejsFunction): string {
  return fn.logGroup.logGroupName;
}
