import { expect, it } from '@jest/globals';
import { wrapLines } from '../../../cli/terminal/wrap-lines';

it.each([
  ['what fits stays', '  one two', 9, '  one two'],
  ['what does not stands further in on the next line', '  one two three', 9, '  one two\n      three'],
  ['as often as it takes', 'one two three four', 8, 'one two\n    three\n    four'],
  ['a word without spaces stays whole', '  abcdefghijklmno', 8, '  abcdefghijklmno'],
  ['each line for itself', 'one two\nthree four', 7, 'one two\nthree\n    four'],
  ['spaces at the end of a line that is broken are gone', 'one two      ', 9, 'one two'],
  ['a word that fills the width', 'one two', 3, 'one\n    two'],
  ['under an indent that fills the width', '         one two', 9, '         one\n    two'],
  ['where there is no terminal nothing is broken', 'one two three', Number.POSITIVE_INFINITY, 'one two three'],
])('%s', (_, text, width, wrapped) => {
  expect(wrapLines(text, width)).toBe(wrapped);
});

it.each([
  ['words', 'word '.repeat(80_000)],
  ['words under a wide indent', `${' '.repeat(2_000)}${'a '.repeat(2_000)}`],
  ['spaces', ' '.repeat(400_000)],
  ['one word', 'x'.repeat(400_000)],
])('%s of any length become little more than they were', (_, text) => {
  expect(wrapLines(text, 80).length).toBeLessThan(text.length * 1.5);
});
