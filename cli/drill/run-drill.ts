/** Sends an alarm through its states, watches its actions, and always sets its state back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readAlarmHistory } from '../deployed/alarm-history';
import { AwsFailure } from '../terminal/aws-failure';
import { setAlarmState } from './cloudwatch';
import { DRILLS } from './drill-kinds';
import type { DrillPlan } from './drill-plan';
import { type ActionEvidence, changedAt, evidenceOf } from './evidence';
import { type PageContext, pageForRealAlarms } from './real-alarms';
import { triggeredBy } from './triggers';

export interface DrillContext extends PageContext {
  /** Distinguishes this drill from others in the history of the alarm. */
  readonly id: string;
  /** Time to wait for the actions of one state, milliseconds. */
  readonly waitMs: number;
  /** Clock, epoch milliseconds. */
  readonly now: () => number;
}

export interface DrillResult {
  readonly alarmActions: readonly ActionEvidence[];
  readonly okActions: readonly ActionEvidence[];
  /** Whether the alarm is back in its state from before the drill. */
  readonly isRestored: boolean;
  /** Names of the alarms that fired for real during the drill. */
  readonly realAlarms: readonly string[];
  /** One sentence each. */
  readonly problems: readonly string[];
}

/** The clock of this machine may be hours ahead of CloudWatch's. The SDK corrects that in its signatures only. */
const CLOCK_SKEW_MS = 24 * 60 * 60_000;

/** Signals that end a process by default. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Time between two reads of the history. */
const POLL_MS = 2_000;

/** Delays before the next attempts to set the state back. */
const RESTORE_DELAYS_MS = [2_000, 5_000];

/**
 * @throws AwsFailure when AWS does not allow the change of the state. Then nothing has changed. Any other failure is a problem
 * in the result, because the state may have changed
 */
export async function runDrill(plan: DrillPlan, context: DrillContext): Promise<DrillResult> {
  const problems: string[] = [];
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  // Also for a second Ctrl-C, a closed terminal and a closed pipe: the state must be restored.
  for (const signal of SIGNALS) process.on(signal, stop);
  process.stdout.on('error', stop);
  try {
    const step = { problems, signal: interrupt.signal, since: context.now() - CLOCK_SKEW_MS };
    const { alarmActions: starts, okActions: ends } = plan.target;
    const alarmActions = await fire(plan, context, step);
    const isRestored = await restore(plan, context, problems);
    const isSeen = alarmActions.some(({ outcome }) => outcome !== 'not seen');
    const okActions =
      isRestored && isSeen
        ? await awaitActions(plan, context, { ...step, actions: ends, before: starts })
        : notSeen(ends);
    if (interrupt.signal.aborted) problems.push('The drill was interrupted before its end');
    const realAlarms = plan.cause ? await pageForRealAlarms(plan, context, problems) : [];
    return { alarmActions, okActions, isRestored, realAlarms, problems };
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    process.stdout.off('error', stop);
  }
}

interface Step {
  /** Receives the problems of the step. */
  readonly problems: string[];
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Time before the drill by every clock, epoch milliseconds. */
  readonly since: number;
  /** The actions that the alarm took earlier in the drill. */
  readonly before?: readonly string[];
}

async function fire(plan: DrillPlan, context: DrillContext, step: Step): Promise<ActionEvidence[]> {
  const { target, cause } = plan;
  const reason = fireReason(plan, context);
  const reasonData = cause && triggeredBy([cause.arn]);
  try {
    await setAlarmState(context.cloudwatch, target, { state: 'ALARM', reason, reasonData });
  } catch (error) {
    if (error instanceof AwsFailure && error.isDenied) throw error;
    step.problems.push((error as Error).message);
    return notSeen(target.alarmActions);
  }
  context.report(`${target.name} is set to ALARM`);
  return awaitActions(plan, context, { ...step, actions: target.alarmActions });
}

/** The brief of a page whose reason begins with "Drill" says that it is a drill. */
function fireReason({ drill }: DrillPlan, { id }: DrillContext): string {
  return `Drill ${id}: it pretends that ${DRILLS[drill].pretends}. This is a test of the page.`;
}

function notSeen(actions: readonly string[]): ActionEvidence[] {
  return actions.map((action) => ({ action, outcome: 'not seen' }));
}

/** Waits until the history shows the outcome of every action. */
async function awaitActions(
  plan: DrillPlan,
  context: DrillContext,
  { actions, before, problems, signal, since }: Step & { readonly actions: readonly string[] },
): Promise<ActionEvidence[]> {
  const { cloudwatch, now, report, waitMs } = context;
  const deadline = now() + waitMs;
  for (let reads = 1; ; reads++) {
    let evidence = notSeen(actions);
    let failure: Error | undefined;
    try {
      const history = await readAlarmHistory(cloudwatch, plan.target.name, { from: since });
      const firedAt = changedAt(history, fireReason(plan, context));
      if (firedAt !== undefined) evidence = evidenceOf(history, { actions, since: firedAt, before });
    } catch (error) {
      failure = error as Error; // also an unexpected one, because the state must be restored
    }
    const isComplete = evidence.every(({ outcome }) => outcome !== 'not seen');
    const isDenied = failure instanceof AwsFailure && failure.isDenied;
    if (isComplete || isDenied || signal.aborted || now() >= deadline) {
      if (failure && !problems.includes(failure.message)) problems.push(failure.message);
      return evidence;
    }
    if (reads === 1) report(`waiting for the alarm's history to show each message, at most ${waitMs / 1000} s`);
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Sets an alarm back. An alarm without data goes through OK, because pagers close an incident only when they get an OK.
 *
 * @returns whether the alarm is back in its state from before the drill
 */
async function restore(plan: DrillPlan, context: DrillContext, problems: string[]): Promise<boolean> {
  const { target, restoreTo } = plan;
  for (const state of new Set(['OK', restoreTo])) {
    const problem = await setBack(plan, state, context);
    if (problem !== undefined) {
      problems.push(problem);
      return false;
    }
  }
  context.report(`${target.name} is set back to ${restoreTo}`);
  return true;
}

/** @returns why the state could not be set; undefined after a success */
async function setBack(
  { target }: DrillPlan,
  state: string,
  { cloudwatch, id }: DrillContext,
): Promise<string | undefined> {
  for (const delayMs of [...RESTORE_DELAYS_MS, undefined]) {
    try {
      await setAlarmState(cloudwatch, target, { state, reason: `Drill ${id} is over.` });
      return undefined;
    } catch (error) {
      const isDenied = error instanceof AwsFailure && error.isDenied;
      if (isDenied || delayMs === undefined) return (error as Error).message;
      await sleep(delayMs);
    }
  }
  return undefined;
}
