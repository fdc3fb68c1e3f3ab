/** The command line of `npm start`. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Window } from '../../lambda/send-statistics/contract';
import { readWindows } from '../../lib/shared/windows';
import { SCENARIOS, type ScenarioName } from '../../local/simulation/scenarios';
import { addContextOption, type ContextOption } from '../stack/stack-settings';
import { parseCommandLine } from '../terminal/command-line';
import { InputError } from '../terminal/input-error';
import { parseIsoTime } from '../terminal/iso-time';

export interface StartOptions extends ContextOption {
  /** Poll once and end. */
  readonly once: boolean;
  /** Print only JSON to standard output. */
  readonly json: boolean;
  readonly scenario: ScenarioName;
  readonly seed: number;
  /** Whether the simulated account has Virtual Deliverability Manager. Without it, SES keeps no record of single messages. */
  readonly vdm: boolean;
  /** Undefined: the windows of the configuration. */
  readonly windows?: readonly Window[];
  /** Epoch milliseconds. Undefined: now. */
  readonly at?: number;
  /** Path of a recorded response, `-` for standard input. Undefined: the simulation. */
  readonly statistics?: string;
  /** Call the real account. */
  readonly aws: boolean;
  /** Publish to the CloudWatch of the real account. */
  readonly publish: boolean;
  /** Serve the local console, unless the run polls only once, prints JSON or has no individual messages. */
  readonly console: boolean;
}

const SCENARIO_HELP = Object.entries(SCENARIOS)
  .map(([name, { description }]) => `  ${name.padEnd(16)} ${description}`)
  .join('\n');

/**
 * @returns undefined when the help was requested and has been printed
 * @throws InputError for an unknown option, a missing value or an invalid value
 */
export function readOptions(args: readonly string[]): StartOptions | undefined {
  const command = addContextOption(new Command('npm start --'))
    .description('Runs the exporter on this machine: polls SES send statistics and shows what it publishes.')
    .option('--once', 'poll once and end', false)
    .addOption(
      new Option('--scenario <name>', 'the traffic of the simulated account (see below)')
        .choices(Object.keys(SCENARIOS))
        .default('healthy'),
    )
    .option('--seed <n>', 'the seed of the simulation: another account of the same scenario', toSeed, 1)
    .option('--no-vdm', 'simulate an account without Virtual Deliverability Manager, which records single messages')
    .option(
      '--windows <list>',
      'publish these windows, such as 15m,7d (default: as configured); alarms on other windows are not evaluated',
      toWindows,
    )
    .option('--at <time>', 'the slot, such as 2026-11-22T09:07:00Z (default: now)', toTime)
    .option('--json', 'print only JSON, one object per poll', false)
    .addOption(
      new Option(
        '--statistics <file>',
        'use the saved output of "aws ses get-send-statistics" instead of the simulation; - reads standard input',
      )
        .argParser(toOnlyFile)
        .conflicts(['scenario', 'seed', 'vdm', 'aws']),
    )
    .addOption(
      new Option('--aws', 'call the real account, without publishing')
        .default(false)
        .conflicts(['scenario', 'seed', 'vdm']),
    )
    .option('--publish', 'with --aws: publish to CloudWatch', false)
    .option('--no-console', 'serve no web page with the dashboard, the alarms and their messages')
    .addHelpText('after', `\nScenarios:\n${SCENARIO_HELP}`)
    .allowExcessArguments(false);
  if (!parseCommandLine(command, args, 'npm start')) return undefined;
  const options = command.opts<StartOptions>();
  if (options.publish && !options.aws) {
    throw new InputError('--publish requires --aws: add --aws to poll the real account, or remove --publish');
  }
  return options;
}

function toOnlyFile(path: string, earlier?: string): string {
  if (earlier === undefined) return path;
  throw new InvalidArgumentError('pass one file, because each response of SES is judged by itself.');
}

function toSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('pass a whole number from 0 to 999999999.');
  return Number(text);
}

function toTime(text: string): number {
  const time = parseIsoTime(text);
  if (time === undefined) {
    throw new InvalidArgumentError('pass an ISO 8601 time with its zone, such as 2026-11-22T09:07:00Z.');
  }
  return time;
}

function toWindows(text: string): Window[] {
  const { windows, problems } = readWindows(text.split(',').map((label) => label.trim()));
  if (problems.length > 0) throw new InvalidArgumentError(problems.join('; '));
  return windows;
}
