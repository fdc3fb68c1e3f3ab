/** The mail of a history, and its sums over any span. Nothing here comes from the exporter. */
import { randomLcg } from 'd3-random';
import type { MailMinute } from '../../../local/simulation/send-periods';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface Sums {
  readonly attempts: number;
  readonly bounces: number;
  readonly complaints: number;
}

export interface Mail {
  readonly minutes: readonly MailMinute[];
  /** Sums over [from, to), epoch milliseconds. */
  between(from: number, to: number): Sums;
}

/** Returns a minute of mail about every two hours. `burstAt` is the start of an hour in which much of the mail bounces. */
export function drawMail(seed: number, from: number, to: number, burstAt?: number): Mail {
  const random = randomLcg(((seed * 2_654_435_761) % 2 ** 32) / 2 ** 32);
  const minutes: MailMinute[] = [];
  for (let minute = from; minute < to; minute += (1 + Math.floor(random() * 240)) * MINUTE) {
    minutes.push(mailOf(minute, 20 + Math.floor(random() * 380), 0.02 * random(), random() < 0.05 ? 1 : 0));
  }
  for (let index = 0; burstAt !== undefined && index < 8; index++) {
    minutes.push(mailOf(burstAt + (index * HOUR) / 8, 200, 0.25, 0));
  }
  minutes.sort((one, other) => one.minute - other.minute);
  return { minutes, between: summing(minutes) };
}

function mailOf(minute: number, deliveryAttempts: number, bounceRate: number, complaints: number): MailMinute {
  return { minute, deliveryAttempts, bounces: Math.round(deliveryAttempts * bounceRate), complaints, rejects: 0 };
}

function summing(minutes: readonly MailMinute[]): Mail['between'] {
  let sum: Sums = { attempts: 0, bounces: 0, complaints: 0 };
  const sums = [sum];
  for (const { deliveryAttempts, bounces, complaints } of minutes) {
    sum = {
      attempts: sum.attempts + deliveryAttempts,
      bounces: sum.bounces + bounces,
      complaints: sum.complaints + complaints,
    };
    sums.push(sum);
  }
  const sumBefore = (time: number) => {
    let [low, high] = [0, minutes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((minutes[middle] as MailMinute).minute < time) low = middle + 1;
      else high = middle;
    }
    return sums[low] as Sums;
  };
  return (from, to) => {
    const [before, until] = [sumBefore(from), sumBefore(Math.max(from, to))];
    return {
      attempts: until.attempts - before.attempts,
      bounces: until.bounces - before.bounces,
      complaints: until.complaints - before.complaints,
    };
  };
}
