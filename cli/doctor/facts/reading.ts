/** A value that AWS returned, or the reason why the value is unknown. */
export type Reading<T> = Known<T> | Unknown;

export interface Known<T> {
  readonly value: T;
}

export interface Unknown {
  /** One sentence without a period. It names no caller, because people paste the report into tickets. */
  readonly unknown: string;
  /** The IAM action that a policy of the caller should allow. Undefined: the read failed for another reason. */
  readonly denied?: string;
  /**
   * `disabled`: AWS does not accept the credentials in this Region. `organization`: a service control policy denies the read, as
   * organizations do for Regions that they do not use.
   */
  readonly closed?: 'disabled' | 'organization';
}

export function isKnown<T>(reading: Reading<T>): reading is Known<T> {
  return 'value' in reading;
}

export function isUnknown(reading: Reading<unknown>): reading is Unknown {
  return 'unknown' in reading;
}

/** Returns the reading of a value that depends on another one. */
export async function then<T, R>(reading: Reading<T>, next: (value: T) => Promise<Reading<R>>): Promise<Reading<R>> {
  return isKnown(reading) ? next(reading.value) : reading;
}
