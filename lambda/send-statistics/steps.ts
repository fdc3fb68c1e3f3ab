import { toFailure } from './failure';

export interface StepFailure {
  readonly step: string;
  /** Safe to log: see `toFailure`. */
  readonly error: Error;
}

/** Steps that are timed, and whose failures are collected instead of ending what runs beside or after them. */
export interface Steps {
  /** The step's result, or undefined when it failed. */
  run<T>(step: string, work: () => Promise<T>): Promise<T | undefined>;
  readonly durationsMs: Readonly<Record<string, number>>;
  /** In the order the steps were started in, whichever failed first. */
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
