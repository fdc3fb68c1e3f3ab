import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { toMarkdown, withSection } from './benchmarks-page';
import { median } from './section';
import { SECTIONS } from './sections';

const PAGE = readFileSync('docs/benchmarks.md', 'utf8');

describe('the page of benchmarks', () => {
  it('has tables of every section', () => {
    const measured = (name: string) =>
      new RegExp(`<!-- measured: ${name} -->\n\nMeasured on [^\n]+\n[\\s\\S]+<!-- end of ${name} -->`);
    expect(Object.keys(SECTIONS).filter((name) => !measured(name).test(PAGE))).toEqual([]);
  });

  it('replaces only the tables of one section', () => {
    const page = '<!-- measured: a -->\nold\n<!-- end of a -->\n<!-- measured: b -->\nold\n<!-- end of b -->\n';
    expect(withSection(page, 'a', '$& new')).toBe(
      '<!-- measured: a -->\n\n$& new\n\n<!-- end of a -->\n<!-- measured: b -->\nold\n<!-- end of b -->\n',
    );
    expect(() => withSection(page, 'c', '')).toThrow('docs/benchmarks.md has no comment <!-- measured: c -->: add it');
  });

  it('shows a table with its notes', () => {
    const table = { title: 'Sizes', columns: ['', 'KB'], rows: [['exporter', '301']], notes: ['Small.'] };
    expect(toMarkdown(table)).toBe('**Sizes**\n\n|  | KB |\n|---|---|\n| exporter | 301 |\n\nSmall.');
  });
});

it.each([
  [[3], 3],
  [[9, 1, 2], 2],
  [[4, 1, 2, 9], 3],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});
