import { describe, expect, it } from '@jest/globals';
import { MAX_WINDOWS, parseWindow, SCHEDULE_PERIODS_MINUTES } from '../../../lambda/send-statistics/contract';
import {
  dueSlots,
  gapSearch,
  isCurrent,
  publishableWindows,
  scheduledSlots,
} from '../../../lambda/send-statistics/slots';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const NOON = at('2026-11-22T12:00:00Z');
const REPAIRABLE = 13 * DAY + 23 * HOUR;

describe('scheduledSlots', () => {
  it.each([
    [15, '11:00', '12:00', ['11:52', '11:37', '11:22', '11:07']],
    [15, '11:07', '11:22', ['11:22', '11:07']],
    [15, '11:08', '11:21', []],
    [5, '11:50', '12:00', ['11:57', '11:52']],
    [20, '11:00', '12:00', ['11:50', '11:30', '11:10']],
    [60, '09:00', '12:00', ['11:30', '10:30', '09:30']],
  ] as const)('every %i minutes from %s to %s: %j', (period, from, to, slots) => {
    const time = (text: string) => at(`2026-11-22T${text}:00Z`);
    expect(scheduledSlots(time(from), time(to), period)).toEqual(slots.map(time));
  });
});

describe('gapSearch', () => {
  it.each([
    ['12:07', 15, REPAIRABLE],
    ['12:22', 15, 3 * HOUR],
    ['12:52', 15, 3 * HOUR],
    ['12:02', 5, REPAIRABLE],
    ['12:07', 5, 3 * HOUR],
    ['12:30', 60, REPAIRABLE],
  ] as const)('at %s every %i minutes', (slot, period, spanMs) => {
    expect(gapSearch(at(`2026-11-22T${slot}:00Z`), period).spanMs).toBe(spanMs);
  });

  it.each(SCHEDULE_PERIODS_MINUTES)('every %i minutes: no period of the query holds two slots', (period) => {
    for (const slot of scheduledSlots(NOON, NOON + HOUR, period)) {
      const { periodMs } = gapSearch(slot, period);
      const periods = scheduledSlots(NOON - DAY, NOON, period).map((other) => Math.floor(other / periodMs));
      expect(new Set(periods).size).toBe(periods.length);
    }
  });

  it('stays within CloudWatch’s limit of data points per second, even with the most windows', () => {
    const { spanMs, periodMs } = gapSearch(at('2026-11-22T12:07:00Z'), 15);
    expect((MAX_WINDOWS * spanMs) / periodMs).toBeLessThan(90_000);
  });
});

describe('publishableWindows returns what SES’s data points cover, within one period', () => {
  it.each([
    ['now', 0, ['1h', '24h', '14d']],
    ['one period ago', 15 * MINUTE, ['1h', '24h', '14d']],
    ['more than one period ago', 16 * MINUTE, ['1h', '24h']],
    ['13 days ago', 13 * DAY + 15 * MINUTE, ['1h', '24h']],
    ['more than 13 days ago', 13 * DAY + 16 * MINUTE, ['1h']],
    ['13 days and 23 hours ago', REPAIRABLE, ['1h']],
    ['older than the oldest datum', REPAIRABLE + MINUTE, []],
  ])('%s', (_, age, labels) => {
    const windows = ['1h', '24h', '14d'].map(parseWindow);
    expect(publishableWindows({ windows, slot: NOON - age, calledAt: NOON }).map(({ label }) => label)).toEqual(labels);
  });
});

it('dueSlots lists the newest slot first, each with its publishable windows', () => {
  const due = dueSlots({
    calledAt: NOON,
    spanMs: 45 * MINUTE,
    windows: ['1h', '14d'].map(parseWindow),
    schedulePeriodMinutes: 15,
  });
  expect(due.map(({ slot, window }) => `${new Date(slot).toISOString().slice(11, 16)} ${window.label}`)).toEqual([
    '11:52 1h',
    '11:52 14d',
    '11:37 1h',
    '11:22 1h',
  ]);
});

describe('isCurrent', () => {
  it.each([
    [30, 15, true],
    [31, 15, false],
    [10, 5, true],
    [11, 5, false],
    [120, 60, true],
    [121, 60, false],
  ] as const)('a slot %i minutes old on a schedule of %i minutes: %s', (age, period, current) => {
    expect(isCurrent({ slot: NOON - age * MINUTE, now: NOON, periodMinutes: period })).toBe(current);
  });
});
