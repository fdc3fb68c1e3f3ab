/** README's section "Without CDK", word by word: its template, deployed with the AWS CLI alone. */
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventOf } from '../support/insights-world';
import { type Checkout, checkOut } from './support/checkout';
import { stackOn } from './support/deployed-stack';
import { type Emulator, startEmulator } from './support/emulator';
import { inventory } from './support/inventory';
import { leaveOut } from './support/left-out';
import { sendMails } from './support/mail';
import { REPOSITORY, run } from './support/run';
import { seen } from './support/seen';
import { programOf, versionOf } from './support/tools';
import { until } from './support/until';

const README = readFileSync(path.join(REPOSITORY, 'README.md'), 'utf8');
const [, SECTION = ''] = README.split('\n### Without CDK\n');
const [DEPLOY = '', DELETE = ''] = [...SECTION.matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, text]) => text);
const [WRITE = '', VARIABLES = '', MAKE_BUCKET = '', ...REST] = DEPLOY.split('\n');
const DEPLOY_AGAIN = REST.join('\n');

const AWS_CLI = versionOf('awscli');
const HOUR = 3_600_000;
const REGION = 'eu-west-1';
const BUCKET = 'my-bucket';
const MAILS = 1;

let emulator: Emulator;
let checkout: Checkout;

beforeAll(async () => {
  emulator = await startEmulator();
  checkout = await checkOut(path.join(emulator.folder, 'checkout'));
  symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(checkout.folder, 'node_modules'));
});

afterAll(() => emulator?.close());

/** Writes the templates, and puts beside the checkout what somebody else gets of it: without what the emulator cannot do. */
async function writeTemplates(): Promise<string[]> {
  await run('bash', ['-c', WRITE], { cwd: checkout.folder });
  const written = path.join(checkout.folder, 'template');
  const handedOver = path.join(emulator.folder, 'template');
  cpSync(written, handedOver, { recursive: true });
  const templates = readdirSync(written).filter((name) => name.endsWith('.template.json'));
  for (const name of templates) {
    const file = path.join(handedOver, name);
    const template = JSON.parse(readFileSync(file, 'utf8'));
    leaveOut(template);
    writeFileSync(file, JSON.stringify(template));
  }
  return templates.map((name) => path.join(written, name));
}

/** Runs a part of README's commands where nothing is but the folder `template`. */
async function followed(commands: string): Promise<string> {
  return run('bash', ['-e', '-u', '-c', `${VARIABLES}\n${commands}`], {
    cwd: emulator.folder,
    env: {
      ...emulator.env,
      PATH: `${path.dirname(programOf('awscli', 'aws'))}${path.delimiter}${process.env.PATH}`,
    },
  });
}

const stack = () => stackOn(emulator, REGION);

test('npm run template writes a template that cfn-lint finds nothing in', async () => {
  const templates = await writeTemplates();
  expect(templates.map((file) => path.basename(file))).toEqual(['SesMetricsExporter.template.json']);
  // What is meant so: test/checks/exceptions.ts.
  await run(programOf('cfn-lint'), ['--ignore-checks', 'W3005', '--regions', REGION, 'us-east-1', '--', ...templates]);
});

test('its commands deploy it', async () => {
  const printed = await followed(`${MAKE_BUCKET}\n${DEPLOY_AGAIN}`);
  const statuses = await stack().statuses();
  seen({ what: 'README, "Without CDK": deploy', client: AWS_CLI, readBack: `${statuses.length} resources` });
  expect(new Set(statuses)).toEqual(new Set(['CREATE_COMPLETE']));
  expect(printed).toContain(await stack().idOf('AWS::Lambda::Function', 'SendStatistics'));
});

test('the exporter publishes the mail that was sent', async () => {
  const { idOf, invoke, metric } = stack();
  await sendMails(stack(), MAILS);
  const name = await idOf('AWS::Lambda::Function', 'SendStatistics');
  const [from, to] = [Date.now() - HOUR, Date.now() + HOUR];
  const query = { namespace: 'SES/SendStatistics', name: 'DeliveryAttempts', window: '1h', from, to };
  const attempts = await until(
    'a poll in the minute after the mail',
    async () => {
      await invoke(name, {});
      const published = [...(await metric(query)).values()];
      return published.includes(MAILS) ? published : undefined;
    },
    { seconds: 90, every: 5 },
  );
  seen({ what: 'README, "Without CDK": delivery attempts', client: AWS_CLI, readBack: JSON.stringify(attempts) });
  expect(Math.max(...attempts)).toBe(MAILS);
});

test('the look-ups answer', async () => {
  const { idOf, invoke } = stack();
  const name = await idOf('AWS::Lambda::Function', 'MessageInsights');
  const { body } = (await invoke(name, eventOf('', { route: 'openapi' }))) as { body: string };
  expect(JSON.parse(body)).toHaveProperty('openapi');
});

test('the same commands bring another configuration', async () => {
  checkout.configure({ 'exporter:namespace': 'Mail/Sending' });
  await writeTemplates();
  await followed(DEPLOY_AGAIN);
  const name = await stack().idOf('AWS::Lambda::Function', 'SendStatistics');
  const query = ['--query', 'Environment.Variables.METRIC_NAMESPACE'];
  expect(await stack().aws('lambda', 'get-function-configuration', '--function-name', name, ...query)).toBe(
    'Mail/Sending',
  );
});

test('its last command removes all but the bucket', async () => {
  await followed(DELETE);
  await stack().aws('cloudformation', 'wait', 'stack-delete-complete', '--stack-name', stack().name);
  const left = await inventory(emulator, REGION);
  seen({ what: 'README, "Without CDK": left after deletion', client: AWS_CLI, readBack: JSON.stringify(left) });
  expect(left).toEqual([BUCKET]);
});
