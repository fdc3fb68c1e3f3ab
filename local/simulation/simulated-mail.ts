/** A simulated sender: what it mails in any minute, the same for the same seed, whenever and how often it is asked. */
import { createHash } from 'node:crypto';
import { randomBinomial, randomLcg, randomPoisson } from 'd3-random';
import type { MailMinute } from './send-periods';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Expected figures of one minute. */
export interface Expected {
  /** Delivery attempts. */
  readonly attempts: number;
  /** Share of the attempts that bounce, complain and are rejected, 0-1. */
  readonly bounceRate: number;
  readonly complaintRate: number;
  readonly rejectRate: number;
  /** Bounces of earlier mail, counted when they arrive. */
  readonly lateBounces: number;
}

interface Scenario {
  readonly says: string;
  /**
   * @param time the minute, epoch milliseconds
   * @param hoursAgo hours from the minute to the simulation's start; negative after it
   */
  expect(time: number, hoursAgo: number): Expected;
}

/** A minute without mail. */
export const NOTHING: Expected = { attempts: 0, bounceRate: 0, complaintRate: 0, rejectRate: 0, lateBounces: 0 };

const HEALTHY_RATES = { bounceRate: 0.008, complaintRate: 0.0002, rejectRate: 0.0001 };

/** A business that mails about 14,000 a day on weekdays and 5,000 at the weekend, and none from 01:00 to 05:00 UTC. */
export function healthyMinute(time: number): Expected {
  const date = new Date(time);
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60;
  const isNight = hour >= 1 && hour < 5;
  const isWeekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
  const rhythm = isNight ? 0 : 1 + 0.8 * Math.sin(((hour - 8) / 24) * 2 * Math.PI);
  return { ...NOTHING, ...HEALTHY_RATES, attempts: 12 * rhythm * (isWeekend ? 0.35 : 1) };
}

export const SCENARIOS = {
  healthy: {
    says: 'a sender AWS has no reason to look at',
    expect: healthyMinute,
  },
  'bounce-spike': {
    says: 'within the last hour, 2,000 mails to an imported list of which 30 % bounce',
    expect: (time, hoursAgo) =>
      hoursAgo > 0 && hoursAgo <= 1
        ? { ...healthyMinute(time), attempts: 2000 / 60, bounceRate: 0.3 }
        : healthyMinute(time),
  },
  'complaint-spike': {
    says: 'within the last hour, 1,500 mails of which 2 % draw a complaint',
    expect: (time, hoursAgo) =>
      hoursAgo > 0 && hoursAgo <= 1
        ? { ...healthyMinute(time), attempts: 1500 / 60, complaintRate: 0.02 }
        : healthyMinute(time),
  },
  quiet: {
    says: 'about five mails a day, of which one bounces',
    expect: () => ({ ...NOTHING, attempts: 5 / (24 * 60), bounceRate: 0.2 }),
  },
  'late-bounces': {
    says: 'sending stopped five hours ago after a large mailing whose bounces still arrive',
    expect: (time, hoursAgo) => {
      if (hoursAgo > 6) return healthyMinute(time);
      if (hoursAgo > 5) return { ...NOTHING, attempts: 6000 / 60 };
      return { ...NOTHING, lateBounces: 4 };
    },
  },
  empty: {
    says: 'an account that has not sent for 14 days',
    expect: () => NOTHING,
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

export interface SimulatedMail {
  /** The minutes in [from, to) in which anything happened; epoch milliseconds. */
  between(from: number, to: number): MailMinute[];
}

/**
 * @param startedAt the moment that a scenario's "last hour" ends at, epoch milliseconds
 */
export function simulateMail(scenario: ScenarioName, seed: number, startedAt: number): SimulatedMail {
  const { expect } = SCENARIOS[scenario];
  return drawMail((minute) => expect(minute, (startedAt - minute) / HOUR_MS), seed);
}

/**
 * Mail drawn at random around what is expected of each minute.
 *
 * @param expect takes the minute, epoch milliseconds
 */
export function drawMail(expect: (minute: number) => Expected, seed: number): SimulatedMail {
  const known = new Map<number, MailMinute[]>();

  function mailOfHour(hour: number): MailMinute[] {
    const random = seededRandom(seed, hour);
    return Array.from({ length: 60 }, (_, index) => {
      const minute = hour + index * MINUTE_MS;
      return happen(expect(minute), minute, random);
    }).filter(({ deliveryAttempts, bounces }) => deliveryAttempts > 0 || bounces > 0);
  }

  return {
    between(from, to) {
      const minutes: MailMinute[] = [];
      for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour < to; hour += HOUR_MS) {
        const mail = known.get(hour) ?? mailOfHour(hour);
        known.set(hour, mail);
        minutes.push(...mail.filter(({ minute }) => minute >= from && minute < to));
      }
      return minutes;
    },
  };
}

function happen(expected: Expected, minute: number, random: () => number): MailMinute {
  const deliveryAttempts = poisson(expected.attempts, random);
  const share = (rate: number) => randomBinomial.source(random)(deliveryAttempts, rate)();
  return {
    minute,
    deliveryAttempts,
    bounces: share(expected.bounceRate) + poisson(expected.lateBounces, random),
    complaints: share(expected.complaintRate),
    rejects: share(expected.rejectRate),
  };
}

function poisson(expected: number, random: () => number): number {
  return expected === 0 ? 0 : randomPoisson.source(random)(expected)();
}

/** A generator of its own for every hour, so that an hour is the same whichever are asked for before it. */
function seededRandom(seed: number, hour: number): () => number {
  return randomLcg(createHash('sha256').update(`${seed}:${hour}`).digest().readUInt32LE() / 2 ** 32);
}
