/** Writes the stacks of a CDK context as templates that deploy without CDK, with the code of their functions. */
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Annotations, CfnParameter, DefaultStackSynthesizer } from 'aws-cdk-lib';
import {
  AssetManifestArtifact,
  type CloudAssembly,
  type CloudFormationStackArtifact,
  SynthesisMessageLevel,
  UNKNOWN_REGION,
} from 'aws-cdk-lib/cx-api';
import { readConfig } from '../../lib/config/config';
import { defineStacks } from '../../lib/exporter-app';
import { printable } from '../../lib/shared/printable';
import { warningId } from '../../lib/shared/synth-warnings';
import { createQuickApp } from '../stack/quick-app';
import { InputError } from '../terminal/input-error';
import { zipFolder } from './zip-folder';

export interface PlainTemplate {
  /** File name in the folder. */
  readonly file: string;
  /** The stack name of CDK, without the Region. */
  readonly stackName: string;
  /** Undefined: the template deploys into any Region. */
  readonly region?: string;
  /** What synthesis warns about. */
  readonly warnings: readonly string[];
}

/** Name of the template parameter for the bucket with the code. */
export const CODE_BUCKET = 'CodeBucket';

/** This folder is in the repository and always at the same depth, because source maps contain paths relative to it. */
const ASSEMBLIES = path.join(__dirname, '../../cdk.out');

/** Names of the zip files that this command writes. */
const CODE_FILE = /^[0-9a-f]{64}\.zip$/;

/**
 * Writes the template of each stack and the code of each function as a zip file. Replaces the files of an earlier run.
 *
 * @throws InputError for a folder that cannot be written, or that contains other files
 * @throws ConfigError for a configuration that the stacks reject
 */
export function writePlainTemplates(context: Readonly<Record<string, unknown>>, folder: string): PlainTemplate[] {
  const earlier = openFolder(folder, readConfig(context).namePrefix);
  mkdirSync(ASSEMBLIES, { recursive: true });
  const outdir = mkdtempSync(path.join(ASSEMBLIES, 'template-'));
  try {
    const assembly = synthesize(context, outdir);
    for (const name of earlier) rmSync(path.join(folder, name));
    for (const [name, source] of codeIn(assembly)) writeFileSync(path.join(folder, name), zipFolder(source));
    return assembly.stacks.map((stack) => {
      const { stackName, templateFile: file, environment } = stack;
      copyFileSync(path.join(outdir, file), path.join(folder, file));
      const region = environment.region === UNKNOWN_REGION ? undefined : environment.region;
      return { file, stackName, region, warnings: warningsOf(stack) };
    });
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Creates the folder if it does not exist. Returns the files of an earlier run. */
function openFolder(folder: string, namePrefix: string): string[] {
  if (printable(folder) !== folder) {
    throw new InputError(
      `The folder name "${printable(folder)}" has unprintable characters, which the printed commands cannot contain: pass another name`,
    );
  }
  const names = createAndList(folder);
  const other = names.find((name) => !CODE_FILE.test(name) && !isTemplate(name, namePrefix));
  if (other) {
    throw new InputError(
      `The folder "${folder}" contains "${other}", which this command did not write: pass a new folder, or the folder of an earlier run`,
    );
  }
  return names;
}

/** A folder may contain templates of an earlier run, which had the same prefix. */
function isTemplate(name: string, namePrefix: string): boolean {
  return name.endsWith('.template.json') && [namePrefix, 'SesMetrics'].some((prefix) => name.startsWith(prefix));
}

function createAndList(folder: string): string[] {
  try {
    createFolder(path.resolve(folder));
    accessSync(folder, constants.W_OK);
    return readdirSync(folder);
  } catch (error) {
    throw new InputError(`The folder "${folder}" cannot be used (${(error as Error).message}): pass another`);
  }
}

/** Node.js never returns from `mkdirSync` with `recursive` below /proc. */
function createFolder(folder: string): void {
  if (existsSync(folder)) return;
  createFolder(path.dirname(folder));
  mkdirSync(folder);
}

/** Synthesizes for any account, without the resources of `cdk bootstrap`. */
function synthesize(context: Readonly<Record<string, unknown>>, outdir: string): CloudAssembly {
  const defaultStackSynthesizer = new DefaultStackSynthesizer({
    fileAssetsBucketName: `\${${CODE_BUCKET}}`,
    generateBootstrapVersionRule: false,
  });
  const app = createQuickApp({ context, outdir, defaultStackSynthesizer });
  for (const stack of defineStacks(app, {})) {
    Annotations.of(stack).acknowledgeWarning(warningId('guessedRegion'), 'The template deploys into any Region');
    new CfnParameter(stack, CODE_BUCKET, { description: 'Bucket of this Region with the zip files of the functions' });
  }
  return app.synth();
}

function warningsOf({ messages }: CloudFormationStackArtifact): string[] {
  return messages
    .filter(({ level }) => level === SynthesisMessageLevel.WARNING)
    .map(({ entry }) => String(entry.data).replace(/ \[ack: [^\]]+\]$/, ''));
}

/** Maps the zip file names in the templates to the folders with the code. */
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
