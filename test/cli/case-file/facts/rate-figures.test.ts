import { describe, expect, it } from '@jest/globals';
import { changesOf, ratesIn, type Series } from '../../../../cli/case-file/facts/rate-figures';
import { at, HOUR, MINUTE } from '../../../support/world';

const FROM = at('2026-11-18T12:00:00Z');
const SPAN = { from: FROM, until: FROM + 3 * HOUR };

/** Points by their minute after the beginning of the span. */
function series(points: Readonly<Record<number, number>>): Series {
  return {
    metric: 'BounceRate',
    window: '1h',
    isComplete: true,
    points: Object.entries(points)
      .map(([minute, value]) => ({ at: FROM + Number(minute) * MINUTE, value }))
      .sort((a, b) => a.at - b.at),
  };
}

const ratesAt = (points: Record<number, number>, attempts: Record<number, number> = {}) => {
  const { before, peak, newest } = ratesIn(series(points), series(attempts), SPAN);
  return [before, peak, newest].map((figure) => figure && [(figure.at - FROM) / MINUTE, figure.rate]);
};

describe('the figures of a rate', () => {
  it.each([
    [
      'come from the beginning, the peak and the end',
      { 0: 0.01, 60: 0.3, 120: 0.02 },
      [
        [0, 0.01],
        [60, 0.3],
        [120, 0.02],
      ],
    ],
    [
      'begin with the newest value before the span',
      { [-50]: 0.02, [-20]: 0.01, 15: 0.3 },
      [
        [-20, 0.01],
        [15, 0.3],
        [15, 0.3],
      ],
    ],
    [
      'have no beginning if the newest value before it is too old',
      { [-131]: 0.02, 15: 0.3 },
      [undefined, [15, 0.3], [15, 0.3]],
    ],
    [
      'have the first of several equal peaks',
      { 0: 0, 30: 0.3, 45: 0.3, 60: 0 },
      [
        [0, 0],
        [30, 0.3],
        [60, 0],
      ],
    ],
    [
      'ignore values after the span',
      { 0: 0, 181: 0.9 },
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    ],
    ['do not exist without values', {}, [undefined, undefined, undefined]],
  ])('%s', (_, points, expected) => {
    expect(ratesAt(points)).toEqual(expected);
  });

  it.each([
    ['of sends', 0.31, 1966, { attempts: 1966, events: 609 }],
    ['that are unknown without a count of sends', 0.31, undefined, { attempts: undefined, events: undefined }],
    ['that are unknown if the rate is capped', 1, 10, { attempts: 10, events: undefined }],
  ])('have counts %s', (_, rate, attempts, expected) => {
    const counts: Record<number, number> = attempts === undefined ? {} : { 60: attempts };
    expect(ratesIn(series({ 60: rate }), series(counts), SPAN).peak).toMatchObject(expected);
  });
});

it('a metric has its first value in the span, and each value that differs from the one before', () => {
  const changes = changesOf(series({ [-15]: 2, 0: 0, 15: 0, 30: 1, 45: 1, 60: 0, 200: 2 }), SPAN);
  expect(changes.map((change) => [(change.at - FROM) / MINUTE, change.value])).toEqual([
    [0, 0],
    [30, 1],
    [60, 0],
  ]);
});
