import { describe, expect, it } from '@jest/globals';
import { readTimeSpan } from '../../../lambda/message-insights/time-span';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const NOW = at('2026-11-22T12:00:00Z');

describe('a span', () => {
  it.each<[string, { since?: string; until?: string }, number, number]>([
    ['of a day by default', {}, NOW - DAY, NOW],
    ['of hours', { since: '2h' }, NOW - 2 * HOUR, NOW],
    ['of minutes', { since: '45m' }, NOW - 45 * MINUTE, NOW],
    ['of exactly 30 days', { since: '30d' }, NOW - 30 * DAY, NOW],
    ['that ends before now', { since: '3d', until: '1d' }, NOW - 3 * DAY, NOW - DAY],
    ['from a time', { since: '2026-11-22T09:30:00Z' }, NOW - 2.5 * HOUR, NOW],
    ['from a time with an offset', { since: '2026-11-22T09:30:00+02:00' }, NOW - 4.5 * HOUR, NOW],
    ['from a time without seconds', { since: '2026-11-22T09:30Z' }, NOW - 2.5 * HOUR, NOW],
    ['from a date, which is midnight UTC', { since: '2026-11-22' }, NOW - 12 * HOUR, NOW],
    ['that would end later ends now', { since: '1h', until: '2026-11-23' }, NOW - HOUR, NOW],
  ])('%s', (_, given, from, until) => {
    expect(readTimeSpan(given, NOW)).toEqual({ from, until });
  });
});

const FORMS =
  'a span before now such as "2h", "45m" or "3d", or an ISO 8601 time with its zone such as "2026-11-22T12:00:00Z"';

describe('a span is refused', () => {
  it.each<[string, { since?: string; until?: string }, string]>([
    ['in words, which it does not quote', { since: 'yesterday' }, `"since" must be ${FORMS}.`],
    ['in another unit', { since: '2w' }, `"since" must be ${FORMS}.`],
    ['that is negative', { since: '-2' }, `"since" must be ${FORMS}, got "-2".`],
    [
      'from a time without its zone',
      { since: '2026-11-22T09:30:00' },
      `"since" must be ${FORMS}, got "2026-11-22T09:30:00".`,
    ],
    ['from February 30', { since: '2026-02-30' }, `"since" must be ${FORMS}, got "2026-02-30".`],
    [
      'until an hour that does not exist',
      { until: '2026-11-22T25:00Z' },
      `"until" must be ${FORMS}, got "2026-11-22T25:00Z".`,
    ],
    [
      'of more than 30 days',
      { since: '31d' },
      '"since" is more than 30 days ago (2026-10-22T12:00:00.000Z), but SES keeps mail for 30 days. Choose a later time.',
    ],
    [
      'that ends before it starts',
      { since: '1h', until: '2h' },
      '"since" (2026-11-22T11:00:00.000Z) is not before "until" (2026-11-22T10:00:00.000Z). Choose an earlier "since".',
    ],
    [
      'of no time',
      { since: '0m' },
      '"since" (2026-11-22T12:00:00.000Z) is not before "until" (2026-11-22T12:00:00.000Z). Choose an earlier "since".',
    ],
    [
      'that starts in the future',
      { since: '2026-11-23' },
      '"since" (2026-11-23T00:00:00.000Z) is not before "until" (2026-11-22T12:00:00.000Z). Choose an earlier "since".',
    ],
  ])('%s', (_, given, message) => {
    expect(() => readTimeSpan(given, NOW)).toThrow(message);
  });
});
