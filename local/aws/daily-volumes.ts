/** The daily numbers of Virtual Deliverability Manager, as an account has them. */

export const DAY_MS = 24 * 60 * 60_000;

/** The dimensions of the numbers. Mail may have no value for a dimension. */
export const DIMENSIONS = ['ISP', 'EMAIL_IDENTITY', 'CONFIGURATION_SET', 'TENANT_NAME'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The metrics of this account. SES has more, which count opens and clicks. */
export const METRICS = ['SEND', 'DELIVERY', 'PERMANENT_BOUNCE', 'TRANSIENT_BOUNCE', 'COMPLAINT'] as const;
export type Metric = (typeof METRICS)[number];

/** The numbers of one day (UTC) for one combination of values. */
export interface DailyVolumes {
  /** Midnight, epoch milliseconds. */
  readonly day: number;
  readonly values: Readonly<Partial<Record<Dimension, string>>>;
  readonly volumes: Readonly<Record<Metric, number>>;
}

export interface NumbersAccount {
  /** Returns the numbers of the days in [from, until), epoch milliseconds. Default: no mail. */
  dailyVolumes?(from: number, until: number, calledAt: number): readonly DailyVolumes[];
  /** The names that SES lists. Default: none. */
  readonly names?: AccountNames;
}

export interface AccountNames {
  readonly identities: readonly string[];
  readonly configurationSets: readonly string[];
  readonly tenants: readonly string[];
}

/** SES exports a row for each of these providers, even without mail. The real list is longer, and not published. */
export const PROVIDERS = [
  'Aol',
  'Comcast',
  'Gmail',
  'Gmx',
  'Hotmail',
  'Icloud',
  'NetEase',
  'Tencent',
  'Yahoo',
] as const;

/** Returns the volumes of a metric by day, without the days that have none. */
export function volumesByDay(numbers: readonly DailyVolumes[], metric: Metric): ReadonlyMap<number, number> {
  const days = new Map<number, number>();
  for (const { day, volumes } of numbers) {
    if (volumes[metric] > 0) days.set(day, (days.get(day) ?? 0) + volumes[metric]);
  }
  return days;
}

export function isMidnight(time: number): boolean {
  return time % DAY_MS === 0;
}
