/** `npm run drill` against a local AWS: every drill, faults, and what happens after a drill. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeAlarms } from '../../cli/deployed/alarms';
import { createDeployedClients } from '../../cli/deployed/clients';
import type { DeployedStack } from '../../cli/deployed/deployed-stack';
import { theStack } from '../../cli/deployed/find-stacks';
import { setAlarmState } from '../../cli/drill/cloudwatch';
import { DRILL_NAMES } from '../../cli/drill/drill-kinds';
import { type DrillPlan, planDrill } from '../../cli/drill/drill-plan';
import { runDrill } from '../../cli/drill/run-drill';
import { DEFAULT_NAMESPACE, WINDOW_DIMENSION } from '../../lambda/send-statistics/contract';
import { AwsError, accessDenied, throttled } from '../../local/aws/protocols/aws-error';
import {
  alarmMessages,
  criticalReceivers,
  denied,
  environmentOf,
  outputOf,
  PREFIX,
  runOn,
  setAlarm,
  stateOf,
} from '../support/deployed-commands';
import { type DeploymentWorld, exampleStack, startDeploymentWorld } from '../support/deployment-world';
import { runInProcess } from '../support/run-in-process';
import { runInterrupted } from '../support/start';
import { HOUR, MINUTE } from '../support/world';

const PAGE = `${PREFIX}sending-rates-page`;
const NO_KEY = 'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.';
const RECEIVERS = criticalReceivers();
const STACK = exampleStack();

type Options = Partial<Parameters<typeof startDeploymentWorld>[0]>;

let world: DeploymentWorld;
afterEach(() => world.close());

async function start(options: Options = {}) {
  world = await startDeploymentWorld({ at: Date.now(), stacks: [STACK], subscriptions: RECEIVERS, ...options });
}

const drill = (args: readonly string[], environment?: Readonly<Record<string, string>>) =>
  runOn(world, 'drill', args, environment);

/** Returns an intercept that denies an operation from the given call on, counted from 1. */
function deniedFrom(call: number, operation: string) {
  let calls = 0;
  return (called: string) =>
    called === operation && ++calls >= call ? accessDenied(`cloudwatch:${operation}`) : undefined;
}

