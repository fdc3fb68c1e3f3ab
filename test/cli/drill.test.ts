/** `npm run drill` against a local AWS. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { accessDenied, AwsError, throttled } from '../../local/aws/protocols/aws-error';
import { type DeploymentWorld, exampleStack, startDeploymentWorld } from '../support/deployment-world';
import { runInProcess } from '../support/run-in-process';


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
    ['without a Region', { AWS_REGION: "" }, /^The Region cannot be used .*: set AWS_REGION to one such as eu-west-1/],
  ])('%s', async (_, environment, sentence) => {
    await start();
    const ended = await drill(['bounce-spike', '--yes'], environment);
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status: 2, stdout: '' });
    expect(ended.stderr).toMatch(sentence);
  });
});
