import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** The folder that contains `lib`: the repository, or the output of `npm run build`. */
const PROJECT = path.join(__dirname, '../..');

/**
 * Returns the code of a function. The package contains bundled code, so that its users need no bundler. In the repository, the
 * source is bundled while CDK synthesizes.
 *
 * @param feature folder below `lambda/` that holds the `handler.ts`
 */
export function functionCode(feature: string): Code {
  const bundled = path.join(PROJECT, 'functions', bundleNameOf(feature));
  if (existsSync(bundled)) return Code.fromAsset(bundled);
  return Code.fromAsset(path.join(PROJECT, 'lambda', feature), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      local: {
        tryBundle(folder) {
          bundleFunction(feature, folder);
          return true;
        },
      },
    },
  });
}

/** Bundles the source of a function into a folder. */
export function bundleFunction(feature: string, folder: string): void {
  const script = path.join(PROJECT, 'lambda/bundle-function.mjs');
  execFileSync(process.execPath, [script, feature, folder], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Returns the name of the folder with the bundle of a feature. No such folder is in another one, which would be uploaded. */
export function bundleNameOf(feature: string): string {
  return feature.replaceAll('/', '-');
}
