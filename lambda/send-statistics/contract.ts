/**
 * The names and settings that the exporter shares with others: the stack that deploys it, the alarms and dashboards
 * that read its metrics, and the schedule that calls it.
 */

const MINUTE_MS = 60_000;

/** Length of one period of SES `GetSendStatistics` in milliseconds (15 minutes). */
export const SES_PERIOD_MS = 15 * MINUTE_MS;

/** How far back SES `GetSendStatistics` reaches, in milliseconds (14 days). */
export const SES_RETENTION_MS = 14 * 24 * 60 * MINUTE_MS;

/** CloudWatch namespace of every metric. A configured namespace must not start with `AWS/`. */
export const DEFAULT_NAMESPACE = 'SES/SendStatistics';

/** Metric dimension with the window's label, as in the configuration (`1h`, `24h`, `14d`). */
export const WINDOW_DIMENSION = 'Window';

/**
 * Every metric that the exporter can publish. All metrics are gauges: each value is the level at its timestamp.
 *
 * - `source`: the SES operation that the metric comes from.
 * - `statistic`: the statistic to read the metric with. It does not change if the same value is published twice.
 * - `per`: `window` metrics have the dimension `Window`; `account` metrics have none.
 * - `optional`: published only if the configuration names it. Every metric costs money, once per window.
 */
export const METRICS = {
  /** Delivery attempts in the window. 0 is published explicitly. */
  DeliveryAttempts: {
    source: 'GetSendStatistics',
    per: 'window',
    unit: 'Count',
    statistic: 'Maximum',
    optional: false,
  },
  /** Hard bounces / delivery attempts, 0-1. Absent without attempts, capped at 1. */
  BounceRate: { source: 'GetSendStatistics', per: 'window', unit: 'None', statistic: 'Maximum', optional: false },
  /** Complaints / delivery attempts, 0-1. Absent without attempts, capped at 1. */
  ComplaintRate: { source: 'GetSendStatistics', per: 'window', unit: 'None', statistic: 'Maximum', optional: false },
  /** Hard bounces in the window. */
  Bounces: { source: 'GetSendStatistics', per: 'window', unit: 'Count', statistic: 'Maximum', optional: true },
  /** Complaints in the window that reached SES through feedback loops. */
  Complaints: { source: 'GetSendStatistics', per: 'window', unit: 'Count', statistic: 'Maximum', optional: true },
  /** Mails in the window that SES refused to send because they contained a virus. */
  Rejects: { source: 'GetSendStatistics', per: 'window', unit: 'Count', statistic: 'Maximum', optional: true },
  /** Rejects / delivery attempts, 0-1. Absent without attempts, capped at 1. */
  RejectRate: { source: 'GetSendStatistics', per: 'window', unit: 'None', statistic: 'Maximum', optional: true },
  /** 1 when the account can send in this Region, 0 when it cannot. Absent when SES does not report it. */
  SendingEnabled: { source: 'GetAccount', per: 'account', unit: 'None', statistic: 'Minimum', optional: false },
  /** 0 healthy, 1 probation or a status that this version does not know, 2 shutdown. Absent without a status. */
  EnforcementLevel: { source: 'GetAccount', per: 'account', unit: 'None', statistic: 'Maximum', optional: false },
  /** Mails sent in the last 24 hours / the daily quota, 0-1. Absent when the quota is unlimited, 0 or unknown. */
  SendQuotaUsage: { source: 'GetAccount', per: 'account', unit: 'None', statistic: 'Maximum', optional: false },
  /** Seconds from the start of SES's newest period to the slot. Absent when SES returns no period. */
  NewestDataPointAge: {
    source: 'GetSendStatistics',
    per: 'account',
    unit: 'Seconds',
    statistic: 'Maximum',
    optional: false,
  },
  /** Delivery attempts in the hour that ended one week before the slot. 0 is published explicitly. */
  AttemptsWeekBefore: {
    source: 'GetSendStatistics',
    per: 'account',
    unit: 'Count',
    statistic: 'Maximum',
    optional: true,
  },
} as const;

export type MetricName = keyof typeof METRICS;
export type WindowMetricName = {
  [N in MetricName]: (typeof METRICS)[N]['per'] extends 'window' ? N : never;
}[MetricName];
export type AccountMetricName = Exclude<MetricName, WindowMetricName>;
export type OptionalMetricName = {
  [N in MetricName]: (typeof METRICS)[N]['optional'] extends true ? N : never;
}[MetricName];

export const METRIC_NAMES = Object.keys(METRICS) as MetricName[];

