/** Compares README.md, RUNBOOK.md, CONTRIBUTING.md, CHANGELOG.md and docs/ with the code. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { costTable } from '../cli/cost';
import { LOG_METRICS, ROUTES } from '../lambda/message-insights/contract';
import { STATUSES } from '../lambda/message-insights/insights';
import { PROBLEMS } from '../lambda/message-insights/problem';
import { METRIC_NAMES, METRICS } from '../lambda/send-statistics/contract';
import { STATUS_CODE_ADVICE, SUB_TYPE_ADVICE } from '../lambda/shared/mail/advice';
import { ALARM_NAMES, type AlarmName, DEFAULT_ALARMS, RATE_PAGE, rowOf, toSlug } from '../lib/alarms/alarm-table';
import { AWS_THRESHOLDS } from '../lib/alarms/aws-thresholds';
import { CHAT_SHAPE } from '../lib/chat/chat-config';
import { CONTEXT_PREFIX, readConfig } from '../lib/config/config';
import { defineStacks } from '../lib/exporter-app';
import { waitProblems } from '../lib/insights/insights-settings';
import { SYNTH_WARNINGS } from '../lib/shared/synth-warnings';
import { STACK_OUTPUTS } from '../lib/stack-outputs';
import { SCENARIOS } from '../local/simulation/scenarios';
import {
  anchorsOf,
  DOCUMENTS,
  isSlow,
  linksOf,
  outputOf,
  PAGES,
  recordingsOf,
  tableRows,
  textOf,
} from './support/documents';
import { createApp } from './support/template';

const { name, version, peerDependencies, scripts, files } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Returns the names in inline code, without quotes. */
const codeIn = (cell = '') => Array.from(cell.matchAll(/`([^`]+)`/g), ([, code]) => code as string);

describe('README.md', () => {
  it('has at most 200 lines', () => {
    expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(200);
  });

  it('shows both commands on the first screen', () => {
    const [firstScreen = ''] = textOf('README.md').split('\n## ');
    for (const command of ['npm ci && npm start -- --once', 'npm ci && npm test']) {
      expect(firstScreen).toContain(`\`\`\`sh\n${command}\n\`\`\``);
    }
  });

  it('lists every page of docs/ and every other document', () => {
    const [, contents = ''] = textOf('README.md').split('\n## Documentation\n');
    const listed = Array.from(contents.matchAll(/^\| \[[^\]]+\]\(([^)]+)\) \|/gm), ([, target]) => target);
    expect(listed.sort()).toEqual(DOCUMENTS.filter((document) => document !== 'README.md').sort());
  });
});

