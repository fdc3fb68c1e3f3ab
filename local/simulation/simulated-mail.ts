/** A simulated sender and its mail by the minute. The mail depends only on the seed, not on the order of reads. */
import { createHash } from 'node:crypto';
import { randomBinomial, randomLcg, randomPoisson } from 'd3-random';
import {
  type Batch,
  bouncesOf,
  CATALOG,
  complaintsOf,
  INVOICES,
  type MailingShare,
  SPRING_SALE,
  WIN_BACK,
} from './mailings';
import type { MailMinute } from './send-periods';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The expected mail of one minute. */
export interface Expected {
  /** Delivery attempts. */
  readonly attempts: number;
  /** Shares of the attempts, 0-1. */
  readonly bounceRate: number;
  readonly complaintRate: number;
  readonly rejectRate: number;
  /** Bounces of earlier mail, which SES counts when they arrive. */
  readonly lateBounces: number;
  /** What the mail has in common. Default: nothing. */
  readonly mailings?: readonly MailingShare[];
  /** The mail to which the late bounces belong. The minutes of that mail must have the same batch. Default: old mail. */
  readonly batch?: Batch;
  /** Share of the bounces whose mail has several recipients. SES does not report them. Default: 0. */
  readonly unreportedBounces?: number;
}

interface Scenario {
  readonly description: string;
  /**
   * @param time the minute, epoch milliseconds
   * @param hoursAgo hours from the minute to the simulation's start; negative for a minute after the start
   */
  expect(time: number, hoursAgo: number): Expected;
}

/** A minute without mail. */
export const NO_MAIL: Expected = { attempts: 0, bounceRate: 0, complaintRate: 0, rejectRate: 0, lateBounces: 0 };

const HEALTHY_RATES = { bounceRate: 0.008, complaintRate: 0.0002, rejectRate: 0.0001 };

/** Returns the mail of a business: about 14,000 emails on a weekday, 5,000 on a weekend day, none from 01:00 to 05:00 UTC. */
export function healthyMinute(time: number): Expected {
  const date = new Date(time);
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60;
  const isNight = hour >= 1 && hour < 5;
  const isWeekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
  const rhythm = isNight ? 0 : 1 + 0.8 * Math.sin(((hour - 8) / 24) * 2 * Math.PI);
  return { ...NO_MAIL, ...HEALTHY_RATES, attempts: 12 * rhythm * (isWeekend ? 0.35 : 1) };
}

export const SCENARIOS = {
  healthy: {
    description: 'a sender that AWS has no reason to review',
    expect: healthyMinute,
  },
  'bounce-spike': {
    description: 'within the last hour, 2,000 emails to an imported list, 30 % of which bounce',
    expect: (time, hoursAgo) =>
      hoursAgo > 0 && hoursAgo <= 1
        ? { ...healthyMinute(time), attempts: 2000 / 60, bounceRate: 0.3, mailings: bouncesOf(SPRING_SALE, 0.75) }
        : healthyMinute(time),
  },
  'complaint-spike': {
    description: 'within the last hour, 1,500 emails, 2 % of which draw a complaint',
    expect: (time, hoursAgo) =>
      hoursAgo > 0 && hoursAgo <= 1
        ? { ...healthyMinute(time), attempts: 1500 / 60, complaintRate: 0.02, mailings: complaintsOf(WIN_BACK, 0.6) }
        : healthyMinute(time),
  },
  quiet: {
    description: 'about five emails a day, one of which bounces',
    expect: () => ({ ...NO_MAIL, attempts: 5 / (24 * 60), bounceRate: 0.2, mailings: bouncesOf(INVOICES, 0.2) }),
  },
  'late-bounces': {
    description: 'a large mailing ended five hours ago; nothing is sent since, and its bounces still arrive',
    expect: (time, hoursAgo) => {
      if (hoursAgo > 6) return healthyMinute(time);
      const startedAt = time + hoursAgo * HOUR_MS;
      const batch = { from: startedAt - 6 * HOUR_MS, until: startedAt - 5 * HOUR_MS };
      if (hoursAgo > 5) return { ...NO_MAIL, attempts: 6000 / 60, mailings: bouncesOf(CATALOG, 1), batch };
      return { ...NO_MAIL, lateBounces: 4, batch };
    },
  },
  empty: {
    description: 'an account that has sent nothing for 14 days',
    expect: () => NO_MAIL,
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

export interface SimulatedMail {
  /** Returns the minutes in [from, to) with attempts or bounces; epoch milliseconds. */
  between(from: number, to: number): MailMinute[];
}

/** @param startedAt the end of the scenario's "last hour", epoch milliseconds */
export function simulateMail(scenario: ScenarioName, seed: number, startedAt: number): SimulatedMail {
  const { expect } = SCENARIOS[scenario];
  return drawMail((minute) => expect(minute, (startedAt - minute) / HOUR_MS), seed);
}

/**
 * Draws random mail around the expected mail of each minute.
 *
 * @param expect returns the expected mail of a minute, epoch milliseconds
 */
export function drawMail(expect: (minute: number) => Expected, seed: number): SimulatedMail {
  const drawn = new Map<number, MailMinute[]>();

  function mailOfHour(hour: number): MailMinute[] {
    const random = seededRandom(seed, hour);
    return Array.from({ length: 60 }, (_, index) => {
      const minute = hour + index * MINUTE_MS;
      return drawMinute(expect(minute), minute, random);
    }).filter(({ deliveryAttempts, bounces }) => deliveryAttempts > 0 || bounces > 0);
  }

  return {
    between(from, to) {
      const minutes: MailMinute[] = [];
      for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour < to; hour += HOUR_MS) {
        const mail = drawn.get(hour) ?? mailOfHour(hour);
        drawn.set(hour, mail);
        minutes.push(...mail.filter(({ minute }) => minute >= from && minute < to));
      }
      return minutes;
    },
  };
}

function drawMinute(expected: Expected, minute: number, random: () => number): MailMinute {
  const { mailings, batch, unreportedBounces } = expected;
  const deliveryAttempts = poisson(expected.attempts, random);
  const share = (rate: number) => randomBinomial.source(random)(deliveryAttempts, rate)();
  const bounces = share(expected.bounceRate);
  const lateBounces = poisson(expected.lateBounces, random);
  return {
    minute,
    deliveryAttempts,
    bounces: bounces + lateBounces,
    complaints: share(expected.complaintRate),
    rejects: share(expected.rejectRate),
    lateBounces,
    mailings,
    batch,
    unreportedBounces,
  };
}

function poisson(expected: number, random: () => number): number {
  return expected === 0 ? 0 : randomPoisson.source(random)(expected)();
}

/** Returns a generator for one hour, so that its mail does not depend on the hours that were drawn before. */
function seededRandom(seed: number, hour: number): () => number {
  return randomLcg(createHash('sha256').update(`${seed}:${hour}`).digest().readUInt32LE() / 2 ** 32);
}
