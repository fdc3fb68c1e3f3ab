/** The linter's rules for imports between folders, and the forms of imports that escape these rules. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { refusedFiles } from './support/linter';
import { ROOT, sourcesIn } from './support/sources';

const REFUSED = true;

/** A new file, what it imports, and whether the linter refuses that import. */
const IMPORTS: readonly (readonly [file: string, specifier: string, isRefused?: boolean])[] = [
  ['cli/start/new', '../start', REFUSED],
  ['cli/start/new', '../load/load-process', REFUSED],
  ['cli/load/new', '../start/run', REFUSED],
  ['cli/template/new', '../cost/monthly-cost', REFUSED],
  ['cli/new/new', '../start/run', REFUSED],
  ['cli/insights/new', '../stack/stack-settings', REFUSED],
  ['cli/insights/client/new', '../../start/run', REFUSED],
  ['cli/insights/client/new', '../../terminal/terminal'],
  ['cli/insights/new/new', '../client/api-client'],
  ['cli/insights/client/new', '../../../lambda/message-insights/contract'],
  ['cli/start/new', '../insights/insights-options'],
  ['cli/start/new', '../stack/stack-settings'],
  ['cli/start/new', '../deployed/find-stacks'],
  ['cli/deployed/new', '../terminal/aws-failure'],
  ['cli/deployed/new', '../drill/drill-plan', REFUSED],
  ['cli/deployed/new', '../../local/aws/aws', REFUSED],
  ['cli/start/new', '../terminal/terminal'],
  ['cli/start/new', '../../local/replay/replay'],
  ['cli/start/new', '../../examples/pipeline', REFUSED],
  ['local/new', '../cli/start', REFUSED],
  ['local/new/new', '../../test/support/mail', REFUSED],
  ['local/new/new', '../aws/aws'],
  ['local/session/new', '../simulation/scenarios'],
  ['local/session/new', '../console/server', REFUSED],
  ['local/console/new', '../aws/sns'],
  ['local/console/new', './page/main', REFUSED],
  ['local/console/new', '../session/session', REFUSED],
  ['local/console/page/new', '../contract'],
  ['local/console/page/new', '../server', REFUSED],
  ['local/console/page/new', 'node:fs', REFUSED],
  ['lib/new', '../examples/pipeline', REFUSED],
  ['lib/new', '../local/aws/aws', REFUSED],
  ['lib/shared/new', '../alarms/percent', REFUSED],
  ['bin/new', '../examples/pipeline', REFUSED],
  ['lambda/message-insights/sesv2', './handler', REFUSED],
  ['lambda/message-insights/widgets/new', '../core', REFUSED],
  ['lambda/message-insights/widgets/raw', 'hono/html', REFUSED],
  ['lambda/message-insights/widgets/views/ses', '../../sesv2', REFUSED],
  ['lambda/message-insights/widgets/views/front', '../widgets', REFUSED],
  ['lambda/message-insights/widgets/views/answer', '../../search-schemas'],
  ['lambda/message-insights/widgets/settings', '../../shared/environment'],
  ['lambda/message-insights/widgets/handler', '../../send-statistics/poll', REFUSED],
  ['lib/dashboards/new', '../../lambda/message-insights/widgets/contract'],
  ['lib/dashboards/new', '../../lambda/message-insights/widgets/describe', REFUSED],
];

/** The rules for `lambda` name its files. A file of any other folder gets a number, so that each row has its own file. */
const pathOf = (file: string, index: number) => (file.startsWith('lambda/') ? `${file}.ts` : `${file}-${index}.ts`);

describe('the linter', () => {
  const refused = refusedFiles(
    new Map(IMPORTS.map(([file, specifier], index) => [pathOf(file, index), `import { x } from '${specifier}';`])),
  );
  it.each(IMPORTS.map((row, index) => [row[2] ? 'refuses' : 'accepts', row[1], row[0], index] as const))(
    '%s an import of %s in %s',
    (verb, _specifier, file, index) => {
      expect(refused.has(pathOf(file, index))).toBe(verb === 'refuses');
    },
  );

  // Without Git or the folder `.git`, the test cannot list the committed files.
  const committed = spawnSync('git', ['ls-files', '--cached', '--ignored', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  (committed.status === 0 ? it : it.skip)('reads every committed file, because Git ignores none of them', () => {
    expect(committed.stdout).toBe('');
  });
});

describe('no file has an import that escapes the rules:', () => {
  const sources = sourcesIn('bin', 'cli', 'lib', 'lambda', 'local');

  it.each([
    ['through another folder and back', /from '(?:[^']*\/)?[^/'.][^/']*\/\.\.?\/|from '\.\/\.|from '[^']*\/\//],
    ['with a file extension', /from '\.[^']*\.[cm]?[jt]s'/],
    ['by the name of the package', /from 'ses-metrics-exporter/],
    ['as a type or a call', /\b(?:import|require)\(/],
  ])('%s', (_, pattern) => {
    const isFound = (file: string) => pattern.test(readFileSync(path.join(ROOT, file), 'utf8'));
    expect(sources.length).toBeGreaterThan(150);
    expect(sources.filter(isFound)).toEqual([]);
  });
});
