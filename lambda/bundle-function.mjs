/**
 * Bundles the code of a Lambda function.
 *
 *     node lambda/bundle-function.mjs FEATURE FOLDER
 *
 * FEATURE is the folder beside this file that has the `handler.ts`. FOLDER receives `index.js`, its source map and the files that
 * stay beside the code.
 *
 * The bundling of CDK's `NodejsFunction` accepts no plugins of esbuild.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** @import { Plugin } from 'esbuild' */

const LAMBDA = fileURLToPath(new URL('.', import.meta.url));
const inShared = (/** @type {string} */ file) => path.join(LAMBDA, 'shared', file);

/**
 * Lambda sets credentials and settings in the environment. The SDK also looks for them in files, at endpoints and in other
 * processes, which takes 100 KB of code and, in each cold start, the time to look for each setting of each client.
 *
 * @type {Plugin}
 */
const environmentOnly = {
  name: 'environment-only',
  setup({ onResolve }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: inShared('environment-credentials.ts'),
    }));
    onResolve({ filter: /\/configLoader$/ }, () => ({ path: inShared('environment-settings.ts') }));
  },
};

/**
 * Lets esbuild leave out the schemas of the SDK that no function uses, such as those of 100 operations of SES v2. Their keys are
 * constants, `{ [_hE]: 400 }`. esbuild keeps an object with such a key, because it cannot know that the key has no effect.
 *
 * @type {Plugin}
 */
const unusedSchemas = {
  name: 'unused-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]\w+\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      const constants = new Map(
        Array.from(code.matchAll(/^const (\w+) = ("[^"\n]*");$/gm), ([, name, value]) => [name, value]),
      );
      return { contents: code.replaceAll(/\[(\w+)\](?=: )/g, (key, name) => constants.get(name) ?? key) };
    });
  },
};

const [feature = '', folder = ''] = process.argv.slice(2);

/** The source map names the sources relative to this folder, wherever the bundle is written. */
const OUTPUT = path.join(LAMBDA, '../bundle');

build({
  absWorkingDir: path.dirname(LAMBDA),
  entryPoints: [path.join(LAMBDA, feature, 'handler.ts')],
  outfile: path.join(OUTPUT, 'index.js'),
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'], // the bundle is about half as large with the SDK's ES modules as with CommonJS
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  inject: [inShared('source-lines.ts')],
  external: ['@smithy/core/event-streams'], // imported only for event streams, which no function reads
  loader: { '.openapi.json': 'copy' }, // stays a file beside the code
  assetNames: '[name]',
  plugins: [environmentOnly, unusedSchemas],
  logLevel: 'warning',
}).then(
  ({ outputFiles }) => {
    mkdirSync(folder, { recursive: true });
    for (const file of outputFiles) writeFileSync(path.join(folder, path.basename(file.path)), file.contents);
  },
  () => {
    process.exitCode = 1; // esbuild has printed the error
  },
);
