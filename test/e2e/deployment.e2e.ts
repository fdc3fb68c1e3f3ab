/**
 * The app, deployed by the CDK CLI: with its defaults in one Region, and with every option in two more. Its parts are
 * driven as AWS drives them, under the rights that they are given, and what they did is read back with the AWS CLI.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cdk, cdkOn } from './support/cdk';
import { CONFIGURATIONS } from './support/configurations';
import { type DeployedStack, stackOn } from './support/deployed-stack';
import { type Emulator, startEmulator } from './support/emulator';
import { inventory } from './support/inventory';
import { seen } from './support/seen';
import { type Ses, startSes } from './support/ses';
import { versionOf } from './support/tools';
import { until } from './support/until';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const AWS_CLI = versionOf('awscli');
const CDK_CLI = `aws-cdk ${require('aws-cdk/package.json').version}`;

const EVERYTHING = CONFIGURATIONS['every option, in two Regions'];
const NAMESPACE = EVERYTHING['exporter:namespace'];

/** Of the defaults. */
const HOME = 'eu-central-1';
/** Of every option. In the first, SES is the emulator's own; in the second, that of `local/`. */
const [WEST, EAST] = ['eu-west-1', 'us-east-1'] as const;
const REGIONS = [HOME, WEST, EAST];

let emulator: Emulator;
let ses: Ses;
let defaults: Cdk;
let everything: Cdk;
let home: DeployedStack;
let west: DeployedStack;
let east: DeployedStack;
let bootstrapped: Record<string, string[]>;

beforeAll(async () => {
  [emulator, ses] = await Promise.all([startEmulator(), startSes()]);
  [home, west, east] = [stackOn(emulator, HOME), stackOn(emulator, WEST), stackOn(emulator, EAST)];
  const keys = [];
  for (const stack of [west, east]) {
    keys.push(await stack.aws<string>('kms', 'create-key', '--query', 'KeyMetadata.Arn'));
    const [Name] = EVERYTHING['exporter:notifications'].critical.endpointParameters;
    const pager = { Name, Value: 'https://pager.example.com/events', Type: 'String' };
    await stack.aws('ssm', 'put-parameter', '--cli-input-json', JSON.stringify(pager));
  }
  defaults = cdkOn(emulator, HOME);
  everything = cdkOn(emulator, WEST, {
    ...EVERYTHING,
    'exporter:messageInsights': { ...EVERYTHING['exporter:messageInsights'], encryptionKeyArns: keys },
  });
});

afterAll(async () => {
  await ses?.close();
  await emulator?.close();
});

const exporterOf = (stack: DeployedStack) => stack.idOf('AWS::Lambda::Function', 'SendStatistics');
const lookUpsOf = (stack: DeployedStack) => stack.idOf('AWS::Lambda::Function', 'MessageInsights');

describe('the CDK CLI', () => {
  test('bootstraps each Region', async () => {
    await defaults('bootstrap');
    await everything('bootstrap', `aws://000000000000/${WEST}`, `aws://000000000000/${EAST}`);
    bootstrapped = Object.fromEntries(
      await Promise.all(REGIONS.map(async (region) => [region, await inventory(emulator, region)])),
    );
    seen({ what: 'cdk bootstrap of three Regions', client: CDK_CLI, readBack: bootstrapped[HOME]?.join(', ') ?? '' });
    for (const region of REGIONS) expect(bootstrapped[region]).toContain('CDKToolkit');
  });

  test('deploys every option in two Regions, and the defaults in a third', async () => {
    await everything('deploy', '--all', '--require-approval', 'never');
    await west.aws('ses', 'verify-email-identity', '--email-address', SENDER);
    for (let mail = 0; mail < MAILS; mail++) await sendMail(west);
    for (const name of [await exporterOf(east), await lookUpsOf(east)]) await east.addVariables(name, ses.variables);
    await defaults('deploy', '--all', '--require-approval', 'never');
    for (const stack of [home, west, east]) {
      const resources = await stack.aws<string[]>(
        ...['cloudformation', 'list-stack-resources', '--stack-name', stack.name],
        ...['--query', 'StackResourceSummaries[].ResourceStatus'],
      );
      expect(new Set(resources)).toEqual(new Set(['CREATE_COMPLETE']));
      seen({
        what: `cdk deploy in ${stack.region}`,
        client: CDK_CLI,
        readBack: `${resources.length} resources, all CREATE_COMPLETE`,
      });
    }
  });

  test.each(['defaults', 'every option'])(
    'finds no difference afterwards, and has nothing to deploy: %s',
    async (name) => {
      const cdk = name === 'defaults' ? defaults : everything;
      const diff = await cdk('diff');
      expect(diff).toContain('Number of stacks with differences: 0');
      const again = await cdk('deploy', '--all', '--require-approval', 'never');
      const unchanged = again.match(/\(no changes\)/g) ?? [];
      expect(unchanged).toHaveLength(name === 'defaults' ? 1 : 2);
      seen({
        what: `cdk diff, and a second cdk deploy: ${name}`,
        client: CDK_CLI,
        readBack: `${diff.match(/Number of stacks with differences: \d+/)}; ${unchanged.join(', ')}`,
      });
    },
  );
});

