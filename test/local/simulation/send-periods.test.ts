import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CUTS, cutIntoPeriods } from '../../../local/simulation/send-periods';
import { anyCut, anyMail, END_OF_MAIL, trueCounts } from '../../support/mail';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const PERIOD = 15 * MINUTE;

/** Mail in every minute of 15 days. */
const STEADY = Array.from({ length: (15 * DAY) / MINUTE }, (_, index) => ({
  minute: END_OF_MAIL - index * MINUTE,
  deliveryAttempts: 1,
  bounces: 0,
  complaints: 0,
  rejects: 0,
}));

describe('where SES cuts', () => {
  it.each([
    ['sliding', '12:09:41', 9],
    ['sliding', '12:14:59', 14],
    ['fixed-offset', '12:09:41', 11],
    ['quarter-hour', '12:09:41', 0],
  ] as const)('%s, called at %s: minute %i of the quarter hour', (cut, time, minute) => {
    const points = cutIntoPeriods(STEADY, at(`2026-11-22T${time}Z`), cut);
    expect(new Set(points.map(({ timestamp }) => (Number(timestamp) / MINUTE) % 15))).toEqual(new Set([minute]));
  });

  it('two calls two minutes apart return different partitions of the same mail', () => {
    const [first, second] = [0, 2].map((minutes) => cutIntoPeriods(STEADY, END_OF_MAIL + minutes * MINUTE, 'sliding'));
    const times = new Set(first?.map(({ timestamp }) => timestamp));
    expect(second?.some(({ timestamp }) => times.has(timestamp))).toBe(false);
  });
});

it.each(CUTS)('%s: complete periods of the last 14 days, each of 15 minutes, in random order', (cut) => {
  const calledAt = END_OF_MAIL - 3 * HOUR + 7 * MINUTE + 41_000;
  const points = cutIntoPeriods(STEADY, calledAt, cut);
  const times = points.map(({ timestamp }) => Number(timestamp));
  expect(points.every(({ deliveryAttempts }) => deliveryAttempts === 15)).toBe(true);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(calledAt - 14 * DAY);
  expect(Math.max(...times)).toBeLessThanOrEqual(calledAt - PERIOD);
  expect(points.length).toBeGreaterThanOrEqual(14 * 96 - 1);
  expect(times).not.toEqual([...times].sort((a, b) => a - b));
});

it('no mail is lost or counted twice, and periods without mail are omitted', () => {
  fc.assert(
    fc.property(anyMail, anyCut, (mail, cut) => {
      const points = cutIntoPeriods(mail, END_OF_MAIL + PERIOD, cut);
      const oldest = END_OF_MAIL + 2 * PERIOD - 14 * DAY;
      const sum = points
        .filter(({ timestamp }) => Number(timestamp) >= oldest)
        .reduce((total, { deliveryAttempts }) => total + Number(deliveryAttempts), 0);
      expect(sum).toBeGreaterThanOrEqual(trueCounts(mail, oldest + PERIOD, END_OF_MAIL).deliveryAttempts);
      expect(sum).toBeLessThanOrEqual(trueCounts(mail, oldest, END_OF_MAIL).deliveryAttempts);
      expect(points.length).toBeLessThanOrEqual(mail.length);
    }),
  );
});