it.each(PAGES)('%s opens with the question that it answers', (page) => {
  expect(textOf(page)).toMatch(/^# [^\n]+\n\nThis page answers: [^\n]+/);
});

describe('links', () => {
  it.each(DOCUMENTS)('of %s lead to files and headings that exist', (document) => {
    const broken = linksOf(document).filter(
      ({ target, anchor }) => !existsSync(target) || (anchor !== '' && !anchorsOf(target).includes(anchor)),
    );
    expect(broken).toEqual([]);
  });

  it('are found, with and without anchors', () => {
    const links = DOCUMENTS.flatMap(linksOf);
    expect(links).toContainEqual({ target: 'docs/notifications.md', anchor: 'your-own-topic' });
    expect(links).toContainEqual({ target: 'docs/cost.md', anchor: '' });
    expect(links).toContainEqual({ target: 'RUNBOOK.md', anchor: 'stop-the-damage' });
  });

  it('stay inside the package, or lead to code', () => {
    const targets = DOCUMENTS.filter((document) => document !== 'CONTRIBUTING.md').flatMap(linksOf);
    const unpacked = targets.filter(({ target }) => /\.md$/.test(target) && !isPacked(target));
    expect(unpacked.map(({ target }) => target).filter((target) => target !== 'CONTRIBUTING.md')).toEqual([]);
  });

  /** npm always packs README.md. */
  const isPacked = (target: string) =>
    ['README.md', ...files].some((file) => target === file || target.startsWith(`${file}/`));
});

describe('commands', () => {
  it.each(DOCUMENTS)('of %s are scripts of package.json', (document) => {
    const names = Array.from(
      textOf(document).matchAll(/\bnpm run (?:-s )?(\w[\w:-]*)/g),
      ([, script]) => script as string,
    );
    expect(names.filter((script) => !(script in scripts))).toEqual([]);
  });

  const recordings = DOCUMENTS.flatMap(recordingsOf).filter(({ command }) => !isSlow(command));

  it.each(recordings)('$document shows what "$command" prints', async ({ command, output }) => {
    expect(output).toBe(await outputOf(command));
  });

  it('with recorded outputs are those that readers see first', () => {
    const documents = recordings.map(({ document }) => document);
    expect([...new Set(documents)].sort()).toEqual(['README.md', 'docs/alarms.md', 'docs/cost.md']);
    expect(textOf('README.md')).toContain(
      `\`${recordings.find(({ document }) => document === 'README.md')?.command.replace(/, until .*/, '')}\``,
    );
  });
});

describe('docs/configuration.md', () => {
  const defaults = new Map(
    tableRows('docs/configuration.md')
      .filter(([key]) => key?.startsWith(`\`${CONTEXT_PREFIX}`))
      .map(([key, value]) => [key?.slice(1 + CONTEXT_PREFIX.length, -1), value]),
  );

  it('has every setting, and no other', () => {
    expect([...defaults.keys()].sort()).toEqual(
      Object.keys(readConfig({}))
        .concat('regions', 'monitoring', 'runbookUrl', 'briefs', 'consoleWidgets', 'chat')
        .sort(),
    );
  });

  it('has the real defaults', () => {
    const { namespace, windows, schedulePeriodMinutes, logRetentionDays, dashboard, healthEvents } = readConfig({});
    const values = { namespace, schedulePeriodMinutes, logRetentionDays, dashboard, healthEvents };
    for (const [key, value] of Object.entries(values)) {
      expect([key, defaults.get(key)]).toEqual([key, `\`${value}\``]);
    }
    expect(defaults.get('windows')).toBe(windows.map((label) => `\`${label}\``).join(', '));
    expect([defaults.get('optionalMetrics'), defaults.get('tags')]).toEqual(['none', 'none']);
  });

  it('has every property that an alarm can override', () => {
    const properties = new Set(ALARM_NAMES.flatMap((name) => Object.keys(rowOf(name).defaults)));
    const documented = new Set(tableRows('docs/configuration.md').flatMap(([cell]) => codeIn(cell)));
    for (const property of properties) expect(documented).toContain(property);
  });

  it('has every warning of synthesis', () => {
    const [, warnings = ''] = textOf('docs/configuration.md').split('\n## Warnings\n');
    expect(Array.from(warnings.matchAll(/^\| `(\w+)` \|/gm), ([, id]) => id)).toEqual(
      expect.arrayContaining([...SYNTH_WARNINGS]),
    );
  });

  it('has every output with its description', () => {
    const rows = tableRows('docs/configuration.md').map(([id, meaning]) => [codeIn(id)[0], meaning]);
    expect(rows.slice(-Object.keys(STACK_OUTPUTS).length)).toEqual(Object.entries(STACK_OUTPUTS));
  });

  it('and the other documents show settings for the command line that are valid', () => {
    const texts = [...DOCUMENTS.map(textOf), readFileSync('cli/stack/stack-settings.ts', 'utf8')];
    const shown = [...texts.join('\n').matchAll(/\b(exporter:windows)=([\w,]+)/g)];
    expect(shown.length).toBeGreaterThan(2);
    for (const [, key = '', value] of shown) {
      expect(() => readConfig({ [key]: value })).not.toThrow();
    }
  });
});

describe('examples of settings', () => {
  const examples = DOCUMENTS.flatMap((document) =>
    Array.from(
      textOf(document).matchAll(/^```json\n("exporter:[^`]*)```$/gm),
      ([, lines]) => JSON.parse(`{${lines}}`) as Record<string, unknown>,
    ),
  );

  it('are found', () => {
    const keys = examples.flatMap((example) => Object.keys(example));
    expect(keys).toEqual(expect.arrayContaining(['exporter:regions', 'exporter:notifications', 'exporter:monitoring']));
  });

  it.each(examples)('are valid: %j', (example) => {
    for (const region of ['us-east-1', undefined]) {
      const stacks = defineStacks(createApp(example), { account: '111122223333', region });
      expect(stacks.map((stack) => stack.region)).toEqual(
        example['exporter:regions'] ?? [region ?? expect.stringContaining('AWS.Region')],
      );
    }
  });
});

describe('docs/metrics.md', () => {
  it('has every metric, with its dimension and unit', () => {
    const documented = new Map(
      tableRows('docs/metrics.md').flatMap(([names, dimension, unit]) =>
        codeIn(names).map((metric) => [metric, `${dimension} ${unit?.replace(', 0-1', '')}`] as const),
      ),
    );
    for (const metric of METRIC_NAMES) {
      const { per, unit } = METRICS[metric];
      expect([metric, documented.get(metric)]).toEqual([metric, `${per === 'window' ? '`Window`' : ''} ${unit}`]);
    }
  });

  it('has AWS’s thresholds', () => {
    const { BounceRate, ComplaintRate } = AWS_THRESHOLDS;
    expect(textOf('docs/metrics.md').replaceAll('\n', ' ')).toContain(
      `bounce rate of ${BounceRate.review} or a complaint rate of ${ComplaintRate.review}, and may pause it at ${BounceRate.pause} or ${ComplaintRate.pause}`,
    );
  });
});

describe('docs/alarms.md', () => {
  const rows = new Map(
    tableRows('docs/alarms.md')
      .filter(([names]) => codeIn(names).every((alarm) => alarm in DEFAULT_ALARMS))
      .flatMap(([names, levels = '', when = '', periods = '']) =>
        codeIn(names).map((alarm, index) => {
          const level = levels.split(', ')[index] ?? levels;
          return [alarm as AlarmName, { level, when, periods }] as const;
        }),
      ),
  );

  it('has every alarm with its level', () => {
    expect([...rows.keys()].sort()).toEqual([...ALARM_NAMES].sort());
    for (const [alarm, { level }] of rows) expect([alarm, level]).toEqual([alarm, rowOf(alarm).level]);
  });

  it('has the real numbers', () => {
    for (const [alarm, { when, periods }] of rows) {
      const setting = rowOf(alarm).defaults;
      expect([alarm, periods]).toEqual([alarm, `${setting.datapointsToAlarm} of ${setting.evaluationPeriods}`]);
      if (!('attempts' in setting)) continue;
      const kind = alarm.startsWith('bounce') ? 'bounce' : 'complaint';
      expect(when.replace(/ \(AWS \w+\)/, '')).toBe(
        `${kind} rate of ${setting.window} >= ${setting.threshold}, with at least ${setting.attempts} attempts and ${setting.events} ${kind}s`,
      );
    }
  });
});

describe('docs/notifications.md', () => {
  it('has the property of every receiver', () => {
    const { critical, warning, ...others } = readConfig({}).notifications;
    const documented = new Map(tableRows('docs/notifications.md').map(([cell, value]) => [codeIn(cell)[0], value]));
    for (const property of Object.keys({ ...critical, ...warning })) expect(documented.get(property)).toBe('none');
    expect(others).toEqual({ okActions: JSON.parse(codeIn(documented.get('okActions'))[0] ?? '') });
  });

  it('has every property of chat', () => {
    const { slack, teams } = CHAT_SHAPE;
    const properties = [slack, teams].flatMap((application) => Object.keys(application.unwrap().shape));
    const documented = tableRows('docs/notifications.md').flatMap(([cell]) => codeIn(cell));
    expect(documented).toEqual(expect.arrayContaining(['slack', 'teams', ...properties]));
  });
});

describe('docs/cost.md', () => {
  const totalOf = (table: string) => {
    const [, list, afterFreeTier] = /\*\*Total\*\* \| \| \*\*([\d.]+)\*\* \| \*\*([\d.]+)\*\*/.exec(table) ?? [];
    return { list: Number(list), afterFreeTier: Number(afterFreeTier) };
  };

  const defaults = totalOf(costTable({}));

  it.each([
    ['"exporter:dashboard": false', { 'exporter:dashboard': false }],
    ['`bounceRateFastBurn` and', { 'exporter:alarms': { bounceRateFastBurn: false, complaintRateFastBurn: false } }],
    ['"exporter:messageInsights": false', { 'exporter:messageInsights': false }],
    [
      '`bounceRateSlow` and',
      { 'exporter:windows': '1h,24h', 'exporter:alarms': { bounceRateSlow: false, complaintRateSlow: false } },
    ],
    ['`exporterFailing` off', { 'exporter:alarms': { exporterFailing: false } }],
    ['"exporter:schedulePeriodMinutes": 30', { 'exporter:schedulePeriodMinutes': 30 }],
  ])('has what %s saves', (change, context) => {
    const row =
      textOf('docs/cost.md')
        .split('\n')
        .find((line) => line.startsWith('|') && line.includes(change)) ?? '';
    const saved = Array.from(row.matchAll(/\d\.\d\d/g), Number).reduce((sum, usd) => sum + usd, 0);
    expect(defaults.list - totalOf(costTable(context)).list).toBeCloseTo(saved, 2);
  });

  it.each([
    ['"noMail": true', { 'exporter:alarms': { noMail: true } }],
    ['"lookUpsThrottled": true', { 'exporter:alarms': { lookUpsThrottled: true } }],
    ['"exporter:schedulePeriodMinutes": 5`', { 'exporter:schedulePeriodMinutes': 5 }],
  ])('has what %s costs', (change, context) => {
    const row = textOf('docs/cost.md')
      .split('\n')
      .find((line) => line.startsWith('|') && line.includes(change));
    const [, cost] = / \| (\d\.\d\d) \| /.exec(row ?? '') ?? [];
    expect(totalOf(costTable(context)).list - defaults.list).toBeCloseTo(Number(cost), 2);
  });

  it('has the cost without look-ups', () => {
    const { list, afterFreeTier } = totalOf(costTable({}, { lookUps: 0 }));
    expect(textOf('docs/cost.md')).toContain(`[${list.toFixed(2)} and ${afterFreeTier.toFixed(2)} USD]`);
  });

  it('is at most 5 USD after the free tier with look-ups and briefs, and 12 at list price without look-ups', () => {
    expect(defaults.afterFreeTier).toBeLessThanOrEqual(5);
    expect(totalOf(costTable({}, { lookUps: 0 })).list).toBeLessThanOrEqual(12);
  });
});

