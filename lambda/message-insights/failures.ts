/** The reasons why a look-up has no response from SES. */

/** All turns until the deadline are taken. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';

  /**
   * Times in epoch milliseconds.
   *
   * @param freeAt the earliest turn that the caller can have
   * @param retryAt when to retry. It is earlier than `freeAt` if that turn is reserved for the caller.
   */
  constructor(
    readonly freeAt: number,
    readonly retryAt: number = freeAt,
  ) {
    super('All turns to call SES are taken');
  }
}

/** Another look-up of the same message is waiting for SES. */
export class LookUpInProgress extends Error {
  override readonly name = 'LookUpInProgress';

  constructor() {
    super('Another look-up of this message is in progress');
  }
}

export type SesFailureKind = 'throttled' | 'timed-out' | 'refused-id' | 'failed';

/** SES returned no usable response. The message of the SDK's error is dropped, because it may quote the request. */
export class SesFailure extends Error {
  override readonly name = 'SesFailure';

  constructor(
    readonly kind: SesFailureKind,
    /** The SDK's name of the error, such as `TooManyRequestsException`. */
    readonly errorName: string,
    /** Undefined when SES was not reached, or its response was not understood. */
    readonly httpStatus?: number,
  ) {
    super(`${errorName}${httpStatus === undefined ? '' : `, HTTP status ${httpStatus}`}`);
  }
}
