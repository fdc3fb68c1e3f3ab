/** The names and settings that the weekly report shares with its stack. */

/** The settings that the stack passes to the function. */
export interface WeeklySettings {
  readonly topicArn: string;
  /** Namespace of the exporter's metrics. */
  readonly namespace: string;
  /** Minutes between two polls of the exporter. */
  readonly schedulePeriodMinutes: number;
  /** The beginning of the names of all alarms. */
  readonly alarmPrefix: string;
  /** Names of the alarms that page by themselves. The report has their history. */
  readonly pagers: readonly string[];
  /** Names of all alarms of the stack, at most 100. The report has their states. */
  readonly alarms: readonly string[];
  readonly runbookUrl: string;
}

/**
 * The function's environment variables. Lists are JSON, and leave out the prefix of the alarms, because Lambda allows 4 KB for all
 * variables.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const ENVIRONMENT = {
  topicArn: 'TOPIC_ARN',
  namespace: 'METRIC_NAMESPACE',
  schedulePeriodMinutes: 'POLL_PERIOD_MINUTES',
  alarmPrefix: 'ALARM_PREFIX',
  pagers: 'PAGERS',
  alarms: 'ALARMS',
  runbookUrl: 'RUNBOOK_URL',
} as const satisfies Record<keyof WeeklySettings, string>;

/** Returns the settings as the function's environment. `settings.ts` reads them back. */
export function toEnvironment(settings: WeeklySettings): Record<string, string> {
  const toList = (names: readonly string[]) =>
    JSON.stringify(names.map((name) => name.slice(settings.alarmPrefix.length)));
  return {
    [ENVIRONMENT.topicArn]: settings.topicArn,
    [ENVIRONMENT.namespace]: settings.namespace,
    [ENVIRONMENT.schedulePeriodMinutes]: String(settings.schedulePeriodMinutes),
    [ENVIRONMENT.alarmPrefix]: settings.alarmPrefix,
    [ENVIRONMENT.pagers]: toList(settings.pagers),
    [ENVIRONMENT.alarms]: toList(settings.alarms),
    [ENVIRONMENT.runbookUrl]: settings.runbookUrl,
  };
}

/** The function's event, from the schedule or from a manual invocation. */
export interface WeeklyEvent {
  /** The end of the week, ISO 8601. Default: now. */
  readonly scheduledTime?: string;
}

/** Dimension of the exporter's metrics, as in the contract of the exporter. */
export const WINDOW_DIMENSION = 'Window';

/** The windows that the report reads. The stack must publish both. */
export const WINDOWS = { hour: '1h', day: '24h' } as const;

/** The metrics that the report reads, as in the contract of the exporter. */
export const METRIC_NAMES = {
  attempts: 'DeliveryAttempts',
  bounceRate: 'BounceRate',
  complaintRate: 'ComplaintRate',
  quotaUsage: 'SendQuotaUsage',
} as const;

/** The metrics of AWS's own rates. */
export const AWS_METRIC_NAMES = {
  bounceRate: 'Reputation.BounceRate',
  complaintRate: 'Reputation.ComplaintRate',
} as const;

/**
 * Time limit of the function. Each of the seven reads may be throttled several times, and SES allows one call a second.
 */
export const TIMEOUT_MS = 5 * 60_000;