it.each(DRILL_NAMES.filter((name) => name !== 'warning'))('the drill %s sends a page and an OK', async (name) => {
  await start();
  const { status, stderr } = await drill([name, '--yes']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(alarmMessages(world).map(({ subject = '' }) => subject.split(':')[0])).toEqual(['ALARM', 'OK']);
  expect(world.deployment.alarms.in('us-east-1').filter(({ state }) => state.value !== 'OK')).toEqual([]);
});

it('the drill of a warning sends no OK, because warnings have none', async () => {
  const warningTopic = outputOf('WarningTopicArn');
  await start({ subscriptions: [{ topicArn: warningTopic, protocol: 'email', endpoint: 'team@example.com' }] });
  const { status, stdout } = await drill(['warning', '--yes']);
  expect(status).toBe(0);
  expect(stdout).toContain('  No OK message, because the alarm sends none\n');
});

describe('a drill does nothing, and says why,', () => {
  const stacks = [STACK, { ...STACK, name: 'Staging-SesMetricsExporter' }];
  const withoutPage = Object.keys(STACK.template.Resources).filter((id) => /^AlarmsRatesPageAlarm/.test(id));

  it.each<[string, Options, readonly string[], number, RegExp]>([
    ['without a stack', { stacks: [] }, [], 2, /^us-east-1 has no stack of this exporter: /],
    [
      'with two stacks',
      { stacks, subscriptions: [] },
      [],
      2,
      /^us-east-1 has 2 stacks of this exporter: choose one with --stack: SesMetricsExporter, Staging-SesMetricsExporter\n$/,
    ],
    ['for an unknown stack', { stacks }, ['--stack', 'X'], 2, /^us-east-1 has no exporter stack "X": choose from /],
    [
      'with a stack whose page is missing, as on an emulator without composite alarms',
      { stacks: [{ ...STACK, missing: withoutPage, status: 'UPDATE_ROLLBACK_COMPLETE' }] },
      [],
      1,
      /^The alarm SesMetricsExporter-us-east-1-sending-rates-page does not exist, so nobody is paged .*UPDATE_ROLLBACK_COMPLETE/,
    ],
    ['without the right to find the stack', { intercept: denied('DescribeStacks') }, [], 1, /^AWS does not allow /],
    [
      'without the right to read alarms',
      { intercept: denied('DescribeAlarms') },
      [],
      1,
      /^AWS does not allow cloudwatch:DescribeAlarms \(.*\): add \{"Effect":"Allow","Action":"cloudwatch:DescribeAlarms","Resource":"\*"\} to the caller's policy\n$/,
    ],
    [
      'without the right to see whether a page arrived',
      { intercept: denied('DescribeAlarmHistory') },
      [],
      1,
      /^AWS does not allow cloudwatch:DescribeAlarmHistory /,
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

  it('without a network', async () => {
    await start();
    const ended = await drill(['bounce-spike', '--yes'], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringMatching(/^CloudFormation cannot be reached, /) });
  });

  it('without a Region', async () => {
    await start();
    const ended = await drill(['bounce-spike', '--yes'], { AWS_REGION: '' });
    expect(ended).toMatchObject({ status: 2, stderr: expect.stringMatching(/^The Region cannot be used /) });
  });

  it('while an incident is open', async () => {
    await start();
    setAlarm(world, `${PREFIX}bounce-rate-fast-burn`, 'ALARM');
    const ended = await drill(['quota', '--yes']);
    const stderr = expect.stringMatching(/^An incident is open, and a drill would confuse it\. /);
    expect(ended).toMatchObject({ status: 1, stdout: '', stderr });
  });

  it('while a mute rule holds the page back', async () => {
    await start();
    await runOn(world, 'mute', ['--until', new Date(Date.now() + HOUR).toISOString(), '--reason', 'import']);
    world.time += 2 * MINUTE;
    const ended = await drill(['bounce-spike', '--yes']);
    const stderr = expect.stringMatching(
      /^The mute rule (\S+) mutes \S+-page: end it first with AWS_REGION=us-east-1 npm run mute -- --stack SesMetricsExporter --end \1\n$/,
    );
    expect(ended).toMatchObject({ status: 1, stdout: '', stderr });
  });
});

describe('a drill that asks', () => {
  const answer = (input: string) =>
    runInProcess('drill', ['quota'], { input, isTyped: true, environment: environmentOf(world) });

  it('runs after yes', async () => {
    await start();
    expect(await answer('y\n')).toMatchObject({ status: 0, stderr: 'Send these messages? [y/N] ' });
    expect(alarmMessages(world)).toHaveLength(2);
  });

  it('sends nothing after no', async () => {
    await start();
    expect(await answer('n\n')).toMatchObject({ status: 1, stderr: 'Send these messages? [y/N] Nothing was sent\n' });
    expect(alarmMessages(world)).toEqual([]);
  });

  it('is refused if an incident began while the question was open', async () => {
    await start({
      intercept(operation) {
        if (operation === 'ListSubscriptionsByTopic') setAlarm(world, `${PREFIX}account-under-review`, 'ALARM');
        return undefined;
      },
    });
    const { status, stderr } = await answer('y\n');
    expect({ status, state: stateOf(world, `${PREFIX}quota-critical`) }).toEqual({ status: 1, state: 'OK' });
    expect(stderr).toMatch(/An incident is open, and a drill would confuse it\. /);
  });
});

describe('a drill shows no success, and restores the alarm,', () => {
  it.each<[string, Options, RegExp]>([
    [
      'if nobody has confirmed a subscription',
      { subscriptions: RECEIVERS.map((receiver) => ({ ...receiver, isPending: true })) },
      /email o\*\*\*@example\.com - NOT CONFIRMED: [\s\S]*The drill did NOT show that a page arrives\.[\s\S]*but NOBODY receives it: the topic has no confirmed subscription/,
    ],
    [
      'if a topic has no subscription',
      { subscriptions: [] },
      /nobody: the topic has no subscription[\s\S]*but NOBODY receives it/,
    ],
    [
      'if CloudWatch cannot use the key of the topic',
      { failAction: (arn) => (arn.includes(':sns:') ? NO_KEY : undefined) },
      /FAILED: CloudWatch could not hand the ALARM message to \S+: "CloudWatch Alarms does not have authorization/,
    ],
    [
      'if the page goes to no topic',
      { stacks: [withoutTopics(STACK)] },
      /Its messages go to:\n {2}no topic\n {2}function [\s\S]*The drill did NOT show that a page arrives\./,
    ],
    [
      'if the receivers cannot be read',
      { intercept: denied('ListSubscriptionsByTopic') },
      /receivers unknown: AWS does not allow [\s\S]*The drill did NOT show[\s\S]*but who receives it is unknown/,
    ],
    [
      'if the history can no longer be read',
      { intercept: deniedFrom(2, 'DescribeAlarmHistory') },
      /NOT SEEN: the alarm's history does not show that the ALARM message[\s\S]*Problem: AWS does not allow cloudwatch:DescribeAlarmHistory /,
    ],
  ])('%s', async (_, options, output) => {
    await start(options);
    const { status, stdout, stderr } = await drill(['bounce-spike', '--yes']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(output);
    expect(stateOf(world, PAGE)).toBe('OK');
  });

  it('and says how, if it cannot restore it', async () => {
    await start({
      intercept: (operation, body) =>
        operation === 'SetAlarmState' && body.includes('"OK"') ? accessDenied('cloudwatch:SetAlarmState') : undefined,
    });
    const { status, stdout } = await drill(['bounce-spike', '--yes']);
    expect({ status, state: stateOf(world, PAGE) }).toEqual({ status: 1, state: 'ALARM' });
    expect(stdout).toMatch(
      /Set it back NOW:\n {2}aws cloudwatch set-alarm-state --region us-east-1 --alarm-name \S+-page --state-value OK /,
    );

    const again = await drill(['bounce-spike', '--yes']);
    expect(again).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^A drill set \S+-page to ALARM, and still runs or was killed: /),
    });
  });

  it('although it does not know whether a mute rule holds the page back', async () => {
    await start({ intercept: denied('ListAlarmMuteRules') });
    const { status, stdout } = await drill(['bounce-spike', '--yes']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Whether a mute rule holds the messages back is unknown: AWS does not allow /);
  });
});

describe('a drill in its own process', () => {
  const run = (by: Parameters<typeof runInterrupted>[3]['by']) =>
    runInterrupted('drill', ['bounce-spike', '--yes', '--wait', '5'], environmentOf(world), {
      after: /is set to ALARM/,
      by,
    });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'closed pipe'] as const)('restores the alarm after %s', async (by) => {
    await start({ intercept: (operation) => (operation === 'DescribeAlarmHistory' ? throttled() : undefined) });
    await run(by);
    expect(stateOf(world, PAGE)).toBe('OK');
    expect(alarmMessages(world)).toHaveLength(2);
  });

  it('cannot restore the alarm after SIGKILL, so the next drill and doctor name it', async () => {
    await start({ intercept: (operation) => (operation === 'DescribeAlarmHistory' ? throttled() : undefined) });
    await run('SIGKILL');
    expect(stateOf(world, PAGE)).toBe('ALARM');
    const command = `aws cloudwatch set-alarm-state --region us-east-1 --alarm-name ${PAGE} --state-value OK`;
    const next = await drill(['quota', '--yes']);
    expect(next.stderr).toMatch(
      `A drill set ${PAGE} to ALARM, and still runs or was killed: if none is running, set the alarm back with ${command}`,
    );
    expect((await runOn(world, 'doctor', [])).stdout).toContain(command);
  });
});

