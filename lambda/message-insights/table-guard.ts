import { TABLE_BUDGET_MS } from './contract';
import type { Table } from './dynamodb';
import type { LookUpTrace } from './look-up-trace';

/** After a failure, the table is not called for this long, because each failing call can take its whole time limit. */
const PAUSE_MS = 3_000;

/** The error of a request that DynamoDB rejects as invalid. Other requests can still use the table. */
const INVALID_REQUEST = 'ValidationException';

/** Lets requests continue without the table. */
export interface TableGuard {
  /**
   * Returns the result of `work`. Returns `fallback` if no table exists, or if the table fails or failed a moment ago.
   * Also returns `fallback` if the request has spent its time for calls to the table.
   */
  use<T, F>(trace: LookUpTrace, work: (table: Table) => Promise<T>, fallback: F): Promise<T | F>;
}

/** @param table undefined if no table is configured, which is not a failure */
export function guardTable(table: Table | undefined, now: () => number): TableGuard {
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let failure = '';
  return {
    async use(trace, work, fallback) {
      if (!table) return fallback;
      if (now() < pausedUntil || trace.tableMs > TABLE_BUDGET_MS) {
        trace.tableFailure ??= now() < pausedUntil ? failure : 'TableBudgetSpent';
        return fallback;
      }
      const startedAt = now();
      try {
        return await work(table);
      } catch (error) {
        failure = error instanceof Error ? error.name : 'Error';
        if (failure !== INVALID_REQUEST) pausedUntil = now() + PAUSE_MS;
        trace.tableFailure = failure;
        return fallback;
      } finally {
        trace.tableMs += Math.max(0, now() - startedAt); // a clock may be set back
      }
    },
  };
}
