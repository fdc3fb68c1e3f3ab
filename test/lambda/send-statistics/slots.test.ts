import { describe, expect, it } from '@jest/globals';
import { MAX_WINDOWS, parseWindow, SCHEDULE_PERIODS_MINUTES } from '../../../lambda/send-statistics/contract';
import {
  dueSlots,
  isPresent,
  lookForHoles,
  publishableWindows,
  scheduledSlots,
} from '../../../lambda/send-statistics/slots';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const NOON = at('2026-11-22T12:00:00Z');
const FILLABLE = 13 * DAY + 23 * HOUR;

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

describe('lookForHoles', () => {
  it.each([
    ['12:07', 15, FILLABLE],
    ['12:22', 15, 3 * HOUR],
    ['12:52', 15, 3 * HOUR],
    ['12:02', 5, FILLABLE],
    ['12:07', 5, 3 * HOUR],
    ['12:30', 60, FILLABLE],
  ] as const)('at %s every %i minutes', (slot, period, spanMs) => {
    expect(lookForHoles(at(`2026-11-22T${slot}:00Z`), period).spanMs).toBe(spanMs);
  });

  it.each(SCHEDULE_PERIODS_MINUTES)('every %i minutes, no period asked for holds two slots', (period) => {
    for (const slot of scheduledSlots(NOON, NOON + HOUR, period)) {
      const { periodMs } = lookForHoles(slot, period);
      const periods = scheduledSlots(NOON - DAY, NOON, period).map((other) => Math.floor(other / periodMs));
      expect(new Set(periods).size).toBe(periods.length);
    }
  });

  it('asks for no more data points in a second than CloudWatch grants, even with the most windows', () => {
    const { spanMs, periodMs } = lookForHoles(at('2026-11-22T12:07:00Z'), 15);
    expect((MAX_WINDOWS * spanMs) / periodMs).toBeLessThan(90_000);
  });
});

describe('publishableWindows: what SES still held whole, give or take one period', () => {
  it.each([
    ['now', 0, ['1h', '24h', '14d']],
    ['one period ago', 15 * MINUTE, ['1h', '24h', '14d']],
    ['more than one period ago', 16 * MINUTE, ['1h', '24h']],
    ['13 days ago', 13 * DAY + 15 * MINUTE, ['1h', '24h']],
    ['more than 13 days ago', 13 * DAY + 16 * MINUTE, ['1h']],
    ['13 days and 23 hours ago', FILLABLE, ['1h']],
    ['longer ago than any datum is sent', FILLABLE + MINUTE, []],
  ])('%s', (_, age, labels) => {
    const windows = ['1h', '24h', '14d'].map(parseWindow);
    expect(publishableWindows(windows, NOON - age, NOON).map(({ label }) => label)).toEqual(labels);
  });
});

it('dueSlots lists newest first, each with the windows that can be published there', () => {
  const due = dueSlots(NOON, 45 * MINUTE, { windows: ['1h', '14d'].map(parseWindow), schedulePeriodMinutes: 15 });
  expect(due.map(({ slot, window }) => `${new Date(slot).toISOString().slice(11, 16)} ${window.label}`)).toEqual([
    '11:52 1h',
    '11:52 14d',
    '11:37 1h',
    '11:22 1h',
  ]);
});

describe('isPresent', () => {
  it.each([
    [30, 15, true],
    [31, 15, false],
    [10, 5, true],
    [11, 5, false],
    [120, 60, true],
    [121, 60, false],
  ] as const)('a slot of %i minutes ago with a schedule of %i minutes: %s', (age, period, present) => {
    expect(isPresent(NOON - age * MINUTE, NOON, period)).toBe(present);
  });
});
