/** Types the documented commands into a fresh checkout: deployment, a second Region, a backfill and removal. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Checkout, checkOut } from './support/checkout';
import { stackOn } from './support/deployed-stack';
import { codeBlocks, commandsIn } from './support/documents';
import { type Emulator, startEmulator } from './support/emulator';
import { inventory } from './support/inventory';
import { record } from './support/observations';
import { runInTerminal } from './support/terminal';
import { programOf, versionOf } from './support/tools';

const [FIRST_REGION, SECOND_REGION] = ['eu-west-1', 'us-east-1'] as const;
const AWS_CLI = versionOf('awscli');

const DEPLOY = codeBlocks('README.md', 'Deploy');
/** The variables that the first commands set for all commands that follow. */
const EXPORTS = commandsIn('README.md', 'Deploy')
  .split('\n')
  .filter((line) => line.startsWith('export '));

let emulator: Emulator;
let checkout: Checkout;
/** The output of the last deployment. */
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

/** Removes the variables that npm sets for this test's own script. They would override settings of the commands below. */
function withoutNpmVariables(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) =>
    /^npm_(package|lifecycle|config_local_prefix|command)/.test(name),
  );
  return Object.fromEntries([...names, 'INIT_CWD'].map((name) => [name, undefined]));
}

/**
 * Commands that cannot succeed here, because the emulator lacks composite alarms and some reads, and what they print instead.
 * `commands.e2e.ts` runs them on the alarms that the emulator has.
 */
const UNPROVEN: Readonly<Record<string, string>> = {
  'npm run doctor': `SES: SES answers in ${FIRST_REGION}.`,
  'npm run drill -- bounce-spike': 'does not exist: it is switched off, or the stack is incomplete',
};

/** Types commands in the checkout and returns their output. */
async function type(commands: string): Promise<string> {
  const { status, output } = await tryToType(commands);
  if (status !== 0) throw new Error(`Status ${status} of:\n${commands}\n${output}`);
  return output;
}

async function tryToType(commands: string): Promise<{ readonly status: number | null; readonly output: string }> {
  const { status, stdout, stderr } = await runInTerminal([...EXPORTS, commands].join('\n'), {
    cwd: checkout.folder,
    env: {
      ...withoutNpmVariables(),
      HOME: emulator.folder, // Hides the user's own configuration, except npm's.
      NPM_CONFIG_USERCONFIG: path.join(homedir(), '.npmrc'),
      PATH: `${path.dirname(programOf('awscli', 'aws'))}${path.delimiter}${process.env.PATH}`,
      AWS_ENDPOINT_URL: emulator.url,
      AWS_DEFAULT_REGION: FIRST_REGION, // Version 1 of the AWS CLI, from PyPI, does not read AWS_REGION.
      AWS_CA_BUNDLE: emulator.env.AWS_CA_BUNDLE,
      NODE_EXTRA_CA_CERTS: emulator.env.NODE_EXTRA_CA_CERTS,
    },
  });
  record({
    action: `Documentation: ${commands.split('\n').find((line) => !line.startsWith('export '))}`,
    client: 'bash, in a terminal',
    result: `status ${status}`,
  });
  return { status, output: stdout + stderr };
}

test('README, "Deploy": every command and setting, in order, deploys a stack that notifies', async () => {
  const outputs: string[] = [];
  for (const { language, code } of DEPLOY) {
    if (language === 'json') {
      checkout.configure(JSON.parse(`{${code}}`));
      continue;
    }
    for (const line of code.trim().split('\n')) {
      const unproven = UNPROVEN[line];
      const typed = unproven ? await tryToType(line) : { status: 0, output: await type(line) };
      if (unproven) expect(typed).toEqual({ status: 1, output: expect.stringContaining(unproven) });
      outputs.push(typed.output);
    }
  }
  const output = outputs.join('\n');
  expect(output).toMatch(/^The real account in \S+, not published/m);

  const query = 'Stacks[?StackName!=`CDKToolkit`].[StackName,StackStatus]';
  const stacks = await emulator.aws(FIRST_REGION, 'cloudformation', 'describe-stacks', '--query', query);
  record({ action: 'README, "Deploy": the stacks', client: AWS_CLI, result: JSON.stringify(stacks) });
  expect(stacks).toEqual([[`SesMetricsExporter-${FIRST_REGION}`, 'CREATE_COMPLETE']]);

  // Doctor masks the receiver "oncall@example.com".
  expect(output).toContain('Critical receivers: 1 receiver: email o***@example.com.');
});

test('docs/accounts-and-regions.md, "Several Regions": adds a Region', async () => {
  for (const { language, code } of codeBlocks('docs/accounts-and-regions.md', 'Several Regions')) {
    if (language === 'json') checkout.configure(JSON.parse(`{${code}}`));
    else deployed = await type(code);
  }
  for (const region of [FIRST_REGION, SECOND_REGION]) {
    expect(await stackOn(emulator, region).idOf('AWS::Scheduler::Schedule')).toContain('SendStatistics');
  }
});

test('docs/metrics.md, "Publish a time span again": invokes the exporter', async () => {
  const output = new RegExp(`SesMetricsExporter-${FIRST_REGION}\\.ExporterFunctionName = (\\S+)`);
  const [, name = ''] = output.exec(deployed) ?? [];
  expect(name).toContain('SendStatistics');
  await type(commandsIn('docs/metrics.md', 'Publish a time span again').replace('NAME', name));
  expect(readFileSync(path.join(checkout.folder, 'answer.json'), 'utf8')).toBe('null');
});

test('docs/upgrading.md, "Remove": removes everything', async () => {
  await type(commandsIn('docs/upgrading.md', 'Remove'));
  for (const region of [FIRST_REGION, SECOND_REGION]) {
    const left = (await inventory(emulator, region)).filter((name) => !name.toLowerCase().includes('cdk'));
    record({ action: `Documentation: left in ${region} after removal`, client: AWS_CLI, result: JSON.stringify(left) });
    expect(left).toEqual([]);
  }
});