const SENDER = 'shop@example.com';
const MAILS = 7;

async function sendMail(stack: DeployedStack): Promise<void> {
  await stack.aws(
    ...['ses', 'send-email', '--from', SENDER, '--destination', 'ToAddresses=someone@example.net'],
    ...['--message', 'Subject={Data=Hello},Body={Text={Data=Hello}}'],
  );
}

describe('the exporter', () => {
  /** Windows that SES's 14 days cover whole, whenever it is asked. */
  const WINDOWS = { '30m': HOUR / 2, '1h': HOUR, '24h': DAY, '7d': 7 * DAY };

  async function firstSlot(stack: DeployedStack): Promise<number | undefined> {
    const now = Date.now();
    const polls = await stack.metric({
      namespace: NAMESPACE,
      name: 'SendingEnabled',
      from: now - HOUR,
      to: now + MINUTE,
    });
    return [...polls.keys()][0];
  }

  async function publishedAt(stack: DeployedStack, slot: number) {
    const read = async (name: string, window: string) =>
      (await stack.metric({ namespace: NAMESPACE, name, window, from: slot, to: slot + MINUTE })).get(slot);
    return Promise.all(
      Object.keys(WINDOWS).map(async (window) => ({
        window,
        attempts: await read('DeliveryAttempts', window),
        bounces: await read('Bounces', window),
        bounceRate: await read('BounceRate', window),
        complaintRate: await read('ComplaintRate', window),
      })),
    );
  }

  /** From the mail, minute by minute; no code of the exporter is in it. */
  function sentBefore(slot: number) {
    return Object.entries(WINDOWS).map(([window, length]) => {
      const sum = { attempts: 0, bounces: 0, complaints: 0 };
      for (const { deliveryAttempts, bounces, complaints } of ses.mail.between(slot - length, slot)) {
        sum.attempts += deliveryAttempts;
        sum.bounces += bounces;
        sum.complaints += complaints;
      }
      const { attempts, bounces, complaints } = sum;
      return { window, attempts, bounces, bounceRate: bounces / attempts, complaintRate: complaints / attempts };
    });
  }

  const inWords = (published: Awaited<ReturnType<typeof publishedAt>>) =>
    published
      .map(({ window, attempts, bounceRate }) => `${window}: ${attempts} attempts, bounce rate ${bounceRate}`)
      .join('; ');

  test('is called by the schedule, and publishes the mail that was sent', async () => {
    const [inWest, inEast] = (await Promise.all(
      [west, east].map((stack) => until('the schedule', () => firstSlot(stack), { seconds: 400, every: 5 })),
    )) as [number, number];
    const fromEmulator = await publishedAt(west, inWest);
    const fromLocal = await publishedAt(east, inEast);
    const what = (from: string) => `The schedule fires; mail ${from}, every window`;
    seen({ what: what(`sent with the AWS CLI: ${MAILS}`), client: AWS_CLI, readBack: inWords(fromEmulator) });
    seen({ what: what('of the simulation'), client: AWS_CLI, readBack: inWords(fromLocal) });
    expect(fromEmulator).toEqual(
      Object.keys(WINDOWS).map((window) => ({ window, attempts: MAILS, bounces: 0, bounceRate: 0, complaintRate: 0 })),
    );
    expect(fromLocal).toEqual(sentBefore(inEast));
  });

  test('fills in the history of a new stack, on the first poll of an hour', async () => {
    const hour = Math.floor(Date.now() / HOUR) * HOUR;
    const firstPoll = new Date(hour + 2 * MINUTE); // in the first minutes of an hour: of the one before
    const slot = firstPoll.getTime() <= Date.now() ? firstPoll.getTime() : firstPoll.getTime() - HOUR;
    const name = await exporterOf(east);
    await east.invoke(name, { scheduledTime: new Date(slot).toISOString() });
    const from = slot - 14 * DAY + HOUR;
    const history = await east.metric({
      namespace: NAMESPACE,
      name: 'DeliveryAttempts',
      window: '24h',
      from,
      to: slot,
      periodSeconds: 300,
    });
    const slots = [...history.keys()].sort((a, b) => a - b);
    seen({
      what: 'Backfill: the first poll of an hour, of a stack a few minutes old',
      client: AWS_CLI,
      readBack: `${slots.length} slots from ${new Date(slots[0] ?? 0).toISOString()} on`,
    });
    expect(slots).toHaveLength((13 * DAY + 23 * HOUR) / (5 * MINUTE));
  });

  test('wakes the pager when AWS pauses sending, with the link to the runbook', async () => {
    const queue = await east.aws<string>('sqs', 'create-queue', '--queue-name', 'pager', '--query', 'QueueUrl');
    const topic = await east.idOf('AWS::SNS::Topic', 'TopicsCritical');
    await east.aws(
      'sqs',
      'set-queue-attributes',
      '--queue-url',
      queue,
      '--attributes',
      JSON.stringify({ Policy: JSON.stringify(letIn(topic)) }),
    );
    await east.aws('sns', 'subscribe', '--topic-arn', topic, '--protocol', 'sqs', '--notification-endpoint', PAGER);
    ses.pauseSending();
    await east.invoke(await exporterOf(east), {});
    const { Message, Subject } = await until('the page', () => receive<Notification>(east, queue), { seconds: 90 });
    const { AlarmName, AlarmDescription, NewStateValue } = JSON.parse(Message);
    seen({
      what: 'SES pauses sending; the alarm tells an SQS queue',
      client: AWS_CLI,
      readBack: `${Subject}: ${AlarmDescription}`,
    });
    expect({ AlarmName, NewStateValue }).toEqual({
      AlarmName: `${east.name}-sending-disabled`,
      NewStateValue: 'ALARM',
    });
    expect(AlarmDescription).toContain(`${EVERYTHING['exporter:runbookUrl']}#alarm-sending-disabled`);
    await east.aws('sqs', 'delete-queue', '--queue-url', queue);
  });

  const PAGER = `arn:aws:sqs:${EAST}:000000000000:pager`;

  const letIn = (topic: string) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: PAGER,
        Condition: { ArnEquals: { 'aws:SourceArn': topic } },
      },
    ],
  });

  test('leaves a poll that failed three times in the queue of polls given up', async () => {
    const name = await exporterOf(west);
    await west.addVariables(name, { AWS_ENDPOINT_URL_SES: 'http://127.0.0.1:9' }); // nobody listens there
    const answer = ['--invocation-type', 'Event', '--payload', '{"backfill":"1h"}', '/dev/null'];
    await west.aws('lambda', 'invoke', '--function-name', name, ...answer);
    const queue = await west.idOf('AWS::SQS::Queue');
    const { requestPayload, responsePayload } = await until('the event', () => receive<GivenUp>(west, queue), {
      seconds: 120,
    });
    seen({
      what: 'A poll fails; the event, from the queue of polls given up',
      client: AWS_CLI,
      readBack: `${JSON.stringify(requestPayload)}: ${responsePayload.errorMessage}`,
    });
    expect(requestPayload).toEqual({ backfill: '1h' });
    expect(responsePayload.errorMessage).toContain('getSendStatistics');
  });
});

