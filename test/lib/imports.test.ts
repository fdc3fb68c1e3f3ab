import path from 'node:path';
import { expect, it } from '@jest/globals';
import { build } from 'esbuild';

/** Returns the packages that a file and its imports load. */
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

it('the constructs import no package of the AWS SDK, because the SDK may need a newer Node.js than the app has', async () => {
  expect(await packagesOf('lib/index.ts')).toEqual(['aws-cdk-lib', 'constructs', 'zod']);
});

it('the check finds imports of the AWS SDK', async () => {
  expect(await packagesOf('lambda/send-statistics/clients.ts')).toContain('@aws-sdk/client-ses');
});
