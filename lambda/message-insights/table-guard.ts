import { TABLE_BUDGET_MS } from './contract';
import type { Table } from './dynamodb';
import type { LookUpTrace } from './look-up-trace';

/** How long a table is not called after it failed, because each attempt costs its time limit. */
const PAUSE_MS = 3_000;

/** The table rejects a request as invalid. This concerns only that request. */
const INVALID_REQUEST = 'ValidationException';

/** Lets requests continue without the table. */
export interface TableGuard {
  /** Returns the result of the work, or `fallback` when no table exists, or when it fails now or failed a moment ago. */
  use<T, F>(trace: LookUpTrace, work: (table: Table) => Promise<T>, fallback: F): Promise<T | F>;
}

/** @param table undefined: no table is configured, which is not a failure */
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
