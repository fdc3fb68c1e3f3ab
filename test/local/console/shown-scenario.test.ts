/** Several choices of a scenario at once. */
import { expect, it } from '@jest/globals';
import { createMetricStore } from '../../../local/aws/metric-store';
import { createShownScenario } from '../../../local/console/shown-scenario';
import type { ShownSession } from '../../../local/console/shown-session';
import { createLocalDeployment } from '../../../local/deployment/local-deployment';
import type { ScenarioName } from '../../../local/simulation/scenarios';

const now = () => Date.parse('2026-11-25T12:00:00Z');

/** Sessions that start only when the test lets them. */
function createWorld() {
  const starting = new Map<string, (error?: Error) => void>();
  const events: string[] = [];
  const session = (name: string): ShownSession => ({
    now,
    metrics: createMetricStore({ now }),
    deployment: createLocalDeployment({ now }),
    invokeWidget: async () => '',
    examples: () => [],
    advanceTo: async () => undefined,
    close: async () => void events.push(`end ${name}`),
  });
  const { advanceTo: _advanceTo, close: _close, ...terminal } = session('terminal');
  const shown = createShownScenario({
    terminal,
    title: 'The terminal',
    simulate: (name: ScenarioName) =>
      new Promise((resolve, reject) => {
        events.push(`start ${name}`);
        starting.set(name, (error) => (error ? reject(error) : resolve(session(name))));
      }),
  });
  /** Resolves when the session starts. */
  async function isStarting(name: ScenarioName): Promise<void> {
    while (!starting.has(name)) await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    shown,
    events,
    isStarting,
    async finish(name: ScenarioName, error?: Error) {
      await isStarting(name);
      starting.get(name)?.(error);
    },
  };
}

it('shows the last choice, even if an earlier one takes longer to start', async () => {
  const { shown, events, finish, isStarting } = createWorld();
  const first = shown.choose('bounce-spike');
  await isStarting('bounce-spike');
  const others = [shown.choose('quiet'), shown.choose('terminal')];
  await finish('bounce-spike');
  await Promise.all([first, ...others]);
  expect(shown.current).toMatchObject({ scenario: 'terminal', simulation: 0 });
  expect(events).toEqual(['start bounce-spike', 'end bounce-spike']);
});

it('starts only the last of several choices', async () => {
  const { shown, events, finish } = createWorld();
  const choices = (['bounce-spike', 'empty', 'quiet'] as const).map((name) => shown.choose(name));
  await finish('quiet');
  await Promise.all(choices);
  expect(shown.current.scenario).toBe('quiet');
  expect(events).toEqual(['start quiet']);
});

it('ends a session that starts while the server closes', async () => {
  const { shown, events, finish, isStarting } = createWorld();
  const choice = shown.choose('quiet');
  await isStarting('quiet');
  const closed = shown.close();
  await finish('quiet');
  await Promise.all([choice, closed]);
  expect(events).toEqual(['start quiet', 'end quiet']);
});

it('keeps the scenario before if the next one does not start, and then starts another', async () => {
  const { shown, finish } = createWorld();
  const failed = expect(shown.choose('quiet')).rejects.toThrow('no start');
  await finish('quiet', new Error('no start'));
  await failed;
  expect(shown.current.scenario).toBe('terminal');
  const choice = shown.choose('healthy');
  await finish('healthy');
  await choice;
  expect(shown.current.scenario).toBe('healthy');
});

it('never changes the speed of the terminal, also when it is shown meanwhile', async () => {
  const { shown, finish } = createWorld();
  const choice = shown.choose('healthy');
  await finish('healthy');
  await choice;
  const changes = [shown.setSpeed(60), shown.choose('terminal')];
  await Promise.all(changes);
  expect(shown.current).toMatchObject({ scenario: 'terminal', playback: { speed: 1 } });
  expect(await shown.setSpeed(60)).toBe(false);
});
