/** Runs every npm command of RUNBOOK.md, against an account and a deployment on this machine. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { LocalApi } from '../local/aws/api-gateway';
import { type LocalAccount, type LocalAws, locationOf, startLocalAws } from '../local/aws/aws';
import { startLocalInsights } from '../local/aws/local-insights';
import { createMetricStore } from '../local/aws/metric-store';
import { createLocalDeployment } from '../local/deployment/local-deployment';
import { exampleStack } from './support/deployment-world';
import { idOf } from './support/insights-world';
import { messageOf, permanentBounce } from './support/messages';
import { bounces } from './support/planted-mail';
import { runInProcess } from './support/run-in-process';
import { fillIn, type Replacements, runbookCommands, wordsOf } from './support/runbook';
import type { Script } from './support/start';
import { DAY, HEALTHY_ACCOUNT, HOUR, MINUTE } from './support/world';

const REGION = 'us-east-1';

/** Commands that search wait for SES between their calls, in real time. */
const LIMIT_MS = 300_000;

const SENT_AT = Date.now() - HOUR;
const ID = idOf(SENT_AT);
const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'].map((name) => `${name}@example.com`);

/** A few mails of an hour ago bounced. Searches of a large account take minutes. */
const ACCOUNT: LocalAccount = {
  sendDataPoints: (calledAt) => [
    { timestamp: calledAt - HOUR, deliveryAttempts: 40, bounces: 6, complaints: 0, rejects: 0 },
  ],
  account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: 'ENABLED' } }),
  message: (id) =>
    id === ID ? messageOf(ID, SENT_AT, [{ type: 'SEND' }, permanentBounce(2, '550 5.1.1')]) : undefined,
  mail: ({ from, until }) =>
    [SENT_AT - DAY, SENT_AT]
      .filter((sentAt) => sentAt >= from && sentAt < until)
      .flatMap((sentAt) => [
        ...bounces(PEOPLE, { sentAt, deliveryEventAt: sentAt + MINUTE, from: 'news@shop.example', subject: 'Sale' }),
      ]),
  suppressed: () => new Map([[PEOPLE[0] as string, { reason: 'BOUNCE', since: SENT_AT, messageId: ID }]]),
};

let aws: LocalAws;
let api: LocalApi;
let replacements: Replacements;

beforeAll(async () => {
  const startedAt = Date.now();
  let now = () => startedAt - HOUR;
  const stacks = [exampleStack(REGION)];
  const [stack] = createLocalDeployment({ now: () => now(), stacks }).stacks;
  // A drill that notifies nobody fails.
  const subscriptions = ['CriticalTopicArn', 'WarningTopicArn'].map((output) => ({
    topicArn: stack?.outputs.find(({ key }) => key === output)?.value ?? '',
    protocol: 'email',
    endpoint: 'oncall@example.com',
  }));
  const deployment = createLocalDeployment({ now: () => now(), stacks, subscriptions });
  // The case file needs an incident. It has ended, because no drill runs during an incident.
  const alarm = deployment.alarms.find(REGION, `SesMetricsExporter-${REGION}-quota-critical`);
  if (!alarm) throw new Error('The alarm does not exist');
  for (const state of ['ALARM', 'OK'] as const) {
    deployment.alarms.setState(alarm, state, { reason: 'Threshold Crossed', reasonData: '{}' });
  }
  now = Date.now;
  const exportJobs = { durationMs: 0 };
  aws = await startLocalAws({ account: ACCOUNT, metrics: createMetricStore({ now }), now, deployment, exportJobs });
  api = await startLocalInsights({ ses: locationOf(aws.url), region: REGION, now });
  replacements = {
    ADDRESS: PEOPLE[0] as string,
    MESSAGE_ID: ID,
    NAME: 'newsletter',
    TENANT: 'shop',
    URL: api.url,
  };
});
afterAll(async () => {
  await api.close();
  await aws.close();
});

const COMMANDS = runbookCommands().filter((command) => command.startsWith('npm '));

it.each(COMMANDS)(
  '%s',
  async (command) => {
    const [, ...words] = wordsOf(fillIn(command.replace(/ > \S+$/, ''), replacements));
    const [script = '', ...rest] = words.filter((word) => !['run', '-s'].includes(word));
    const args = rest[0] === '--' ? rest.slice(1) : rest;
    const unattended = script === 'drill' ? ['--yes'] : []; // a person answers a question instead
    const { status, stdout, stderr } = await runInProcess(script as Script, [...args, ...unattended], {
      environment: {
        AWS_ENDPOINT_URL: aws.url,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toBe('');
  },
  LIMIT_MS,
);

it('there are commands of each kind', () => {
  const scripts = COMMANDS.map((command) => /^npm (?:run (?:-s )?)?([\w-]+)/.exec(command)?.[1]);
  expect([...new Set(scripts)].sort()).toEqual(['case-file', 'drill', 'insights', 'mute', 'start']);
});
