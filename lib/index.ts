/** The exports of this package. */

export type { LogMetricName } from '../lambda/message-insights/contract';
export type {
  AccountMetricName,
  OptionalMetricName,
  SchedulePeriodMinutes,
  WindowMetricName,
} from '../lambda/send-statistics/contract';
export { AlarmBrief, type AlarmBriefProps } from './alarms/alarm-brief';
export type { AlarmLevel, HeartbeatSetting, Periods, RateSetting, ThresholdSetting } from './alarms/alarm-row';
export type { AlarmOverrides } from './alarms/alarm-settings';
export { type AlarmName, type AlarmSettings, DEFAULT_ALARMS } from './alarms/alarm-table';
export { AlarmTopics, type AlarmTopicsProps } from './alarms/alarm-topics';
export { HealthEvents, type HealthEventsProps } from './alarms/health-events';
export type { AlarmAudience, NotificationOptions } from './alarms/notification-config';
export { SendAlarms, type SendAlarmsProps } from './alarms/send-alarms';
export { ChatChannels, type ChatChannelsProps, type LevelTopics } from './chat/chat-channels';
export type { ChannelIds, ChatOptions, SlackOptions, TeamsOptions } from './chat/chat-config';
export type { ExporterOptions, RegionOptions } from './config/exporter-options';
export { CrossRegionDashboard, type CrossRegionDashboardProps } from './dashboards/cross-region-dashboard';
export { SendDashboard, type SendDashboardProps } from './dashboards/send-dashboard';
export type { ExporterMetricsProps } from './exporter/exporter-metrics';
export { SendStatisticsExporter, type SendStatisticsExporterProps } from './exporter/send-statistics-exporter';
export { ExporterStack, type ExporterStackProps } from './exporter-stack';
export { ExporterStage, type ExporterStageProps } from './exporter-stage';
export { ConsoleWidgets, type ConsoleWidgetsProps } from './insights/console-widgets';
export type { JwtSettings } from './insights/insights-settings';
export {
  type InsightsOptions,
  MessageInsightsApi,
  type MessageInsightsApiProps,
} from './insights/message-insights-api';
export { CrossAccountDashboard, type CrossAccountDashboardProps } from './monitoring/cross-account-dashboard';
export { MonitoringLink, type MonitoringLinkProps } from './monitoring/monitoring-link';
export type { SourceAccounts } from './monitoring/monitoring-settings';
export { MonitoringSink, type MonitoringSinkProps } from './monitoring/monitoring-sink';
export { MonitoringStack, type MonitoringStackProps } from './monitoring/monitoring-stack';
export { ConfigError } from './shared/config-error';
export { WeeklyReport, type WeeklyReportProps } from './weekly-report/weekly-report';
export type { Day, WeeklyReportOptions } from './weekly-report/weekly-report-config';
