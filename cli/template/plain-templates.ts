/** The stacks of a CDK context as CloudFormation takes them without CDK: templates, and the code of their functions. */
import {
  accessSync,
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { App, CfnParameter, DefaultStackSynthesizer } from 'aws-cdk-lib';
import { AssetManifestArtifact, type CloudAssembly, UNKNOWN_REGION } from 'aws-cdk-lib/cx-api';
import { defineStacks } from '../../lib/exporter-app';
import { InputError } from '../terminal/input-error';
import { printable } from '../../lib/shared/printable';
import { zipFolder } from './zip-folder';

export interface PlainTemplate {
  /** Name in the folder. */
  readonly file: string;
  /** What CDK would call the stack, but for the Region. */
  readonly stackName: string;
  /** Undefined: it can be deployed into any. */
  readonly region?: string;
}

/** The parameter for the bucket with the code. */
export const CODE_BUCKET = 'CodeBucket';

/** In the repository, and all equally deep, because source maps tell the way from here to the source. */
const ASSEMBLIES = path.join(__dirname, '../../cdk.out');

/** Names of what is written. */
const OWN_FILE = /^(SesMetrics[\w-]+\.template\.json|[0-9a-f]{64}\.zip)$/;

/**
 * Writes the template of each stack, and the code of each function as a zip file, in place of those that were there before.
 *
 * @throws InputError for a folder that cannot be written, or that holds anything else
 * @throws ConfigError as the stacks would
 */
export function writePlainTemplates(context: Readonly<Record<string, unknown>>, folder: string): PlainTemplate[] {
  const earlier = openFolder(folder);
  mkdirSync(ASSEMBLIES, { recursive: true });
  const outdir = mkdtempSync(path.join(ASSEMBLIES, 'template-'));
  try {
    const assembly = synthesize(context, outdir);
    for (const name of earlier) rmSync(path.join(folder, name));
    for (const [name, source] of codeIn(assembly)) writeFileSync(path.join(folder, name), zipFolder(source));
    return assembly.stacks.map(({ stackName, templateFile: file, environment: { region } }) => {
      copyFileSync(path.join(outdir, file), path.join(folder, file));
      return { file, stackName, region: region === UNKNOWN_REGION ? undefined : region };
    });
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Makes the folder if need be; the files of an earlier run that it has. */
function openFolder(folder: string): string[] {
  if (printable(folder) !== folder) {
    throw new InputError(`The folder "${folder}" has characters in its name that no command could show: pass another`);
  }
  const names = readOrMake(folder);
  const other = names.find((name) => !OWN_FILE.test(name));
  if (other) {
    throw new InputError(
      `The folder "${folder}" holds "${other}", which is no template: pass a new folder, or one that was written before`,
    );
  }
  return names;
}

function readOrMake(folder: string): string[] {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return readdirSync(folder);
  } catch (error) {
    throw new InputError(`The folder "${folder}" cannot be used (${(error as Error).message}): pass another`);
  }
}

/** For any account, and with nothing of what `cdk bootstrap` makes. */
function synthesize(context: Readonly<Record<string, unknown>>, outdir: string): CloudAssembly {
  const defaultStackSynthesizer = new DefaultStackSynthesizer({
    fileAssetsBucketName: `\${${CODE_BUCKET}}`,
    generateBootstrapVersionRule: false,
  });
  const app = new App({ context, outdir, defaultStackSynthesizer });
  for (const stack of defineStacks(app, {})) {
    new CfnParameter(stack, CODE_BUCKET, { description: 'Bucket of this Region with the zip files of the functions' });
  }
  return app.synth();
}

/** The folders with functions' code, by the names that the templates have for their zip files. */
function codeIn({ artifacts, directory }: CloudAssembly): Map<string, string> {
  const files = artifacts
    .filter(AssetManifestArtifact.isAssetManifestArtifact)
    .flatMap(({ contents }) => Object.values(contents.files ?? {}))
    .filter(({ source }) => source.packaging === 'zip');
  return new Map(
    files.flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [objectKey, path.join(directory, source.path as string)]),
    ),
  );
}
