/** A short form of `npm run faults -- exporter`: each fault for some polls, and a few combinations. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyHistory, historyInTurn, historyOf } from './combinations';
import { EXPORTER_FAULT_NAMES, type ExporterFaultName } from './faults';
import type { ExporterHistory } from './history';
import { loadIsolated } from './isolated';
import { tryHistory } from './trial';

const HOUR = 60 * 60_000;

/** Violations that a failure shows. A comparison of thousands takes minutes. */
const SHOWN = 5;

/** Faults in one history, because the first poll of a history publishes two weeks, which takes longer than the others. */
const AT_ONCE = 8;

const GROUPS = Array.from({ length: Math.ceil(EXPORTER_FAULT_NAMES.length / AT_ONCE) }, (_, index) =>
  EXPORTER_FAULT_NAMES.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
);

async function expectNoViolation(history: ExporterHistory): Promise<ReadonlySet<ExporterFaultName>> {
  const { violations, injected } = await tryHistory(history, loadIsolated);
  expect(violations.slice(0, SHOWN)).toEqual([]);
  return new Set(injected.keys());
}

describe('no slot is lost, no value is wrong and no run is silent', () => {
  it.each(GROUPS.map((group) => [group.join(', '), group] as const))('%s', async (_, group) => {
    const injected = await expectNoViolation(historyInTurn(group, group.length));
    expect([...injected].sort()).toEqual([...group].sort());
  });

  it('after 20 days without events, and a burst at their end', async () => {
    await expectNoViolation(historyOf('no events for 20 days', 1));
  });

  it('in random combinations', async () => {
    const property = fc.asyncProperty(anyHistory(3 * HOUR), async (history) => void (await expectNoViolation(history)));
    await fc.assert(property, { seed: 1, numRuns: 3, endOnFailure: true });
  });
});

it('the page of benchmarks has a row of every fault', () => {
  const page = readFileSync('docs/benchmarks.md', 'utf8');
  expect(EXPORTER_FAULT_NAMES.filter((name) => !page.includes(`| ${name} | `))).toEqual([]);
});
