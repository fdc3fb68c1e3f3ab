/** What a look-up did, for the log: filled in as it goes. */
export interface LookUpTrace {
  /** Where the answer came from: SES, the table, or another look-up of this instance for the same id. */
  source?: 'ses' | 'table' | 'instance';
  sesCalls: number;
  /** Milliseconds spent waiting for a turn, and for others who asked for the same id. */
  waitMs: number;
  sesMs: number;
  tableMs: number;
  /** Name of the error when the table could not be used. */
  tableFailure?: string;
}

export function startTrace(): LookUpTrace {
  return { sesCalls: 0, waitMs: 0, sesMs: 0, tableMs: 0 };
}
