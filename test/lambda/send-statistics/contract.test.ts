import { describe, expect, it } from '@jest/globals';
import { METRIC_NAMES, METRICS, parseWindow, scheduleOffsetMinutes } from '../../../lambda/send-statistics/contract';

describe('parseWindow', () => {
  it.each([
    ['15m', 15],
    ['45m', 45],
    ['90m', 90],
    ['1h', 60],
    ['24h', 24 * 60],
    ['14d', 14 * 24 * 60],
    ['336h', 14 * 24 * 60],
  ])('%s is %i minutes', (label, minutes) => {
    expect(parseWindow(label)).toEqual({ label, lengthMs: minutes * 60_000 });
  });

  it.each([
    '',
    '0m',
    '0h',
    '5m',
    '20m',
    '15',
    'm',
    '1w',
    '15d',
    '337h',
    '-1h',
    '1.5h',
    ' 1h',
    '1H',
    '01h',
    '1h ',
    '99999999d',
  ])('rejects "%s" with the value and what to write', (label) => {
    expect(() => parseWindow(label)).toThrow(
      new RangeError(
        `"${label}" is not a window: write a multiple of 15 minutes from 15m to 14d, such as 45m, 1h, 24h or 14d`,
      ),
    );
  });
});

it.each([
  [5, 2],
  [10, 5],
  [15, 7],
  [20, 10],
  [30, 15],
  [60, 30],
] as const)('a schedule of %i minutes starts at minute %i of the hour', (period, minute) => {
  expect(scheduleOffsetMinutes(period)).toBe(minute);
});

it('publishes thirteen metrics by default: three for each of three windows, and four of the account', () => {
  const always = METRIC_NAMES.filter((name) => !METRICS[name].optional);
  const perWindow = always.filter((name) => METRICS[name].per === 'window');
  expect(perWindow).toEqual(['DeliveryAttempts', 'BounceRate', 'ComplaintRate']);
  expect(always.length - perWindow.length + 3 * perWindow.length).toBe(13);
});
