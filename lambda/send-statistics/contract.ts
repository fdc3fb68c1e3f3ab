/**
 * The words that the exporter and everything beside it both spell: the stack that deploys it, the alarms and
 * dashboards that read its metrics, and the schedule that calls it.
 */

const MINUTE_MS = 60_000;

/** Length in milliseconds of one period of SES `GetSendStatistics` (15 minutes). */
export const SES_PERIOD_MS = 15 * MINUTE_MS;

/** How far back in milliseconds an answer of SES `GetSendStatistics` reaches (14 days). */
export const SES_RETENTION_MS = 14 * 24 * 60 * MINUTE_MS;

/** CloudWatch namespace of every metric; a configured one may not start with `AWS/`. */
export const DEFAULT_NAMESPACE = 'SES/SendStatistics';

/** Metric dimension that names the window, as written in the configuration (`1h`, `24h`, `14d`). */
export const WINDOW_DIMENSION = 'Window';

/**
 * Every metric the exporter can publish. All are gauges: they state a level at the moment of their timestamp and are
 * never counted up.
 *
 * - `source`: the SES operation it is read from.
 * - `statistic`: the one to read it with; none that a metric published twice would change.
 * - `per`: `window` metrics carry the dimension `Window`; `account` metrics carry none.
 * - `optional`: published only where the configuration names it. Every metric costs, once per window.
 */
export const METRICS = {
  /** Delivery attempts in the window; an explicit 0 when there were none. */
  DeliveryAttempts: {
    source: 'GetSendStatistics',
    per: 'window',
    unit: 'Count',
    statistic: 'Maximum',
    optional: false,
  },
  /** Hard bounces / delivery attempts, 0-1; absent when there were no attempts, capped at 1. */
  BounceRate: { source: 'GetSendStatistics', per: 'window', unit: 'None', statistic: 'Maximum', optional: false },
  /** Complaints / delivery attempts, 0-1; absent when there were no attempts, capped at 1. */
  ComplaintRate: { source: 'GetSendStatistics', per: 'window', unit: 'None', statistic: 'Maximum', optional: false },
  /** Hard bounces in the window. */
  Bounces: { source: 'GetSendStatistics', per: 'window', unit: 'Count', statistic: 'Maximum', optional: true },
  /** Complaints that reached SES through feedback loops in the window. */
  Complaints: { source: 'GetSendStatistics', per: 'window', unit: 'Count', statistic: 'Maximum', optional: true },
  /** Mails that SES refused to send (a virus was found) in the window. */
  Rejects: { source: 'GetSendStatistics', per: 'window', unit: 'Count', statistic: 'Maximum', optional: true },
  /** Rejects / delivery attempts, 0-1; absent when there were no attempts, capped at 1. */
  RejectRate: { source: 'GetSendStatistics', per: 'window', unit: 'None', statistic: 'Maximum', optional: true },
  /** 1 when SES lets this account send in this Region, 0 when it does not; absent when SES does not say. */
  SendingEnabled: { source: 'GetAccount', per: 'account', unit: 'None', statistic: 'Minimum', optional: false },
  /** 0 healthy, 1 probation (or a status this version does not know), 2 shutdown; absent when SES gives no status. */
  EnforcementLevel: { source: 'GetAccount', per: 'account', unit: 'None', statistic: 'Maximum', optional: false },
  /** Mails sent in the last 24 hours / the daily quota, 0-1; absent when the quota is unlimited, 0 or unknown. */
  SendQuotaUsage: { source: 'GetAccount', per: 'account', unit: 'None', statistic: 'Maximum', optional: false },
  /** Seconds from the start of SES's newest period to the slot; absent when SES shows no period. */
  NewestDataPointAge: {
    source: 'GetSendStatistics',
    per: 'account',
    unit: 'Seconds',
    statistic: 'Maximum',
    optional: false,
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

/** The metrics that are published, those always and those chosen. */
export function publishedMetrics(optionalMetrics: readonly OptionalMetricName[]): MetricName[] {
  const chosen: ReadonlySet<string> = new Set(optionalMetrics);
  return METRIC_NAMES.filter((name) => !METRICS[name].optional || chosen.has(name));
}

/** A span of time that ends at a slot. */
export interface Window {
  /** As configured, and the value of the dimension `Window`. */
  readonly label: string;
  readonly lengthMs: number;
}

export const DEFAULT_WINDOWS = ['1h', '24h', '14d'] as const;

/**
 * How many windows one exporter may publish: three metrics and more each, every one billed, and the current slot must
 * fit into one PutMetricData request of 1,000 metrics.
 */
export const MAX_WINDOWS = 20;

const UNIT_MS: Record<string, number> = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 24 * 60 * MINUTE_MS };

/**
 * Length in milliseconds of a span such as `45m`, `24h` or `14d`: a multiple of 15 minutes (SES's period) up to 14 days
 * (what SES keeps); undefined for anything else.
 */
export function parseSpan(label: string): number | undefined {
  const [, amount, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(label) ?? [];
  const lengthMs = amount && unit ? Number(amount) * (UNIT_MS[unit] as number) : Number.NaN;
  return lengthMs <= SES_RETENTION_MS && lengthMs % SES_PERIOD_MS === 0 ? lengthMs : undefined;
}

/**
 * A window from its label.
 *
 * @throws RangeError with one sentence that says what was got and what is accepted
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

/** Minutes from poll to poll that a schedule may have: each divides the hour, so that every hour has the same slots. */
export const SCHEDULE_PERIODS_MINUTES = [5, 10, 15, 20, 30, 60] as const;
export type SchedulePeriodMinutes = (typeof SCHEDULE_PERIODS_MINUTES)[number];

export const DEFAULT_SCHEDULE_PERIOD_MINUTES: SchedulePeriodMinutes = 15;

/**
 * Minute of the hour of the first poll: half a period in, so that a late start stays in its own period
 * (7, 22, 37 and 52 by default).
 */
export function scheduleOffsetMinutes(periodMinutes: SchedulePeriodMinutes): number {
  return Math.floor(periodMinutes / 2);
}

/** What the schedule, or a person by hand, passes to the exporter. */
export interface PollEvent {
  /** The time the schedule meant, ISO 8601; the slot is this time's minute. Default: now. */
  readonly scheduledTime?: string;
  /** Publish every slot of this span again, present or not: a span such as `6h` or `14d`. Default: only the holes. */
  readonly backfill?: string;
}

/** What the stack configures in the function. */
export interface ExporterSettings {
  readonly namespace: string;
  readonly windows: readonly Window[];
  readonly optionalMetrics: readonly OptionalMetricName[];
  readonly schedulePeriodMinutes: SchedulePeriodMinutes;
}

/** The function's environment variables: the settings as text. */
export const ENVIRONMENT = {
  namespace: 'METRIC_NAMESPACE',
  windows: 'WINDOWS',
  optionalMetrics: 'OPTIONAL_METRICS',
  schedulePeriodMinutes: 'SCHEDULE_PERIOD_MINUTES',
} as const satisfies Record<keyof ExporterSettings, string>;

/** The settings as the function's environment; `settings.ts` reads it back. */
export function toEnvironment(settings: ExporterSettings): Record<string, string> {
  return {
    [ENVIRONMENT.namespace]: settings.namespace,
    [ENVIRONMENT.windows]: settings.windows.map((window) => window.label).join(','),
    [ENVIRONMENT.optionalMetrics]: settings.optionalMetrics.join(','),
    [ENVIRONMENT.schedulePeriodMinutes]: String(settings.schedulePeriodMinutes),
  };
}
