/** Random combinations of faults, kills, wrong clocks and slow jobs, in a history of their own. */
import fc from 'fast-check';
import { DAY, MINUTE, SECOND } from '../../support/world';
import type { Step } from './history';
import { FAULT_ROWS, TOUR } from './rows';
import type { Injection, Scene } from './scene';

const INJECTIONS: readonly Injection[] = FAULT_ROWS.flatMap(({ injection }) => injection ?? []);

const injections = fc.array(
  fc
    .record({ of: fc.constantFrom(...INJECTIONS), skip: fc.nat(12), count: fc.integer({ min: 1, max: 6 }) })
    .map(({ of: injection, ...times }) => ({ ...injection, ...times })),
  { maxLength: 4 },
);

const kills = fc.dictionary(fc.constantFrom('api-0', 'api-1', 'api-2', 'widgets-0', 'brief-0', 'brief-1'), fc.nat(40), {
  maxKeys: 2,
  noNullPrototype: true,
});

const skewsMs = fc.option(fc.array(fc.integer({ min: -2 * MINUTE, max: 2 * MINUTE }), { minLength: 2, maxLength: 3 }), {
  nil: undefined,
  freq: 4,
});

const durationMs = fc.constantFrom(1, 8 * SECOND, 8 * SECOND, 8 * SECOND, MINUTE, 20 * MINUTE, 30 * DAY);

/** Steps of the tour, at times that differ by up to ten seconds. Some alarms come late, and some events twice. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .subarray([...TOUR], { minLength: 4 })
  .chain((chosen) =>
    fc
      .tuple(...chosen.map(() => fc.nat(10 * SECOND)))
      .map((delays) => chosen.map((step, index) => ({ ...step, at: step.at + (delays[index] ?? 0) }))),
  );

export const SCENES: fc.Arbitrary<Scene> = fc
  .record({ steps, injections, kills, skewsMs, durationMs })
  .map(({ durationMs: ms, ...scene }) => ({ ...scene, exportJobs: { durationMs: ms } }));

/** Describes a scene in one line. */
export function describeScene({
  injections: injected = [],
  kills: killed = {},
  skewsMs: skews,
  exportJobs: jobs,
  steps: done,
}: Scene): string {
  return [
    ...injected.map(({ fault, skip = 0, count = 1 }) => `${fault} (calls ${skip + 1} to ${skip + count})`),
    ...Object.entries(killed).map(([instance, moment]) => `${instance} is killed at moment ${moment}`),
    ...(jobs?.durationMs ? [`export jobs take ${jobs.durationMs} ms`] : []),
    ...(skews ? [`clocks are wrong by ${skews.join(', ')} ms`] : []),
    `${done.length} steps`,
  ].join('; ');
}
