/** The session that the page shows, and how fast its time passes. */
import type { MetricStore } from '../aws/metric-store';
import type { LocalDeployment } from '../deployment/local-deployment';
import type { Example, Speed } from './contract';

/** The longest real time that one step simulates. Time therefore stops when no page is open. */
const MAX_STEP_MS = 2_000;

/** What the page shows. */
export interface ShownSession {
  readonly now: () => number;
  readonly metrics: MetricStore;
  readonly deployment: LocalDeployment;
  /** Undefined: the session follows the real time. */
  readonly advanceTo?: (time: number) => Promise<void>;
  /** Calls the function of a custom widget. */
  readonly invokeWidget: (functionArn: string, event: object) => Promise<unknown>;
  /** Returns message ids and addresses to look up. */
  readonly examples: () => readonly Example[];
  /** Stops what belongs to the session alone. Undefined: nothing does. */
  readonly close?: () => Promise<void>;
}

export interface Playback {
  readonly session: ShownSession;
  speed: Speed;
  /** Lets the time pass that passed in reality since the last call. */
  advance(): Promise<void>;
}

/** @param realNow a clock of real time in milliseconds */
export function play(session: ShownSession, speed: Speed, realNow: () => number = Date.now): Playback {
  let seenAt = realNow();
  let advanced: Promise<void> = Promise.resolve();
  return {
    session,
    speed,
    advance() {
      const elapsedMs = Math.min(realNow() - seenAt, MAX_STEP_MS) * this.speed;
      seenAt = realNow();
      // After the steps of other requests, so that no step is lost when several pages are open.
      const step = advanced.then(() => session.advanceTo?.(session.now() + elapsedMs));
      advanced = step.catch(() => undefined);
      return step;
    },
  };
}
