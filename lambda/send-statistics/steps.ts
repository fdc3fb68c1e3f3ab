import { type StepFailure, toFailure } from './failure';

/** Runs steps, times them, and collects their failures, so that other steps can still run. */
export interface Steps {
  /** Returns the step's result, or undefined when the step failed. */
  run<T>(step: string, work: () => Promise<T>): Promise<T | undefined>;
  readonly durationsMs: Readonly<Record<string, number>>;
  /** In the order in which the steps were started. */
  readonly failures: readonly StepFailure[];
}

export function startSteps(): Steps {
  const durationsMs: Record<string, number> = {};
  const failures: StepFailure[] = [];
  const started: string[] = [];
  return {
    durationsMs,
    failures,
    async run(step, work) {
      started.push(step);
      const startedAt = performance.now();
      try {
        return await work();
      } catch (error) {
        failures.push({ step, error: toFailure(error) });
        failures.sort((a, b) => started.indexOf(a.step) - started.indexOf(b.step));
        return undefined;
      } finally {
        durationsMs[step] = Math.round(performance.now() - startedAt);
      }
    },
  };
}
