/** What the README promises, held against the code. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { costTable } from '../cli/cost';
import { LOG_METRICS, ROUTES } from '../lambda/message-insights/contract';
import { STATUSES } from '../lambda/message-insights/insights';
import { PROBLEMS } from '../lambda/message-insights/problem';
import { METRIC_NAMES, METRICS } from '../lambda/send-statistics/contract';
import { ALARM_LEVELS, ALARM_NAMES, type AlarmName, DEFAULT_ALARMS } from '../lib/alarms/alarm-table';
import { AWS_THRESHOLDS } from '../lib/alarms/aws-thresholds';
import { CONTEXT_PREFIX, readConfig } from '../lib/config/config';
import { waitProblems } from '../lib/insights/insights-settings';
import { runScript, startInProcess } from './support/start';

const README = readFileSync('README.md', 'utf8');
const STACK_SETTINGS = readFileSync('cli/stack/stack-settings.ts', 'utf8');

/** The cells of the table rows that begin with a code word. */
const ROWS = [...README.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) => (row as string).split(/ *\| */));

it('shows what npm start prints', () => {
  const [, args = ''] = /\(`npm start -- (--once --scenario .*?)`\)/.exec(README) ?? [];
  const { stdout, stderr, status } = startInProcess(...args.split(' '));
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(README).toContain(`\`\`\`\n${stdout}\`\`\``);
});

it('shows the commands that npm run template prints', () => {
  const [, commands] = runScript('template', []).stdout.split('\n\n');
  expect(README).toMatch(/^npm run template .*\nREGION=/m);
  expect(README).toContain(`\n${commands}\`\`\``);
});

it('shows the example of a pipeline as it is', () => {
  expect(README).toContain(`\`\`\`ts\n${readFileSync('examples/pipeline.ts', 'utf8')}\`\`\``);
});

it('installs the version that is packed, whose changes are told', () => {
  const { name, version, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(README).toContain(`/${name}-${version}.tgz`);
  expect(README).toContain(`aws-cdk-lib ${peerDependencies['aws-cdk-lib'].replace('^', '')} or later`);
  expect(readFileSync('CHANGELOG.md', 'utf8')).toMatch(new RegExp(`^## ${version}$`, 'm'));
});

describe('the configuration table', () => {
  const documented = new Map(
    ROWS.filter(([key]) => key?.startsWith(`\`${CONTEXT_PREFIX}`)).map(([key, value]) => [
      key?.slice(1 + CONTEXT_PREFIX.length, -1),
      value,
    ]),
  );

  it('has every setting, and no other', () => {
    expect([...documented.keys()].sort()).toEqual(
      Object.keys(readConfig({})).concat('regions', 'monitoring', 'runbookUrl').sort(),
    );
  });

  it('shows settings of the command line that can be used as they are', () => {
    const shown = [...(README + STACK_SETTINGS).matchAll(/\b(exporter:windows)=([\w,]+)/g)];
    expect(shown.length).toBeGreaterThan(2);
    for (const [, key = '', value] of shown) expect(() => readConfig({ [key]: value })).not.toThrow();
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

describe('the cost', () => {
  it('of the default stack is what the table tells', () => {
    expect(README).toContain(costTable());
  });

  it('is within the goal of 12 USD, and of 5 after the free tier, but for the two alarms on look-ups', () => {
    const table = costTable({ 'exporter:messageInsights': false });
    const [, list, afterFreeTier] = /\*\*Together\*\* \| \| \*\*([\d.]+)\*\* \| \*\*([\d.]+)\*\*/.exec(table) ?? [];
    expect(Number(list)).toBeLessThanOrEqual(12);
    expect(Number(afterFreeTier)).toBeLessThanOrEqual(5);
  });
});

describe('on looking messages up', () => {
  it('has every setting with its default', () => {
    const documented = new Map(ROWS.map(([key = '', value]) => [key.slice(1, -1), value]));
    const settings = readConfig({}).messageInsights;
    if (!settings) throw new Error('Look-ups are off by default');
    const { maxWaitSeconds, cache, ...others } = settings;
    expect([documented.get('maxWaitSeconds'), documented.get('cache')]).toEqual([`${maxWaitSeconds}`, `\`${cache}\``]);
    for (const name of [...Object.keys(others), 'jwt']) expect([name, documented.has(name)]).toEqual([name, true]);
  });

  it('tells the longest wait that is accepted', () => {
    const [, most] = /waits for its turn, 1 to (\d+) \|/.exec(README) ?? [];
    expect(waitProblems(Number(most))).toEqual([]);
    expect(waitProblems(Number(most) + 1)).not.toEqual([]);
  });

  it('names the metrics that are counted in the logs', () => {
    const names = ROWS.map(([name]) => name);
    for (const name of Object.keys(LOG_METRICS)) expect(names).toContain(`\`${name}\``);
  });

  it('names the routes', () => {
    const { masked, unmasked, openapi } = ROUTES;
    for (const route of [masked, unmasked, openapi]) expect(README).toContain(`**\`${route}\`**`);
  });

  it('leads to a runbook that knows every cause of "not found", and every status', () => {
    const runbook = readFileSync('RUNBOOK.md', 'utf8');
    const causes = Object.entries(PROBLEMS).filter(([kind, { status }]) => status === 404 && kind !== 'no-such-route');
    for (const word of [...causes.map(([kind]) => kind), ...STATUSES.filter((status) => status !== 'UNKNOWN')]) {
      expect(runbook).toContain(`\`${word}\``);
    }
  });
});