export function isWindowMetric(name: MetricName): name is WindowMetricName {
  return METRICS[name].per === 'window';
}

export function isOptionalMetric(name: string): name is OptionalMetricName {
  return Object.hasOwn(METRICS, name) && METRICS[name as MetricName].optional;
}

/** Returns the published metrics: those that are always published, and the chosen optional ones. */
export function publishedMetrics(optionalMetrics: readonly OptionalMetricName[]): MetricName[] {
  const chosen: ReadonlySet<string> = new Set(optionalMetrics);
  return METRIC_NAMES.filter((name) => !METRICS[name].optional || chosen.has(name));
}

/** The window that `AttemptsWeekBefore` covers, one week before the slot. */
export const COMPARED_WINDOW = '1h';

/** A span of time that ends at a slot. */
export interface Window {
  /** As configured; also the value of the dimension `Window`. */
  readonly label: string;
  readonly lengthMs: number;
}

export const DEFAULT_WINDOWS = ['1h', '24h', '14d'] as const;

/**
 * Maximum number of windows of one exporter. Each window has at least three metrics, and AWS bills each of them. The
 * current slot must fit into one PutMetricData request of 1,000 metrics.
 */
export const MAX_WINDOWS = 20;

const UNIT_MS: Record<string, number> = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 24 * 60 * MINUTE_MS };

/**
 * Returns the length in milliseconds of a span such as `45m`, `24h` or `14d`: a multiple of 15 minutes (SES's period)
 * up to 14 days (SES's retention). Returns undefined for any other string.
 */
export function parseSpan(label: string): number | undefined {
  const [, amount, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(label) ?? [];
  const lengthMs = amount && unit ? Number(amount) * (UNIT_MS[unit] as number) : Number.NaN;
  return lengthMs <= SES_RETENTION_MS && lengthMs % SES_PERIOD_MS === 0 ? lengthMs : undefined;
}

/**
 * Returns the window with a label.
 *
 * @throws RangeError with the label and what is accepted
 */
export function parseWindow(label: string): Window {
  const lengthMs = parseSpan(label);
  if (lengthMs === undefined) {
    throw new RangeError(
      `"${label}" is not a window: write a multiple of 15 minutes from 15m to 14d, such as 45m, 1h, 24h or 14d`,
    );
  }
  return { label, lengthMs };
}

/** Valid minutes between polls. Each divides the hour, so every hour has the same slots. */
export const SCHEDULE_PERIODS_MINUTES = [5, 10, 15, 20, 30, 60] as const;
export type SchedulePeriodMinutes = (typeof SCHEDULE_PERIODS_MINUTES)[number];

export const DEFAULT_SCHEDULE_PERIOD_MINUTES: SchedulePeriodMinutes = 15;

/**
 * Returns the minute of the hour of the first poll, half a period after the hour. A late poll then stays in its own
 * period. By default, the polls are at minutes 7, 22, 37 and 52.
 */
export function scheduleOffsetMinutes(periodMinutes: SchedulePeriodMinutes): number {
  return Math.floor(periodMinutes / 2);
}

/** The exporter's event, from the schedule or from a manual invocation. */
export interface PollEvent {
  /** The scheduled time, ISO 8601. The slot is its minute. Default: now. */
  readonly scheduledTime?: string;
  /**
   * A span such as `6h` or `14d`, of which every slot is published again. Default: only missing slots are published.
   */
  readonly backfill?: string;
}

/** The settings that the stack passes to the function. */
export interface ExporterSettings {
  readonly namespace: string;
  readonly windows: readonly Window[];
  readonly optionalMetrics: readonly OptionalMetricName[];
  readonly schedulePeriodMinutes: SchedulePeriodMinutes;
}

/** The function's environment variables, which hold the settings as strings. */
export const ENVIRONMENT = {
  namespace: 'METRIC_NAMESPACE',
  windows: 'WINDOWS',
  optionalMetrics: 'OPTIONAL_METRICS',
  schedulePeriodMinutes: 'SCHEDULE_PERIOD_MINUTES',
} as const satisfies Record<keyof ExporterSettings, string>;

/** Returns the settings as the function's environment. `settings.ts` reads them back. */
export function toEnvironment(settings: ExporterSettings): Record<string, string> {
  return {
    [ENVIRONMENT.namespace]: settings.namespace,
    [ENVIRONMENT.windows]: settings.windows.map((window) => window.label).join(','),
    [ENVIRONMENT.optionalMetrics]: settings.optionalMetrics.join(','),
    [ENVIRONMENT.schedulePeriodMinutes]: String(settings.schedulePeriodMinutes),
  };
}
