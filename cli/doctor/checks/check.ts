/** A check: one row of the table. */
import { isKnown, type Reading } from '../facts/reading';
import { type FINDINGS, type Finding, type FindingId, mayHideProblem } from './findings';

export type CheckName = (typeof FINDINGS)[FindingId]['check'];

export interface Check<Facts> {
  readonly name: CheckName;
  /** Returns the findings, the worst first. */
  readonly judge: (facts: Facts) => readonly Finding[];
}

/**
 * Returns a check of one reading. An unknown reading leads to one finding that says why it is unknown.
 *
 * @param what names the reading in a sentence, such as `the sandbox`
 */
export function checkOf<Facts, T>(
  name: CheckName,
  reading: (facts: Facts) => Reading<T>,
  judge: (value: T, facts: Facts) => Finding | readonly Finding[],
): Check<Facts> {
  return {
    name,
    judge(facts) {
      const read = reading(facts);
      if (!isKnown(read)) return [unknownResult(name, read.unknown)];
      const findings = judge(read.value, facts);
      return Array.isArray(findings) ? findings : [findings as Finding];
    },
  };
}

/** @param reason one sentence without a period */
export function unknownResult(check: CheckName, reason: string): Finding {
  return {
    id: 'unknown',
    level: 'unknown',
    check,
    what: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
    why: mayHideProblem(check) ? 'This may hide a problem.' : undefined,
  };
}

export function runChecks<Facts>(checks: readonly Check<Facts>[], facts: Facts): readonly Finding[] {
  return checks.flatMap(({ judge }) => judge(facts));
}
