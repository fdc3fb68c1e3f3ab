/** The names and settings that the brief shares with its stack. */
import type { EventKind } from '../shared/mail/event-kind';

/** An alarm that pages for bounces or complaints. */
export interface RateAlarm {
  readonly kind: EventKind;
  /** Length of the window that the alarm's rate covers, milliseconds. For AWS's own rates: 24 hours. */
  readonly windowMs: number;
  /** Value of the metric dimension `Window`, such as `1h`. Undefined: the alarm is on AWS's own rate. */
  readonly window?: string;
}

/** The settings that the stack passes to the function. */
export interface BriefSettings {
  /** The table of look-ups, which also has the slots of export jobs. */
  readonly tableName: string;
  readonly topicArn: string;
  /** Namespace of the exporter's metrics. */
  readonly namespace: string;
  /**
   * The critical alarms on rates by their names in AWS. A composite alarm names them in the reason of its state. The
   * function may call DescribeAlarms on exactly these.
   */
  readonly alarms: Readonly<Record<string, RateAlarm>>;
  /** Base URL of the look-up API, without a slash at its end. */
  readonly apiUrl: string;
}

/** The function's environment variables. `ALARMS` holds JSON. */
export const ENVIRONMENT = {
  tableName: 'TABLE_NAME',
  topicArn: 'TOPIC_ARN',
  namespace: 'METRIC_NAMESPACE',
  alarms: 'ALARMS',
  apiUrl: 'API_URL',
} as const satisfies Record<keyof BriefSettings, string>;

/** Returns the settings as the function's environment. `settings.ts` reads them back. */
export function toEnvironment(settings: BriefSettings): Record<string, string> {
  return {
    [ENVIRONMENT.tableName]: settings.tableName,
    [ENVIRONMENT.topicArn]: settings.topicArn,
    [ENVIRONMENT.namespace]: settings.namespace,
    [ENVIRONMENT.alarms]: JSON.stringify(settings.alarms),
    [ENVIRONMENT.apiUrl]: settings.apiUrl,
  };
}

/** Dimension of the exporter's metrics, as in the contract of the exporter. */
export const WINDOW_DIMENSION = 'Window';

/** The metrics that the alarms on each kind watch: those of the exporter, and the rate that AWS measures itself. */
export const METRIC_NAMES = {
  bounce: {
    attempts: 'DeliveryAttempts',
    rate: 'BounceRate',
    awsRate: { Namespace: 'AWS/SES', MetricName: 'Reputation.BounceRate' },
  },
  complaint: {
    attempts: 'DeliveryAttempts',
    rate: 'ComplaintRate',
    awsRate: { Namespace: 'AWS/SES', MetricName: 'Reputation.ComplaintRate' },
  },
} as const satisfies Record<EventKind, unknown>;

/** The longest time that a brief waits for SES. After this time, it says what is known without the mail. */
export const LONGEST_WAIT_MS = 10 * 60_000;

/** Time that the function keeps to read the file of the last job, and to publish. */
export const PUBLISHING_MS = 3 * 60_000;

/** Time limit of the function. */
export const TIMEOUT_MS = LONGEST_WAIT_MS + PUBLISHING_MS;
