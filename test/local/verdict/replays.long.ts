/** Verdicts equal an independent calculation and the replay of a history. `verdict.test.ts` has fewer of both. */
import { describe, expect, it } from '@jest/globals';
import { randomLcg } from 'd3-random';
import { startAlarms } from '../../../local/alarms/alarm-evaluation';
import { type ReadBreaches, readBreachesOf } from '../../../local/alarms/breaches';
import { createMetricStore } from '../../../local/aws/metric-store';
import { readAlarmTimes } from '../../../local/verdict/alarm-times';
import {
  type CountedPoint,
  calculateVerdict,
  DEFAULT_STACK,
  type IndependentStack,
} from '../../support/independent-verdict';
import { expectIndependentVerdict } from '../../support/recorded-verdict';
import { DEFAULT_STACK_ALARMS } from '../../support/replays';
import { expectVerdictOfReplay } from '../../support/verdict-agreement';
import { intervalsOf, judgePoints, stackOf } from '../../support/verdicts';
import { at, DAY, HOUR, MINUTE, settingsOf } from '../../support/world';

describe('on a recorded response, pages and warnings equal an independent calculation', () => {
  it.each([
    ['2011-02-02-called-21-31', '2011-02-02T21:31:00Z', 100],
    ['2011-06-27-called-02-19', '2011-06-27T02:19:00Z', 100],
    ['2016-07-13-documented', '2016-07-14T02:43:00Z', 100],
    ['2018-12-20-called-19-10', '2018-12-20T19:10:00Z', 1000],
  ])('%s, called at %s, mail times %i', expectIndependentVerdict);
});

describe('the verdict equals the replay:', () => {
  it.each([
    'list import',
    'second burst',
    'slow drift',
    'late bounces',
    'complaint burst',
    'bounces and complaints in one burst',
    'small sender',
    'burst during a drift',
    'five mails a day',
    'as AWS sees it',
    'ours, then AWS’s within the day',
    'drift, then AWS’s',
  ])('%s', async (name) => {
    await expectVerdictOfReplay(name);
  });
});

describe('with another schedule, the verdict equals the replay:', () => {
  it.each([
    [30, 'list import'],
    [30, 'slow drift'],
    [60, 'list import'],
    [60, 'burst during a drift'],
  ])('every %i minutes, %s', async (schedulePeriodMinutes, name) => {
    await expectVerdictOfReplay(name, {}, stackOf({ 'exporter:schedulePeriodMinutes': schedulePeriodMinutes }));
  });
});

describe('with another configuration, pages and warnings equal an independent calculation:', () => {
  const { bounceBurst, complaintBurst, bounceDay, complaintDay, bounceWarning, complaintWarning } = DEFAULT_STACK;
  const ALARMS = {
    bounceRateFastBurn: { window: '2h', threshold: 0.2, attempts: 50, events: 5 },
    bounceRateCritical: { window: '6h', datapointsToAlarm: 3, evaluationPeriods: 4, threshold: 0.12 },
    bounceRateWarning: { window: '6h', datapointsToAlarm: 1, evaluationPeriods: 1, threshold: 0.1, events: 1 },
    complaintRateFastBurn: false,
    complaintRateWarning: { datapointsToAlarm: 2, evaluationPeriods: 10 },
  };
  it.each<[string, object, Partial<IndependentStack>]>([
    ['a poll every 5 minutes', { schedulePeriodMinutes: 5 }, { pollMinutes: 5, rememberedPolls: 288 }],
    ['a poll every 10 minutes', { schedulePeriodMinutes: 10 }, { pollMinutes: 10, rememberedPolls: 144 }],
    ['a poll every 20 minutes', { schedulePeriodMinutes: 20 }, { pollMinutes: 20, rememberedPolls: 72 }],
    ['a poll every 30 minutes', { schedulePeriodMinutes: 30 }, { pollMinutes: 30, rememberedPolls: 48 }],
    ['a poll every hour', { schedulePeriodMinutes: 60 }, { pollMinutes: 60, rememberedPolls: 25 }],
    [
      'other windows, thresholds and periods, and alarms that are off',
      { windows: '1h,2h,6h,24h,14d', alarms: ALARMS },
      {
        bounceBurst: { ...bounceBurst, hours: 2, rate: 0.2, attempts: 50, events: 5 },
        bounceDay: { ...bounceDay, hours: 6, rate: 0.12, m: 3, n: 4 },
        bounceWarning: { ...bounceWarning, hours: 6, rate: 0.1, events: 1, m: 1, n: 1 },
        complaintBurst: undefined,
        complaintWarning: { ...complaintWarning, m: 2, n: 10 },
      },
    ],
    [
      'a burst that needs two polls, and no warnings',
      {
        alarms: {
          bounceRateFastBurn: { datapointsToAlarm: 2, evaluationPeriods: 2 },
          bounceRateWarning: false,
          complaintRateWarning: false,
        },
      },
      { bounceBurst: { ...bounceBurst, m: 2, n: 2 }, bounceWarning: undefined, complaintWarning: undefined },
    ],
    [
      'only the alarms on bursts',
      { alarms: { bounceRateCritical: false, complaintRateCritical: false, awsBounceRateCritical: false } },
      { bounceDay: undefined, complaintDay: undefined },
    ],
    [
      'a prefix that looks like a Region, several Regions, no mail, and the weekly report',
      {
        namePrefix: 'app-eu-west-1-v-2',
        regions: 'eu-west-1,us-east-1',
        alarms: { noMail: true },
        weeklyReport: true,
      },
      { bounceBurst, complaintBurst, bounceDay, complaintDay },
    ],
  ])('%s', async (_, settings, difference) => {
    const context = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`exporter:${key}`, value]));
    const end = at('2026-11-18T15:22:00Z');
    let messages = 0;
    for (const seed of [1, 2, 3]) {
      const mail = randomMail(end, seed);
      const expected = calculateVerdict(mail, end, { ...DEFAULT_STACK, ...difference });
      const { pages, warnings } = await judgePoints(mail, end, {}, stackOf(context));
      expect(intervalsOf(pages)).toEqual(expected.pages);
      expect(intervalsOf(warnings, 'bounce-rate-warning')).toEqual(expected.bounceWarnings);
      expect(intervalsOf(warnings, 'complaint-rate-warning')).toEqual(expected.complaintWarnings);
      messages += pages.length;
    }
    expect(messages).toBeGreaterThan(5);
  });
});

