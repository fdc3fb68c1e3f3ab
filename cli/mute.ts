/** `npm run mute -- --until TIME --reason REASON`: holds back the alarms that a planned mailing can fire. */
import { Command, InvalidArgumentError } from 'commander';
import { printable, printableJson } from '../lib/shared/printable';
import { type DeployedAlarm, describeAlarms, isAlarmOf } from './deployed/alarms';
import { clockSkewOf, createDeployedClients, type DeployedClients } from './deployed/clients';
import { DESCRIBE_STACKS } from './deployed/cloudformation';
import type { DeployedStack } from './deployed/deployed-stack';
import { theStack } from './deployed/find-stacks';
import { getMuteRule, listMuteRules, type MuteRule } from './deployed/mute-rules';
import { addStackOption, type StackOption } from './deployed/stack-option';
import { isTimeZone } from './deployed/zoned-time';
import { deleteMuteRule, putMuteRule } from './mute/cloudwatch';
import { muteName, mutePrefix } from './mute/mute-name';
import { firingText, listText, muteText } from './mute/mute-text';
import { readWindow } from './mute/mute-times';
import { selectMuted } from './mute/muted-alarms';
import { MUTE_PERMISSIONS } from './mute/permissions';
import { assertAwsAccess } from './terminal/aws-access';
import { AwsFailure } from './terminal/aws-failure';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';
import { InputError } from './terminal/input-error';
import { wrapProse } from './terminal/wrap-prose';

interface MuteOptions extends StackOption {
  readonly from?: string;
  readonly until?: string;
  readonly reason?: string;
  /** Whether to mute the alarms on the daily quota, too. */
  readonly quota: boolean;
  readonly timeZone: string;
  readonly list: boolean;
  /** The name of a rule, or true for all rules that this command made. */
  readonly end?: string | true;
}

/** Longest description of a rule, in characters. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html */
const MAX_REASON_LENGTH = 1024;

export async function main(args: readonly string[]): Promise<boolean> {
  const command = addStackOption(new Command('npm run mute --'))
    .description('Mutes the alarms of a deployed stack that a planned mailing can fire: the alarms on rates.')
    .option(
      '--until <time>',
      'the end, such as 18:00, "2026-11-26 18:00" or 2026-11-26T18:00:00Z; at most 15 days ahead',
    )
    .option('--from <time>', 'the start (default: at once)')
    .option('--reason <text>', 'the reason, which others see in CloudWatch')
    .option('--quota', 'mute the alarms on the daily quota, too', false)
    .option(
      '--time-zone <name>',
      'the zone of times without one, such as Europe/Berlin (default: the zone of this machine)',
      toTimeZone,
    )
    .option('--list', 'list the rules that mute alarms of the stack', false)
    .option('--end [rule]', 'end a rule, or all rules that this command made')
    .allowExcessArguments(false);
  if (!parseCommandLine(command, args, 'npm run mute')) return true;
  const { timeZone = localTimeZone(), ...given } = command.opts<Partial<MuteOptions> & Omit<MuteOptions, 'timeZone'>>();
  const options: MuteOptions = { ...given, timeZone };
  const act = actionOf(options);
  const clients = createDeployedClients();
  await assertAwsAccess(clients.cloudformation.config, DESCRIBE_STACKS, MUTE_PERMISSIONS);
  return act(clients, await theStack(clients, options));
}

type Action = (clients: DeployedClients, stack: DeployedStack) => Promise<boolean>;

/** @throws InputError for options that do not belong together, or that are missing */
function actionOf({ list, end, until, reason, ...options }: MuteOptions): Action {
  const creates = until !== undefined || reason !== undefined || options.from !== undefined || options.quota;
  if ([list, end !== undefined, creates].filter(Boolean).length > 1)
    throw new InputError('--list, --end and the options of a new mute exclude each other: pass only one of them');
  if (list) return (clients, stack) => showRules(clients, stack, options.timeZone);
  if (end !== undefined) return (clients, stack) => endRules(clients, stack, end);
  if (until === undefined || reason === undefined || reason.trim() === '') {
    throw new InputError(
      'A mute needs an end and a reason: npm run mute -- --until 18:00 --reason "spring import"; or pass --list or --end',
    );
  }
  if (reason.length > MAX_REASON_LENGTH)
    throw new InputError(`--reason has ${reason.length} characters: write at most ${MAX_REASON_LENGTH}`);
  if (/\p{Cc}/u.test(reason.trim()))
    throw new InputError(`--reason is ${printableJson(reason)}: write one line without control characters`);
  const times = { ...options, until };
  readWindow(times, Date.now()); // rejects invalid times before any call
  return (clients, stack) => {
    const window = readWindow(times, Date.now() + clockSkewOf(clients.cloudformation));
    return createRule(clients, stack, { ...options, reason: reason.trim(), window });
  };
}

