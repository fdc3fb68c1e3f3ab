/** Runs the linter's rules for imports on files that exist only for a test. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './sources';

/**
 * Returns the paths of the files whose imports the linter refuses.
 *
 * @param files the content of each file by its path, relative to the repository
 */
export function refusedFiles(files: ReadonlyMap<string, string>): Set<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'imports-'));
  try {
    copyFileSync(path.join(ROOT, 'biome.json'), path.join(folder, 'biome.json'));
    for (const [file, content] of files) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), content);
    }
    const args = ['lint', '--only=style/noRestrictedImports', '--vcs-enabled=false', '--reporter=json', '.'];
    const { stdout } = spawnSync(path.join(ROOT, 'node_modules/.bin/biome'), args, { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { location: { path: string } }[] };
    return new Set(diagnostics.map(({ location }) => location.path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
