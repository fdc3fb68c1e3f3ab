/** Code that takes the place of a function and does only what it must, to show how much a function could still save. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';

/** A file in the folder `floors`. */
export type Floor = 'look-up-without-sdk' | 'poll-without-sdk' | 'read-with-sdk' | 'read-without-sdk';

export interface Floors {
  /** Bundles a floor, and returns the path of its code. */
  bundle(name: Floor): string;
  /** Removes the code. */
  remove(): void;
}

export function createFloors(): Floors {
  const folder = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-floors-'));
  return {
    bundle(name) {
      const outfile = path.join(folder, `${name}.js`);
      buildSync({
        entryPoints: [path.join(__dirname, 'floors', `${name}.ts`)],
        outfile,
        bundle: true,
        minify: true,
        platform: 'node',
        target: 'node24',
        mainFields: ['module', 'main'],
      });
      return outfile;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
