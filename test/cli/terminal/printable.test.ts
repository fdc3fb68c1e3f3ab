import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printable, printableJson, printableLines } from '../../../cli/terminal/printable';

const HOSTILE: [string, string, string][] = [
  ['a terminal’s escape', '\u001b[2J', '\\u{1b}[2J'],
  ['the 8-bit form of it', '\u009b2J', '\\u{9b}2J'],
  ['a line break', 'a\r\nb', 'a\\u{d}\\u{a}b'],
  ['a turn of direction', '\u202e', '\\u{202e}'],
  ['a mark of no width', '\u200b', '\\u{200b}'],
  ['a separator of lines', '\u2028', '\\u{2028}'],
  ['an invisible tag', '\u{e0041}', '\\u{e0041}'],
  ['half a character', '\ud83d', '\\u{d83d}'],
];

describe('text of strangers', () => {
  it.each(HOSTILE)('is shown and not obeyed: %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each(['Grüße, 日本語', 'naïve café', '👍🏽', 'a\u0301'])('stays as it is where it is harmless: %s', (text) => {
    expect(printable(text)).toBe(text);
  });

  it.each(HOSTILE)('is nothing but text in JSON, too: %s', (_, text) => {
    const json = printableJson({ text });
    expect(printable(json)).toBe(json);
    expect(JSON.parse(json)).toEqual({ text });
  });

  it('leaves lines and the indent of JSON', () => {
    expect(printableLines('a\r\n\u009bb\n')).toBe('a\\u{d}\n\\u{9b}b\n');
    expect(printableJson({ a: ['\u009b\n'] }, 2)).toBe('{\n  "a": [\n    "\\u009b\\n"\n  ]\n}');
  });

  it('is the same JSON whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = printableJson([text]);
        expect(printable(json)).toBe(json);
        expect(JSON.parse(json)).toEqual([text]);
      }),
    );
  });
});
