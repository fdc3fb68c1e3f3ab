/** `npm run drill` against a local AWS. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { readPage } from '../../lambda/alarm-brief/alarm-event';
import { AwsError, accessDenied, throttled } from '../../local/aws/protocols/aws-error';
import { createLocalDeployment } from '../../local/deployment/local-deployment';
import { type DeploymentWorld, exampleStack, startDeploymentWorld } from '../support/deployment-world';
import { runInProcess } from '../support/run-in-process';
import { HOUR } from '../support/world';

const PREFIX = 'SesMetricsExporter-us-east-1-';
const PAGE = `${PREFIX}sending-rates-page`;
const CHILD = `${PREFIX}bounce-rate-fast-burn`;
const COMPLAINTS = `${PREFIX}complaint-rate-fast-burn`;
const NO_KEY = 'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.';

const [stack] = createLocalDeployment({ now: Date.now, stacks: [exampleStack()] }).stacks;
const topicArn = stack?.outputs.find(({ key }) => key === 'CriticalTopicArn')?.value ?? '';
const RECEIVERS = [
  { topicArn, protocol: 'email', endpoint: 'oncall@example.com' },
  { topicArn, protocol: 'https', endpoint: 'https://events.pagerduty.com/integration/secret/enqueue' },
];

let world: DeploymentWorld;
afterEach(() => world?.close());

type Options = Partial<Parameters<typeof startDeploymentWorld>[0]>;

async function start(options: Options = {}) {
  world = await startDeploymentWorld({ at: Date.now(), stacks: [exampleStack()], ...options });
}

function drill(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return runInProcess('drill', args, {
    environment: {
      AWS_ENDPOINT_URL: world?.url ?? '',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_MAX_ATTEMPTS: '1',
      ...environment,
    },
  });
}

/** Returns the subject and the reason of every message. */
function messages(): [string | undefined, string | undefined][] {
  return world.deployment.topics.published.map(({ subject, message }) => {
    const { default: body } = JSON.parse(message) as { default: string };
    return [subject, JSON.parse(body).NewStateReason];
  });
}

function stateOf(name: string): string | undefined {
  return world.deployment.alarms.find('us-east-1', name)?.state.value;
}

const denied = (action: string) => (operation: string) =>
  operation === action ? accessDenied(`cloudwatch:${action}`) : undefined;

