/** The source files of this repository. The search does not use Git, because a copy of the repository may have no folder `.git`. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(__dirname, '../..');

/** Returns the paths of all code in these folders, relative to the repository. */
export function sourcesIn(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.[cm]?[jt]sx?$/.test(file))
      .map((file) => path.posix.join(folder, file)),
  );
}
