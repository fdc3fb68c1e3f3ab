/** Items with a version. A write succeeds only if nobody else has written the item since it was read. */

export interface StoredItem {
  /** Any JSON. The reader must validate it. */
  readonly content: unknown;
  readonly version: number;
}

export interface Write {
  /** The version that was read. Undefined: the item must not exist. */
  readonly expected: number | undefined;
  /** When the item may be deleted, epoch milliseconds. */
  readonly expiresAt: number;
}

export interface JobStore {
  /** @throws Error of the SDK when the table fails */
  read(key: string): Promise<StoredItem | undefined>;
  /**
   * @returns the new version, or undefined if another writer was faster
   * @throws Error of the SDK when the table fails
   */
  write(key: string, content: unknown, write: Write): Promise<number | undefined>;
}
