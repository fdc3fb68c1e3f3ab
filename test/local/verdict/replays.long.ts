/** Verdicts equal an independent calculation and the replay of a history. `verdict.test.ts` has fewer of both. */
import { describe, expect, it } from '@jest/globals';
import { startAlarms } from '../../../local/alarms/alarm-evaluation';
import { type ReadBreaches, readBreachesOf } from '../../../local/alarms/breaches';
import { createMetricStore } from '../../../local/aws/metric-store';
import { readAlarmTimes } from '../../../local/verdict/alarm-times';
import { expectIndependentVerdict } from '../../support/recorded-verdict';
import { DEFAULT_STACK_ALARMS } from '../../support/replays';
import { expectVerdictOfReplay } from '../../support/verdict-agreement';
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
