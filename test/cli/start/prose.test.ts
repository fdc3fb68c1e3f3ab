import { expect, it } from '@jest/globals';
import { wrapProse } from '../../../cli/start/prose';

const TEXT = '┌──────────────┐\n│ a wide table │\n└──────────────┘\nNot evaluated: one, two';

it('wraps sentences between words, and keeps tables', () => {
  expect(wrapProse(TEXT, 15)).toBe(
    '┌──────────────┐\n│ a wide table │\n└──────────────┘\nNot evaluated:\n    one, two',
  );
});

it('keeps each sentence in one line if the output is no terminal', () => {
  expect(wrapProse(TEXT)).toBe(TEXT);
});
