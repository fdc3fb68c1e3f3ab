/** What an export job reads. */
import type { DeliveryEvent } from '../mail/mail-row';

/**
 * SES returns at most this many rows. If more mail matches, the file is a sample.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageInsightsDataSource.html
 */
export const MAX_ROWS = 10_000;

/** The mail to export. All given filters apply. A string filter may begin or end with the wildcard `*`. */
export interface MailQuery {
  /** Mail sent at or after this time, epoch milliseconds. */
  readonly sentFrom: number;
  /** Mail sent before this time, epoch milliseconds. */
  readonly sentUntil: number;
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly isp?: string;
  /** Default: any. */
  readonly deliveryEvents?: readonly DeliveryEvent[];
  /** At most this many rows, up to `MAX_ROWS`. */
  readonly maxRows: number;
}

/** The dimensions of Virtual Deliverability Manager's daily numbers. */
export const METRIC_DIMENSIONS = ['ISP', 'EMAIL_IDENTITY', 'CONFIGURATION_SET', 'TENANT_NAME'] as const;
export type MetricDimension = (typeof METRIC_DIMENSIONS)[number];

/** Daily numbers to export, summed over whole UTC days. */
export interface MetricQuery {
  readonly dimension: MetricDimension;
  /** Midnight UTC, epoch milliseconds. */
  readonly from: number;
  /** Midnight UTC after the last day, epoch milliseconds. */
  readonly until: number;
}

export type JobRequest = {
  /** Briefs may use the slot that searches leave free. */
  readonly purpose: 'search' | 'brief';
  /** Pseudonym of the caller. Callers share the slots fairly. */
  readonly caller: string;
  /** The same key of the same caller within a minute is the same job. It must contain no personal data. */
  readonly key: string;
} & ({ readonly mail: MailQuery } | { readonly metrics: MetricQuery });
