/** `npm run drill -- NAME`: fires a real alarm of a deployed stack, and shows what its messages reached. */
import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { nearestName } from '../lib/shared/nearest-name';
import { printable, printableJson } from '../lib/shared/printable';
import { endMuteCommand } from './deployed/alarm-commands';
import { readAlarmHistory } from './deployed/alarm-history';
import { type DeployedAlarm, describeAlarms } from './deployed/alarms';
import { createDeployedClients, type DeployedClients } from './deployed/clients';
import { DESCRIBE_STACKS } from './deployed/cloudformation';
import type { DeployedStack } from './deployed/deployed-stack';
import { theStack } from './deployed/find-stacks';
import { listMuteRules } from './deployed/mute-rules';
import { addStackOption, type StackOption } from './deployed/stack-option';
import { listReceivers } from './deployed/subscriptions';
import { confirm } from './drill/confirm';
import { DRILL_NAMES, type DrillName } from './drill/drill-kinds';
import { planDrill } from './drill/drill-plan';
import { drillList, isProven, planText, type Receivers, resultText } from './drill/drill-text';
import { DRILL_PERMISSIONS } from './drill/permissions';
import { runDrill } from './drill/run-drill';
import { assertAwsAccess } from './terminal/aws-access';
import { AwsFailure } from './terminal/aws-failure';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';
import { InputError } from './terminal/input-error';
import { finishBeforeExit } from './terminal/unfinished-work';
import { wrapProse } from './terminal/wrap-prose';

interface DrillOptions extends StackOption {
  /** Prints the drills and ends. */
  readonly list: boolean;
  /** Does not ask before the messages are sent. */
  readonly yes: boolean;
  /** Milliseconds. */
  readonly wait?: number;
}

const DEFAULT_WAIT_SECONDS = 60;

export async function main(args: readonly string[]): Promise<boolean> {
  const command = addStackOption(new Command('npm run drill --'))
    .description('Fires a real alarm of a deployed stack, shows what its messages reached, and sets the alarm back.')
    .argument('[drill]', 'what to pretend (see below)')
    .option('--list', 'list the drills', false)
    .option('--yes', 'do not ask before the messages are sent', false)
    .option(
      '--wait <seconds>',
      `time to wait for the messages of one state (default: ${DEFAULT_WAIT_SECONDS})`,
      toMilliseconds,
    )
    .addHelpText('after', `\nDrills:\n${drillList()}`)
    .allowExcessArguments(false);
  if (!parseCommandLine(command, args, 'npm run drill')) return true;
  const options = command.opts<DrillOptions>();
  if (options.list) {
    console.log(drillList());
    return true;
  }
  return drill(toDrillName(command.processedArgs[0] as string | undefined), options);
}

async function drill(name: DrillName, { stack: stackName, yes, wait }: DrillOptions): Promise<boolean> {
  if (!yes && !process.stdin.isTTY)
    throw new InputError('A drill sends real messages, and no terminal is there to ask first: pass --yes to send them');
  const clients = createDeployedClients();
  await assertAwsAccess(clients.cloudformation.config, DESCRIBE_STACKS, DRILL_PERMISSIONS);
  const stack = await theStack(clients, { stack: stackName });
  const planNow = async () => planDrill(name, stack, await describeAlarms(clients, stack));
  const planned = await planNow();
  if ('refusal' in planned) return fail(planned.refusal);
  const muted = await whyMuted(clients, stack, planned.target);
  if (muted) return fail(muted);
  await assertHistoryAllowed(clients, planned.target);
  const receivers = await findReceivers(clients, planned.target);
  console.log(wrapProse(planText(planned, stack, receivers)));
  if (!yes && !(await confirm('Send these messages?'))) return fail('Nothing was sent');
  // An incident may have begun while the question was open.
  const plan = yes ? planned : await planNow();
  if ('refusal' in plan) return fail(plan.refusal);
  const context = {
    cloudwatch: clients.cloudwatch,
    stack,
    id: randomUUID().slice(0, 8),
    waitMs: wait ?? DEFAULT_WAIT_SECONDS * 1000,
    now: Date.now,
    report: (sentence: string) => console.log(wrapProse(`... ${sentence}`)),
  };
  const result = await finishBeforeExit(runDrill(plan, context));
  console.log(wrapProse(resultText(plan, result, receivers)));
  return isProven(result, receivers);
}

function fail(message: string): false {
  console.error(message);
  return false;
}

/**
 * Without this right, a drill would page somebody, and then could not show whether the page arrived. Other failures may be over
 * when the drill reads the history.
 *
 * @throws AwsFailure
 */
async function assertHistoryAllowed({ cloudwatch }: DeployedClients, { name }: DeployedAlarm): Promise<void> {
  try {
    await readAlarmHistory(cloudwatch, name, { from: Date.now() });
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.isDenied) throw error;
  }
}

/** Returns why the messages of the alarm would be held back. Undefined: no known mute rule does. */
async function whyMuted(
  clients: DeployedClients,
  stack: DeployedStack,
  { name }: DeployedAlarm,
): Promise<string | undefined> {
  try {
    const [rule] = await listMuteRules(clients, { alarmName: name, statuses: ['ACTIVE'] });
    return (
      rule &&
      `The mute rule ${printable(rule.name)} mutes ${name}: end it first with ${endMuteCommand(rule.name, stack)}`
    );
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    console.log(wrapProse(`Whether a mute rule holds the messages back is unknown: ${error.message}.`));
    return undefined;
  }
}

async function findReceivers(clients: DeployedClients, alarm: DeployedAlarm): Promise<Receivers> {
  const receivers = new Map<string, Awaited<ReturnType<typeof listReceivers>> | { unknown: string }>();
  const topics = [...alarm.alarmActions, ...alarm.okActions].filter((arn) => arn.split(':')[2] === 'sns');
  for (const topic of new Set(topics)) {
    receivers.set(topic, await listReceivers(clients, topic).catch(toUnknown));
  }
  return receivers;
}

function toUnknown(error: unknown): { unknown: string } {
  if (error instanceof AwsFailure) return { unknown: error.message };
  throw error;
}

/** @throws InputError for an unknown or missing name */
function toDrillName(name: string | undefined): DrillName {
  if (name === undefined)
    throw new InputError(`Name a drill, such as "npm run drill -- bounce-spike":\n${drillList()}`);
  const known = DRILL_NAMES.find((each) => each === name);
  if (known) return known;
  const meant = nearestName(name, DRILL_NAMES);
  throw new InputError(
    `No drill is named ${printableJson(name)}: ${meant ? `did you mean "${meant}"` : `choose from ${DRILL_NAMES.join(', ')}`}`,
  );
}

function toMilliseconds(seconds: string): number {
  const value = Number(seconds);
  if (!(value >= 1 && value <= 600)) throw new InvalidArgumentError('write seconds from 1 to 600.');
  return value * 1000;
}

if (require.main === module) runCommand(main);
