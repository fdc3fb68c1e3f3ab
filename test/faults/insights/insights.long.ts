/** Each fault of a service alone, and random combinations. */
import { expect, it } from '@jest/globals';
import { resultOf } from './results';
import { FAULT_ROWS } from './rows';
import { playScene, type Scene } from './scene';
import { findBreach } from './section';

it.each(FAULT_ROWS.filter(({ service }) => service !== undefined))(
  'nothing is false or lost, and no limit is exceeded, if $name',
  async ({ scenes }) => {
    const { injected, breaches } = resultOf(await playScene(scenes.at(-1) as Scene));
    expect(breaches).toEqual([]);
    expect(injected).toBeGreaterThan(0);
  },
);

it('nothing is false or lost, and no limit is exceeded, if faults come together', async () => {
  expect(await findBreach({ seed: 2, runs: 15 })).toBeUndefined();
});
