/** The scenario that the page shows. One scenario starts at a time, and the last one that was chosen stays. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SCENARIOS, type ScenarioName } from '../simulation/scenarios';
import { FIRST_SPEED, type Speed, TERMINAL } from './contract';
import { type Playback, play, type ShownSession } from './shown-session';

/** A session keeps the process busy while it starts. Choices that arrived meanwhile are read before another one starts. */
const SETTLE_MS = 20;

export interface Shown {
  /** Differs for each simulation. */
  readonly simulation: number;
  /** The name of the scenario, or `TERMINAL`. */
  readonly scenario: string;
  readonly description: string;
  readonly playback: Playback;
}

export interface ShownScenario {
  readonly current: Shown;
  /**
   * Resolves when the scenario is shown, or when a later choice replaces it.
   *
   * @throws Error when its session does not start. Then the page shows the scenario before
   */
  choose(scenario: ScenarioName | typeof TERMINAL): Promise<void>;
  /** Resolves to false if the page shows the session of the terminal, which has its own speed. */
  setSpeed(speed: Speed): Promise<boolean>;
  /** Ends the session that the page shows, also one that starts now. */
  close(): Promise<void>;
}

export interface ShownScenarioOptions {
  readonly terminal: ShownSession;
  /** What the session of the terminal shows, in one sentence. */
  readonly title: string;
  readonly simulate: (scenario: ScenarioName) => Promise<ShownSession>;
}

export function createShownScenario({ terminal, title, simulate }: ShownScenarioOptions): ShownScenario {
  const live: Shown = { simulation: 0, scenario: TERMINAL, description: title, playback: play(terminal, 1) };
  let current = live;
  let simulations = 0;
  let choices = 0;
  let isStarting: Promise<void> = Promise.resolve();

  async function start(scenario: ScenarioName | typeof TERMINAL): Promise<Shown> {
    if (scenario === TERMINAL) return live;
    const session = await simulate(scenario);
    simulations += 1;
    const { description } = SCENARIOS[scenario];
    return { simulation: simulations, scenario, description, playback: play(session, FIRST_SPEED) };
  }

  async function show(scenario: ScenarioName | typeof TERMINAL, choice: number): Promise<void> {
    await sleep(SETTLE_MS);
    if (choice !== choices) return; // a later choice waits
    const next = await start(scenario);
    const isReplaced = choice !== choices;
    const ended = isReplaced ? next : current;
    if (!isReplaced) current = next;
    await ended.playback.session.close?.();
  }

  return {
    get current() {
      return current;
    },
    choose(scenario) {
      choices += 1;
      const choice = choices;
      const shown = isStarting.then(() => show(scenario, choice));
      isStarting = shown.catch(() => undefined);
      return shown;
    },
    async setSpeed(speed) {
      const { playback } = current;
      if (playback === live.playback) return false;
      await playback.advance(); // the time so far passed at the old speed
      playback.speed = speed;
      return true;
    },
    async close() {
      choices += 1;
      await isStarting;
      await current.playback.session.close?.();
    },
  };
}
