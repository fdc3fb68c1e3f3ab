/**
 * The app, deployed by the CDK CLI: with its defaults in one Region, and with every option in two more. Its parts are
 * driven as AWS drives them, under the rights that they are given, and what they did is read back with the AWS CLI.
 */
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:https';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cdk, cdkOn } from './support/cdk';
import { CONFIGURATIONS } from './support/configurations';
import { type DeployedStack, stackOn } from './support/deployed-stack';
import { type Emulator, startEmulator } from './support/emulator';
import { createUser } from './support/iam-user';
import { inventory } from './support/inventory';
import { LEFT_OUT } from './support/left-out';
import { sendMails } from './support/mail';
import { REPOSITORY, run } from './support/run';
import { seen } from './support/seen';
import { type Ses, startSes } from './support/ses';
import { SHORTCOMINGS } from './support/shortcomings';
import { programOf, versionOf } from './support/tools';
import { until } from './support/until';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const AWS_CLI = versionOf('awscli');
const CDK_CLI = `aws-cdk ${require('aws-cdk/package.json').version}`;

const README = readFileSync(path.join(REPOSITORY, 'README.md'), 'utf8');

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
/** What is polled before does not see all mail. */
let readyAt: number;

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
    seen({
      what: 'cdk bootstrap of three Regions',
      client: CDK_CLI,
      readBack: `${bootstrapped[HOME]?.length} stacks, buckets, roles`,
    });
    for (const region of REGIONS) expect(bootstrapped[region]).toContain('CDKToolkit');
  });

  test('deploys every option in two Regions, and the defaults in a third', async () => {
    await everything('deploy', '--all', '--require-approval', 'never');
    await sendMails(west, MAILS);
    for (const name of [await exporterOf(east), await lookUpsOf(east)]) await east.addVariables(name, ses.variables);
    readyAt = Date.now();
    await defaults('deploy', '--all', '--require-approval', 'never');
    for (const stack of [home, west, east]) {
      const resources = await stack.statuses();
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

const MAILS = 7;

describe('the exporter', () => {
  /** Windows that SES's 14 days cover whole, whenever it is asked. */
  const WINDOWS = { '30m': HOUR / 2, '1h': HOUR, '24h': DAY, '7d': 7 * DAY };

  async function firstSlot({ metric }: DeployedStack): Promise<number | undefined> {
    const now = Date.now();
    const polls = await metric({ namespace: NAMESPACE, name: 'SendingEnabled', from: now - HOUR, to: now + MINUTE });
    return [...polls.keys()].find((slot) => slot > readyAt);
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
    const history = await east.metric({
      ...{ namespace: NAMESPACE, name: 'DeliveryAttempts', window: '30m' },
      ...{ from: slot - 14 * DAY + HOUR, to: slot, periodSeconds: 300 },
    });
    const slots = [...history.keys()].sort((a, b) => a - b);
    const [oldest = Number.NaN, newest = Number.NaN] = [slots[0], slots.at(-1)];
    seen({
      what: 'Backfill: the first poll of an hour, of a stack a few minutes old',
      client: AWS_CLI,
      readBack: `${slots.length} slots, ${new Date(oldest).toISOString()} to ${new Date(newest).toISOString()}`,
    });
    expect(slots).toEqual(Array.from(slots, (_, index) => oldest + index * 5 * MINUTE)); // without a hole
    expect(oldest).toBeLessThan(Date.now() - 13 * DAY - 22 * HOUR); // SES's 14 days, but for the edges
    expect(newest).toBeGreaterThan(slot - 10 * MINUTE);
  });

  test('wakes the pager when AWS pauses sending, with the link to the runbook', async () => {
    const queue = await subscribeQueue('pager');
    ses.pauseSending();
    await east.invoke(await exporterOf(east), {});
    const isPage = (text: string) => (JSON.parse(text) as Alarm).AlarmName === `${east.name}-account-shut-down`;
    const askForPage = async () => {
      const notification = await read<Notification>(east, queue);
      return notification && isPage(notification.Message) ? notification : undefined; // others may report that they are OK
    };
    const { Message, Subject } = await until('the page', askForPage, { seconds: 90 });
    const { AlarmDescription, NewStateValue } = JSON.parse(Message) as Alarm;
    seen({
      what: 'SES pauses sending; the alarm notifies an SQS queue',
      client: AWS_CLI,
      readBack: `${Subject}: ${AlarmDescription}`,
    });
    expect(NewStateValue).toBe('ALARM');
    expect(AlarmDescription).toContain(`${EVERYTHING['exporter:runbookUrl']}#alarm-account-shut-down`);
    await east.aws('sqs', 'delete-queue', '--queue-url', queue);
  });

  test('wakes the pager when AWS Health reports a pause in its own Region, and in no other', async () => {
    const queue = await subscribeQueue('health');
    const rule = await east.idOf('AWS::Events::Rule');
    const { EventPattern } = await east.aws<{ EventPattern: string }>('events', 'describe-rule', '--name', rule);
    const putRule = (pattern: string) => east.aws('events', 'put-rule', '--name', rule, '--event-pattern', pattern);
    // Nobody but AWS may send events as AWS Health: for this test the rule takes them from elsewhere.
    const Source = 'test.health';
    await putRule(JSON.stringify({ ...JSON.parse(EventPattern), source: [Source] }));
    const entries = [WEST, EAST].map((eventRegion) => ({
      Source,
      DetailType: 'AWS Health Event',
      Detail: JSON.stringify({ service: 'SES', eventTypeCode: 'AWS_SES_SENDING_PAUSED', eventRegion }),
    }));
    await east.aws('events', 'put-events', '--entries', JSON.stringify(entries));
    await putRule(EventPattern);
    const pages: string[] = [];
    const askForPage = async () => {
      const notification = await read<Notification>(east, queue);
      if (notification?.Message.includes('AWS Health')) pages.push(notification.Message);
      return pages.find((page) => page.includes(EAST));
    };
    const page = await until('the page', askForPage, { seconds: 60 });
    seen({ what: 'AWS Health reports a pause; the rule notifies an SQS queue', client: AWS_CLI, readBack: page });
    expect(pages).toEqual([
      expect.stringContaining(`AWS Health: AWS_SES_SENDING_PAUSED in ${EAST}. SES has paused sending`),
    ]);
    await east.aws('sqs', 'delete-queue', '--queue-url', queue);
  });

  /** A queue that hears what the critical topic is sent. */
  async function subscribeQueue(name: string): Promise<string> {
    const arn = `arn:aws:sqs:${EAST}:000000000000:${name}`;
    const queue = await east.aws<string>('sqs', 'create-queue', '--queue-name', name, '--query', 'QueueUrl');
    const topic = await east.idOf('AWS::SNS::Topic', 'TopicsCritical');
    const attributes = JSON.stringify({ Policy: JSON.stringify(letIn(topic, arn)) });
    await east.aws('sqs', 'set-queue-attributes', '--queue-url', queue, '--attributes', attributes);
    await east.aws('sns', 'subscribe', '--topic-arn', topic, '--protocol', 'sqs', '--notification-endpoint', arn);
    return queue;
  }

  const letIn = (topic: string, queue: string) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue,
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
    const { requestPayload, responsePayload } = await until('the event', () => read<GivenUp>(west, queue), {
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

interface Alarm {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly NewStateValue: string;
}

interface Notification {
  readonly Subject: string;
  readonly Message: string;
}

interface GivenUp {
  readonly requestPayload: unknown;
  readonly responsePayload: { readonly errorMessage: string };
}

/** What a message in a queue says, if there is one. */
async function read<T>(stack: DeployedStack, queue: string): Promise<T | undefined> {
  const body = await stack.receive(queue);
  return body === undefined ? undefined : (JSON.parse(body) as T);
}

test.each([HOME, WEST, EAST])('the dashboards of %s are accepted, with every widget', async (region) => {
  const { aws, name } = stackOn(emulator, region);
  const names = await aws<string[]>('cloudwatch', 'list-dashboards', '--query', 'DashboardEntries[].DashboardName');
  expect(new Set(names)).toEqual(new Set(region === WEST ? [name, `${name}-all-Regions`] : [name]));
  const { TemplateBody } = await aws<{ TemplateBody: DeployedTemplate }>(
    ...['cloudformation', 'get-template', '--stack-name', name],
  );
  const deployed = Object.values(TemplateBody.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  const bodies = await Promise.all(
    names.map((dashboard) =>
      aws<string>(...['cloudwatch', 'get-dashboard', '--dashboard-name', dashboard], ...['--query', 'DashboardBody']),
    ),
  );
  const titles = bodies.map(titlesOf);
  seen({
    what: `Dashboards in ${region}`,
    client: AWS_CLI,
    readBack: titles.map((each, index) => `${names[index]}: ${each.length} widgets`).join('; '),
  });
  expect(new Set(titles)).toEqual(
    new Set(deployed.map(({ Properties }) => titlesOf(bodyOf(Properties.DashboardBody)))),
  );
  expect(bodies.join()).not.toContain('AWS::');
});

interface DeployedTemplate {
  readonly Resources: Record<
    string,
    { Type: string; Properties: { DashboardBody: string | { 'Fn::Join': [string, unknown[]] } } }
  >;
}

/** A dashboard's body with a word in place of what CloudFormation fills in. */
function bodyOf(body: string | { 'Fn::Join': [string, unknown[]] }): string {
  if (typeof body === 'string') return body;
  return body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'filled-in')).join('');
}

/** A line for each widget. */
function titlesOf(body: string): string[] {
  const { widgets } = JSON.parse(body) as { widgets: { type: string; properties: { title?: string } }[] };
  return widgets.map(({ type, properties }) => `${type}: ${properties.title}`);
}

describe('the look-up API', () => {
  let url: string;
  let oncall: Awaited<ReturnType<typeof createUser>>;
  let messageId: string;

  beforeAll(async () => {
    const id = await home.idOf('AWS::ApiGatewayV2::Api');
    url = `${emulator.url}/_aws/execute-api/${id}/$default`; // the URL that is printed has a name that only some resolve
    oncall = await createUser(home, 'oncall', JSON.parse(rightFromReadme(id)));
    await home.addVariables(await lookUpsOf(home), ses.variables);
    messageId = ses.bouncedMessage();
  });

  /** What README tells to allow to those who look messages up. */
  function rightFromReadme(apiId: string): string {
    const right = /\{ "Effect".*execute-api:Invoke.*\}/.exec(README)?.[0] ?? '';
    return right.replace('eu-west-1', HOME).replace('111122223333', '000000000000').replace('abc123', apiId);
  }

  async function ask(path: string) {
    const args = ['--service', 'execute-api', '--region', HOME, `${url}${path}`];
    return JSON.parse(await run(programOf('awscurl'), args, { env: { ...emulator.env, ...oncall } }));
  }

  test('answers who may look messages up, with masked addresses', async () => {
    const answer = await ask(`/v1/messages/${messageId}/insights`);
    seen({
      what: 'A signed look-up, through API Gateway',
      client: versionOf('awscurl'),
      readBack: JSON.stringify(answer),
    });
    expect(answer).toMatchObject({ messageId, insights: [{ status: 'BOUNCED_PERMANENTLY' }] });
    expect(answer.fromEmailAddress).toMatch(/^.\*\*\*@/);
  });

  test('keeps the answer in its table', async () => {
    const table = await home.idOf('AWS::DynamoDB::Table');
    const items = await home.aws<object[]>('dynamodb', 'scan', '--table-name', table, '--query', 'Items');
    seen({
      what: 'The table after a look-up',
      client: AWS_CLI,
      readBack: `${items.length} items: a turn and an answer`,
    });
    expect(items).toHaveLength(2);
  });

  test('refuses the same person what is not masked', async () => {
    const answer = await ask(`/v1/unmasked/messages/${messageId}/insights`);
    seen({ what: 'The same, unmasked', client: versionOf('awscurl'), readBack: answer.message });
    expect(answer.message).toContain('is not authorized to perform: execute-api:Invoke');
  });

  test.each([
    ['an IAM signature', HOME, 403],
    ['a token', WEST, 401],
  ])('refuses a request without %s', async (_, region, status) => {
    const id = await stackOn(emulator, region).idOf('AWS::ApiGatewayV2::Api');
    const answer = await getUnsigned(
      `${emulator.url}/_aws/execute-api/${id}/$default/v1/messages/${messageId}/insights`,
    );
    seen({
      what: `An unsigned look-up in ${region}`,
      client: `Node.js ${process.version}`,
      readBack: `status ${answer}`,
    });
    expect(answer).toBe(status);
  });

  test('takes the signatures of npm run insights, which signs for any name but localhost', async () => {
    const printed = await run(
      'npm',
      ['run', '-s', 'insights', '--', messageId, '--url', url.replace('localhost', 'host.docker.internal')],
      {
        env: {
          ...emulator.env,
          ...oncall,
          AWS_REGION: HOME,
          NODE_OPTIONS: `--require ${path.join(__dirname, 'support/resolve-gateway.cjs')}`,
        },
      },
    );
    seen({ what: 'The same look-up', client: 'npm run insights', readBack: printed });
    expect(printed).toContain('BOUNCED_PERMANENTLY');
  });

  function getUnsigned(address: string): Promise<number | undefined> {
    const ca = readFileSync(emulator.env.NODE_EXTRA_CA_CERTS ?? '');
    return new Promise((resolve, reject) => {
      get(address, { ca }, (response) => resolve(response.resume().statusCode)).on('error', reject);
    });
  }
});

describe('what the emulator cannot do', () => {
  test.each(SHORTCOMINGS)('it still cannot, and a test without it covers: $what', async ({ what, coveredBy, ask }) => {
    const said = await ask(emulator);
    seen({
      what: `Not with ${versionOf('ministack')}: ${what}`,
      client: `covered by ${coveredBy}`,
      readBack: said ?? 'It can',
    });
    expect(said).toBeDefined();
    for (const file of coveredBy.match(/test\/\S+\.ts/g) ?? ['nothing'])
      expect(existsSync(path.join(REPOSITORY, file))).toBe(true);
  });

  test('is all that is left out of the templates', () => {
    expect(SHORTCOMINGS.flatMap(({ leftOut }) => leftOut ?? [])).toEqual(Object.keys(LEFT_OUT));
  });
});

describe('cdk destroy', () => {
  test('leaves behind what bootstrapping made, and nothing else', async () => {
    await defaults('destroy', '--all', '--force');
    await everything('destroy', '--all', '--force');
    for (const region of REGIONS) {
      const left = await inventory(emulator, region);
      const besides = left.filter((name) => !bootstrapped[region]?.includes(name));
      seen({
        what: `cdk destroy in ${region}: what is left`,
        client: AWS_CLI,
        readBack: `${besides.length} things besides the ${left.length} that were there before`,
      });
      expect(besides).toEqual([]);
    }
  });
});
