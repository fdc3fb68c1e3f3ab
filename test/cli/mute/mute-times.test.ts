import { describe, expect, it } from '@jest/globals';
import { readWindow } from '../../../cli/mute/mute-times';
import { at } from '../../support/world';

const iso = ({ from, until }: { from: number; until: number }) =>
  [from, until].map((time) => new Date(time).toISOString());

describe('a mute', () => {
  it.each([
    ['starts with the next minute', { until: '18:00' }, 'UTC', '14:00', '18:00'],
    ['starts a minute later when the next one is near', { until: '18:00' }, 'UTC', '14:01', '18:00', '13:59:50'],
    ['starts when it should', { from: '15:30', until: '18:00' }, 'UTC', '15:30', '18:00'],
    ['reads hours with one digit', { from: '15:30', until: '9:05' }, 'UTC', '15:30', '2026-11-27T09:05'],
    ['reads times in the zone', { until: '18:00' }, 'Europe/Berlin', '14:00', '17:00'],
    ['ends on the next day when the time is over', { until: '13:00' }, 'UTC', '14:00', '2026-11-27T13:00'],
    ['ends after its start', { from: '23:00', until: '22:00' }, 'UTC', '23:00', '2026-11-27T22:00'],
    ['ends on a date', { until: '2026-11-28 06:00' }, 'Europe/Berlin', '14:00', '2026-11-28T05:00'],
    ['ends at a time with its own zone', { until: '2026-11-26T18:00:00+02:00' }, 'Asia/Tokyo', '14:00', '16:00'],
    ['ends with a whole minute', { until: '2026-11-26T18:00:01Z' }, 'UTC', '14:00', '18:01'],
    ['lasts at most 15 days', { until: '2026-12-11 14:00' }, 'UTC', '14:00', '2026-12-11T14:00'],
  ])('%s', (_, times, timeZone, from, until, clock = '13:59:30') => {
    const full = (time: string) => new Date(`${time.includes('T') ? '' : '2026-11-26T'}${time}Z`).toISOString();
    expect(iso(readWindow({ ...times, timeZone }, at(`2026-11-26T${clock}Z`)))).toEqual([full(from), full(until)]);
  });

  it.each([
    [
      'is no time',
      { until: 'noon' },
      '--until is "noon", which is not a time in UTC: write a time such as 18:00, "2026-11-26 18:00" or 2026-11-26T18:00:00Z',
    ],
    ['is no time of a day', { until: '24:00' }, /^--until is "24:00", which is not a time in UTC: /],
    [
      'is longer than CloudWatch allows',
      { until: '2026-12-11 14:01' },
      '--until is 2026-12-11 14:01: CloudWatch mutes for at most 15 days, so write an earlier time',
    ],
    [
      'is over',
      { until: '2026-11-26 13:00' },
      '--until is 2026-11-26 13:00, which is not after the start of the mute: write a later time',
    ],
    [
      'begins in the past',
      { from: '2026-11-26 13:00', until: '18:00' },
      '--from is 2026-11-26 13:00, which is in the past: leave it out to mute at once',
    ],
  ])('is rejected if a time %s', (_, times, message) => {
    const read = () => readWindow({ ...times, timeZone: 'UTC' }, at('2026-11-26T13:59:30Z'));
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ name: 'InputError' }));
  });

  it.each([
    ['the evening before a day of 23 hours', 'Europe/Berlin', '2026-03-28T22:30', '18:00', '2026-03-29T16:00'],
    ['the first minutes of a day of 25 hours', 'Europe/Berlin', '2026-10-24T22:10', '00:05', '2026-10-25T23:05'],
    ['the first of two half past two', 'Europe/Berlin', '2026-10-25T00:30', '02:30', '2026-10-25T01:30'],
    ['a minute before midnight', 'America/New_York', '2026-11-27T04:58', '0:00', '2026-11-27T05:00'],
    ['a zone 14 hours ahead', 'Pacific/Kiritimati', '2026-11-26T09:50', '00:30', '2026-11-26T10:30'],
    ['a change of half an hour', 'Australia/Lord_Howe', '2026-10-03T13:40', '23:00', '2026-10-04T12:00'],
  ])('ends at the next time on the clock, from %s', (_, timeZone, clock, until, end) => {
    expect(iso(readWindow({ until, timeZone }, at(`${clock}:00Z`)))[1]).toBe(`${end}:00.000Z`);
  });

  it.each([
    ['the first half past two', '2026-10-24T20:00', '02:30', '2026-10-25T00:30'],
    ['the first half past two of a date', '2026-10-24T20:00', '2026-10-25 02:30', '2026-10-25T00:30'],
    ['the second one, after the first', '2026-10-25T00:40', '02:30', '2026-10-25T01:30'],
    ['the second one of a date, after the first', '2026-10-25T00:40', '2026-10-25 02:30', '2026-10-25T01:30'],
    ['tomorrow, if it is over today and today has none', '2026-03-29T12:00', '02:30', '2026-03-30T00:30'],
  ])('that begins when the clocks change begins at %s', (_, clock, from, begin) => {
    const times = { from, until: '09:00', timeZone: 'Europe/Berlin' };
    expect(iso(readWindow(times, at(`${clock}:00Z`)))[0]).toBe(`${begin}:00.000Z`);
  });

  it.each([
    ['--until', { until: '2026-03-29 02:30' }, 'which is not a time in Europe/Berlin'],
    ['--until', { until: '02:30' }, 'which does not exist in Europe/Berlin on 2026-03-29: the clocks go forward'],
    ['--from', { from: '02:30', until: '06:00' }, 'which does not exist in Europe/Berlin on 2026-03-29'],
  ])('is rejected if the time of %s does not exist, because the clocks go forward: %j', (option, times, problem) => {
    const read = () => readWindow({ ...times, timeZone: 'Europe/Berlin' }, at('2026-03-28T20:00:00Z'));
    expect(read).toThrow(new RegExp(`^${option} is .*${problem}`));
  });
});
