/** Code that takes the place of a function and does only what it must, to show how much a function could still save. */
import path from 'node:path';
import { buildSync } from 'esbuild';

/** A file in the folder `floors`. */
export type Floor = 'look-up-without-sdk' | 'poll-without-sdk' | 'read-with-sdk' | 'read-without-sdk';

/** Bundles a floor into a folder, and returns the path of its code. */
export function bundleFloor(name: Floor, folder: string): string {
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
}
