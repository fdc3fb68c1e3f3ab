import { describe, expect, it } from '@jest/globals';
import { countText, isPossible, shareText, shortCount } from '../../../cli/insights/count-text';

it.each([
  ['an exact number', { exactly: 1 }, '1 mail', '1', true],
  ['none', { exactly: 0 }, '0 mails', '0', false],
  ['the size of a sample', { atLeast: 10_000 }, 'at least 10,000 mails', '10,000+', true],
  ['a withheld number', { fewerThan: 5 }, 'fewer than 5 mails', '<5', true],
  ['a number in a form that this version does not know', {}, 'an unknown number of mails', '?', true],
])('formats %s', (_, count, text, short, possible) => {
  expect([countText(count, 'mail'), shortCount(count), isPossible(count)]).toEqual([text, short, possible]);
});

describe('a share', () => {
  it.each([
    [0, '0 %'],
    [0.004, '<1 %'],
    [0.5, '50 %'],
    [0.996, '>99 %'],
    [1, '100 %'],
  ])('of %d is %s, so that only no mail is 0 % and only all mail is 100 %', (share, text) => {
    expect(shareText(share)).toBe(text);
  });
});
