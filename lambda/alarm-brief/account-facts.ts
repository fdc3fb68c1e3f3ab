/** What SES says about the account without Virtual Deliverability Manager. An undefined value is not known. */

export interface AccountFacts {
  /** `HEALTHY`, `PROBATION`, `SHUTDOWN`, or a status that SES adds later. */
  readonly enforcementStatus: string | undefined;
  readonly sendingEnabled: boolean | undefined;
  /** Mails a day. -1 means unlimited. */
  readonly max24HourSend: number | undefined;
  readonly sentLast24Hours: number | undefined;
}

/** The addresses that SES put on the account's suppression list within a span. */
export interface Suppressions {
  /** Added because of a hard bounce. */
  readonly bounces: number;
  /** Added because of a complaint. */
  readonly complaints: number;
  /** Added for a reason that this version does not know. */
  readonly others: number;
  /** Whether there are more than these. */
  readonly hasMore: boolean;
  /** Epoch milliseconds. Undefined without suppressions. */
  readonly newestAt: number | undefined;
}
