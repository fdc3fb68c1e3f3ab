/** The reasons why an export job has no result. */

/** No slot for a job is free, or the account has too many jobs. */
export class NoSlot extends Error {
  override readonly name = 'NoSlot';

  /** @param retryAt epoch milliseconds */
  constructor(readonly retryAt: number) {
    super('No slot for an export job is free');
  }
}

/** The slots could not be read or written. Without them, the limits of SES could be exceeded. */
export class SlotsUnavailable extends Error {
  override readonly name = 'SlotsUnavailable';

  constructor() {
    super('The slots of export jobs cannot be read or written');
  }
}

/** Virtual Deliverability Manager is off, so SES accepts no export job. */
export class VdmOff extends Error {
  override readonly name = 'VdmOff';

  constructor() {
    super('Virtual Deliverability Manager is off');
  }
}

/** `truncated`: the file ends early. `foreign`: the file has another format. `too-large`: the file exceeds the limit. */
export type UnreadableReason = 'truncated' | 'foreign' | 'too-large';

/** The file of a job cannot be used. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';

  constructor(readonly reason: UnreadableReason) {
    super(`The file of the export job is ${reason}`);
  }
}
