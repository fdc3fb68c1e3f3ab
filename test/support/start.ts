import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const REPOSITORY = path.resolve(__dirname, '../..');

/** The folder that `npm start` is called from, and that relative paths are meant from. */
export const CALLED_FROM = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-'));

/** `npm start -- ARGS` in a process of its own, without credentials or Region. */
export function startInProcess(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { PATH } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(REPOSITORY, 'node_modules/tsx/dist/cli.mjs'), path.join(REPOSITORY, 'local/start.ts'), ...args],
    { cwd: REPOSITORY, encoding: 'utf8', env: { PATH, INIT_CWD: CALLED_FROM, HOME: CALLED_FROM } },
  );
  return { status, stdout, stderr };
}
