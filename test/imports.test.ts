/** The linter's rules for imports between the folders outside `lambda/`, and what hides code from these rules. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
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
  ['cli/start/new', '../insights/insights-options'],
  ['cli/start/new', '../stack/stack-settings'],
  ['cli/start/new', '../terminal/terminal'],
  ['cli/start/new', '../../local/replay/replay'],
  ['cli/start/new', '../../examples/pipeline', REFUSED],
  ['local/new', '../cli/start', REFUSED],
  ['local/new/new', '../../test/support/mail', REFUSED],
  ['local/new/new', '../aws/aws'],
  ['lib/new', '../examples/pipeline', REFUSED],
  ['lib/new', '../local/aws/aws', REFUSED],
  ['lib/shared/new', '../alarms/percent', REFUSED],
  ['bin/new', '../examples/pipeline', REFUSED],
  ['lambda/message-insights/sesv2', './handler', REFUSED],
];

function refusedRows(): Set<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'imports-'));
  try {
    copyFileSync(path.join(ROOT, 'biome.json'), path.join(folder, 'biome.json'));
    const files = IMPORTS.map(([file, specifier], index) => {
      // The files of `lambda` have rules by name: those of the other folders get a number.
      const name = file.startsWith('lambda/') ? `${file}.ts` : `${file}-${index}.ts`;
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, name), `import { x } from '${specifier}';`);
      return name;
    });
    const args = ['lint', '--only=style/noRestrictedImports', '--vcs-enabled=false', '--reporter=json', '.'];
    const program = path.join(ROOT, 'node_modules/.bin/biome');
    const { stdout } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { location: { path: string } }[] };
    return new Set(diagnostics.map(({ location }) => files.indexOf(location.path)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the linter', () => {
  const refused = refusedRows();
  it.each(IMPORTS.map((row, index) => [row[2] ? 'refuses' : 'accepts', row[0], row[1], index] as const))(
    '%s in %s: %s',
    (verb, _file, _specifier, index) => {
      expect(refused.has(index)).toBe(verb === 'refuses');
    },
  );

  // Without Git, or in a copy without its folder, nothing is ignored.
  const committed = spawnSync('git', ['ls-files', '--cached', '--ignored', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  (committed.status === 0 ? it : it.skip)('reads every committed file, because Git ignores none of them', () => {
    expect(committed.stdout).toBe('');
  });
});

describe('imports that no rule would recognize', () => {
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
