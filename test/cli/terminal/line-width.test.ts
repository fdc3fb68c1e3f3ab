import { expect, it } from '@jest/globals';
import { lineWidth } from '../../../cli/terminal/line-width';

it.each([
  ['a terminal', 120, 120],
  ['a terminal that is too narrow for a table', 20, 50],
  ['a terminal that does not report its size', 0, 80],
])('is the width of %s', (_, columns, width) => {
  expect(lineWidth(columns)).toBe(width);
});
