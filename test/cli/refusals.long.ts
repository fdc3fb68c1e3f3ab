/** What the commands for deployed stacks print if they cannot do their work, as docs/troubleshooting.md lists it. */
import { afterEach, expect, it } from '@jest/globals';
import { AwsError, accessDenied } from '../../local/aws/protocols/aws-error';
import { runOn } from '../support/deployed-commands';
import { type DeploymentWorld, exampleStack, startDeploymentWorld } from '../support/deployment-world';
import { onOneLine, REFUSALS, REFUSING, type RefusingCommand, SITUATIONS, type Situation } from '../support/refusals';
import { HOUR } from '../support/world';

type Options = Partial<Parameters<typeof startDeploymentWorld>[0]>;

const STACK = exampleStack();

const WORLDS: Readonly<Record<Situation, Options>> = {
  'AWS rejects the credentials': {
    intercept: () =>
      new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403),
  },
  'The credentials have expired': {
    intercept: () => new AwsError('ExpiredToken', 'The security token included in the request is expired', 403),
  },
  'A right to find the stack is missing': { intercept: denied('cloudformation', 'DescribeStacks') },
  'A right to do the work is missing': {
    intercept: async (called) =>
      (await denied('cloudwatch', 'SetAlarmState')(called)) ??
      (await denied('cloudwatch', 'PutAlarmMuteRule')(called)) ??
      denied('ses', 'GetAccount')(called),
  },
  'The creation of the stack failed': {
    stacks: [{ ...STACK, template: { ...STACK.template, Resources: {} }, status: 'CREATE_FAILED' }],
  },
  'The Region has no stack': { stacks: [] },
};

const ARGUMENTS: Readonly<Record<RefusingCommand, readonly string[]>> = {
  doctor: ['--region', 'us-east-1'],
  drill: ['bounce-spike', '--yes'],
  mute: ['--until', new Date(Date.now() + HOUR).toISOString(), '--reason', 'import'],
  'case-file': ['--since', '1d'],
};

let world: DeploymentWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

function denied(service: string, operation: string) {
  return (called: string) => (called === operation ? accessDenied(`${service}:${operation}`) : undefined);
}

it('the table has every command in every situation', () => {
  const pairs = REFUSALS.map(({ situation, command }) => `${situation}: ${command}`);
  expect(pairs.toSorted()).toEqual(
    SITUATIONS.flatMap((situation) => REFUSING.map((command) => `${situation}: ${command}`)).toSorted(),
  );
});

it.each(REFUSALS)('$situation: $command', async ({ situation, command, status, pattern }) => {
  world = await startDeploymentWorld({ at: Date.now(), stacks: [STACK], ...WORLDS[situation] });
  const ended = await runOn(world, command, ARGUMENTS[command]);
  expect(onOneLine(ended.stdout + ended.stderr)).toMatch(pattern);
  expect(ended.status).toBe(status);
});
