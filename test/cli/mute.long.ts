/** `npm run mute` against a local AWS: faults, and how a mute ends. */
import { CloudWatchClient, PutAlarmMuteRuleCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AwsError, throttled } from '../../local/aws/protocols/aws-error';
import { denied, distort, PREFIX, runOn, setAlarm, stateOf } from '../support/deployed-commands';
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

  it('of every alarm of the account is listed, too, and its end notifies about every alarm', async () => {
    const deployed = await start();
    const Schedule = { Expression: `at(${UNTIL.slice(0, 16)})`, Duration: 'PT2H' };
    const all = { Name: 'everything', Rule: { Schedule } };
    await new CloudWatchClient(deployed.location()).send(new PutAlarmMuteRuleCommand(all));
    const { stdout } = await mute(['--list']);
    expect(stdout).toMatch(/^everything: SCHEDULED\n {2}.*\n {2}mutes EVERY alarm of this account and Region\n$/);
    deployed.time += 2 * HOUR + 2 * MINUTE;
    setAlarm(deployed, `${PREFIX}quota-critical`, 'ALARM');
    expect((await mute(['--end', 'everything'])).stdout).toBe(
      `Ended: everything\nThese alarms are in ALARM and notify their receivers now, unless another rule mutes them: ${PREFIX}quota-critical\n`,
    );
  });

  it('of some of the alarms does not count as one of all, although it has the same name', async () => {
    const deployed = await start();
    await mute(['--until', UNTIL, ...IMPORT]);
    const [rule] = deployed.deployment.muteRules.rules;
    deployed.deployment.muteRules.put('us-east-1', { ...rule?.input, MuteTargets: { AlarmNames: [PAGE] } } as never);
    deployed.time += 2 * MINUTE;
    await mute(['--until', UNTIL, ...IMPORT]);
    const [renewed] = deployed.deployment.muteRules.rules;
    expect(renewed?.input.MuteTargets).toEqual(rule?.input.MuteTargets);
  });

  it.each<[string, (name: string) => AwsError | undefined]>([
    ['expires', () => undefined],
    ['is deleted', (name) => new AwsError('ResourceNotFoundException', `${name} does not exist`, 404)],
  ])('that %s while the rules are read is not listed', async (_, answer) => {
    let isListing = false;
    const deployed = await start({
      intercept(operation) {
        if (operation !== 'GetAlarmMuteRule' || !isListing) return undefined;
        deployed.time = Date.now() + 3 * HOUR;
        return answer('The rule');
      },
    });
    await mute(['--until', UNTIL, ...IMPORT]);
    isListing = true;
    expect(await mute(['--list'])).toEqual({
      status: 0,
      stdout: 'No mute rule holds back an alarm of the stack SesMetricsExporter, now or later.\n',
      stderr: '',
    });
  });

  it('that has ended is reported although the alarms cannot be read afterwards', async () => {
    const deployed = await start({ intercept: denied('DescribeAlarms') });
    deployed.deployment.muteRules.put('us-east-1', {
      Name: `${PREFIX}mute-import`,
      Rule: { Schedule: { Expression: `at(${UNTIL.slice(0, 16)})`, Duration: 'PT2H' } },
    });
    expect(await mute(['--end'])).toMatchObject({
      status: 1,
      stdout: `Ended: ${PREFIX}mute-import\n`,
      stderr: expect.stringMatching(/^AWS does not allow cloudwatch:DescribeAlarms /),
    });
  });

  it('begins with the next minute of AWS, although the clock of this machine is an hour behind', async () => {
    const deployed = await start();
    const { now } = Date;
    const hourBehind = jest.spyOn(Date, 'now').mockImplementation(() => now() - HOUR);
    await mute(['--until', UNTIL, ...IMPORT]);
    hourBehind.mockRestore();
    const [rule] = deployed.deployment.muteRules.rules;
    expect(rule?.from).toBeGreaterThan(deployed.time);
  });

  it('that CloudWatch takes for one of the past mutes nothing', async () => {
    const deployed = await start({
      intercept(operation) {
        if (operation === 'PutAlarmMuteRule') deployed.time += 3 * HOUR; // CloudWatch's clock is ahead
        return undefined;
      },
    });
    expect(await mute(['--until', UNTIL, ...IMPORT])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/ is over, so it mutes nothing: check the clock of this machine\n$/),
    });
  });

  it('of others is listed on single lines, also if this machine does not know its time zone', async () => {
    const deployed = await start();
    const Schedule = { Expression: `at(${UNTIL.slice(0, 16)})`, Duration: 'PT2H', Timezone: 'Mars/Olympus' };
    distort(deployed, ['monitoring', 'GetAlarmMuteRule'], (rule) => ({ ...rule, Rule: { Schedule } }));
    deployed.deployment.muteRules.put('us-east-1', {
      Name: 'night\n  mutes nothing',
      Description: 'first\n  mutes nothing',
      Rule: { Schedule: { Expression: `at(${UNTIL.slice(0, 16)})`, Duration: 'PT2H' } },
    });
    expect((await mute(['--list'])).stdout.split('\n')).toEqual([
      'night\\u000a  mutes nothing: SCHEDULED',
      `  at(${UNTIL.slice(0, 16)}) for PT2H, Mars/Olympus`,
      '  reason: first\\u000a  mutes nothing',
      '  mutes EVERY alarm of this account and Region',
      '',
    ]);
  });
});
