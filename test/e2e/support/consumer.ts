/** A folder outside the repository that installs the package beside a version of CDK, and has the examples. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ProgramResult, REPOSITORY, run, tryRun } from './programs';

/** The names of the examples. */
export const EXAMPLES = readdirSync(path.join(REPOSITORY, 'examples')).map((file) => path.parse(file).name);

/** A CDK app that applies the rules of cdk-nag to its own stacks. */
const NAGGED_APP = path.join(REPOSITORY, 'test/fixtures/package/nagged.cjs');

/** Options of npm: no requests that the tests do not need. */
const QUIET = ['--no-audit', '--no-fund'];

const TSCONFIG = {
  compilerOptions: { module: 'node20', target: 'es2022', types: ['node'], strict: true, skipLibCheck: false },
  files: EXAMPLES.map((name) => `${name}.ts`),
};

export interface Consumer {
  readonly folder: string;
  /** The folder of the installed package. */
  readonly installed: string;
}

/** Builds the package, and returns the path of its file. */
export async function pack(folder: string): Promise<string> {
  const stdout = await run('npm', ['pack', '--pack-destination', folder]);
  return path.join(folder, stdout.trim().split('\n').pop() as string);
}

/** @param packages with versions, such as `constructs@10.0.0` */
export async function install(folder: string, tarball: string, packages: readonly string[]): Promise<Consumer> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  cpSync(path.join(REPOSITORY, 'examples'), folder, { recursive: true });
  cpSync(NAGGED_APP, path.join(folder, path.basename(NAGGED_APP)));
  await run('npm', ['install', ...QUIET, tarball, ...packages], { cwd: folder });
  return { folder, installed: path.join(folder, 'node_modules/ses-metrics-exporter') };
}

/** Compiles the examples, with every declaration that they reach. */
export async function compile({ folder }: Consumer): Promise<ProgramResult> {
  return tryRun(process.execPath, [path.join(REPOSITORY, 'node_modules/typescript/bin/tsc')], { cwd: folder });
}

/** Runs an app of the consumer, with values of CDK's context. */
export async function synthesize(
  { folder }: Consumer,
  app: string,
  { outdir, context = {} }: { readonly outdir: string; readonly context?: object },
): Promise<ProgramResult> {
  return tryRun(process.execPath, [app], {
    cwd: folder,
    env: {
      CDK_OUTDIR: path.join(folder, outdir),
      CDK_CONTEXT_JSON: JSON.stringify(context),
      CDK_VALIDATION: undefined,
    },
  });
}

/** Returns the version of an installed package. */
export function versionIn({ folder }: Consumer, name: string): string {
  return JSON.parse(readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}
