/** What SES reports about the account, even without Virtual Deliverability Manager. An undefined value is unknown. */

export interface AccountFacts {
  /** `HEALTHY`, `PROBATION`, `SHUTDOWN`, or a status that SES adds later. */
  readonly enforcementStatus: string | undefined;
  readonly sendingEnabled: boolean | undefined;
  /** Sends in 24 hours. -1 means unlimited. */
  readonly max24HourSend: number | undefined;
  readonly sentLast24Hours: number | undefined;
  /** Whether Virtual Deliverability Manager is on. */
  readonly vdmEnabled: boolean | undefined;
}

/** The addresses that were added to the account's suppression list within a span. */
export interface Suppressions {
  /** Added because of a hard bounce. */
  readonly bounces: number;
  /** Added because of a complaint. */
  readonly complaints: number;
  /** Added for a reason that this version does not know. */
  readonly others: number;
  /** Whether the list has more addresses of the span than these counts include. */
  readonly hasMore: boolean;
  /** When the newest address was added, epoch milliseconds. Undefined if there is none. */
  readonly newestAt: number | undefined;
}