describe('npm run drill', () => {
  it('lists the drills without credentials', async () => {
    const { status, stdout } = await drill(['--list'], { AWS_ACCESS_KEY_ID: '' });
    expect({ status, first: stdout.split('\n')[0] }).toEqual({
      status: 0,
      first: '  bounce-spike      pretends that many recipients of one hour bounce',
    });
  });

  it.each([
    [[], /^Name a drill, such as "npm run drill -- bounce-spike":\n {2}bounce-spike /],
    [['bounce'], /^No drill is named "bounce": did you mean "bounce-spike"\n$/],
    [['x'], /^No drill is named "x": choose from bounce-spike, complaint-spike, /],
    [['quota'], /^A drill sends real messages, and there is no terminal to ask: pass --yes to send them\n$/],
    [['quota', '--wait', '0'], /^option '--wait <seconds>' argument '0' is invalid: write seconds from 1 to 600; /],
  ])('rejects %j', async (args, sentence) => {
    const { status, stdout, stderr } = await drill(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});

describe('npm run drill does nothing, and says why,', () => {
  const stacks = [exampleStack(), { ...exampleStack(), name: 'Staging-SesMetricsExporter' }];

  it.each<[string, Options, readonly string[], number, RegExp]>([
    ['without a stack', { stacks: [] }, [], 2, /^us-east-1 has no stack of this exporter: /],
    [
      'with two stacks',
      { stacks },
      [],
      2,
      /^us-east-1 has 2 stacks of this exporter: choose one with --stack: SesMetricsExporter, Staging-SesMetricsExporter\n$/,
    ],
    ['for an unknown stack', { stacks }, ['--stack', 'X'], 2, /^us-east-1 has no exporter stack "X": choose from /],
    [
      'without the right to find the stack',
      { intercept: denied('DescribeStacks') },
      [],
      1,
      /^AWS does not allow cloudwatch:DescribeStacks \(/,
    ],
    [
      'without the right to read alarms',
      { intercept: denied('DescribeAlarms') },
      [],
      1,
      /^AWS does not allow cloudwatch:DescribeAlarms \(.*\): add \{"Effect":"Allow","Action":"cloudwatch:DescribeAlarms","Resource":"\*"\} to the caller's policy\n$/,
    ],
    ['when AWS throttles', { intercept: () => throttled() }, [], 1, /^CloudFormation throttled the call /],
    [
      'with expired credentials',
      { intercept: () => new AwsError('ExpiredToken', 'The security token included in the request is expired', 403) },
      [],
      1,
      /^The AWS credentials have expired \(.*\): log in again\n$/,
    ],
    [
      'with unknown credentials',
      { intercept: () => new AwsError('InvalidClientTokenId', 'The security token is invalid', 403) },
      [],
      1,
      /^AWS does not accept the credentials \(.*\): check AWS_PROFILE, /,
    ],
  ])('%s', async (_, options, args, status, sentence) => {
    await start(options);
    const ended = await drill(['bounce-spike', '--yes', ...args]);
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status, stdout: '' });
    expect(ended.stderr).toMatch(sentence);
    for (const { state } of world.deployment.alarms.in('us-east-1')) expect(state.value).toBe('OK');
  });

  it.each([
    ['without credentials', { AWS_ACCESS_KEY_ID: '' }, /^No AWS credentials were found: .*\nThe credentials need /],
    ['without a Region', { AWS_REGION: '' }, /^The Region cannot be used .*: set AWS_REGION to one such as eu-west-1/],
  ])('%s', async (_, environment, sentence) => {
    await start();
    const ended = await drill(['bounce-spike', '--yes'], environment);
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status: 2, stdout: '' });
    expect(ended.stderr).toMatch(sentence);
  });
});

