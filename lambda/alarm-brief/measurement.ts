/** What an alarm measured. */

/** The values of one time. */
export interface Measurement {
  /** End of the window, epoch milliseconds. */
  readonly until: number;
  /** 0-1. */
  readonly rate: number;
  /** Delivery attempts in the window. Undefined for AWS's own rate. */
  readonly attempts: number | undefined;
  /**
   * Bounces or complaints in the window. Undefined for AWS's own rate, and for a rate of 1: the exporter limits the rate
   * to 1, so the number may be higher.
   */
  readonly events: number | undefined;
}

export interface Measurements {
  /** At the time of the page. Undefined if CloudWatch has no value. */
  readonly atPage: Measurement | undefined;
  /** One day earlier. Undefined if CloudWatch has no value. */
  readonly dayBefore: Measurement | undefined;
}