describe('docs/look-ups.md', () => {
  const rows = new Map(tableRows('docs/look-ups.md').map(([cell = '', value]) => [cell.slice(1, -1), value]));

  it('has every setting with its default', () => {
    const settings = readConfig({}).messageInsights;
    if (!settings) throw new Error('Look-ups are off by default');
    const { maxWaitSeconds, cache, ...others } = settings;
    expect([rows.get('maxWaitSeconds'), rows.get('cache')]).toEqual([`${maxWaitSeconds}`, `\`${cache}\``]);
    for (const setting of [...Object.keys(others), 'jwt']) expect([...rows.keys()]).toContain(setting);
  });

  it('has the longest wait that is accepted', () => {
    const [, most] = /waits for its turn, 1 to (\d+) \|/.exec(textOf('docs/look-ups.md')) ?? [];
    expect(waitProblems(Number(most))).toEqual([]);
    expect(waitProblems(Number(most) + 1)).not.toEqual([]);
  });

  it('has the metrics that the logs count', () => {
    for (const metric of Object.keys(LOG_METRICS)) expect([...rows.keys()]).toContain(metric);
  });

  it('has the routes', () => {
    const { other, preflight, ...routes } = ROUTES;
    for (const route of Object.values(routes)) expect(textOf('docs/look-ups.md')).toContain(`**\`${route}\`**`);
  });
});

