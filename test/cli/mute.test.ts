/** `npm run mute` against a local AWS. */
import { CloudWatchClient, PutAlarmMuteRuleCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from '@jest/globals';
import { accessDenied, throttled } from '../../local/aws/protocols/aws-error';
import { type DeploymentWorld, exampleStack, startDeploymentWorld } from '../support/deployment-world';
import { runInProcess } from '../support/run-in-process';
import { HOUR, MINUTE } from '../support/world';

const PREFIX = 'SesMetricsExporter-us-east-1-';
const PAGE = `${PREFIX}sending-rates-page`;

let world: DeploymentWorld;
afterEach(() => world?.close());

async function start(options: Partial<Parameters<typeof startDeploymentWorld>[0]> = {}) {
  world = await startDeploymentWorld({ at: Date.now(), stacks: [exampleStack()], ...options });
}

function mute(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return runInProcess('mute', args, {
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

/** A time of this many hours from now. */
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const IMPORT = ['--reason', 'spring import'];

const denied = (action: string) => (operation: string) =>
  operation === action ? accessDenied(`cloudwatch:${action}`) : undefined;

/** Fires or ends an alarm, and returns the topics that were notified. */
function setAlarm(name: string, state: 'ALARM' | 'OK'): string[] {
  const { alarms, topics } = world.deployment;
  const before = topics.published.length;
  const alarm = alarms.find('us-east-1', name);
  if (!alarm) throw new Error(`${name} is not deployed`);
  alarms.setState(alarm, state, { reason: 'Threshold Crossed' });
  return topics.published.slice(before).map(({ subject }) => subject ?? '');
}

describe('npm run mute', () => {
  it.each([
    [
      [],
      /^A mute needs an end and a reason: npm run mute -- --until 18:00 --reason "spring import"; or pass --list or --end\n$/,
    ],
    [['--until', '18:00'], /^A mute needs an end and a reason: /],
    [['--until', '18:00', '--reason', ' '], /^A mute needs an end and a reason: /],
    [['--list', '--end'], /^--list, --end and the options of a new mute exclude each other: pass only one of them\n$/],
    [['--end', '--quota'], /^--list, --end and the options of a new mute exclude each other/],
    [['--until', 'noon', ...IMPORT], /^--until is "noon", which is no time in [^:]+: write a time such as 18:00, /],
    [['--until', '18:00', '--reason', 'x'.repeat(1025)], /^--reason has 1025 characters: write at most 1024\n$/],
    [
      ['--list', '--time-zone', 'Mars'],
      /^option '--time-zone <name>' argument 'Mars' is invalid: write the name of a time zone, /,
    ],
  ])('rejects %j', async (args, sentence) => {
    const { status, stdout, stderr } = await mute(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });

  it.each<[string, Parameters<typeof start>[0], readonly string[], number, RegExp]>([
    ['without a stack', { stacks: [] }, ['--list'], 2, /^us-east-1 has no stack of this exporter: /],
    [
      'without the right to mute',
      { intercept: denied('PutAlarmMuteRule') },
      ['--until', inHours(2), ...IMPORT],
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
      ['--until', inHours(2), ...IMPORT],
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
  it('holds back the alarms on rates, and no others', async () => {
    await start();
    const { status, stdout, stderr } = await mute(['--until', inHours(2), ...IMPORT]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    world.time += 2 * MINUTE;
    expect(setAlarm(`${PREFIX}bounce-rate-fast-burn`, 'ALARM')).toEqual([]);
    expect(setAlarm(`${PREFIX}bounce-rate-warning`, 'ALARM')).toEqual([]);
    expect(setAlarm(`${PREFIX}aws-complaint-rate-warning`, 'ALARM')).toEqual([]);
    expect(setAlarm(`${PREFIX}quota-critical`, 'ALARM')).toHaveLength(1);
    expect(setAlarm(`${PREFIX}account-under-review`, 'ALARM')).toHaveLength(1);
    expect(setAlarm(`${PREFIX}exporter-silent`, 'ALARM')).toHaveLength(1);
    expect(stdout).toContain(`  ${PREFIX}account-under-review\n`);
    expect(stdout).toContain(
      'AWS counts the mail. Bounces: AWS reviews accounts at 5 % and may pause sending at 10 %.',
    );
  });

  it('holds back the quota if it should', async () => {
    await start();
    await mute(['--until', inHours(2), ...IMPORT, '--quota']);
    world.time += 2 * MINUTE;
    expect(setAlarm(`${PREFIX}quota-critical`, 'ALARM')).toEqual([]);
    expect(setAlarm(`${PREFIX}account-shut-down`, 'ALARM')).toHaveLength(1);
  });

  it('lets an alarm that is still in ALARM notify at its end', async () => {
    await start();
    await mute(['--until', inHours(2), ...IMPORT]);
    world.time += 2 * MINUTE;
    setAlarm(`${PREFIX}bounce-rate-fast-burn`, 'ALARM');
    world.time += 3 * HOUR;
    expect(world.deployment.alarms.find('us-east-1', PAGE)?.state.value).toBe('ALARM');
    expect(world.deployment.topics.published.map(({ subject }) => subject)).toEqual([
      `ALARM: "${PAGE}" in US East (N. Virginia)`,
    ]);
  });

  it('is listed with its window, its reason and its alarms, and ends when it should', async () => {
    await start();
    await mute(['--until', inHours(2), ...IMPORT]);
    const list = await mute(['--list', '--time-zone', 'UTC']);
    const name = /^(SesMetricsExporter-us-east-1-mute-spring-import-until-\w+Z): SCHEDULED$/m.exec(list.stdout)?.[1];
    expect(list.stdout).toMatch(/ \d\d:\d\d to .* UTC\n {2}reason: spring import\n {2}mutes .*sending-rates-page/);
    world.time += 2 * MINUTE;
    setAlarm(`${PREFIX}bounce-rate-fast-burn`, 'ALARM');
    const ended = await mute(['--end', name ?? '']);
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 0, stderr: '' });
    expect(ended.stdout).toBe(
      `Ended: ${name}\nThese alarms are in ALARM and notify their receivers now, unless another rule mutes them: ${PAGE}\n`,
    );
    expect((await mute(['--list'])).stdout).toBe(
      'No mute rule holds back an alarm of the stack SesMetricsExporter, now or later.\n',
    );
  });

  it('that is active is not replaced by the same command, because it would start again later', async () => {
    await start();
    const until = inHours(2);
    await mute(['--until', until, ...IMPORT]);
    world.time += 2 * MINUTE;
    const [rule] = world.deployment.muteRules.rules;
    expect((await mute(['--until', until, ...IMPORT])).stdout).toContain('status: ACTIVE');
    expect(world.deployment.muteRules.rules).toEqual([rule]);
  });

  it('of every alarm of the account is listed, too', async () => {
    await start();
    const Schedule = { Expression: `at(${inHours(24).slice(0, 16)})`, Duration: 'PT2H' };
    const all = { Name: 'everything', Rule: { Schedule } };
    await new CloudWatchClient(world.location()).send(new PutAlarmMuteRuleCommand(all));
    const { stdout } = await mute(['--list']);
    expect(stdout).toMatch(/^everything: SCHEDULED\n {2}.*\n {2}mutes EVERY alarm of this account and Region\n$/);
  });
});
