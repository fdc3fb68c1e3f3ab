import { describe, expect, it } from '@jest/globals';
import { parseDuration, parseSchedule, toSchedule, windowText } from '../../../cli/deployed/mute-schedule';
import { localTime, zonedTimes } from '../../../cli/deployed/zoned-time';
import { at, HOUR, MINUTE } from '../../support/world';

describe('the schedule of a mute rule', () => {
  it.each([
    ['at(2026-11-26T14:00)', 'UTC', '2026-11-26T14:00:00Z'],
    ['at(2026-11-26T14:00)', 'America/New_York', '2026-11-26T19:00:00Z'],
  ])('%s in %s begins at %s', (expression, timeZone, time) => {
    expect(parseSchedule(expression, timeZone)).toBe(at(time));
  });

  it.each([
    ['cron(0 2 * * *)', 'UTC'],
    ['at(2026-11-26)', 'UTC'],
    ['', 'UTC'],
    ['at(2026-11-26T14:00)', 'Mars/Olympus'],
  ])('%s in %s has no beginning that this machine can tell', (expression, timeZone) => {
    expect(parseSchedule(expression, timeZone)).toBeUndefined();
  });

  it.each([
    ['PT4H', 4 * HOUR],
    ['P2DT12H', 60 * HOUR],
    ['PT90M', 90 * MINUTE],
    ['P15D', 15 * 24 * HOUR],
    ['P', undefined],
    ['PT', undefined],
    ['P1Y', undefined],
    ['P15DT1M', undefined],
    ['P999999999999D', undefined],
  ])('%s lasts %s milliseconds', (duration, milliseconds) => {
    expect(parseDuration(duration)).toBe(milliseconds);
  });

  it('is the same after it is written and read', () => {
    const window = { from: at('2026-11-26T14:01:00Z'), until: at('2026-11-28T06:30:00Z') };
    const { Expression, Duration, Timezone } = toSchedule(window);
    const from = parseSchedule(Expression, Timezone);
    expect({ from, until: Number(from) + Number(parseDuration(Duration)) }).toEqual(window);
    expect({ Expression, Duration }).toEqual({ Expression: 'at(2026-11-26T14:01)', Duration: 'PT40H29M' });
  });

  it.each([
    ['2026-11-26T18:00:00Z', '2026-11-26 15:00 to 19:00 Europe/Berlin'],
    ['2026-11-27T18:00:00Z', '2026-11-26 15:00 to 2026-11-27 19:00 Europe/Berlin'],
  ])('until %s is shown with its zone', (until, text) => {
    expect(windowText({ from: at('2026-11-26T14:00:00Z'), until: at(until) }, 'Europe/Berlin')).toBe(text);
  });
});

describe('a local time', () => {
  it.each([
    ['2026-11-26', '18:00', 'Europe/Berlin', '2026-11-26T17:00:00Z'],
    ['2026-07-26', '18:00', 'Europe/Berlin', '2026-07-26T16:00:00Z'],
    ['2026-11-26', '10:00', 'Pacific/Kiritimati', '2026-11-25T20:00:00Z'],
    ['2026-11-26', '00:15', 'Asia/Kolkata', '2026-11-25T18:45:00Z'],
    ['2026-03-29', '03:30', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
  ])('%s %s in %s is %s', (date, time, zone, instant) => {
    expect(zonedTimes(date, time, zone)).toEqual([at(instant)]);
    expect(localTime(at(instant), zone)).toEqual({ date, time });
  });

  it('occurs twice when the clocks go back', () => {
    const times = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map(at);
    expect(zonedTimes('2026-10-25', '02:30', 'Europe/Berlin')).toEqual(times);
  });

  it.each([
    ['2026-03-29', '02:30', 'Europe/Berlin'],
    ['2026-11-26', '25:00', 'UTC'],
    ['2026-02-30', '12:00', 'UTC'],
  ])('%s %s in %s does not exist', (date, time, zone) => {
    expect(zonedTimes(date, time, zone)).toEqual([]);
  });
});
