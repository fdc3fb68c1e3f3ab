/** Faults of the exporter for their whole length, one by one, and random combinations of them. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyHistory, historyOf } from './combinations';
import { EXPORTER_FAULT_NAMES } from './faults';
import { loadIsolated } from './isolated';
import { tryHistory } from './trial';

const HOUR = 60 * 60_000;

/** Violations that a failure shows. A comparison of thousands takes minutes. */
const SHOWN = 5;

describe('no slot is lost, no value is wrong and no run is silent', () => {
  it.each(EXPORTER_FAULT_NAMES)('%s', async (fault) => {
    const { violations, injected } = await tryHistory(historyOf(fault, 1), loadIsolated);
    expect(violations.slice(0, SHOWN)).toEqual([]);
    expect(injected.get(fault)).toBeGreaterThan(0);
  });

  it('in random combinations', async () => {
    const property = fc.asyncProperty(anyHistory(12 * HOUR), async (history) => {
      const { violations } = await tryHistory(history, loadIsolated);
      expect(violations.slice(0, SHOWN)).toEqual([]);
    });
    await fc.assert(property, { seed: 2, numRuns: 4, endOnFailure: true });
  });
});
