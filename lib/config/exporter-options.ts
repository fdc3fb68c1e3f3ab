import type { AlarmOverrides } from '../alarms/alarm-settings';
import type { NotificationOptions } from '../alarms/notification-config';
import type { ChatOptions } from '../chat/chat-config';
import type { SendStatisticsExporterProps } from '../exporter/send-statistics-exporter';
import type { InsightsOptions } from '../insights/message-insights-api';
import type { WeeklyReportOptions } from '../weekly-report/weekly-report-config';

/**
 * The options of an account. Their names are the context keys without the prefix. docs/configuration.md describes each
 * option. Lists of ARNs have one entry per Region, and each stack uses the entry of its own Region.
 */
export interface ExporterOptions extends SendStatisticsExporterProps {
  /** Regions to watch, one stack each. Default: the Region of the environment. */
  readonly regions?: readonly string[];
  /**
   * The beginning of the names of stacks, and thereby of alarms, roles and dashboards: at most 50 letters, digits and hyphens.
   * Default: `SesMetricsExporter`.
   */
  readonly namePrefix?: string;
  /** Tags of every resource. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Other numbers for each alarm, or false to switch the alarm off. A single false switches all alarms off.
   * Default: `DEFAULT_ALARMS`.
   */
  readonly alarms?: false | AlarmOverrides;
  /** Receivers of alarms. Default: none. */
  readonly notifications?: NotificationOptions;
  /** Channels of Slack and Microsoft Teams that show alarms and briefs. Default: none. */
  readonly chat?: ChatOptions;
  /** Options of the API that looks messages up; false for no API. Default: the defaults of `MessageInsightsApi`. */
  readonly messageInsights?: boolean | InsightsOptions;
  /**
   * Whether a brief follows each page for bounces or complaints, on the critical topic. Briefs need `messageInsights` and at
   * least one critical alarm on a rate. Default: true if the stack has both and creates the critical topic.
   */
  readonly briefs?: boolean;
  /**
   * Whether the warning topic gets a report once a week, and when. The report needs the windows `1h` and `24h`. True: on Monday
   * at 7:00 UTC. Default: false.
   */
  readonly weeklyReport?: boolean | WeeklyReportOptions;
  /** Whether each stack has a dashboard. With several Regions, the first stack also has one of all Regions. Default: true. */
  readonly dashboard?: boolean;
  /**
   * Whether the dashboard of each stack has widgets that find mail. They need `messageInsights` and `dashboard`. Default: true
   * if the stack has both.
   */
  readonly consoleWidgets?: boolean;
  /** Whether to notify the critical topic when AWS Health reports that SES has paused sending. Default: false. */
  readonly healthEvents?: boolean;
  /**
   * ARNs of sinks of a monitoring account that may read the metrics. A stack that is known to be in the monitoring account
   * ignores them, because it needs no link. Default: none.
   */
  readonly monitoringSinkArns?: readonly string[];
  /** URL of RUNBOOK.md, at most 300 characters, without a fragment. Alarms link to its headings. Default: `RUNBOOK.md`. */
  readonly runbookUrl?: string;
}

/** The options of a stack, which is in one Region. The `tags` of a stack are a property of CDK. */
export type RegionOptions = Omit<ExporterOptions, 'regions' | 'namePrefix' | 'tags'>;
