/** `npm run drill` against a local AWS. Faults are in drill.long.ts. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { readPage } from '../../lambda/alarm-brief/alarm-event';
import { throttled } from '../../local/aws/protocols/aws-error';
import {
  alarmMessages,
  criticalReceivers,
  denied,
  PREFIX,
  runOn,
  setAlarm,
  stateOf,
} from '../support/deployed-commands';
import { type DeploymentWorld, exampleStack, startDeploymentWorld } from '../support/deployment-world';
import { HOUR } from '../support/world';

const PAGE = `${PREFIX}sending-rates-page`;
const BOUNCES = `${PREFIX}bounce-rate-fast-burn`;
const COMPLAINTS = `${PREFIX}complaint-rate-fast-burn`;
const TITLE = `"${PAGE}" in US East (N. Virginia)`;

let world: DeploymentWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function start(options: Partial<Parameters<typeof startDeploymentWorld>[0]> = {}): Promise<DeploymentWorld> {
  const subscriptions = criticalReceivers();
  world = await startDeploymentWorld({ at: Date.now(), stacks: [exampleStack()], subscriptions, ...options });
  return world;
}

const drill = (args: readonly string[], environment?: Readonly<Record<string, string>>) =>
  runOn(world, 'drill', args, environment);

describe('npm run drill', () => {
  it('lists the drills without credentials', async () => {
    const { status, stdout } = await drill(['--list'], { AWS_ACCESS_KEY_ID: '' });
    const [first] = stdout.split('\n');
    expect({ status, first }).toEqual({
      status: 0,
      first: "  bounce-spike      pretends that many of the last hour's emails bounce",
    });
  });

  it.each([
    [[], /^Name a drill, such as "npm run drill -- bounce-spike":\n {2}bounce-spike /],
    [['bounce'], /^No drill is named "bounce": did you mean "bounce-spike"\n$/],
    [['x'], /^No drill is named "x": choose from bounce-spike, complaint-spike, /],
    [['quota'], /^A drill sends real messages, and no terminal is there to ask first: pass --yes to send them\n$/],
    [['quota', '--wait', '0'], /^option '--wait <seconds>' argument '0' is invalid: write seconds from 1 to 600; /],
  ])('rejects %j', async (args, sentence) => {
    const { status, stdout, stderr } = await drill(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });

  it('needs credentials, and says which permissions', async () => {
    const { status, stderr } = await drill(['quota', '--yes'], { AWS_ACCESS_KEY_ID: '' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^No AWS credentials were found: .*\nThe credentials need these permissions:\n\{"Effect"/);
  });
});

describe('a drill', () => {
  it('sends the page, the brief and the OK, and says where they should be', async () => {
    const deployed = await start();
    const { status, stdout, stderr } = await drill(['bounce-spike', '--yes']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(alarmMessages(deployed)).toEqual([
      { subject: `ALARM: ${TITLE}`, reason: expect.stringMatching(/^Drill \w{8}: it pretends that many /) },
      { subject: `OK: ${TITLE}`, reason: expect.stringMatching(/^Drill \w{8} is over\.$/) },
    ]);
    expect(stateOf(deployed, PAGE)).toBe('OK');
    expect(stdout).toContain('o***@example.com, https events.pagerduty.com');
    expect(stdout).not.toMatch(/oncall|secret/);
    expect(stdout).toContain('The link in the ALARM message leads nowhere (RUNBOOK.md#page-sending-rates): set ');
    expect(stdout).toMatch(/The drill succeeded as far as AWS can tell\. Check that these messages have arrived:\n/);
    expect(stdout).toContain(
      'the brief, within minutes, by e-mail and chat but not at pagers. Its subject begins with',
    );
  });

  it('lets the brief explain the events of its alarm, as a drill', async () => {
    const deployed = await start();
    await drill(['complaint-spike', '--yes']);
    const [{ event } = { event: {} }] = deployed.deployment.invocations;
    const page = readPage(
      event,
      { [BOUNCES]: { kind: 'bounce', windowMs: HOUR }, [COMPLAINTS]: { kind: 'complaint', windowMs: HOUR } },
      Date.now(),
    );
    expect(page).toMatchObject({ isDrill: true, causes: [{ kind: 'complaint' }] });
  });

  it('restores the alarm after Ctrl-C', async () => {
    const deployed = await start({
      intercept(operation) {
        if (operation !== 'DescribeAlarmHistory' || stateOf(deployed, PAGE) === 'OK') return undefined;
        process.emit('SIGINT');
        return throttled();
      },
    });
    const { status, stdout } = await drill(['bounce-spike', '--yes']);
    expect({ status, state: stateOf(deployed, PAGE) }).toEqual({ status: 1, state: 'OK' });
    expect(stdout).toContain('Problem: The drill was interrupted before its end.');
  });

  it('sends the page of an alarm that fires meanwhile', async () => {
    const deployed = await start({
      intercept(operation) {
        const isSent = operation === 'DescribeAlarmHistory' && stateOf(deployed, PAGE) === 'ALARM';
        if (isSent && stateOf(deployed, BOUNCES) === 'OK') setAlarm(deployed, BOUNCES, 'ALARM');
        return undefined;
      },
    });
    const { status, stdout } = await drill(['complaint-spike', '--yes']);
    expect({ status, state: stateOf(deployed, PAGE) }).toEqual({ status: 1, state: 'ALARM' });
    expect(alarmMessages(deployed).map(({ reason }) => reason.split(' ')[0])).toEqual(['Drill', 'Drill', BOUNCES]);
    expect(stdout).toContain(`This is no drill: ${BOUNCES} fired meanwhile. Follow RUNBOOK.md.`);
  });

  it('without the right to set the state sends nothing', async () => {
    const deployed = await start({ intercept: denied('SetAlarmState') });
    const { status, stderr } = await drill(['bounce-spike', '--yes']);
    expect({ status, messages: alarmMessages(deployed) }).toEqual({ status: 1, messages: [] });
    expect(stderr).toMatch(/^AWS does not allow cloudwatch:SetAlarmState \(.*\): add \{"Effect":"Allow",/);
  });
});
