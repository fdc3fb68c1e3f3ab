import { expect, it } from '@jest/globals';
import { createMetricStore } from '../../../local/aws/metric-store';
import type { Speed } from '../../../local/console/contract';
import { play, type ShownSession } from '../../../local/console/shown-session';
import { createLocalDeployment } from '../../../local/deployment/local-deployment';

const START = Date.parse('2026-11-25T12:00:00Z');

function sessionWith(clock: { time: number }, isLive: boolean): ShownSession {
  const now = () => clock.time;
  return {
    now,
    metrics: createMetricStore({ now }),
    deployment: createLocalDeployment({ now }),
    invokeWidget: async () => '',
    examples: () => [],
    ...(!isLive && {
      advanceTo: async (time: number) => {
        clock.time = time;
      },
    }),
  };
}

it.each<[string, Speed, number, number, boolean?]>([
  ['as fast as in reality', 1, 500, 500],
  ['faster', 300, 500, 150_000],
  ['not at all', 0, 500, 0],
  ['for at most two seconds of reality, in case no page was open', 60, 3_600_000, 120_000],
  ['by itself in the session of the terminal', 1, 500, 0, true],
])('time passes %s', async (_, speed, realMs, simulatedMs, isLive = false) => {
  const real = { time: 0 };
  const clock = { time: START };
  const playback = play(sessionWith(clock, isLive), speed, () => real.time);
  real.time = realMs;
  await playback.advance();
  expect(clock.time - START).toBe(simulatedMs);
  await playback.advance();
  expect(clock.time - START).toBe(simulatedMs);
});

it('no time is lost when two pages are open', async () => {
  const real = { time: 0 };
  const clock = { time: START };
  const session = {
    ...sessionWith(clock, false),
    async advanceTo(time: number) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.time = Math.max(clock.time, time);
    },
  };
  const playback = play(session, 60, () => real.time);
  real.time = 500;
  const first = playback.advance();
  real.time = 1000;
  await Promise.all([first, playback.advance()]);
  expect(clock.time - START).toBe(60_000);
});
