/** `npm run mute` against a local AWS: faults, and how a mute ends. */
import { CloudWatchClient, PutAlarmMuteRuleCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from '@jest/globals';
import { throttled } from '../../local/aws/protocols/aws-error';
import { denied, PREFIX, runOn, setAlarm, stateOf } from '../support/deployed-commands';
import { type DeploymentWorld, exampleStack, startDeploymentWorld } from '../support/deployment-world';
import { HOUR, MINUTE } from '../support/world';

const PAGE = `${PREFIX}sending-rates-page`;

type Options = Partial<Parameters<typeof startDeploymentWorld>[0]>;

let world: DeploymentWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function start(options: Options = {}): Promise<DeploymentWorld> {
  world = await startDeploymentWorld({ at: Date.now(), stacks: [exampleStack()], ...options });
  return world;
}

const mute = (args: readonly string[]) => runOn(world, 'mute', args);

/** The time in two hours. */
const UNTIL = new Date(Date.now() + 2 * HOUR).toISOString();
const IMPORT = ['--reason', 'spring import'];

describe('npm run mute', () => {
  it.each<[string, Options, readonly string[], number, RegExp]>([
    ['without a stack', { stacks: [] }, ['--list'], 2, /^us-east-1 has no stack of this exporter: /],
    [
      'without the right to mute',
      { intercept: denied('PutAlarmMuteRule') },
      ['--until', UNTIL, ...IMPORT],
      1,
      /^AWS does not allow cloudwatch:PutAlarmMuteRule \(.*\): add /,
    ],
    [
      'without the right to list rules',
      { intercept: denied('ListAlarmMuteRules') },
      ['--list'],
      1,
      /^AWS does not allow cloudwatch:ListAlarmMuteRules /,
    ],
    ['when AWS throttles', { intercept: () => throttled() }, ['--end'], 1, /^CloudFormation throttled the call /],
    [
      'without a rule to end',
      {},
      ['--end'],
      2,
      /^No rule that "npm run mute" made mutes an alarm of the stack SesMetricsExporter\n$/,
    ],
    [
      'with a half-deployed stack',
      {
        stacks: [
          { ...exampleStack(), template: { ...exampleStack().template, Resources: {} }, status: 'ROLLBACK_COMPLETE' },
        ],
      },
      ['--until', UNTIL, ...IMPORT],
      1,
      /^The stack SesMetricsExporter \(ROLLBACK_COMPLETE\) has no alarm that a mailing can fire and that notifies somebody\n$/,
    ],
  ])('%s changes nothing, and says why', async (_, options, args, status, sentence) => {
    await start(options);
    const ended = await mute(args);
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status, stdout: '' });
    expect(ended.stderr).toMatch(sentence);
  });
});

describe('a mute', () => {
  it('holds back the quota if it should', async () => {
    const deployed = await start();
    await mute(['--until', UNTIL, ...IMPORT, '--quota']);
    deployed.time += 2 * MINUTE;
    expect(setAlarm(deployed, `${PREFIX}quota-critical`, 'ALARM')).toEqual([]);
    expect(setAlarm(deployed, `${PREFIX}account-shut-down`, 'ALARM')).toHaveLength(1);
  });

  it('lets an alarm that is still in ALARM notify at its end', async () => {
    const deployed = await start();
    await mute(['--until', UNTIL, ...IMPORT]);
    deployed.time += 2 * MINUTE;
    setAlarm(deployed, `${PREFIX}bounce-rate-fast-burn`, 'ALARM');
    deployed.time += 3 * HOUR;
    expect(stateOf(deployed, PAGE)).toBe('ALARM');
    expect(deployed.deployment.topics.published.map(({ subject }) => subject)).toEqual([
      `ALARM: "${PAGE}" in US East (N. Virginia)`,
    ]);
  });

  it('exists although its status cannot be read', async () => {
    const deployed = await start({ intercept: denied('GetAlarmMuteRule') });
    const { status, stdout } = await mute(['--until', UNTIL, ...IMPORT]);
    expect({ status, rules: deployed.deployment.muteRules.rules.length }).toEqual({ status: 0, rules: 1 });
    expect(stdout).toContain(', status: unknown: AWS does not allow cloudwatch:GetAlarmMuteRule ');
  });

  it('that is active is not replaced by the same command, because it would start again later', async () => {
    const deployed = await start();
    await mute(['--until', UNTIL, ...IMPORT]);
    deployed.time += 2 * MINUTE;
    const [rule] = deployed.deployment.muteRules.rules;
    expect((await mute(['--until', UNTIL, ...IMPORT])).stdout).toContain('status: ACTIVE');
    expect(deployed.deployment.muteRules.rules).toEqual([rule]);
  });

  it('of every alarm of the account is listed, too', async () => {
    const deployed = await start();
    const Schedule = { Expression: `at(${UNTIL.slice(0, 16)})`, Duration: 'PT2H' };
    const all = { Name: 'everything', Rule: { Schedule } };
    await new CloudWatchClient(deployed.location()).send(new PutAlarmMuteRuleCommand(all));
    const { stdout } = await mute(['--list']);
    expect(stdout).toMatch(/^everything: SCHEDULED\n {2}.*\n {2}mutes EVERY alarm of this account and Region\n$/);
  });
});
