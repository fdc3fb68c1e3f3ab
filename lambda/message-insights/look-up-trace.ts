/** What happened during one look-up. The look-up fills it in, and the log line prints it. */
export interface LookUpTrace {
  /** Source of the response: SES, the table, or another look-up of the same ID in this instance. */
  source?: 'ses' | 'table' | 'instance';
  sesCalls: number;
  /** Milliseconds spent waiting for a turn, and for other look-ups of the same ID. */
  waitMs: number;
  sesMs: number;
  tableMs: number;
  /** Why the look-up could not use the table: the name of the error, or `TableBudgetSpent`. */
  tableFailure?: string;
}

export function startTrace(): LookUpTrace {
  return { sesCalls: 0, waitMs: 0, sesMs: 0, tableMs: 0 };
}
