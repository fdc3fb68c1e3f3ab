import path from 'node:path';
import { expect, it } from '@jest/globals';
import { build } from 'esbuild';

/** The packages that the modules behind an entry import when they are loaded. */
async function packagesOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: path.join(__dirname, '../..'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.filter(({ external }) => external));
  const names = imports.map(({ path: name }) =>
    name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/'),
  );
  return [...new Set(names)].filter((name) => !name.startsWith('node:')).sort();
}

it('the constructs import no package of the AWS SDK, which may need a newer Node.js than the app runs on', async () => {
  expect(await packagesOf('lib/index.ts')).toEqual(['aws-cdk-lib', 'constructs', 'zod']);
});

it('an import of the AWS SDK would be found', async () => {
  expect(await packagesOf('lambda/send-statistics/clients.ts')).toContain('@aws-sdk/client-ses');
});
