/** Why a look-up got no answer of SES. */

/** All turns until the deadline are taken. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';

  /**
   * Times in epoch milliseconds.
   *
   * @param freeAt the earliest turn that the caller can have
   * @param askAgainAt when to ask again; earlier than `freeAt` where that turn is kept for the caller
   */
  constructor(
    readonly freeAt: number,
    readonly askAgainAt: number = freeAt,
  ) {
    super('All turns to call SES are taken');
  }
}

/** Somebody else has asked SES for the same message, and has no answer yet. */
export class AskedAlready extends Error {
  override readonly name = 'AskedAlready';

  constructor() {
    super('Somebody else asks for this message');
  }
}

export type SesFailureKind = 'throttled' | 'timed-out' | 'refused-id' | 'failed';

/** SES gave no answer. Its own message is not kept: it may quote what it was asked. */
export class SesFailure extends Error {
  override readonly name = 'SesFailure';

  constructor(
    readonly kind: SesFailureKind,
    /** The SDK's name of the error, such as `TooManyRequestsException`. */
    readonly errorName: string,
    /** Undefined when SES was not reached, or not understood. */
    readonly httpStatus?: number,
  ) {
    super(`${errorName}${httpStatus === undefined ? '' : `, HTTP status ${httpStatus}`}`);
  }
}
