/** The reasons why a look-up does not call SES. */

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