describe('docs/your-own-app.md', () => {
  it.each(readdirSync('examples'))('shows the example %s', (file) => {
    const example = readFileSync(`examples/${file}`, 'utf8');
    expect(textOf('docs/your-own-app.md')).toContain(`../examples/${file}):\n\n\`\`\`ts\n${example}\`\`\``);
  });

  it('installs the packed version, which CHANGELOG.md describes', () => {
    expect(textOf('docs/your-own-app.md')).toContain(`/${name}-${version}.tgz`);
    expect(textOf('docs/your-own-app.md')).toContain(
      `aws-cdk-lib ${peerDependencies['aws-cdk-lib'].replace('^', '')} or later`,
    );
    expect(textOf('CHANGELOG.md')).toMatch(new RegExp(`^## ${version}$`, 'm'));
  });
});

describe('RUNBOOK.md', () => {
  const sections = new Map(
    textOf('RUNBOOK.md')
      .split(/^## /m)
      .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
  );

  it('has a heading for every alarm, and an alarm for every heading', () => {
    const headings = [...sections.keys()].filter((heading) => heading.startsWith('Alarm: '));
    expect(headings.sort()).toEqual(ALARM_NAMES.map((alarm) => `Alarm: ${toSlug(alarm)}`).sort());
  });

  it('has the anchors that descriptions of alarms link to', () => {
    const anchors = anchorsOf('RUNBOOK.md');
    for (const anchor of ['page-sending-rates', ...ALARM_NAMES.map((alarm) => `alarm-${toSlug(alarm)}`)]) {
      expect(anchors).toContain(anchor);
    }
  });

  it('leads from the page of all rates to each of its alarms', () => {
    const page = sections.get('Page: sending rates') ?? '';
    const slugs = Array.from(page.matchAll(/\(#alarm-([\w-]+)\)/g), ([, slug]) => slug);
    expect(slugs.sort()).toEqual([...RATE_PAGE.bursts, ...RATE_PAGE.lasting].map(toSlug).sort());
  });

  it.each(ALARM_NAMES)(
    'has meaning, severity, steps, end, warning, false alarm and setting of %s, in this order',
    (alarm) => {
      const section = sections.get(`Alarm: ${toSlug(alarm)}`) ?? '';
      const parts = ['- **Meaning:** ', '- **Severity:** ', '1. ', '2. ', '3. ', '- **Ends when:** ', '- **Do not** '];
      const places = [...parts, '- **False alarm:** ', `- **Setting:** \`${alarm}\``].map((part) =>
        section.indexOf(`\n${part}`),
      );
      expect(places).not.toContain(-1);
      expect(places).toEqual(places.toSorted((one, other) => one - other));
    },
  );

  it.each([...SUB_TYPE_ADVICE, ...STATUS_CODE_ADVICE])(
    'has the advice on $code that a look-up gives',
    ({ code, meaning, fault, nextStep }) => {
      const row = tableRows('RUNBOOK.md').find(([cell]) => codeIn(cell)[0] === code);
      expect(row?.slice(1)).toEqual([meaning, fault, nextStep]);
    },
  );

  it('has every status, and every reason for "not found"', () => {
    const reasons = Object.entries(PROBLEMS).filter(([kind, { status }]) => status === 404 && kind !== 'no-such-route');
    const statuses = STATUSES.filter((status) => status !== 'UNKNOWN');
    for (const word of [...reasons.map(([kind]) => kind), ...statuses]) {
      expect(textOf('RUNBOOK.md')).toContain(`\`${word}\``);
    }
  });
});

it('docs/on-this-machine.md has every scenario', () => {
  const [cells = []] = tableRows('docs/on-this-machine.md').filter(([option]) => option?.startsWith('`--scenario'));
  expect(codeIn(cells.at(-1))).toEqual(Object.keys(SCENARIOS));
});

it('CONTRIBUTING.md names files that exist', () => {
  const paths = Array.from(
    textOf('CONTRIBUTING.md').matchAll(/`([\w.-]+\/[\w./-]+\.\w+)`/g),
    ([, file]) => file as string,
  );
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((file) => !existsSync(file))).toEqual([]);
});
