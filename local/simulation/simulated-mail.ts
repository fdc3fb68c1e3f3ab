/** A simulated sender and its mail by the minute. The mail depends only on the seed, not on the order of reads. */
import { createHash } from 'node:crypto';
import { randomBinomial, randomLcg, randomPoisson } from 'd3-random';
import type { Batch, MailingShare } from './mailings';
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

export interface SimulatedMail {
  /** Returns the minutes in [from, to) with attempts or bounces; epoch milliseconds. */
  between(from: number, to: number): MailMinute[];
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
