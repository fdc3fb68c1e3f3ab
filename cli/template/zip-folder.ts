import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';

/** All that could differ from day to day and from machine to machine. */
const ALWAYS_THE_SAME = {
  mtime: new Date(1980, 0, 1), // the first day that a zip file knows, in its own time zone
  level: 9,
  os: 3, // Unix: else Lambda would not read the next
  attrs: 0o644 << 16, // Lambda's user reads what others own
} as const;

/** The files of a folder, which has no folders in it: the same bytes whenever and wherever they are packed. */
export function zipFolder(folder: string): Uint8Array {
  const names = readdirSync(folder).sort();
  return zipSync(
    Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name))])),
    ALWAYS_THE_SAME,
  );
}
