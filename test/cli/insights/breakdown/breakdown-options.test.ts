import { describe, expect, it } from '@jest/globals';
import { readBreakdownOptions } from '../../../../cli/insights/breakdown/breakdown-options';

describe('readBreakdownOptions', () => {
  it.each<[readonly string[], object]>([
    [['--by', 'isp'], { by: 'isp', days: 14, json: false, aws: false }],
    [['--by', 'configuration-set', '--days', '60', '--json'], { by: 'configuration-set', days: 60, json: true }],
    [
      ['--by=tenant', '--days=1', '--url', 'https://api.example.com/v1/breakdowns'],
      { by: 'tenant', days: 1, url: 'https://api.example.com' },
    ],
  ])('reads %j', (args, expected) => {
    expect(readBreakdownOptions(args)).toMatchObject(expected);
  });

  it.each<[readonly string[], string]>([
    [[], '--by'],
    [['--by'], 'argument missing'],
    [['--by', 'color'], 'allowed choices are isp, identity, configuration-set, tenant'],
    [['--by', 'isp', '--days', '0'], 'pass a whole number from 1 to 60'],
    [['--by', 'isp', '--days', '61'], 'pass a whole number from 1 to 60'],
    [['--by', 'isp', '--days', '1.5'], 'pass a whole number from 1 to 60'],
    [['--by', 'isp', '--days', '2d'], 'pass a whole number from 1 to 60'],
    [['--by', 'isp', '--since', '2h'], '--since'],
    [['--by', 'isp', 'gmail'], 'too many arguments'],
    [['--days', '9'], '; "npm run -s insights breakdown -- --help" lists the options'],
  ])('refuses %j in one sentence', (args, message) => {
    expect(() => readBreakdownOptions(args)).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringContaining(message) }),
    );
  });
});