/** Returns two weeks of points with gaps, and with hours of many bounces or complaints. Some have more bounces than attempts. */
function randomMail(end: number, seed: number): CountedPoint[] {
  const random = randomLcg(seed / 10);
  let [bounceRate, complaintRate] = [0, 0];
  return Array.from({ length: 14 * 96 }, (_, index) => end - 14 * DAY + index * 15 * MINUTE).flatMap((timestamp) => {
    if (random() < 0.05) bounceRate = random() ** 4 * (random() < 0.1 ? 3 : 0.8);
    if (random() < 0.05) complaintRate = random() ** 6 * 0.03;
    const deliveryAttempts = random() < 0.2 ? 0 : Math.floor(random() ** 2 * 400);
    const bounces = Math.round(deliveryAttempts * bounceRate);
    const complaints = Math.round(deliveryAttempts * complaintRate);
    return random() < 0.1 ? [] : [{ timestamp, deliveryAttempts, bounces, complaints }];
  });
}

it('evaluating only the minutes that can change equals evaluating every minute, also with irregular data', () => {
  const from = at('2026-11-04T15:22:00Z');
  const to = from + 5 * DAY;
  const metrics = createMetricStore({ now: () => to });
  const { namespace, windows } = settingsOf();
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let time = from; time < to; time += Math.ceil(random() * 40) * MINUTE) {
    const rate = random() < 0.3 ? 0.2 : 0.01;
    for (const { label } of windows) {
      const dimensions = { Window: label };
      metrics.put(namespace, [
        { name: 'DeliveryAttempts', dimensions, timestamp: time, value: random() < 0.1 ? 0 : 5000 },
        { name: 'BounceRate', dimensions, timestamp: time, value: rate },
        { name: 'ComplaintRate', dimensions, timestamp: time, value: rate / 30 },
      ]);
    }
    metrics.put(namespace, [{ name: 'NewestDataPointAge', dimensions: {}, timestamp: time, value: 900 }]);
    if (random() < 0.3) {
      metrics.putAsAws('AWS/SES', [{ name: 'Reputation.BounceRate', dimensions: {}, timestamp: time, value: rate }]);
    }
  }
  const readBreaches: ReadBreaches = readBreachesOf(metrics);
  const everyMinute = startAlarms(DEFAULT_STACK_ALARMS, readBreaches, { createdAt: from, extraPeriods: 2 });
  for (let minute = from; minute <= to + 2 * HOUR; minute += MINUTE) everyMinute.evaluate(minute);

  const times = readAlarmTimes(DEFAULT_STACK_ALARMS, metrics, { from, to: to + 2 * HOUR }, 2);
  expect(times.messages).toEqual(everyMinute.messages);
  expect(times.states).toEqual(everyMinute.states);
  expect(times.messages.length).toBeGreaterThan(20);
});
