import { expect, it } from '@jest/globals';
import { wrapLines } from '../../local/wrap-lines';

it.each([
  ['what fits stays', '  one two', 9, '  one two'],
  ['what does not stands further in on the next line', '  one two three', 9, '  one two\n      three'],
  ['as often as it takes', 'one two three four', 8, 'one two\n    three\n    four'],
  ['a word without spaces stays whole', '  abcdefghijklmno', 8, '  abcdefghijklmno'],
  ['each line for itself', 'one two\nthree four', 7, 'one two\nthree\n    four'],
  ['where there is no terminal nothing is broken', 'one two three', Number.POSITIVE_INFINITY, 'one two three'],
])('%s', (_, text, width, wrapped) => {
  expect(wrapLines(text, width)).toBe(wrapped);
});
