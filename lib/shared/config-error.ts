import { printableLines } from './printable';

/** The configuration cannot be used. The message lists every problem, one per line. */
export class ConfigError extends RangeError {
  override readonly name = 'ConfigError';
}

/** @throws ConfigError that lists the problems, unless there are none */
export function assertNoProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const lines = [...new Set(problems)].map((problem) => `- ${printableLines(problem)}`);
  throw new ConfigError(`The configuration cannot be used:\n${lines.join('\n')}`);
}
