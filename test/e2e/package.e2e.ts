/**
 * Packs the package, and installs it into empty folders: beside the lowest version of CDK that package.json allows, beside the
 * locked version, and beside the newest version of the registry.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundleNameOf } from '../../lib/shared/function-code';
import { peerDependencies } from '../../package.json';
import { CDK_CHANGES, type SynthesizedStack, stacksIn, templatesIn } from './support/assemblies';
import { CONFIGURATIONS } from './support/configurations';
import { type Consumer, compile, EXAMPLES, install, pack, synthesize, versionIn } from './support/consumer';
import { record } from './support/observations';
import { type ProgramResult, REPOSITORY, run, tryRun } from './support/programs';

const DEFAULT_FEATURES = ['alarm-brief', 'message-insights', 'message-insights/widgets', 'send-statistics'];
const FEATURES = [...DEFAULT_FEATURES, 'weekly-report'];

const SILENT = { status: 0, stdout: '', stderr: '' };

/** The versions that this repository locks. */
const LOCKED = JSON.parse(readFileSync(path.join(REPOSITORY, 'package-lock.json'), 'utf8')).packages as Record<
  string,
  { readonly version: string; readonly dev?: boolean }
>;

const locked = (name: string) => `${name}@${LOCKED[`node_modules/${name}`]?.version}`;
const lowest = (name: keyof typeof peerDependencies) => `${name}@${peerDependencies[name].replace('^', '')}`;
const newest = (name: string) =>
  `${name}@${spawnSync('npm', ['view', name, 'version'], { encoding: 'utf8' }).stdout.trim()}`;

/** The last version of cdk-nag 2, under a name that leaves room for cdk-nag 3. */
const NAG_2 = 'cdk-nag-2@npm:cdk-nag@2.38.2';

/** Versions to install. The newest version of the registry is usually the locked one. */
const VERSIONS = [
  { which: 'lowest', packages: [lowest('aws-cdk-lib'), lowest('constructs')], nags: [] },
  { which: 'locked', packages: [locked('aws-cdk-lib'), locked('constructs')], nags: [NAG_2, locked('cdk-nag')] },
  { which: 'newest', packages: [newest('aws-cdk-lib'), newest('constructs')], nags: [NAG_2, newest('cdk-nag')] },
].filter(({ which, packages }) => which !== 'newest' || packages[0] !== locked('aws-cdk-lib'));

const NAGS = VERSIONS.flatMap(({ which, nags }) => nags.map((nag) => ({ which, nag: nag.replace(/(.)@.*/, '$1') })));

const folder = mkdtempSync(path.join(tmpdir(), 'consumers-'));
const fromSource = new Map<string, Map<string, SynthesizedStack>>();
const consumers = new Map<string, Consumer>();
let consumer: Consumer;
let installed: string;
let files: string[];

beforeAll(async () => {
  const tarball = await pack(folder);
  const installs = VERSIONS.map(async ({ which, packages, nags }) => {
    const others = [...packages, ...nags, locked('@types/node')];
    consumers.set(which, await install(path.join(folder, which), tarball, others));
  });
  await Promise.all([...installs, synthesizeSource()]);
  consumer = consumers.get('locked') as Consumer;
  ({ installed } = consumer);
  files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)));
});
afterAll(() => rmSync(folder, { recursive: true }));

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
        ...FEATURES.flatMap((feature) =>
          ['js', 'js.map'].map((ending) => `dist/functions/${bundleNameOf(feature)}/index.${ending}`),
        ),
        'dist/functions/message-insights/look-ups.openapi.json',
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
    const present = readdirSync(path.join(folder, 'lowest/node_modules'));
    expect(present).toContain('zod');
    for (const name of ['esbuild', 'cdk-nag']) expect(present).not.toContain(name);
  });

  it('bundles only packages that npm audit --omit=dev checks', () => {
    const bundled = FEATURES.flatMap(
      (feature) => JSON.parse(contentOf(`dist/functions/${bundleNameOf(feature)}/index.js.map`)).sources as string[],
    ).flatMap((source) => /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(source) ?? []);
    expect(bundled).toContain('node_modules/@aws-sdk/client-ses');
    expect([...new Set(bundled)].filter((name) => !LOCKED[name] || LOCKED[name].dev)).toEqual([]);
  });

  it('can be imported from ES modules', async () => {
    const script = `import { ExporterStage } from 'ses-metrics-exporter'; console.log(ExporterStage.name);`;
    expect(await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: consumer.folder })).toBe(
      'ExporterStage\n',
    );
  });
});

describe.each(VERSIONS)('beside the $which version of CDK', ({ which, packages }) => {
  const here = () => consumers.get(which) as Consumer;
  let compiled: ProgramResult;

  beforeAll(async () => {
    compiled = await compile(here());
  });

  it('has exactly that version', () => {
    const names = ['aws-cdk-lib', 'constructs'];
    expect(names.map((name) => `${name}@${versionIn(here(), name)}`)).toEqual(packages);
  });

  it('the examples compile, with every declaration that they reach', () => {
    expect(compiled).toEqual(SILENT);
  });

  it.each(EXAMPLES)(
    '%s synthesizes without output, and has the templates and code of a synthesis from source',
    async (example) => {
      expect(await synthesize(here(), `${example}.js`, { outdir: example })).toEqual(SILENT);
      const stacks = stacksIn(path.join(here().folder, example));
      expect(stacks).toEqual(fromSource.get(example));
      expect(stacks.size).toBeGreaterThan(0);
      for (const { code } of stacks.values()) expect(code.length).toBe(DEFAULT_FEATURES.length);
      record({
        action: `cdk synth of ${example}`,
        client: packages.join(', '),
        result: `${stacks.size} stacks as from source`,
      });
    },
  );
});

