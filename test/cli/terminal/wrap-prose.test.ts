import { expect, it } from '@jest/globals';
import { wrapProse } from '../../../cli/terminal/wrap-prose';

const FIXED = [
  '┌──────────────┐',
  '│ a wide table │',
  '└──────────────┘',
  '  npm run drill -- quota',
  '  AWS_REGION=eu-west-1 npx cdk deploy',
].join('\n');
const TEXT = `${FIXED}\nNot evaluated: one, two`;

it('wraps sentences between words, and keeps tables and commands', () => {
  expect(wrapProse(TEXT, 15)).toBe(`${FIXED}\nNot evaluated:\n    one, two`);
});

it('keeps each sentence in one line if the output is no terminal', () => {
  expect(wrapProse(TEXT)).toBe(TEXT);
});
