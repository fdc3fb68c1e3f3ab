/** How long a caller waits for others, on a local table and in simulated time. */
import { describe, expect, it } from '@jest/globals';
import { fairWaitMs, useTurnsTable } from '../../support/turns-table';

const { simulate } = useTurnsTable();

describe('a caller with one look-up at a time', () => {
  it.each([0, 3])('waits for at most one turn of each of %i greedy callers', async (greedy) => {
    const { politeWaits, gaps } = await simulate({ greedy, polite: 1 });
    expect(politeWaits).toHaveLength(6);
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(greedy));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  });

  it('waits for at most one turn of each other caller, and all look-ups of polite callers succeed', async () => {
    const { politeWaits } = await simulate({ greedy: 2, polite: 6, lookUps: 3 });
    expect(politeWaits).toHaveLength(18);
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(7));
  });

  it('waits no longer while the table fails, within an instance', async () => {
    const { politeWaits } = await simulate({ greedy: 2, polite: 1, instances: 1 }, 'no-such-table');
    expect(Math.max(...politeWaits)).toBeLessThanOrEqual(fairWaitMs(2));
  });
});
