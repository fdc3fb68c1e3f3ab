import { expect, it } from '@jest/globals';
import { rangeOf } from '../../../../local/console/page/axis-range';

const LINE = { label: '', axis: 'left' } as const;

it.each([
  ['begins at 0', [0.02, 0.04], {}, [], [0, 0.044]],
  ['includes every line', [0, 0.01], { min: 0 }, [0.05, 0.1], [0, 0.11]],
  ['includes negative values', [-2, 5], {}, [], [-2, 5.5]],
  ['has the limits of the widget', [0, 3], { min: 1, max: 2 }, [], [1, 2]],
  ['exists without data', [null, null], {}, [], [0, 1]],
  ['exists for zeros', [0, 0], {}, [], [0, 1]],
] as const)('an axis %s', (_, [min, max], axis, lines, expected) => {
  const [low, high] = rangeOf(
    min,
    max,
    axis,
    lines.map((value) => ({ ...LINE, value })),
  );
  expect([low, high]).toEqual([expected[0], expect.closeTo(expected[1], 9)]);
});
