/** The outputs of a stack. People look for them in the console, and commands read them from the deployed stack. */

/** The description of each stack. Commands recognize a stack by it, so never change it. */
export const STACK_DESCRIPTION = 'Amazon SES bounce and complaint rates as CloudWatch metrics, with alarms';

/** The descriptions of the outputs, by id. An output whose part is switched off does not exist. */
export const STACK_OUTPUTS = {
  ExporterVersion: 'Version of ses-metrics-exporter that deployed this stack',
  MetricNamespace: 'CloudWatch namespace of the metrics',
  DashboardUrl: 'Dashboard of this Region',
  AllRegionsDashboardUrl: 'Dashboard of all Regions',
  AlarmsUrl: 'Alarms of this stack in the CloudWatch console',
  RunbookUrl: 'Runbook that the alarms link to',
  CriticalTopicArn: 'Topic of critical alarms, which page somebody',
  WarningTopicArn: 'Topic of warnings, which can wait until morning',
  ExporterFunctionName: 'Function that polls SES and publishes the metrics',
  ExporterLogGroup: 'Log group of the exporter',
  MessageInsightsUrl: 'URL of the look-up API',
  MessageInsightsFunctionName: 'Function of the look-up API',
  MessageInsightsLogGroup: 'Log group of the look-up API',
  ConsoleWidgetsFunctionName: 'Function of the widgets on the dashboard that find mail',
  ConsoleWidgetsLogGroup: 'Log group of these widgets',
  AlarmBriefFunctionName: 'Function that explains each page for bounces or complaints',
  AlarmBriefLogGroup: 'Log group of the briefs',
  WeeklyReportFunctionName: 'Function that sends the weekly report',
  WeeklyReportLogGroup: 'Log group of the weekly report',
} as const satisfies Readonly<Record<string, string>>;

export type StackOutput = keyof typeof STACK_OUTPUTS;
