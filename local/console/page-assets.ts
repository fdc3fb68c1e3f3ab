/** The browser code and the style sheet of the page, bundled when the server starts. */
import path from 'node:path';
import { build } from 'esbuild';

/** By path, such as `main.js`. */
export type Assets = ReadonlyMap<string, { readonly content: string; readonly type: string }>;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M1 12l4-5 3 3 6-8" fill="none" stroke="#c4320a" stroke-width="2"/></svg>';

/** @throws Error for code that does not compile */
export async function bundlePage(): Promise<Assets> {
  const folder = path.join(__dirname, 'page');
  const { outputFiles } = await build({
    entryPoints: ['main.ts', 'style.css'].map((name) => path.join(folder, name)),
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  return new Map([
    ['icon.svg', { content: ICON, type: 'image/svg+xml' }],
    ...outputFiles.map(
      ({ path: file, text }) =>
        [path.basename(file), { content: text, type: TYPES[path.extname(file)] ?? '' }] as const,
    ),
  ]);
}
