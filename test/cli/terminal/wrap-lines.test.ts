import { expect, it } from '@jest/globals';
import { wrapLines } from '../../../cli/terminal/wrap-lines';

it.each([
  ['keeps a line that fits', '  one two', 9, '  one two'],
  ['indents the continuation of a longer line', '  one two three', 9, '  one two\n      three'],
  ['wraps more than once', 'one two three four', 8, 'one two\n    three\n    four'],
  ['keeps a long word whole', '  abcdefghijklmno', 8, '  abcdefghijklmno'],
  ['wraps each line separately', 'one two\nthree four', 7, 'one two\nthree\n    four'],
  ['removes trailing spaces of a wrapped line', 'one two      ', 9, 'one two'],
  ['wraps after a word that fills the width', 'one two', 3, 'one\n    two'],
  ['wraps under an indent that fills the width', '         one two', 9, '         one\n    two'],
  ['wraps nothing without a terminal', 'one two three', Number.POSITIVE_INFINITY, 'one two three'],
])('%s', (_, text, width, wrapped) => {
  expect(wrapLines(text, width)).toBe(wrapped);
});

it.each([
  ['words', 'word '.repeat(80_000)],
  ['words under a wide indent', `${' '.repeat(2_000)}${'a '.repeat(2_000)}`],
  ['spaces', ' '.repeat(400_000)],
  ['one word', 'x'.repeat(400_000)],
])('%s: the result is at most 1.5 times as long', (_, text) => {
  expect(wrapLines(text, 80).length).toBeLessThan(text.length * 1.5);
});