interface Notification {
  readonly Subject: string;
  readonly Message: string;
}

interface GivenUp {
  readonly requestPayload: unknown;
  readonly responsePayload: { readonly errorMessage: string };
}

/** The body of a message, if there is one. */
async function receive<T>(stack: DeployedStack, queue: string): Promise<T | undefined> {
  const answer = await stack.aws<{ Messages?: { Body: string }[] } | undefined>(
    'sqs',
    'receive-message',
    '--queue-url',
    queue,
  );
  const [message] = answer?.Messages ?? [];
  return message && (JSON.parse(message.Body) as T);
}

test('the dashboards are accepted, with every widget', async () => {
  const names = await Promise.all(
    REGIONS.map((region) =>
      emulator.aws<string[]>(region, 'cloudwatch', 'list-dashboards', '--query', 'DashboardEntries[].DashboardName'),
    ),
  );
  expect(names).toEqual([[home.name], [west.name, 'SesMetricsExporter-all-Regions'], [east.name]]);
});

describe('cdk destroy', () => {
  test('leaves behind what bootstrapping made, and nothing else', async () => {
    await defaults('destroy', '--all', '--force');
    await everything('destroy', '--all', '--force');
    for (const region of REGIONS) {
      const left = await inventory(emulator, region);
      expect(left.filter((name) => !bootstrapped[region]?.includes(name))).toEqual([]);
      seen({ what: `cdk destroy in ${region}: what is left`, client: AWS_CLI, readBack: left.join(', ') });
    }
  });
});
