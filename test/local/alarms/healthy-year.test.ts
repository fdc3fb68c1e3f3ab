/**
 * A simulated year of healthy mail at many volumes: no critical alarm, and at most two warnings. It runs on the pure functions,
 * without the wire: the windows are added up from the mail, as the exporter's property tests show that it publishes them.
 */
import { describe, expect, it } from '@jest/globals';
import { randomBinomial, randomLcg, randomPoisson } from 'd3-random';
import { synthesizeStack } from '../../../cli/stack/stack-template';
import { parseWindow } from '../../../lambda/send-statistics/contract';
import { ALARM_LEVELS, RATE_ALARMS, type RateAlarmName, type RateSetting } from '../../../lib/alarms/alarm-table';
import { type MetricAlarm, readAlarms } from '../../../local/alarms/template-alarms';
import { DAY, MINUTE } from '../../support/world';

const PERIOD = 15 * MINUTE;
const PERIODS_A_DAY = DAY / PERIOD;
const PERIODS_A_YEAR = 365 * PERIODS_A_DAY;

const BOUNCE_RATE = 0.01;
const COMPLAINT_RATE = 0.0002;

const RATE_NAMES = Object.keys(RATE_ALARMS) as RateAlarmName[];

/** Share of a week's mail in each of its periods: days and nights, and a quiet weekend. */
const RHYTHM = (() => {
  const weights = Array.from({ length: 7 * PERIODS_A_DAY }, (_, period) => {
    const hour = (period % PERIODS_A_DAY) / 4;
    const isWeekend = period >= 5 * PERIODS_A_DAY;
    return (hour >= 1 && hour < 5 ? 0 : 1 + 0.8 * Math.sin(((hour - 8) / 24) * 2 * Math.PI)) * (isWeekend ? 0.35 : 1);
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight * 7) / sum);
})();

interface Year {
  readonly attempts: Float64Array;
  readonly bounces: Float64Array;
  readonly complaints: Float64Array;
}

/** Running sums: element i holds the first i periods. */
function drawYear(mailsADay: number, seed: number): Year {
  const random = randomLcg(seed / 1000);
  const year: Year = {
    attempts: new Float64Array(PERIODS_A_YEAR + 1),
    bounces: new Float64Array(PERIODS_A_YEAR + 1),
    complaints: new Float64Array(PERIODS_A_YEAR + 1),
  };
  for (let period = 0; period < PERIODS_A_YEAR; period++) {
    const expected = mailsADay * (RHYTHM[period % RHYTHM.length] as number);
    const attempts = expected === 0 ? 0 : randomPoisson.source(random)(expected)();
    const share = (rate: number) => (attempts === 0 ? 0 : randomBinomial.source(random)(attempts, rate)());
    year.attempts[period + 1] = (year.attempts[period] as number) + attempts;
    year.bounces[period + 1] = (year.bounces[period] as number) + share(BOUNCE_RATE);
    year.complaints[period + 1] = (year.complaints[period] as number) + share(COMPLAINT_RATE);
  }
  return year;
}

/** How often an alarm goes off within the year: M of the last N polls, on the expression of the template. */
function timesOff(
  alarm: MetricAlarm,
  { window, datapointsToAlarm, evaluationPeriods }: RateSetting,
  year: Year,
): number {
  const counts = alarm.id.includes('bounce') ? year.bounces : year.complaints;
  const length = parseWindow(window).lengthMs / PERIOD;
  const recent: boolean[] = [];
  let isOn = false;
  let times = 0;
  for (let period = length; period <= PERIODS_A_YEAR; period++) {
    const attempts = (year.attempts[period] as number) - (year.attempts[period - length] as number);
    const events = (counts[period] as number) - (counts[period - length] as number);
    const rate = attempts > 0 ? Math.min(1, events / attempts) : undefined;
    recent.push(alarm.isBreaching(alarm.value({ attempts, rate }) as number));
    if (recent.length > evaluationPeriods) recent.shift();
    const wasOn = isOn;
    isOn = recent.filter(Boolean).length >= datapointsToAlarm;
    if (isOn && !wasOn) times += 1;
  }
  return times;
}

const ALARMS = readAlarms(synthesizeStack()).filter((alarm) => alarm.kind === 'metric');

function alarmNamed(name: RateAlarmName): MetricAlarm {
  return ALARMS.find(({ id }) => id.startsWith(`Alarms${name}`)) as MetricAlarm;
}

describe('a healthy year', () => {
  it.each([50, 200, 500, 5_000, 20_000, 500_000])(
    'of %i mails a day: nothing critical, at most two warnings',
    (mails) => {
      for (const seed of [1, 2, 3]) {
        const year = drawYear(mails, seed);
        const times = RATE_NAMES.map((name) => [name, timesOff(alarmNamed(name), RATE_ALARMS[name], year)] as const);
        const critical = times.filter(([name, count]) => ALARM_LEVELS[name] === 'critical' && count > 0);
        const warnings = times
          .filter(([name]) => ALARM_LEVELS[name] === 'warning')
          .reduce((sum, [, count]) => sum + count, 0);
        expect({ seed, critical }).toEqual({ seed, critical: [] });
        expect(warnings).toBeLessThanOrEqual(2);
      }
    },
  );

  it('is no proof by blindness: the same year with six per cent of bounces goes off', () => {
    const year = drawYear(500, 1);
    const ill = { ...year, bounces: year.attempts.map((attempts) => Math.floor(attempts * 0.06)) };
    expect(timesOff(alarmNamed('bounceRateCritical'), RATE_ALARMS.bounceRateCritical, ill)).toBeGreaterThan(0);
  });
});
