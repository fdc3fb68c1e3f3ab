/**
 * AWS's own bounce and complaint rates of a simulated account.
 *
 * AWS does not publish how it calculates them. It documents that they count hard bounces and complaints over a
 * "representative volume" of mail, which AWS chooses for each account, and which may be older than 14 days. The simulation
 * takes the mail of the last 14 days, or 10,000 emails if that is more. Mail before the simulation has no bounces.
 * https://docs.aws.amazon.com/ses/latest/dg/reputation-dashboard-dg.html
 */
import { METRIC_NAMES } from '../../lambda/alarm-brief/contract';
import type { Counts } from '../../lambda/send-statistics/send-history';
import type { MetricStore } from '../aws/metric-store';
import { sumMail } from './send-periods';
import type { SimulatedMail } from './simulated-mail';

const HOUR_MS = 60 * 60_000;
const LONGEST_MS = 14 * 24 * HOUR_MS;
const MIN_VOLUME = 10_000;

/** 0-1. */
export type AwsRates = Readonly<Record<'BounceRate' | 'ComplaintRate', number>>;

/** Returns the rates at a time, epoch milliseconds. */
export type ReadAwsRates = (time: number) => AwsRates;

/**
 * The rates change once an hour.
 *
 * @param from the beginning of the simulation, epoch milliseconds
 */
export function awsRatesOf(mail: SimulatedMail, from: number): ReadAwsRates {
  const hours = new Map<number, Counts>();
  function sumOfHour(hour: number): Counts {
    const sum = hours.get(hour) ?? sumMail(mail.between(hour, hour + HOUR_MS));
    hours.set(hour, sum);
    return sum;
  }
  return (time) => {
    const sums: Counts[] = [];
    const oldest = Math.max(from, time - LONGEST_MS);
    for (let hour = toHour(time) - HOUR_MS; hour >= oldest; hour -= HOUR_MS) sums.push(sumOfHour(hour));
    const total = (counter: keyof Counts) => sums.reduce((sum, counts) => sum + counts[counter], 0);
    const volume = Math.max(MIN_VOLUME, total('deliveryAttempts'));
    return {
      BounceRate: Math.min(1, total('bounces') / volume),
      ComplaintRate: Math.min(1, total('complaints') / volume),
    };
  };
}

function toHour(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}

/**
 * Returns a function that publishes the rates of each full hour up to a time. Call it with times in ascending order.
 *
 * @param from the first time to publish, epoch milliseconds
 */
export function startAwsRates(readRates: ReadAwsRates, metrics: MetricStore, from: number): (until: number) => void {
  let next = Math.ceil(from / HOUR_MS) * HOUR_MS;
  return (until) => {
    for (; next <= until; next += HOUR_MS) publish(next, readRates(next), metrics);
  };
}

function publish(timestamp: number, rates: AwsRates, metrics: MetricStore): void {
  for (const { rate, awsRate } of Object.values(METRIC_NAMES)) {
    metrics.putAsAws(awsRate.Namespace, [{ name: awsRate.MetricName, dimensions: {}, timestamp, value: rates[rate] }]);
  }
}
