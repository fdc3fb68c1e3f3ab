/** What the README promises, held against the code. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { METRIC_NAMES, METRICS } from '../lambda/send-statistics/contract';
import { ALARM_LEVELS, ALARM_NAMES, type AlarmName, DEFAULT_ALARMS } from '../lib/alarm-table';
import { AWS_THRESHOLDS } from '../lib/aws-thresholds';
import { CONTEXT_PREFIX, readConfig } from '../lib/config';
import { costTable } from '../local/monthly-cost';
import { startInProcess } from './support/start';

const README = readFileSync('README.md', 'utf8');

/** The cells of the table rows that begin with a code word. */
const ROWS = [...README.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) => (row as string).split(/ *\| */));

it('shows what npm start prints', () => {
  const [, args = ''] = /\(`npm start -- (--once --scenario .*?)`\)/.exec(README) ?? [];
  const { stdout, stderr, status } = startInProcess(...args.split(' '));
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(README).toContain(`\`\`\`\n${stdout}\`\`\``);
});

describe('the configuration table', () => {
  const documented = new Map(
    ROWS.filter(([key]) => key?.includes(CONTEXT_PREFIX)).map(([key, value]) => [
      key?.slice(1 + CONTEXT_PREFIX.length, -1),
      value,
    ]),
  );

  it('has every setting, and no other', () => {
    expect([...documented.keys()].sort()).toEqual(Object.keys(readConfig({})).concat('regions', 'runbookUrl').sort());
  });

  it('tells the real defaults', () => {
    const { namespace, windows, schedulePeriodMinutes, logRetentionDays } = readConfig({});
    expect(documented.get('namespace')).toBe(`\`${namespace}\``);
    expect(documented.get('windows')).toBe(windows.map((label) => `\`${label}\``).join(', '));
    expect(documented.get('schedulePeriodMinutes')).toBe(`\`${schedulePeriodMinutes}\``);
    expect(documented.get('logRetentionDays')).toBe(`\`${logRetentionDays}\``);
    expect([documented.get('optionalMetrics'), documented.get('tags')]).toEqual(['none', 'none']);
  });
});

it('the metric table has every metric, with its dimension and unit', () => {
  const documented = new Map(
    ROWS.flatMap(([names = '', dimension, unit]) =>
      [...names.matchAll(/`(\w+)`/g)].map(
        ([, name]) => [name as string, `${dimension} ${unit?.replace(', 0-1', '')}`] as const,
      ),
    ),
  );
  for (const name of METRIC_NAMES) {
    const { per, unit } = METRICS[name];
    expect([name, documented.get(name)]).toEqual([name, `${per === 'window' ? '`Window`' : ''} ${unit}`]);
  }
});

it('tells AWS’s thresholds as the code has them', () => {
  const { BounceRate, ComplaintRate } = AWS_THRESHOLDS;
  expect(README.replaceAll('\n', ' ')).toContain(
    `bounce rate of ${BounceRate.review} or a complaint rate of ${ComplaintRate.review}, and may pause it at ${BounceRate.pause} or ${ComplaintRate.pause}`,
  );
});

describe('the alarm table', () => {
  const rows = new Map(
    ROWS.filter(([names]) => names?.split(', ').every((name) => name.slice(1, -1) in DEFAULT_ALARMS)).flatMap(
      ([names = '', levels = '', when = '', periods = '']) =>
        names
          .split(', ')
          .map(
            (name, index) =>
              [name.slice(1, -1), { level: levels.split(', ')[index] ?? levels, when, periods }] as const,
          ),
    ),
  );

  it('has every alarm with its level', () => {
    expect([...rows.keys()].sort()).toEqual([...ALARM_NAMES].sort());
    for (const [name, { level }] of rows) expect([name, level]).toEqual([name, ALARM_LEVELS[name as AlarmName]]);
  });

  it('tells the real numbers', () => {
    for (const [name, { when, periods }] of rows) {
      const setting = DEFAULT_ALARMS[name as AlarmName];
      if (!setting) throw new Error(`${name} is off`);
      expect([name, periods]).toEqual([name, `${setting.datapointsToAlarm} of ${setting.evaluationPeriods}`]);
      if (!('attempts' in setting)) continue;
      const kind = name.startsWith('bounce') ? 'bounce' : 'complaint';
      expect(when.replace(/ \(AWS \w+\)/, '')).toBe(
        `${kind} rate of ${setting.window} >= ${setting.threshold}, from ${setting.attempts} attempts and ${setting.events} ${kind}s on`,
      );
    }
  });
});

it('tells what the default stack costs, within the goal of 12 USD and of 5 after the free tier', () => {
  const table = costTable();
  expect(README).toContain(table);
  const [, list, afterFreeTier] = /\*\*Together\*\* \| \| \*\*([\d.]+)\*\* \| \*\*([\d.]+)\*\*/.exec(table) ?? [];
  expect(Number(list)).toBeLessThanOrEqual(12);
  expect(Number(afterFreeTier)).toBeLessThanOrEqual(5);
});
