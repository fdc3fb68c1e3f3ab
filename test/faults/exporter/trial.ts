/** Runs a history, judges it, and counts. */
import { watchAlarms } from './alarms';
import type { ExporterFaultName } from './faults';
import type { ExporterHistory } from './history';
import { createJudge, type Judge, type Rule, type Violation } from './judge';
import { type LoadHandler, runHistory } from './run';

const MINUTE = 60_000;

export interface Trial {
  readonly polls: number;
  readonly injected: ReadonlyMap<ExporterFaultName, number>;
  readonly violations: readonly Violation[];
  readonly longestBlindnessMinutes: number;
}

export async function tryHistory(history: ExporterHistory, load: LoadHandler): Promise<Trial> {
  let judge: Judge | undefined;
  let alarms: ReturnType<typeof watchAlarms> | undefined;
  const { metrics, polls, injected } = await runHistory(history, {
    load,
    onPlan(planned) {
      judge = createJudge(planned, history.cut);
      alarms = watchAlarms(planned, history.cut);
    },
    onBatch: (batch, store) => judge?.judge(batch, store),
    onTime: (time, store) => alarms?.onTime(time, store),
  });
  if (!judge || !alarms) throw new Error('The history was not planned');
  judge.finish(metrics);
  const problems = alarms.problems(judge.published).map((problem) => ({ rule: 'alarms' as const, problem }));
  return {
    polls,
    injected,
    violations: [...judge.violations, ...problems],
    longestBlindnessMinutes: Math.round(judge.longestBlindnessMs() / MINUTE),
  };
}

/** Counts the violations of these rules. */
export function countOf({ violations }: Trial, ...rules: readonly Rule[]): number {
  return violations.filter(({ rule }) => rules.includes(rule)).length;
}