interface NewMute extends Pick<MuteOptions, 'quota' | 'timeZone'> {
  readonly reason: string;
  readonly window: { readonly from: number; readonly until: number };
}

async function createRule(
  clients: DeployedClients,
  stack: DeployedStack,
  { reason, window, quota, timeZone }: NewMute,
): Promise<boolean> {
  const selection = selectMuted(await describeAlarms(clients, stack), { quota });
  const { muted } = selection;
  if (muted.length === 0) {
    console.error(
      `The stack ${stack.name} (${stack.status}) has no alarm that a mailing can fire and that notifies somebody`,
    );
    return false;
  }
  const name = muteName(stack, { reason, quota, until: window.until });
  const alarmNames = muted.map((alarm) => alarm.name);
  const existing = (await listMuteRules(clients)).find((rule) => rule.name === name && isMuting(rule, alarmNames));
  if (!existing) {
    await putMuteRule(clients.cloudwatch, { name, description: reason, alarmNames, window });
  }
  const rule = existing ?? (await getMuteRule(clients, name).catch(toUnknown));
  if (rule.status === 'EXPIRED') {
    console.error(
      `CloudWatch says that the rule ${name} is over, so it mutes nothing: check the clock of this machine`,
    );
    return false;
  }
  console.log(
    wrapProse(muteText({ ...selection, stack, name, window: rule.window ?? window, timeZone, status: rule.status })),
  );
  return true;
}

/** Returns whether a rule mutes all of these alarms now. */
function isMuting({ status, alarmNames = [] }: MuteRule, wanted: readonly string[]): boolean {
  return status === 'ACTIVE' && wanted.every((name) => alarmNames.includes(name));
}

/** The rule exists by now, so a denied read must not look like a failure to mute. */
function toUnknown(error: unknown): Pick<MuteRule, 'status' | 'window'> {
  if (error instanceof AwsFailure) return { status: `unknown: ${error.message}`, window: undefined };
  throw error;
}

async function showRules(clients: DeployedClients, stack: DeployedStack, timeZone: string): Promise<boolean> {
  console.log(wrapProse(listText(await rulesOf(clients, stack), stack, timeZone)));
  return true;
}

async function endRules(clients: DeployedClients, stack: DeployedStack, end: string | true): Promise<boolean> {
  const rules = await rulesOf(clients, stack);
  const ended = rules.filter(({ name }) => (end === true ? name.startsWith(mutePrefix(stack)) : name === end));
  if (ended.length === 0) {
    const found = rules.length > 0 ? `: choose from ${rules.map(({ name }) => printable(name)).join(', ')}` : '';
    const wanted = end === true ? 'that "npm run mute" made' : printableJson(end);
    throw new InputError(`No rule ${wanted} mutes an alarm of the stack ${stack.name}${found}`);
  }
  for (const { name } of ended) {
    await deleteMuteRule(clients.cloudwatch, name);
    console.log(`Ended: ${printable(name)}`);
  }
  const isEnded = ({ name }: DeployedAlarm) => ended.some(({ alarmNames }) => alarmNames?.includes(name) ?? true);
  const alarms = await describeAlarms(clients, stack);
  console.log(firingText(alarms.filter((alarm) => alarm.alarmActions.length > 0 && isEnded(alarm))));
  return true;
}

/** Returns the rules that mute at least one alarm of a stack, now or later. */
async function rulesOf(clients: DeployedClients, stack: DeployedStack): Promise<MuteRule[]> {
  const rules = await listMuteRules(clients);
  return rules.filter(({ alarmNames }) => alarmNames?.some((name) => isAlarmOf(stack, name)) ?? true);
}

/** @throws InputError if this machine has no valid time zone, because its variable `TZ` is wrong */
function localTimeZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions() as { timeZone?: string };
  if (timeZone !== undefined && isTimeZone(timeZone)) return timeZone;
  throw new InputError('The time zone of this machine is unknown: correct the variable TZ, or pass --time-zone');
}

function toTimeZone(name: string): string {
  if (isTimeZone(name)) return name;
  throw new InvalidArgumentError('write the name of a time zone, such as Europe/Berlin or UTC.');
}

if (require.main === module) runCommand(main);
