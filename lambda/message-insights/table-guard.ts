import { TABLE_BUDGET_MS } from './contract';
import type { Table } from './dynamodb';
import type { LookUpTrace } from './look-up-trace';

/** A table that failed is left alone this long: each try would cost the caller its time-out. */
const LEFT_ALONE_MS = 3_000;

/** A request that the table refuses as such is our fault, and says nothing of the next one. */
const REFUSED = 'ValidationException';

/** Lets requests go on without the table. */
export interface TableGuard {
  /** The work's result, or `otherwise` when there is no table, or it does not answer or has not a moment ago. */
  use<T, O>(trace: LookUpTrace, work: (table: Table) => Promise<T>, otherwise: O): Promise<T | O>;
}

/** @param table undefined: there is none, and nothing is wrong with that */
export function guardTable(table: Table | undefined, now: () => number): TableGuard {
  let leftAloneUntil = Number.NEGATIVE_INFINITY;
  let failure = '';
  return {
    async use(trace, work, otherwise) {
      if (!table) return otherwise;
      if (now() < leftAloneUntil || trace.tableMs > TABLE_BUDGET_MS) {
        trace.tableFailure ??= now() < leftAloneUntil ? failure : 'TableBudgetSpent';
        return otherwise;
      }
      const startedAt = performance.now();
      try {
        return await work(table);
      } catch (error) {
        failure = error instanceof Error ? error.name : 'Error';
        if (failure !== REFUSED) leftAloneUntil = now() + LEFT_ALONE_MS;
        trace.tableFailure = failure;
        return otherwise;
      } finally {
        trace.tableMs += performance.now() - startedAt;
      }
    },
  };
}
