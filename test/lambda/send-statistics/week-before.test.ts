import { expect, it } from '@jest/globals';
import { neededCounters, weekBeforeGauges } from '../../../lambda/send-statistics/gauges';
import { toSendHistory } from '../../../lambda/send-statistics/send-history';
import { at, DAY, HOUR, MINUTE, settingsOf } from '../../support/world';

const SLOT = at('2026-11-18T15:22:00Z');
const ON = settingsOf({ optionalMetrics: ['AttemptsWeekBefore'] });

function attemptsBefore(ages: readonly number[], { settings = ON, calledAt = SLOT } = {}): (number | undefined)[] {
  const points = ages.map((age) => ({ timestamp: SLOT - age, deliveryAttempts: 10, bounces: 0, complaints: 0 }));
  const history = toSendHistory(points, calledAt, neededCounters(settings));
  return weekBeforeGauges(history, { slot: SLOT, calledAt, settings }).map(({ value }) => value);
}

it.each<[string, readonly number[], readonly number[]]>([
  ['counts the periods of the hour that ended a week before', [7 * DAY + MINUTE, 7 * DAY + HOUR], [20]],
  ['counts nothing at the end of that hour, or before it', [7 * DAY, 7 * DAY + HOUR + MINUTE, HOUR], [0]],
  ['is 0 without mail', [], [0]],
])('AttemptsWeekBefore %s', (_, ages, values) => {
  expect(attemptsBefore(ages)).toEqual(values);
});

it('AttemptsWeekBefore is published only if it is chosen', () => {
  expect(attemptsBefore([7 * DAY + HOUR], { settings: settingsOf() })).toEqual([]);
});

it.each<[string, number, readonly number[]]>([
  ['is published for an earlier slot whose hour SES still covers', 7 * DAY - HOUR, [10]],
  ['is unknown for a slot whose hour is older than the 14 days of SES', 7 * DAY, []],
])('AttemptsWeekBefore %s', (_, lateness, values) => {
  expect(attemptsBefore([7 * DAY + HOUR], { calledAt: SLOT + lateness })).toEqual(values);
});