describe('a drill', () => {
  it('sends the page, the brief and the OK, and says where they should be', async () => {
    await start({ subscriptions: RECEIVERS });
    const { status, stdout, stderr } = await drill(['bounce-spike', '--yes']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(messages()).toEqual([
      [`ALARM: "${PAGE}" in US East (N. Virginia)`, expect.stringMatching(/^Drill \w{8}: it pretends that many /)],
      [`OK: "${PAGE}" in US East (N. Virginia)`, expect.stringMatching(/^Drill \w{8} is over\.$/)],
    ]);
    expect(stateOf(PAGE)).toBe('OK');
    expect(stdout).toContain('o***@example.com, https events.pagerduty.com');
    expect(stdout).not.toMatch(/oncall|secret/);
    expect(stdout).toMatch(/The drill succeeded as far as AWS can tell\. Check that these messages have arrived:\n/);
    expect(stdout).toContain(
      'the brief, within minutes, by e-mail and chat but not at pagers. Its subject begins with',
    );
  });

  it('lets the brief explain the bounces of its alarm, as a drill', async () => {
    await start({ subscriptions: RECEIVERS });
    await drill(['complaint-spike', '--yes']);
    const [{ event } = { event: {} }] = world.deployment.invocations;
    const alarms = { [CHILD]: { kind: 'bounce', windowMs: HOUR }, [COMPLAINTS]: { kind: 'complaint', windowMs: HOUR } };
    const page = readPage(event, alarms as Parameters<typeof readPage>[1], Date.now());
    expect(page).toMatchObject({ isDrill: true, causes: [{ kind: 'complaint' }] });
  });

  it.each<[string, Options, RegExp]>([
    [
      'nobody has confirmed a subscription',
      { subscriptions: RECEIVERS.map((receiver) => ({ ...receiver, isPending: true })) },
      /email o\*\*\*@example\.com - NOT CONFIRMED: .*[\s\S]*The drill did NOT show that a page arrives\.[\s\S]*but NOBODY receives it: the topic has no confirmed subscription/,
    ],
    ['a topic has no subscription', {}, /nobody: the topic has no subscription[\s\S]*but NOBODY receives it/],
    [
      'CloudWatch cannot use the key of the topic',
      { subscriptions: RECEIVERS, failAction: (arn) => (arn.includes(':sns:') ? NO_KEY : undefined) },
      /FAILED: CloudWatch could not hand the ALARM message to \S+: "CloudWatch Alarms does not have authorization/,
    ],
    [
      'the receivers cannot be read',
      { subscriptions: RECEIVERS, intercept: denied('ListSubscriptionsByTopic') },
      /receivers unknown: AWS does not allow [\s\S]*The drill did NOT show[\s\S]*but who receives it is unknown/,
    ],
    [
      'the history cannot be read',
      { subscriptions: RECEIVERS, intercept: denied('DescribeAlarmHistory') },
      /NOT SEEN: the alarm's history does not show the ALARM message[\s\S]*Problem: AWS does not allow cloudwatch:DescribeAlarmHistory /,
    ],
  ])('shows no success if %s, and restores the alarm', async (_, options, output) => {
    await start(options);
    const { status, stdout, stderr } = await drill(['bounce-spike', '--yes']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(output);
    expect(stateOf(PAGE)).toBe('OK');
  });

  it('without the right to set the state sends nothing', async () => {
    await start({ subscriptions: RECEIVERS, intercept: denied('SetAlarmState') });
    const { status, stderr } = await drill(['bounce-spike', '--yes']);
    expect({ status, messages: messages() }).toEqual({ status: 1, messages: [] });
    expect(stderr).toMatch(/^AWS does not allow cloudwatch:SetAlarmState \(.*\): add \{"Effect":"Allow",/);
  });

  it('that cannot set the state back says how', async () => {
    const intercept = (operation: string, body: string) =>
      operation === 'SetAlarmState' && body.includes('"OK"') ? accessDenied('cloudwatch:SetAlarmState') : undefined;
    await start({ subscriptions: RECEIVERS, intercept });
    const { status, stdout } = await drill(['bounce-spike', '--yes']);
    expect({ status, state: stateOf(PAGE) }).toEqual({ status: 1, state: 'ALARM' });
    expect(stdout).toMatch(
      /Set it back NOW:\n {2}aws cloudwatch set-alarm-state --alarm-name SesMetricsExporter-us-east-1-sending-rates-page --state-value OK /,
    );
  });

  it('restores the alarm after Ctrl-C', async () => {
    const intercept = (operation: string) => {
      if (operation !== 'DescribeAlarmHistory') return undefined;
      process.emit('SIGINT');
      return throttled();
    };
    await start({ subscriptions: RECEIVERS, intercept });
    const { status, stdout } = await drill(['bounce-spike', '--yes']);
    expect({ status, state: stateOf(PAGE) }).toEqual({ status: 1, state: 'OK' });
    expect(stdout).toContain('Problem: The drill was interrupted before its end.');
  });

  it('sends the page of an alarm that fires meanwhile', async () => {
    const intercept = (operation: string) => {
      const burst = world.deployment.alarms.find('us-east-1', CHILD);
      if (operation === 'DescribeAlarmHistory' && burst?.state.value === 'OK')
        world.deployment.alarms.setState(burst, 'ALARM', { reason: 'Threshold Crossed' });
      return undefined;
    };
    await start({ subscriptions: RECEIVERS, intercept });
    const { status, stdout } = await drill(['complaint-spike', '--yes']);
    expect({ status, state: stateOf(PAGE) }).toEqual({ status: 1, state: 'ALARM' });
    expect(messages().map(([, reason]) => reason?.split(' ')[0])).toEqual(['Drill', 'Drill', CHILD]);
    expect(stdout).toContain(`This is no drill: ${CHILD} fired meanwhile. Follow RUNBOOK.md.`);
  });

  it('refuses to confuse an open incident', async () => {
    await start({ subscriptions: RECEIVERS });
    const burst = world.deployment.alarms.find('us-east-1', CHILD);
    if (burst) world.deployment.alarms.setState(burst, 'ALARM', { reason: 'Threshold Crossed' });
    const { status, stdout, stderr } = await drill(['quota', '--yes']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^An incident is open, and a drill would confuse it: /);
  });
});
