/** Each fault once, and a few random combinations. `insights.long.ts` injects the faults one by one. */
import { describe, expect, it } from '@jest/globals';
import { resultOf } from './results';
import { FAULT_ROWS, TOUR } from './rows';
import { playScene, type Scene } from './scene';
import { findBreach } from './section';
import type { WireService } from './wire';

const SERVICES: readonly WireService[] = ['ses', 'table', 'files', 'sns', 'cloudwatch'];

/** Faults of different services hit different calls, so one history has a fault of each service. */
const TOGETHER = Array.from({ length: 18 }, (_, index) => {
  const faults = SERVICES.flatMap((service) => FAULT_ROWS.filter((row) => row.service === service)[index] ?? []);
  const injections = faults.flatMap(({ injection }) => injection ?? []);
  return { name: faults.map(({ name }) => name).join(', '), scene: { steps: TOUR, injections } as Scene };
});

/** A kill in the middle, and clocks that are wrong by two minutes. */
const CHOSEN: Readonly<Record<string, number>> = {
  'the look-up function is killed': 3,
  'the brief function is killed': 15,
  'clocks are wrong': 5,
};

const ALONE = FAULT_ROWS.filter(({ service }) => service === undefined).map(({ name, scenes }) => ({
  name,
  scene: scenes[CHOSEN[name] ?? 0] as Scene,
}));

describe('no answer is false or lost, no limit is exceeded, and no incident is without a brief, if', () => {
  it.each([...TOGETHER, ...ALONE])('$name', async ({ scene }) => {
    const story = await playScene(scene);
    const { breaches, requests } = resultOf(story);
    expect(breaches).toEqual([]);
    expect(requests).toBeGreaterThan(0);
    const injected = new Set(story.hits.map(({ injection }) => injection.fault));
    expect([...injected].sort()).toEqual((scene.injections ?? []).map(({ fault }) => fault).sort());
    expect(story.killed).toEqual(Object.keys(scene.kills ?? {}));
  });

  it('faults come together at random', async () => {
    expect(await findBreach({ seed: 1, runs: 2 })).toBeUndefined();
  });
});