describe('a drill that is killed', () => {
  /** Runs a drill up to a moment. Each request has two moments: before it is sent, and after its response. */
  async function runUntil(moment: number, plan: DrillPlan, stack: DeployedStack): Promise<void> {
    const { cloudwatch } = createDeployedClients(world.location());
    const drillContext = { cloudwatch, stack, id: '1a2b3c4d', waitMs: 1_000, now: Date.now, report: () => undefined };
    await new Promise<void>((resolve, reject) => {
      let next = 0;
      const survive = () => {
        if (next++ < moment) return undefined;
        resolve();
        return new Promise(() => undefined);
      };
      const mortality = (send: (call: unknown) => Promise<unknown>) => async (call: unknown) => {
        await survive();
        const answer = await send(call);
        await survive();
        return answer;
      };
      const middleware: { add: CallableFunction } = cloudwatch.middlewareStack;
      middleware.add(mortality, { step: 'initialize', name: 'mortality' });
      runDrill(plan, drillContext).then(() => resolve(), reject);
    });
  }

  it.each(Array.from({ length: 10 }, (_, moment) => moment))(
    'at moment %i leaves no alarm in ALARM without a name in the next drill',
    async (moment) => {
      await start();
      const clients = createDeployedClients(world.location());
      const stack = await theStack(clients);
      const plan = async () => planDrill('bounce-spike', stack, await describeAlarms(clients, stack));
      await runUntil(moment, (await plan()) as DrillPlan, stack);
      const command = `--alarm-name ${PAGE} --state-value OK`;
      expect(await plan()).toMatchObject(
        stateOf(world, PAGE) === 'OK'
          ? { drill: 'bounce-spike' }
          : { refusal: expect.stringMatching(`^A drill set ${PAGE} to ALARM.*${command}`) },
      );
    },
  );
});

