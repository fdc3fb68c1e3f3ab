import { describe, expect, it } from '@jest/globals';
import {
  assertReliable,
  type Counter,
  type ReportedPoint,
  toSendHistory,
} from '../../../lambda/send-statistics/send-history';
import { at, MINUTE } from '../../support/world';

const CALL = at('2026-11-22T12:00:00Z');
const NEEDED: ReadonlySet<Counter> = new Set<Counter>(['deliveryAttempts', 'bounces', 'complaints']);

function point(minutesAgo: number, counts: Partial<ReportedPoint> = {}): ReportedPoint {
  return {
    timestamp: CALL - minutesAgo * MINUTE,
    deliveryAttempts: 10,
    bounces: 1,
    complaints: 0,
    rejects: 0,
    ...counts,
  };
}

describe('countBetween', () => {
  const history = toSendHistory([point(30), point(90), point(15), point(45)], CALL, NEEDED);

  it.each([
    ['the start of the span is in it', 45, 0, 30],
    ['the end of the span is not in it', 90, 15, 30],
    ['order does not matter', 100, -100, 40],
    ['older points do not fill a gap', 60, 0, 30],
    ['a span without points is empty', 89, 46, 0],
    ['a span after all points is empty', -10, -20, 0],
  ])('%s', (_, from, to, deliveryAttempts) => {
    expect(history.countBetween(CALL - from * MINUTE, CALL - to * MINUTE)).toMatchObject({ deliveryAttempts });
  });

  it('adds up points with the same timestamp, because a timestamp is not unique', () => {
    const twice = toSendHistory([point(15), point(15)], CALL, NEEDED);
    expect(twice.countBetween(CALL - 60 * MINUTE, CALL)).toMatchObject({ deliveryAttempts: 20, bounces: 2 });
  });

  it('is empty when SES returns no points', () => {
    const empty = toSendHistory([], CALL, NEEDED);
    expect(empty.countBetween(0, CALL)).toEqual({ deliveryAttempts: 0, bounces: 0, complaints: 0, rejects: 0 });
    expect(empty.newestBefore(CALL)).toBeUndefined();
  });
});

describe('a point is left out and counted', () => {
  it.each<[string, ReportedPoint]>([
    ['without a timestamp', { ...point(15), timestamp: undefined }],
    ['that starts more than 15 minutes after the call', point(-16)],
    ['without a needed counter', point(15, { bounces: undefined })],
    ['with a negative counter', point(15, { complaints: -1 })],
    ['with a counter that is not a number', point(15, { deliveryAttempts: Number.NaN })],
    ['with an infinite counter', point(15, { deliveryAttempts: Number.POSITIVE_INFINITY })],
    ['with a counter too large to add up', point(15, { deliveryAttempts: 1e300 })],
  ])('%s', (_, bad) => {
    const history = toSendHistory([bad, point(30)], CALL, NEEDED);
    expect(history).toMatchObject({ points: 1, malformed: 1 });
    expect(history.countBetween(0, CALL + 60 * MINUTE)).toMatchObject({ deliveryAttempts: 10 });
  });
});

describe('a point is used', () => {
  it.each<[string, ReportedPoint, number]>([
    ['that starts within 15 minutes after the call', point(-15), 10],
    ['with more bounces than attempts', point(15, { deliveryAttempts: 0, bounces: 7 }), 0],
    ['without a counter that no metric needs', point(15, { rejects: undefined }), 10],
    ['with an invalid counter that no metric needs', point(15, { rejects: -1 }), 10],
  ])('%s', (_, good, deliveryAttempts) => {
    const history = toSendHistory([good], CALL, NEEDED);
    expect(history).toMatchObject({ points: 1, malformed: 0 });
    expect(history.countBetween(0, CALL + 60 * MINUTE)).toMatchObject({ deliveryAttempts, rejects: 0 });
  });
});

describe('assertReliable', () => {
  const answer = (good: number, bad: number) =>
    toSendHistory([...Array(good).fill(point(15)), ...Array(bad).fill({})], CALL, NEEDED);

  it.each([
    [0, 0],
    [9, 1],
    [90, 10],
  ])('accepts %i points with %i malformed ones', (good, bad) => {
    const history = answer(good, bad);
    expect(assertReliable(history)).toBe(history);
  });

  it.each([
    [8, 1, '1 of 9'],
    [89, 11, '11 of 100'],
    [0, 1, '1 of 1'],
  ])('rejects %i points with %i malformed ones', (good, bad, counted) => {
    expect(() => assertReliable(answer(good, bad))).toThrow(
      `${counted} points lack a usable Timestamp or counter, more than a tenth`,
    );
  });
});

describe('newestBefore', () => {
  const history = toSendHistory([point(30), point(15), point(0)], CALL, NEEDED);

  it.each([
    [0, 15],
    [-1, 0],
    [15, 30],
  ])('%i minutes before the call it is the period of %i minutes before the call', (time, newest) => {
    expect(history.newestBefore(CALL - time * MINUTE)).toBe(CALL - newest * MINUTE);
  });
});
