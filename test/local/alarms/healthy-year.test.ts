/**
 * A simulated year of healthy mail at many volumes: no critical alarm fires, and warnings fire at most twice. To save time, the
 * test does not run the exporter. It sums the mail of each window itself. Property tests show that the exporter publishes these
 * sums.
 */
import { describe, expect, it } from '@jest/globals';
import { randomLcg, randomNormal, randomPoisson } from 'd3-random';
import { synthesizeStack } from '../../../cli/stack/stack-template';
import { parseWindow } from '../../../lambda/send-statistics/contract';
import type { RateSetting } from '../../../lib/alarms/alarm-row';
import { ALARM_NAMES, ALARMS, type AlarmName, DEFAULT_ALARMS, rowOf } from '../../../lib/alarms/alarm-table';
import { type MetricAlarm, readAlarms } from '../../../local/alarms/template-alarms';
import { DAY, MINUTE } from '../../support/world';

const PERIOD = 15 * MINUTE;
const PERIODS_A_DAY = DAY / PERIOD;
const PERIODS_A_YEAR = 365 * PERIODS_A_DAY;

const BOUNCE_RATE = 0.01;
const COMPLAINT_RATE = 0.0002;

/** The mail of each period of a week, as a share of the mail of an average day: days and nights, and a quiet weekend. */
const RHYTHM = (() => {
  const weights = Array.from({ length: 7 * PERIODS_A_DAY }, (_, period) => {
    const hour = (period % PERIODS_A_DAY) / 4;
    const isWeekend = period >= 5 * PERIODS_A_DAY;
    return (hour >= 1 && hour < 5 ? 0 : 1 + 0.8 * Math.sin(((hour - 8) / 24) * 2 * Math.PI)) * (isWeekend ? 0.35 : 1);
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight * 7) / sum);
})();

/** Running sums: element i holds the first i periods. */
interface Year {
  readonly attempts: Float64Array;
  readonly bounces: Float64Array;
  readonly complaints: Float64Array;
}

/** Above this mean, the normal distribution replaces the Poisson distribution, which takes longer to draw. */
const LARGE_MEAN = 20;

const { max, round, sqrt } = Math;

/** Returns a generator of counts for each period of the week. */
function startCounts(mailsADay: number, random: () => number): (() => number)[] {
  const poisson = randomPoisson.source(random);
  const normal = randomNormal.source(random)(0, 1);
  return RHYTHM.map((share) => {
    const mean = mailsADay * share;
    if (mean === 0) return () => 0;
    return mean < LARGE_MEAN ? poisson(mean) : () => max(0, round(mean + sqrt(mean) * normal()));
  });
}

function runningSum(counts: readonly (() => number)[]): Float64Array {
  const sums = new Float64Array(PERIODS_A_YEAR + 1);
  for (let period = 0; period < PERIODS_A_YEAR; period++) {
    sums[period + 1] = (sums[period] as number) + (counts[period % counts.length]?.() ?? 0);
  }
  return sums;
}

/** Bounces, complaints and all other attempts are drawn independently: each part of a Poisson process is itself a Poisson process. */
function drawYear(mailsADay: number, seed: number): Year {
  const random = randomLcg(seed / 1000);
  const drawPart = (share: number) => runningSum(startCounts(mailsADay * share, random));
  const bounces = drawPart(BOUNCE_RATE);
  const complaints = drawPart(COMPLAINT_RATE);
  const others = drawPart(1 - BOUNCE_RATE - COMPLAINT_RATE);
  const attempts = others.map((sum, period) => sum + (bounces[period] as number) + (complaints[period] as number));
  return { attempts, bounces, complaints };
}

interface RateAlarm extends MetricAlarm {
  readonly alarm: AlarmName;
  readonly counts: 'bounces' | 'complaints';
  readonly windowPeriods: number;
}

/** The alarms on rates, as the template has them. */
const RATE_ALARMS: readonly RateAlarm[] = (() => {
  const made = readAlarms(synthesizeStack());
  return ALARM_NAMES.flatMap((alarm) => {
    const row = ALARMS[alarm];
    if (row.kind !== 'rate') return [];
    const { window } = DEFAULT_ALARMS[alarm] as RateSetting;
    return {
      ...(made.find(({ id }) => id.startsWith(`Alarms${alarm}`)) as MetricAlarm),
      alarm,
      counts: row.rate === 'BounceRate' ? ('bounces' as const) : ('complaints' as const),
      windowPeriods: parseWindow(window).lengthMs / PERIOD,
    };
  });
})();

/**
 * Returns how often an alarm of the template fires within the year. To save time, evaluates its expression only where the rate
 * reaches the threshold, because the value of the expression never exceeds the rate.
 */
function timesFired(alarm: RateAlarm, year: Year): number {
  const { windowPeriods, threshold, evaluationPeriods, datapointsToAlarm } = alarm;
  const { attempts: sums, [alarm.counts]: eventSums } = year;
  const breaches = new Uint8Array(PERIODS_A_YEAR + 1);
  let isFiring = false;
  let times = 0;
  for (let period = windowPeriods; period <= PERIODS_A_YEAR; period++) {
    const attempts = (sums[period] as number) - (sums[period - windowPeriods] as number);
    const events = (eventSums[period] as number) - (eventSums[period - windowPeriods] as number);
    const rate = attempts > 0 ? events / attempts : 0;
    if (rate >= threshold && alarm.isBreaching(alarm.value({ attempts, rate }) as number)) breaches[period] = 1;
    let breaching = 0;
    for (let past = 0; past < evaluationPeriods; past++) breaching += breaches[period - past] ?? 0;
    const wasFiring = isFiring;
    isFiring = breaching >= datapointsToAlarm;
    if (isFiring && !wasFiring) times += 1;
  }
  return times;
}

describe('a healthy year', () => {
  it.each([50, 200, 500, 5_000, 20_000, 500_000])(
    'of %i mails a day: nothing critical, at most two warnings',
    (mails) => {
      for (const seed of [1, 2, 3]) {
        const year = drawYear(mails, seed);
        const times = RATE_ALARMS.map((alarm) => [alarm.alarm, timesFired(alarm, year)] as const);
        const critical = times.filter(([name, count]) => rowOf(name).level === 'critical' && count > 0);
        const warnings = times
          .filter(([name]) => rowOf(name).level === 'warning')
          .reduce((sum, [, count]) => sum + count, 0);
        expect({ seed, critical }).toEqual({ seed, critical: [] });
        expect(warnings).toBeLessThanOrEqual(2);
      }
    },
  );

  it.each(RATE_ALARMS.map((alarm) => [alarm.alarm, alarm] as const))(
    'the value of %s is the rate or 0, so it never exceeds the rate',
    (_, alarm) => {
      for (const attempts of [0, 1, 50, 99, 100, 199, 200, 999, 1000, 100_000]) {
        for (const rate of [undefined, 0, 0.0001, 0.0007, 0.001, 0.005, 0.03, 0.05, 0.1, 0.5, 1]) {
          expect([0, rate]).toContain(alarm.value({ attempts, rate }));
        }
      }
    },
  );

  it('an unhealthy year is detected: an alarm fires if six percent of the mail bounces', () => {
    const year = drawYear(500, 1);
    const bad = { ...year, bounces: year.attempts.map((attempts) => Math.floor(attempts * 0.06)) };
    const alarm = RATE_ALARMS.find((each) => each.alarm === 'bounceRateCritical') as RateAlarm;
    expect(timesFired(alarm, bad)).toBeGreaterThan(0);
  });
});
