import { jest } from '@jest/globals';

/** Hides the line that CDK prints on stderr for each asset that it bundles. CDK has no option for this. */
export function silenceBundling<T>(synthesize: () => T): T {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    return synthesize();
  } finally {
    write.mockRestore();
  }
}
