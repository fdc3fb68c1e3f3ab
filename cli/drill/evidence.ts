/** Reads from an alarm's history what its actions did during a drill. */
import type { HistoryEntry } from '../deployed/alarm-history';

export type ActionOutcome = 'succeeded' | 'failed' | 'not seen';

export interface ActionEvidence {
  /** ARN of a topic or a function. */
  readonly action: string;
  readonly outcome: ActionOutcome;
  /** CloudWatch's words for a failure. */
  readonly error?: string;
}

/** CloudWatch's sentences in the history of an alarm. */
const SUCCEEDED = /^Successfully executed action (\S+)$/;
const FAILED = /^Failed to execute action (\S+?)\.?(?:\s+(?:Received )?error: (.*))?$/is;

/** Returns the time at which the alarm changed its state for this reason; undefined before CloudWatch shows the change. */
export function changedAt(history: readonly HistoryEntry[], reason: string): number | undefined {
  return history.find(({ type, data }) => type === 'StateUpdate' && newReason(data) === reason)?.at;
}

/**
 * Returns the outcome of each action. CloudWatch does not name the change that an action belongs to. If an action already took
 * place for an earlier change, its next entry counts.
 *
 * @param since time of the first change
 * @param before the actions of earlier changes
 */
export function evidenceOf(
  history: readonly HistoryEntry[],
  { actions, since, before = [] }: { actions: readonly string[]; since: number; before?: readonly string[] },
): ActionEvidence[] {
  const entries = history.filter(({ type, at }) => type === 'Action' && at >= since).flatMap(readAction);
  return actions.map((action) => {
    const skipped = before.filter((earlier) => earlier === action).length;
    return entries.filter((entry) => entry.action === action)[skipped] ?? { action, outcome: 'not seen' };
  });
}

function newReason(data: string): unknown {
  try {
    return (JSON.parse(data) as { newState?: { stateReason?: unknown } }).newState?.stateReason;
  } catch {
    return undefined;
  }
}

function readAction({ summary }: HistoryEntry): ActionEvidence[] {
  const [, succeeded] = SUCCEEDED.exec(summary.trim()) ?? [];
  if (succeeded !== undefined) return [{ action: succeeded, outcome: 'succeeded' }];
  const [, failed, error] = FAILED.exec(summary.trim()) ?? [];
  return failed === undefined ? [] : [{ action: failed, outcome: 'failed', error }];
}
