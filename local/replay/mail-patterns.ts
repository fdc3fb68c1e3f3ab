/** Mail that several histories share. */
import { type Expected, healthyMinute } from '../simulation/simulated-mail';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Returns whether `since` is in [from, to). */
export function isWithin(since: number, fromMs: number, toMs: number): boolean {
  return since >= fromMs && since < toMs;
}

/** Returns the mail of a minute: about 5,000 emails on a working day, none at night; 1 % hard bounces, 0.02 % complaints. */
export function ordinary(time: number): Expected {
  const minute = healthyMinute(time);
  return { ...minute, attempts: minute.attempts * 0.36, bounceRate: 0.01 };
}

/** Returns ordinary mail and 2,000 additional emails per hour, with these rates for all mail. */
export function burst(time: number, rates: Partial<Expected>): Expected {
  return { ...ordinary(time), attempts: ordinary(time).attempts + 2000 / 60, ...rates };
}

/** Returns ordinary mail with a burst of one hour, in which 30 % bounce. */
export function listImport(time: number, since: number, startMs = 0): Expected {
  return isWithin(since, startMs, startMs + HOUR_MS) ? burst(time, { bounceRate: 0.3 }) : ordinary(time);
}

/** Returns ordinary mail whose hard bounces rise from 1 % to 6.5 % within two days, and stay there. */
export function drift(time: number, since: number): Expected {
  return { ...ordinary(time), bounceRate: 0.01 + 0.055 * Math.min(1, Math.max(0, since / (2 * DAY_MS))) };
}
