/** Packs the package, installs it into an empty folder, and synthesizes the example pipeline with it. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ProgramResult, REPOSITORY, run, tryRun } from './support/programs';

const FEATURES = ['alarm-brief', 'message-insights', 'send-statistics', 'weekly-report'];

/** The versions that this repository locks. */
const LOCKED = JSON.parse(readFileSync(path.join(REPOSITORY, 'package-lock.json'), 'utf8')).packages as Record<
  string,
  { readonly version: string; readonly dev?: boolean }
>;

const TSCONFIG = {
  compilerOptions: { module: 'node20', target: 'es2022', types: ['node'], strict: true, skipLibCheck: false },
  files: ['pipeline.ts'],
};

const consumer = mkdtempSync(path.join(tmpdir(), 'consumer-'));
const installed = path.join(consumer, 'node_modules/ses-metrics-exporter');
let files: string[];
let compiled: ProgramResult;
let synthesized: ProgramResult;

beforeAll(async () => {
  const stdout = await run('npm', ['pack', '--pack-destination', consumer]);
  const tarball = stdout.trim().split('\n').pop() as string;
  writeFileSync(path.join(consumer, 'package.json'), '{ "private": true }');
  writeFileSync(path.join(consumer, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  copyFileSync(path.join(REPOSITORY, 'examples/pipeline.ts'), path.join(consumer, 'pipeline.ts'));
  const others = ['aws-cdk-lib', 'constructs', '@types/node'].map(
    (name) => `${name}@${LOCKED[`node_modules/${name}`]?.version}`,
  );
  await run('npm', ['install', '--no-audit', '--no-fund', `./${tarball}`, ...others], { cwd: consumer });
  files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)));
  const tsc = path.join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  compiled = await tryRun(process.execPath, [tsc], { cwd: consumer });
  synthesized = await tryRun(process.execPath, ['pipeline.js'], {
    cwd: consumer,
    env: { CDK_OUTDIR: path.join(consumer, 'cdk.out'), CDK_VALIDATION: undefined },
  });
});
afterAll(() => rmSync(consumer, { recursive: true }));

const codeOf = (file: string) => ['d.ts', 'js'].map((ending) => `${file}.${ending}`);

const contentOf = (file: string) => readFileSync(path.join(installed, file), 'utf8');

