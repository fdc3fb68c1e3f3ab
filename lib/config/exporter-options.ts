import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { OptionalMetricName, SchedulePeriodMinutes } from '../../lambda/send-statistics/contract';
import type { AlarmOverrides } from '../alarms/alarm-settings';
import type { AlarmLevel } from '../alarms/alarm-table';
import type { AlarmAudience } from '../alarms/alarm-topics';
import type { MessageInsightsApiProps } from '../insights/message-insights-api';

/** Who hears of the alarms of one level, in every Region. */
export interface AudienceOptions extends Omit<AlarmAudience, 'topicArn'> {
  /** ARNs of topics of your own, one for each Region, in place of those that the stacks make. Default: none. */
  readonly topicArns?: readonly string[];
}

export interface NotificationOptions {
  readonly critical?: AudienceOptions;
  readonly warning?: AudienceOptions;
  /** Levels that are told when an alarm is over, too. Default: critical. */
  readonly okActions?: readonly AlarmLevel[];
}

export interface InsightsOptions
  extends Omit<MessageInsightsApiProps, 'encryptionKeyArn' | 'namespace' | 'logRetention'> {
  /** ARNs of KMS keys for the tables, one for each Region. Default: keys that AWS owns, free of charge. */
  readonly encryptionKeyArns?: readonly string[];
}

/** All that can be set of what watches an account, under the names of the context keys. README, "Configuration", says more of each. */
export interface ExporterOptions {
  /** Regions to watch, one stack each. Default: the Region of the environment. */
  readonly regions?: readonly string[];
  /** CloudWatch namespace of every metric. Default: `SES/SendStatistics`. */
  readonly namespace?: string;
  /** Windows to publish: multiples of 15 minutes from `15m` to `14d`. Default: `1h`, `24h`, `14d`. */
  readonly windows?: readonly string[];
  /** Metrics to publish beside those that always are. Default: none. */
  readonly optionalMetrics?: readonly OptionalMetricName[];
  /** Minutes from poll to poll. Default: 15. */
  readonly schedulePeriodMinutes?: SchedulePeriodMinutes;
  /** How long log lines are kept, in days. Default: 30. */
  readonly logRetentionDays?: RetentionDays;
  /** Tags of every resource. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Other numbers for an alarm, or false to switch it off; false for no alarms at all. Default: `DEFAULT_ALARMS`. */
  readonly alarms?: false | AlarmOverrides;
  /** Who hears of alarms. Default: nobody. */
  readonly notifications?: NotificationOptions;
  /** The API that looks messages up; false for none. Default: with its own defaults. */
  readonly messageInsights?: boolean | InsightsOptions;
  /** Whether there is a dashboard for each stack, and with several Regions one of all in the first. Default: true. */
  readonly dashboard?: boolean;
  /** Whether to notify the critical topic when AWS Health reports that SES has paused sending. Default: false. */
  readonly healthEvents?: boolean;
  /**
   * ARNs of sinks of a monitoring account that may read the metrics, one for each Region. Default: none may. The monitoring
   * account itself needs no link: that it is this one is known only where the account is.
   */
  readonly monitoringSinkArns?: readonly string[];
  /** Where RUNBOOK.md can be read; alarms link into it. Default: `RUNBOOK.md`. */
  readonly runbookUrl?: string;
}
