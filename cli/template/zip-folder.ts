import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';

/** Fixed values for all attributes that depend on the time or the machine. */
const REPRODUCIBLE = {
  mtime: new Date(1980, 0, 1), // the earliest date of the zip format, which has local time
  level: 9,
  os: 3, // Unix, so that Lambda reads the attributes
  attrs: 0o644 << 16, // readable by the user that runs the function
} as const;

/** Zips a folder without subfolders, reproducibly. */
export function zipFolder(folder: string): Uint8Array {
  const names = readdirSync(folder).sort();
  return zipSync(Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name))])), REPRODUCIBLE);
}
