import { describe, expect, it } from '@jest/globals';
import { InvalidEvent, readPollEvent } from '../../../lambda/send-statistics/poll-event';
import { at, DAY, HOUR } from '../../support/world';

const NOW = at('2026-11-22T09:07:41.250Z');

describe('the slot of an event', () => {
  it.each([
    ['the scheduled time', { scheduledTime: '2026-11-22T09:07:00Z' }, '2026-11-22T09:07:00Z'],
    ['the minute of the scheduled time', { scheduledTime: '2026-11-22T09:06:59.999Z' }, '2026-11-22T09:06:00Z'],
    ['the scheduled time in any zone', { scheduledTime: '2026-11-22T10:07:00+01:00' }, '2026-11-22T09:07:00Z'],
    ['the current minute without a scheduled time', {}, '2026-11-22T09:07:00Z'],
    ['the current minute for an event of another kind', { key1: 'value1' }, '2026-11-22T09:07:00Z'],
    ['the current minute without an event', undefined, '2026-11-22T09:07:00Z'],
    ['as old as SES’s retention', { scheduledTime: '2026-11-08T09:08:00Z' }, '2026-11-08T09:08:00Z'],
    ['up to five minutes ahead of this clock', { scheduledTime: '2026-11-22T09:12:41Z' }, '2026-11-22T09:12:00Z'],
  ])('is %s', (_, event, slot) => {
    expect(readPollEvent(event, NOW)).toEqual({ slot: at(slot), backfillMs: undefined });
  });

  it.each([
    [{ scheduledTime: 'soon' }, /^scheduledTime is "soon": pass an ISO 8601 time/],
    [{ scheduledTime: 1_795_000_000 }, /^scheduledTime is 1795000000: pass an ISO 8601 time/],
    [{ scheduledTime: null }, /^scheduledTime is null: pass an ISO 8601 time/],
    [{ scheduledTime: 'x'.repeat(10_000) }, /^scheduledTime is "x{99}\.\.\.: pass an ISO 8601 time/],
    [{ scheduledTime: '<aws.scheduler.scheduled-time>' }, /: pass an ISO 8601 time/],
    [
      { scheduledTime: '2026-11-22T09:12:42Z' },
      /later than now \(2026-11-22T09:07:41.250Z\): pass a time in the past$/,
    ],
    [
      { scheduledTime: '2026-11-08T09:07:00Z' },
      /more than 14 days before now .*: pass a time within the last 14 days$/,
    ],
  ])('%j is rejected', (event, message) => {
    expect(() => readPollEvent(event, NOW)).toThrow(InvalidEvent);
    expect(() => readPollEvent(event, NOW)).toThrow(message);
  });
});

describe('the backfill of an event', () => {
  it.each([
    ['14d', 14 * DAY],
    ['6h', 6 * HOUR],
  ])('%s is a span', (backfill, backfillMs) => {
    expect(readPollEvent({ backfill }, NOW)).toMatchObject({ backfillMs });
  });

  it.each(['15d', '', 'all', 14, null, true])('%j is rejected', (backfill) => {
    expect(() => readPollEvent({ backfill }, NOW)).toThrow(
      new InvalidEvent(`backfill is ${JSON.stringify(backfill)}: pass a multiple of 15 minutes up to 14d, such as 6h`),
    );
  });
});