describe('the package', () => {
  it('contains the compiled constructs, the bundled functions and the documents, and nothing else', () => {
    const others = files.filter((file) => !/^(dist\/lib\/([\w-]+\/)?[\w-]+\.(js|d\.ts)|docs\/.*)$/.test(file)).sort();
    expect(others).toEqual(
      [
        ...['CHANGELOG.md', 'LICENSE', 'README.md', 'RUNBOOK.md', 'package.json'],
        ...[...FEATURES, 'shared'].flatMap((folder) => codeOf(`dist/lambda/${folder}/contract`)),
        ...codeOf('dist/lambda/shared/mail/event-kind'),
        ...FEATURES.flatMap((feature) => ['js', 'js.map'].map((ending) => `dist/functions/${feature}/index.${ending}`)),
      ].sort(),
    );
    expect(files).toContain('dist/lib/index.js');
    expect(files).not.toContain('dist/lib/exporter-app.js'); // It imports cdk-nag, which only this repository's app uses.
  });

  it('imports only packages that its package.json names', () => {
    const { dependencies, peerDependencies } = JSON.parse(contentOf('package.json'));
    const imports = files
      .filter((file) => /^dist\/l.*\.(js|d\.ts)$/.test(file))
      .flatMap((file) => [...contentOf(file).matchAll(/(?:require\(|import\(|from )['"]([@\w][^'"]*)['"]/g)])
      .map(([, name = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] as string)
      .filter((name) => !name.startsWith('node:'));
    expect(imports).toContain('zod');
    expect(Object.keys({ ...dependencies, ...peerDependencies })).toEqual(
      expect.arrayContaining([...new Set(imports)]),
    );
  });

  it('installs neither a bundler nor cdk-nag', () => {
    const present = readdirSync(path.join(consumer, 'node_modules'));
    expect(present).toContain('zod');
    for (const name of ['esbuild', 'cdk-nag']) expect(present).not.toContain(name);
  });

  it('bundles only packages that npm audit --omit=dev checks', () => {
    const bundled = FEATURES.flatMap(
      (feature) => JSON.parse(contentOf(`dist/functions/${feature}/index.js.map`)).sources as string[],
    ).flatMap((source) => /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(source) ?? []);
    expect(bundled).toContain('node_modules/@aws-sdk/client-ses');
    expect([...new Set(bundled)].filter((name) => !LOCKED[name] || LOCKED[name].dev)).toEqual([]);
  });

  it('can be imported from ES modules', async () => {
    const script = `import { ExporterStage } from 'ses-metrics-exporter'; console.log(ExporterStage.name);`;
    expect(await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: consumer })).toBe(
      'ExporterStage\n',
    );
  });
});

describe('the example pipeline', () => {
  it('compiles, with every declaration that it reaches', () => {
    expect(compiled).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('synthesizes without output', () => {
    expect(synthesized).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('has the same templates and code as a synthesis from source, in each account and Region', async () => {
    const fromSource = path.join(consumer, 'from-source');
    await run(path.join(REPOSITORY, 'node_modules/.bin/tsx'), ['examples/pipeline.ts'], {
      env: { CDK_OUTDIR: fromSource },
    });
    const stacks = stacksIn(path.join(consumer, 'cdk.out'));
    expect([...stacks.keys()].sort()).toEqual([
      'Production-SesMetricsExporter-eu-west-1',
      'Production-SesMetricsExporter-us-east-1',
      'Test-SesMetricsExporter-eu-west-1',
    ]);
    expect(stacks).toEqual(stacksIn(fromSource));
    for (const { code } of stacks.values()) expect(code).toHaveLength(FEATURES.length);
  });
});

/** Runs last, because it replaces installed packages. */
describe('with newer AWS packages, which an older Node.js cannot import', () => {
  const NEEDS_NEWER = ['@aws-sdk/client-cloudwatch', '@aws-sdk/client-dynamodb', '@aws-sdk/client-ses', '@smithy/core'];

  it('installs with a warning from npm, and synthesizes as before', async () => {
    const folders = NEEDS_NEWER.map((name) => {
      const folder = path.join(consumer, 'newer', name);
      const { version } = LOCKED[`node_modules/${name}`] as { version: string };
      const newer = `${version.split('.')[0]}.999999.0`;
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        path.join(folder, 'package.json'),
        JSON.stringify({ name, version: newer, main: 'index.js', engines: { node: '>=99' } }),
      );
      writeFileSync(path.join(folder, 'index.js'), `throw new Error('${name} ${newer} needs Node.js 99 or later');`);
      return `./newer/${name}`;
    });
    const options = ['--no-audit', '--no-fund', '--install-links'];
    const { status, stderr } = await tryRun('npm', ['install', ...options, ...folders], { cwd: consumer });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('EBADENGINE') });
    for (const name of NEEDS_NEWER) {
      const script = `require(${JSON.stringify(name)})`;
      const { stderr: error } = await tryRun(process.execPath, ['--eval', script], { cwd: consumer });
      expect(error).toContain(`${name} `);
      expect(error).toContain('needs Node.js 99 or later');
    }
    const before = stacksIn(path.join(consumer, 'cdk.out'));
    const outdir = path.join(consumer, 'beside-newer');
    const again = await tryRun(process.execPath, ['pipeline.js'], {
      cwd: consumer,
      env: { CDK_OUTDIR: outdir, CDK_VALIDATION: undefined },
    });
    expect(again).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(stacksIn(outdir)).toEqual(before);
  });
});

interface SynthesizedStack {
  readonly template: string;
  /** The code of each function. */
  readonly code: readonly string[];
}

/** Returns the stacks of all stages of an assembly, by name. */
function stacksIn(assembly: string): Map<string, SynthesizedStack> {
  const stages = readdirSync(assembly).filter((name) => name.startsWith('assembly-'));
  return new Map(
    stages.flatMap((stage) => {
      const folder = path.join(assembly, stage);
      const { artifacts } = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
      return (Object.values(artifacts) as { type: string; properties: Record<string, string> }[])
        .filter(({ type }) => type === 'aws:cloudformation:stack')
        .map(({ properties: { stackName, templateFile } }) => {
          const template = readFileSync(path.join(folder, templateFile as string), 'utf8');
          const assets = [...template.matchAll(/"S3Key": "(\w+)\.zip"/g)].map(([, hash]) => hash as string);
          return [
            stackName as string,
            {
              template: template.replace(/"S3Key": "\w+\.zip"/g, ''),
              code: assets.map((hash) => readFileSync(path.join(assembly, `asset.${hash}`, 'index.js'), 'utf8')).sort(),
            },
          ];
        });
    }),
  );
}
