import { SesFailure } from '../shared/ses-failure';
import type { CallBudget } from './call-budget';
import { BudgetSpent } from './failures';
import type { LookUpTrace } from './look-up-trace';

export interface TurnOptions {
  readonly budget: CallBudget;
  /** Pseudonym of the caller. */
  readonly caller: string;
  /** The latest turn to wait for, epoch milliseconds. */
  readonly deadline: number;
  readonly trace: LookUpTrace;
}

/**
 * Calls SES in a turn. If another program of the account uses SES and SES throttles the call, takes another turn.
 *
 * @param call must await `waitForTurn` immediately before it sends its request
 * @throws BudgetSpent when no turn is free up to the deadline
 * @throws SesFailure when SES returns no usable response
 */
export async function callInTurn<T>(
  { budget, caller, deadline, trace }: TurnOptions,
  call: (waitForTurn: () => Promise<void>) => Promise<T>,
): Promise<T> {
  let throttled: SesFailure | undefined;
  for (;;) {
    let calledAt = Number.NaN;
    try {
      return await call(async () => {
        await budget.waitForTurn(caller, deadline, trace);
        trace.sesCalls++;
        calledAt = performance.now();
      });
    } catch (error) {
      if (error instanceof BudgetSpent && throttled) throw throttled;
      if (!(error instanceof SesFailure && error.kind === 'throttled')) throw error;
      throttled = error;
    } finally {
      if (!Number.isNaN(calledAt)) trace.sesMs += performance.now() - calledAt;
    }
  }
}
