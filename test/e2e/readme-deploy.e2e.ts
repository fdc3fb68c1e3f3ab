/** README's section "Deploy", word by word: its commands, in its order, typed into a fresh checkout of this repository. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Checkout, checkOut } from './support/checkout';
import { stackOn } from './support/deployed-stack';
import { type Emulator, startEmulator } from './support/emulator';
import { inventory } from './support/inventory';
import { REPOSITORY } from './support/run';
import { seen } from './support/seen';
import { typeIn } from './support/terminal';
import { programOf, versionOf } from './support/tools';

const README = readFileSync(path.join(REPOSITORY, 'README.md'), 'utf8');

/** Up to its first subsection. */
const [SECTION = ''] = (README.split('\n## Deploy\n')[1] ?? '').split(/\n##+ /);

const [INSTALL, PAGER, CONFIGURE, DEPLOY_AGAIN, BACKFILL, DESTROY] = [
  ...SECTION.matchAll(/^```(sh|json)\n(.*?)\n```$/gms),
].map(([, , text = '']) => text) as [string, string, string, string, string, string];

let emulator: Emulator;
let checkout: Checkout;
/** What the first commands have set for all that follow. */
const EXPORTS = INSTALL.split('\n').filter((line) => line.startsWith('export '));
let deployed = '';

beforeAll(async () => {
  emulator = await startEmulator();
  checkout = await checkOut(path.join(emulator.folder, 'ses-metrics-exporter'));
  mkdirSync(path.join(emulator.folder, '.aws'));
  writeFileSync(
    path.join(emulator.folder, '.aws/config'),
    '[profile my-profile]\naws_access_key_id = test\naws_secret_access_key = test\n',
  );
});

afterAll(() => emulator?.close());

/** What npm tells the script that it is running now, and which would be taken for a setting of those below. */
function withoutOuterScript(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) =>
    /^npm_(package|lifecycle|config_local_prefix|command)/.test(name),
  );
  return Object.fromEntries([...names, 'INIT_CWD'].map((name) => [name, undefined]));
}

/** Types a block of README, in the folder of the checkout: all it wrote. */
async function followed(block: string, what: string): Promise<string> {
  const { status, stdout, stderr } = await typeIn([...EXPORTS, block].join('\n'), {
    cwd: checkout.folder,
    env: {
      ...withoutOuterScript(),
      HOME: emulator.folder, // nothing of who runs this test, but how they reach npm
      NPM_CONFIG_USERCONFIG: path.join(homedir(), '.npmrc'),
      PATH: `${path.dirname(programOf('awscli', 'aws'))}${path.delimiter}${process.env.PATH}`,
      AWS_ENDPOINT_URL: emulator.url,
      AWS_DEFAULT_REGION: 'eu-west-1', // PyPI has version 1 of the AWS CLI, which does not read AWS_REGION
      AWS_CA_BUNDLE: emulator.env.AWS_CA_BUNDLE,
      NODE_EXTRA_CA_CERTS: emulator.env.NODE_EXTRA_CA_CERTS,
    },
  });
  const written = stdout + stderr;
  seen({ what: `README, "Deploy": ${what}`, client: 'bash, in a terminal', readBack: `status ${status}` });
  if (status !== 0) throw new Error(`${block}\n${written}`);
  return written;
}

describe('README, "Deploy", word by word', () => {
  const [first, second] = ['eu-west-1', 'us-east-1'] as const;

  test('holds these commands, and no others', () => {
    const commands = [...SECTION.matchAll(/^```sh\n(.*?)\n```$/gms)].flatMap(([, text = '']) => text.split('\n'));
    expect(commands.map((command) => command.split('#')[0]?.trim())).toEqual([
      'export AWS_PROFILE=my-profile AWS_REGION=eu-west-1',
      'npm ci',
      'npm start -- --once --aws',
      'npx cdk bootstrap',
      'npx cdk deploy --all',
      expect.stringContaining('aws cloudwatch set-alarm-state'),
      'npx cdk bootstrap',
      'npx cdk deploy --all',
      `echo '{"backfill":"14d"}' > event.json`,
      'aws lambda invoke --function-name NAME --payload fileb://event.json answer.json',
      'npx cdk destroy --all',
    ]);
  });

  test('shows the account, and deploys', async () => {
    deployed = await followed(INSTALL, 'install, show, bootstrap, deploy');
    expect(deployed).toContain('The real account, read only');
    const status = [
      'cloudformation',
      'describe-stacks',
      '--query',
      'Stacks[?StackName!=`CDKToolkit`].[StackName,StackStatus]',
    ];
    const stacks = await emulator.aws(first, ...status);
    seen({ what: 'README, "Deploy": what is deployed', client: versionOf('awscli'), readBack: JSON.stringify(stacks) });
    expect(stacks).toEqual([[`SesMetricsExporter-${first}`, 'CREATE_COMPLETE']]);
  });

  test('tests the pager', async () => {
    await followed(PAGER, 'test the pager');
    const name = `SesMetricsExporter-${first}-quota-critical`;
    const alarm = ['cloudwatch', 'describe-alarms', '--alarm-names', name, '--query', 'MetricAlarms[].StateValue'];
    expect(await emulator.aws(first, ...alarm)).toEqual(['ALARM']);
  });

  test('adds a Region', async () => {
    checkout.configure(JSON.parse(`{${CONFIGURE}}`));
    deployed = await followed(DEPLOY_AGAIN, 'deploy into several Regions');
    for (const region of [first, second]) {
      expect(await stackOn(emulator, region).idOf('AWS::Scheduler::Schedule')).toContain('SendStatistics');
    }
  });

  test('publishes a span again', async () => {
    const name = new RegExp(`SesMetricsExporter-${first}\\.ExporterFunctionName = (\\S+)`).exec(deployed)?.[1] ?? '';
    await followed(BACKFILL.replace('NAME', name), 'publish a span again');
    expect(readFileSync(path.join(checkout.folder, 'answer.json'), 'utf8')).toBe('null');
  });

  test('removes all of it', async () => {
    await followed(DESTROY, 'destroy');
    for (const region of [first, second]) {
      const left = (await inventory(emulator, region)).filter((name) => !name.toLowerCase().includes('cdk'));
      seen({
        what: `README, "Deploy": left in ${region}`,
        client: versionOf('awscli'),
        readBack: JSON.stringify(left),
      });
      expect(left).toEqual([]);
    }
  });
});