it('a page for alarms with long names is sent with the start of its reason', async () => {
  await start();
  const { cloudwatch } = createDeployedClients(world.location());
  await setAlarmState(cloudwatch, { name: PAGE }, { state: 'ALARM', reason: 'x'.repeat(2_000) });
  expect(alarmMessages(world)).toEqual([{ subject: expect.stringMatching(/^ALARM/), reason: 'x'.repeat(1_023) }]);
});

/** Somebody removed the topics from the page, and left the function that sends the brief. */
function withoutTopics(stack: typeof STACK): typeof STACK {
  const template = structuredClone(stack.template);
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::CloudWatch::CompositeAlarm') continue;
    const isFunction = (action: object) => JSON.stringify(action).includes('Function');
    Object.assign(Properties ?? {}, { AlarmActions: Properties?.AlarmActions.filter(isFunction), OKActions: [] });
  }
  return { ...stack, template };
}

/** The alarms follow the metrics here. */
describe('after a drill', () => {
  const HEALTHY = { '1h': 0.01, '24h': 0.01 };
  const BURST = { '1h': 0.2, '24h': 0.01 };
  const LASTING = { '1h': 0.01, '24h': 0.06 };
  const SLOT = 15 * MINUTE;

  /** Publishes what the exporter would, slot by slot, and evaluates the alarms. */
  function publish(rates: Readonly<Record<'1h' | '24h', number>>, slots: number): void {
    for (let slot = 0; slot < slots; slot++) {
      world.time += SLOT;
      const timestamp = Math.floor(world.time / MINUTE) * MINUTE;
      const perWindow = Object.entries(rates).flatMap(([window, rate]) =>
        Object.entries({ DeliveryAttempts: 10_000, BounceRate: rate, ComplaintRate: 0 }).map(([name, value]) => ({
          name,
          dimensions: { [WINDOW_DIMENSION]: window },
          timestamp,
          value,
        })),
      );
      const age = { name: 'NewestDataPointAge', dimensions: {}, timestamp, value: 900 };
      world.metrics.put(DEFAULT_NAMESPACE, [...perWindow, age]);
      stateOf(world, PAGE);
    }
  }

  const pages = () => alarmMessages(world).filter(({ subject = '' }) => subject.startsWith(`ALARM: "${PAGE}"`));

  beforeEach(async () => {
    await start({ at: Date.now() - 3 * HOUR, isEvaluated: true });
    publish(HEALTHY, 12); // up to now, because a drill reads the history by the clock of this machine
    expect(stateOf(world, PAGE)).toBe('OK');
    await drill(['bounce-spike', '--yes']);
    expect(stateOf(world, PAGE)).toBe('OK');
  });

  it('the next burst pages', () => {
    publish(BURST, 2);
    expect(pages()).toEqual([
      { subject: expect.anything(), reason: expect.stringMatching(/^Drill/) },
      { subject: expect.anything(), reason: expect.not.stringMatching(/^Drill/) },
    ]);
  });

  it('the next lasting rate pages, because the memory of bursts does not know the drill', () => {
    publish(LASTING, 4);
    expect(pages()).toHaveLength(2);
  });

  it('a real burst still holds back the lasting rate that follows it', () => {
    publish(BURST, 2);
    publish(HEALTHY, 8);
    publish(LASTING, 4);
    expect(pages()).toHaveLength(2);
    expect(stateOf(world, `${PREFIX}bounce-rate-critical`)).toBe('ALARM');
  });
});
