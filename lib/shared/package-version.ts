import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder that contains `lib`: the repository, or `dist` in the package. */
const PROJECT = path.join(__dirname, '../..');

/** The version in package.json, which is above `dist` in the package. */
export const PACKAGE_VERSION = readVersion([PROJECT, path.dirname(PROJECT)]);

function readVersion(folders: readonly string[]): string {
  const file = folders.map((folder) => path.join(folder, 'package.json')).find((candidate) => existsSync(candidate));
  return (JSON.parse(readFileSync(file as string, 'utf8')) as { readonly version: string }).version;
}