/** test/lib/shared/feature-flags.long.ts has the flags of the locked version. */
it.each(['recommended', 'opposite'])(
  'beside the lowest version of CDK, the templates are the same with the %s value of each feature flag',
  async (value) => {
    const lowestConsumer = consumers.get('lowest') as Consumer;
    const { folder: cwd } = lowestConsumer;
    const context = JSON.parse(await run(process.execPath, ['--eval', FLAGS, value], { cwd }));
    expect(Object.keys(context).length).toBeGreaterThan(70);
    const result = await synthesize(lowestConsumer, 'own-app.js', { outdir: value, context });
    expect(result).toMatchObject({ status: 0, stdout: '' });
    expect(stacksIn(path.join(cwd, value))).toEqual(fromSource.get('own-app'));
  },
);

it.each(NAGS)('beside the $which version of CDK, $nag finds nothing in any configuration', async ({ which, nag }) => {
  const { folder: cwd } = consumers.get(which) as Consumer;
  const STAGES = JSON.stringify(stageOptions());
  const { stdout, stderr } = await tryRun(process.execPath, ['nagged.cjs', nag], {
    cwd,
    env: { STAGES, CDK_OUTDIR: path.join(cwd, 'nagged') },
  });
  const paths = [...(stdout + stderr).matchAll(/\b(Control|Stage\d+)\/[\w/-]+/g)].map(([name]) => name);
  expect([...new Set(paths)]).toEqual(['Control/Stack/Queue/Resource']);
});

it.each(Object.entries(CDK_CHANGES))('the oldest and the locked version differ in %s', (_, remove) => {
  const changed = ['lowest', 'locked'].map((which) => {
    const templates = EXAMPLES.flatMap((example) => templatesIn(path.join(folder, which, example)));
    return templates.some((template) => remove(template) !== template);
  });
  expect(changed).toEqual([false, true]);
});

/** Prints the recommended or the opposite value of each feature flag of an installed CDK. The synthesizer selects the bucket. */
const FLAGS = `
  const { FLAGS } = require('aws-cdk-lib/cx-api');
  const flags = Object.entries(FLAGS).filter(([name, { introducedIn, recommendedValue }]) =>
    introducedIn.v2 && typeof recommendedValue === 'boolean' && name !== '@aws-cdk/core:newStyleStackSynthesis');
  const isOpposite = process.argv[1] === 'opposite';
  console.log(JSON.stringify(Object.fromEntries(
    flags.map(([name, { recommendedValue }]) => [name, recommendedValue !== isOpposite]))));
`;

async function synthesizeSource(): Promise<void> {
  const tsx = path.join(REPOSITORY, 'node_modules/.bin/tsx');
  for (const example of EXAMPLES) {
    const assembly = path.join(folder, 'source', example);
    await run(tsx, [`examples/${example}.ts`], { env: { CDK_OUTDIR: assembly } });
    fromSource.set(example, stacksIn(assembly));
  }
}

/** Returns the options of a stage for each configuration of one account. */
function stageOptions(): object[] {
  return Object.values(CONFIGURATIONS)
    .filter((context) => !('exporter:monitoring' in context))
    .map((context) =>
      Object.fromEntries(Object.entries(context).map(([name, value]) => [name.replace('exporter:', ''), value])),
    );
}

/** Runs last, because it replaces installed packages. */
describe('with newer AWS packages, which an older Node.js cannot import', () => {
  const NEEDS_NEWER = ['@aws-sdk/client-cloudwatch', '@aws-sdk/client-dynamodb', '@aws-sdk/client-ses', '@smithy/core'];

  it('installs with a warning from npm, and synthesizes as before', async () => {
    const folders = NEEDS_NEWER.map((name) => {
      const home = path.join(consumer.folder, 'newer', name);
      const { version } = LOCKED[`node_modules/${name}`] as { version: string };
      const newer = `${version.split('.')[0]}.999999.0`;
      mkdirSync(home, { recursive: true });
      writeFileSync(
        path.join(home, 'package.json'),
        JSON.stringify({ name, version: newer, main: 'index.js', engines: { node: '>=99' } }),
      );
      writeFileSync(path.join(home, 'index.js'), `throw new Error('${name} ${newer} needs Node.js 99 or later');`);
      return `./newer/${name}`;
    });
    const options = ['--no-audit', '--no-fund', '--install-links'];
    const { status, stderr } = await tryRun('npm', ['install', ...options, ...folders], { cwd: consumer.folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('EBADENGINE') });
    for (const name of NEEDS_NEWER) {
      const script = `require(${JSON.stringify(name)})`;
      const { stderr: error } = await tryRun(process.execPath, ['--eval', script], { cwd: consumer.folder });
      expect(error).toContain(`${name} `);
      expect(error).toContain('needs Node.js 99 or later');
    }
    expect(await synthesize(consumer, 'pipeline.js', { outdir: 'beside-newer' })).toEqual(SILENT);
    expect(stacksIn(path.join(consumer.folder, 'beside-newer'))).toEqual(fromSource.get('pipeline'));
  });
});
