/** `npm run mute` against a local AWS. Faults are in mute.long.ts. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { PREFIX, runOn, setAlarm } from '../support/deployed-commands';
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
  it.each([
    [
      [],
      /^A mute needs an end and a reason: npm run mute -- --until 18:00 --reason "spring import"; or pass --list or --end\n$/,
    ],
    [['--until', '18:00'], /^A mute needs an end and a reason: /],
    [['--until', '18:00', '--reason', ' '], /^A mute needs an end and a reason: /],
    [['--list', '--end'], /^--list, --end and the options of a new mute exclude each other: pass only one of them\n$/],
    [['--end', '--quota'], /^--list, --end and the options of a new mute exclude each other/],
    [['--until', 'noon', ...IMPORT], /^--until is "noon", which is not a time in [^:]+: write a time such as 18:00, /],
    [
      ['--until', '18:00', '--reason', 'import\n  mutes nothing'],
      /^--reason is "import\\n {2}mutes nothing": write one line without control characters\n$/,
    ],
    [['--list', '--stack', ''], /^option '--stack <name>' argument '' is invalid: write the name of a stack, /],
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
});

describe('a mute', () => {
  it('holds back the alarms on rates, and no others', async () => {
    const deployed = await start();
    const { status, stdout, stderr } = await mute(['--until', UNTIL, ...IMPORT]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    deployed.time += 2 * MINUTE;
    expect(setAlarm(deployed, `${PREFIX}bounce-rate-fast-burn`, 'ALARM')).toEqual([]);
    expect(setAlarm(deployed, `${PREFIX}bounce-rate-warning`, 'ALARM')).toEqual([]);
    expect(setAlarm(deployed, `${PREFIX}aws-complaint-rate-warning`, 'ALARM')).toEqual([]);
    expect(setAlarm(deployed, `${PREFIX}quota-critical`, 'ALARM')).toHaveLength(1);
    expect(setAlarm(deployed, `${PREFIX}account-under-review`, 'ALARM')).toHaveLength(1);
    expect(setAlarm(deployed, `${PREFIX}exporter-silent`, 'ALARM')).toHaveLength(1);
    expect(stdout).toContain(`  ${PREFIX}account-under-review\n`);
    expect(stdout).toContain(
      'AWS counts the mail. Bounces: AWS reviews accounts at 5 % and may pause sending at 10 %.',
    );
  });

  it('is listed with its window, its reason and its alarms, and ends when it should', async () => {
    const deployed = await start();
    await mute(['--until', UNTIL, ...IMPORT]);
    const list = await mute(['--list', '--time-zone', 'UTC']);
    const name = /^(SesMetricsExporter-us-east-1-mute-spring-import-until-\w+Z): SCHEDULED$/m.exec(list.stdout)?.[1];
    expect(list.stdout).toMatch(/ \d\d:\d\d to .* UTC\n {2}reason: spring import\n {2}mutes .*sending-rates-page/);
    deployed.time += 2 * MINUTE;
    setAlarm(deployed, `${PREFIX}bounce-rate-fast-burn`, 'ALARM');
    const ended = await mute(['--end', name ?? '']);
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 0, stderr: '' });
    expect(ended.stdout).toBe(
      `Ended: ${name}\nThese alarms are in ALARM and notify their receivers now, unless another rule mutes them: ${PAGE}\n`,
    );
    expect((await mute(['--list'])).stdout).toBe(
      'No mute rule holds back an alarm of the stack SesMetricsExporter, now or later.\n',
    );
  });
});
