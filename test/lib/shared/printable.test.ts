import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printable, printableJson, printableLines } from '../../../lib/shared/printable';

const UNPRINTABLE: [string, string, string][] = [
  ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
  ['an 8-bit escape sequence', '\u009b2J', '\\u009b2J'],
  ['a line break', 'a\r\nb', 'a\\u000d\\u000ab'],
  ['a direction mark', '\u202e', '\\u202e'],
  ['a zero-width space', '\u200b', '\\u200b'],
  ['a line separator', '\u2028', '\\u2028'],
  ['an invisible tag outside the basic plane', '\u{e0041}', '\\udb40\\udc41'],
  ['a lone surrogate', '\ud83d', '\\ud83d'],
];

describe('printable', () => {
  it.each(UNPRINTABLE)('escapes %s', (_, text, escaped) => {
    expect(printable(text)).toBe(escaped);
  });

  it.each(['Grüße, 日本語', 'naïve café', '👍🏽', 'a\u0301'])('keeps letters, marks and emoji: %s', (text) => {
    expect(printable(text)).toBe(text);
  });
});

it('printableLines keeps line feeds', () => {
  expect(printableLines('a\r\n\u009bb\n')).toBe('a\\u000d\n\\u009bb\n');
});

describe('printableJson', () => {
  it.each(UNPRINTABLE)('escapes %s', (_, text) => {
    const json = printableJson({ text });
    expect(printable(json)).toBe(json);
    expect(JSON.parse(json)).toEqual({ text });
  });

  it('keeps its indent', () => {
    expect(printableJson({ a: ['\u009b\n'] }, 2)).toBe('{\n  "a": [\n    "\\u009b\\n"\n  ]\n}');
  });

  it('parses to the same value for any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = printableJson([text]);
        expect(printable(json)).toBe(json);
        expect(JSON.parse(json)).toEqual([text]);
      }),
    );
  });
});
