/** What a CDK app of one's own imports from this package. */

export type { LogMetricName } from '../lambda/message-insights/contract';
export type {
  AccountMetricName,
  OptionalMetricName,
  SchedulePeriodMinutes,
  WindowMetricName,
} from '../lambda/send-statistics/contract';
export { type AlarmOverrides, mergeAlarmSettings } from './alarm-settings';
export {
  type AlarmLevel,
  type AlarmName,
  type AlarmSettings,
  DEFAULT_ALARMS,
  type HeartbeatSetting,
  type Periods,
  type RateSetting,
  type ThresholdSetting,
} from './alarm-table';
export { type AlarmAudience, AlarmTopics, type AlarmTopicsProps } from './alarm-topics';
export { ConfigError } from './config-error';
export { CrossAccountDashboard, type CrossAccountDashboardProps } from './cross-account-dashboard';
export { CrossRegionDashboard, type CrossRegionDashboardProps } from './cross-region-dashboard';
export type { ExporterMetricsProps } from './exporter-metrics';
export type { AudienceOptions, ExporterOptions, InsightsOptions, NotificationOptions } from './exporter-options';
export { ExporterStack, type ExporterStackProps } from './exporter-stack';
export { ExporterStage, type ExporterStageProps } from './exporter-stage';
export { HealthEvents, type HealthEventsProps } from './health-events';
export type { JwtSettings } from './insights-settings';
export { MessageInsightsApi, type MessageInsightsApiProps } from './message-insights-api';
export { MonitoringLink, type MonitoringLinkProps } from './monitoring-link';
export type { SourceAccounts } from './monitoring-settings';
export { MonitoringSink, type MonitoringSinkProps } from './monitoring-sink';
export { MonitoringStack, type MonitoringStackProps } from './monitoring-stack';
export { SendAlarms, type SendAlarmsProps } from './send-alarms';
export { SendDashboard, type SendDashboardProps } from './send-dashboard';
export { SendStatisticsExporter, type SendStatisticsExporterProps } from './send-statistics-exporter';
