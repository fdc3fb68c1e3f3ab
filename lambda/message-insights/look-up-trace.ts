/** What a look-up did, for the log. It is filled in during the look-up. */
export interface LookUpTrace {
  /** Source of the response: SES, the table, or another look-up of the same ID in this instance. */
  source?: 'ses' | 'table' | 'instance';
  sesCalls: number;
  /** Milliseconds spent waiting for a turn, and for other look-ups of the same ID. */
  waitMs: number;
  sesMs: number;
  tableMs: number;
  /** Name of the error when the table was not available. */
  tableFailure?: string;
}

export function startTrace(): LookUpTrace {
  return { sesCalls: 0, waitMs: 0, sesMs: 0, tableMs: 0 };
}
