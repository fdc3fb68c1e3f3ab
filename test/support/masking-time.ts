/** Masks long texts, and expects that the time is proportional to their length. */
import { expect } from '@jest/globals';
import { maskMailbox } from '../../lambda/shared/masking/mailbox';
import { personalValues } from '../../lambda/shared/masking/personal-values';
import { maskWords } from '../../lambda/shared/masking/server-text';

/** A text of many of these looks like the start of what masking searches for, again and again. */
export const PIECES = [
  'a',
  '@',
  'a@',
  '<',
  '>',
  '<a',
  '<>',
  '"',
  '"a',
  '" ',
  '"" ',
  '"<',
  '"a" <',
  '"@',
  '""%25',
  '%',
  '%25',
  '%2540',
  '&#0',
  '&',
  '=?',
  '=?a?q?',
  '=?a?q?b',
  '?',
  '*',
  '***',
  '(',
  '😀',
  'e\u0301',
  'alice',
  'alice.',
  'alice-smith.',
  '.',
  ' ',
  ' @',
  'a @',
  'a\n',
  '[',
  '\\u0040',
  'é',
  '0',
  'a.',
  'B ',
  'Bob ',
  'Bob Smith <',
  '"" <',
  '&amp;',
  'amp;',
  '=40',
  '=3D',
  '=40a.',
  '(at)',
  ' (at) ',
  '@a.',
  '@a(dot)',
  '[',
  '\\u{0',
  '%u00',
  '+AEA-',
  'a:@',
  '     @     a.bc',
  '\u200b',
  '< ',
  '<a a a ',
  '<a[1.1.1.1]>',
  '1.',
  'https://',
  'https://a?a=',
  'https://a@a.bc/',
  '?a=',
  '&a',
];

export function expectLinearTime(piece: string): void {
  const long = piece.repeat(Math.ceil(40_000 / piece.length));
  const before = process.cpuUsage();
  for (const text of [long, `"${long}`, `<${long}>`, `https://x?${long}`, `${long}@example.com`])
    expect(typeof maskWords(text, personalValues({ mailboxes: ['alice@example.com', text] }))).toBe('string');
  expect(typeof maskMailbox(long)).toBe('string');
  const { user, system } = process.cpuUsage(before);
  // About 0.1 s of CPU time, on a busy machine too. Quadratic time would take more than 10 s.
  expect((user + system) / 1e6).toBeLessThan(4);
}
