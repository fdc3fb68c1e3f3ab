/** Runs the commands of docs/without-cdk.md, which deploy a template with only the AWS CLI. */
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventOf } from '../support/insights-world';
import { type Checkout, checkOut } from './support/checkout';
import { stackOn } from './support/deployed-stack';
import { commandsIn } from './support/documents';
import { type Emulator, startEmulator } from './support/emulator';
import { inventory } from './support/inventory';
import { sendMails } from './support/mail';
import { record } from './support/observations';
import { REPOSITORY, run } from './support/programs';
import { programOf, versionOf } from './support/tools';
import { removeUnsupported } from './support/unsupported';
import { waitFor } from './support/wait-for';

const DOCUMENT = 'docs/without-cdk.md';
const [WRITE = '', VARIABLES = '', MAKE_BUCKET = '', ...DEPLOY] = commandsIn(DOCUMENT, 'Deploy').split('\n');

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

/** Writes the templates, copies them next to the checkout, and removes unsupported parts from the copies. */
async function writeTemplates(): Promise<string[]> {
  await run('bash', ['-c', WRITE], { cwd: checkout.folder });
  const written = path.join(checkout.folder, 'template');
  const delivered = path.join(emulator.folder, 'template');
  cpSync(written, delivered, { recursive: true });
  const templates = readdirSync(written).filter((name) => name.endsWith('.template.json'));
  for (const name of templates) {
    const file = path.join(delivered, name);
    const template = JSON.parse(readFileSync(file, 'utf8'));
    removeUnsupported(template);
    writeFileSync(file, JSON.stringify(template));
  }
  return templates.map((name) => path.join(written, name));
}

/** Runs commands of the document in a folder that contains only the folder `template`. */
async function runDocumented(commands: string): Promise<string> {
  return run('bash', ['-e', '-u', '-c', `${VARIABLES}\n${commands}`], {
    cwd: emulator.folder,
    env: {
      ...emulator.env,
      PATH: `${path.dirname(programOf('awscli', 'aws'))}${path.delimiter}${process.env.PATH}`,
    },
  });
}

const stack = () => stackOn(emulator, REGION);

test('npm run template writes a template without findings of cfn-lint', async () => {
  const templates = await writeTemplates();
  expect(templates.map((file) => path.basename(file))).toEqual(['SesMetricsExporter.template.json']);
  // test/checks/exceptions.ts explains why W3005 is ignored.
  await run(programOf('cfn-lint'), ['--ignore-checks', 'W3005', '--regions', REGION, 'us-east-1', '--', ...templates]);
});

test('the commands deploy it', async () => {
  const printed = await runDocumented([MAKE_BUCKET, ...DEPLOY].join('\n'));
  const statuses = await stack().statuses();
  record({ action: `${DOCUMENT}: deploy`, client: AWS_CLI, result: `${statuses.length} resources` });
  expect(new Set(statuses)).toEqual(new Set(['CREATE_COMPLETE']));
  expect(printed).toContain(await stack().idOf('AWS::Lambda::Function', 'SendStatistics'));
});

test('the exporter publishes the mail that was sent', async () => {
  const { idOf, invoke, metric } = stack();
  await sendMails(stack(), MAILS);
  const name = await idOf('AWS::Lambda::Function', 'SendStatistics');
  const span = { from: Date.now() - HOUR, to: Date.now() + HOUR };
  const attemptsInHour = { namespace: 'SES/SendStatistics', name: 'DeliveryAttempts', window: '1h' };
  const attempts = await waitFor(
    'a poll in the minute after the mail',
    async () => {
      await invoke(name, {});
      const published = [...(await metric(attemptsInHour, span)).values()];
      return published.includes(MAILS) ? published : undefined;
    },
    { seconds: 90, every: 5 },
  );
  record({ action: `${DOCUMENT}: delivery attempts`, client: AWS_CLI, result: JSON.stringify(attempts) });
  expect(Math.max(...attempts)).toBe(MAILS);
});

test('the look-up function answers a request', async () => {
  const { idOf, invoke } = stack();
  const name = await idOf('AWS::Lambda::Function', 'MessageInsights');
  const { body } = (await invoke(name, eventOf('', { route: 'openapi' }))) as { body: string };
  expect(JSON.parse(body)).toHaveProperty('openapi');
});

test('the same commands deploy another configuration', async () => {
  checkout.configure({ 'exporter:namespace': 'Mail/Sending' });
  await writeTemplates();
  await runDocumented(DEPLOY.join('\n'));
  const name = await stack().idOf('AWS::Lambda::Function', 'SendStatistics');
  const query = ['--query', 'Environment.Variables.METRIC_NAMESPACE'];
  expect(await stack().aws('lambda', 'get-function-configuration', '--function-name', name, ...query)).toBe(
    'Mail/Sending',
  );
});

test('the command for removal leaves only the bucket', async () => {
  await runDocumented(commandsIn(DOCUMENT, 'Remove'));
  await stack().aws('cloudformation', 'wait', 'stack-delete-complete', '--stack-name', stack().name);
  const left = await inventory(emulator, REGION);
  record({ action: `${DOCUMENT}: left after removal`, client: AWS_CLI, result: JSON.stringify(left) });
  expect(left).toEqual([BUCKET]);
});
