/** The command line of `npm start`. */
import { describe, expect, it } from '@jest/globals';
import { readOptions } from '../../../cli/start/start-options';
import { InputError } from '../../../cli/terminal/input-error';

describe('invalid options are rejected in one sentence', () => {
  it.each<[string, string[], RegExp]>([
    ['a stray word', ['--once', 'now'], /^too many arguments/],
    ['--no-vdm with --aws', ['--aws', '--no-vdm'], /cannot be used with option '--no-vdm'/],
    ['an unknown scenario', ['--scenario', 'bad'], /'bad' is invalid: allowed choices are healthy, bounce-spike/],
    ['a seed that is not a number', ['--seed', 'x'], /'x' is invalid: pass a whole number/],
    ['an invalid window', ['--windows', '1h,7m'], /"7m" is not a window: write a multiple of 15 minutes/],
    ['an invalid time', ['--at', 'yesterday'], /'yesterday' is invalid: pass an ISO 8601 time with its zone/],
    ['a time without a zone', ['--at', '2026-11-22T09:07:00'], /pass an ISO 8601 time with its zone/],
    ['a missing value', ['--at'], /^option '--at <time>' argument missing/],
    ['options that contradict each other', ['--aws', '--statistics', 'x'], /cannot be used with option '--aws'/],
    ['--publish without --aws', ['--publish'], /^--publish requires --aws: add --aws/],
    ['a time before 1970', ['--at', '0000-01-01T00:00:00Z'], /pass an ISO 8601 time with its zone/],
    ['a setting without a value', ['-c', 'exporter:windows'], /'exporter:windows' is invalid: write a setting and/],
  ])('%s', (_, args, sentence) => {
    const read = () => readOptions(args);
    expect(read).toThrow(InputError);
    expect(read).toThrow(sentence);
    expect(read).not.toThrow(/\n/);
  });
});

it('options are parsed, and defaults apply to the others', () => {
  const at = Date.parse('2026-11-22T09:07:00Z');
  expect(readOptions(['--once', '--at', '2026-11-22 10:07:00+01:00', '-c', 'exporter:windows=1h'])).toEqual({
    once: true,
    console: true,
    json: false,
    scenario: 'healthy',
    seed: 1,
    vdm: true,
    aws: false,
    publish: false,
    at,
    context: { 'exporter:windows': '1h' },
  });
  expect(readOptions(['--scenario', 'quiet', '--seed', '5', '--json'])).toMatchObject({
    scenario: 'quiet',
    seed: 5,
    json: true,
  });
  expect(readOptions(['--no-vdm'])).toMatchObject({ vdm: false });
  expect(readOptions(['--aws', '--publish'])).toMatchObject({ aws: true, publish: true });
  expect(readOptions(['--statistics', '-', '--windows', '15m, 7d'])).toMatchObject({
    statistics: '-',
    windows: [{ label: '15m' }, { label: '7d' }],
  });
});
