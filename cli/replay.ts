/** `npm run replay [WORD...]`: replays the histories whose names contain a word, and prints what the alarms did. */
import Table from 'cli-table3';
import { Command } from 'commander';
import type { Config } from '../lib/config/config';
import { printableJson } from '../lib/shared/printable';
import { HISTORIES, type History } from '../local/alarms/histories';
import { type Outcome, replay } from '../local/alarms/replay';
import { readAlarms, type TemplateAlarm, withoutStack } from '../local/alarms/template-alarms';
import { addContextOption, type ContextOption, readStackConfig, readStackContext } from './stack/stack-settings';
import { synthesizeStack } from './stack/stack-template';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';
import { InputError } from './terminal/input-error';

/** Begins the logical id of the topic that the stack makes for critical alarms. */
const CRITICAL_TOPIC_ID = 'TopicsCritical';

const HISTORY_HELP = Object.entries(HISTORIES)
  .map(([name, { says }]) => `  ${name.padEnd(24)} ${says}`)
  .join('\n');

export async function main(args: readonly string[]): Promise<boolean> {
  const command = addContextOption(new Command('npm run replay --'))
    .description('Replays incidents through the exporter and shows what the configured alarms do, minute by minute.')
    .argument('[words...]', 'replay the histories whose names contain one of these words (default: all)')
    .addHelpText('after', `\nHistories:\n${HISTORY_HELP}`);
  if (!parseCommandLine(command, args, 'npm run replay')) return true;
  const names = historiesNamed(command.args);
  const context = readStackContext(command.opts<ContextOption>().context);
  const { config, settings } = readStackConfig(context);
  const alarms = readAlarms(synthesizeStack(context));
  const table = new Table({
    head: ['History', 'What happens', 'Alarm', 'after minutes', 'pages'],
    style: { head: [], border: [] },
    colWidths: [24, 36, 30, 15, 18],
    wordWrap: true,
  });
  for (const name of names) {
    console.error(`Replaying ${name} ...`);
    const history = HISTORIES[name] as History;
    table.push(rowOf(name, history, await replay(history, alarms, settings), alarms, config));
  }
  console.log(table.toString());
  console.log(
    "Minutes and pages are intervals where they depend on CloudWatch's evaluation range, which is not published.",
  );
  return true;
}

/** @throws InputError for a word that is in no name */
function historiesNamed(words: readonly string[]): string[] {
  const names = Object.keys(HISTORIES);
  const stray = words.filter((word) => !names.some((name) => name.includes(word)));
  if (stray.length > 0) {
    throw new InputError(
      `No history is named like ${stray.map((word) => printableJson(word)).join(' or ')}: choose from ${names.map((name) => `"${name}"`).join(', ')}`,
    );
  }
  return words.length > 0 ? names.filter((name) => words.some((word) => name.includes(word))) : names;
}

function rowOf(
  name: string,
  history: History,
  outcomes: readonly Outcome[],
  alarms: readonly TemplateAlarm[],
  config: Config,
): string[] {
  const went = alarms.filter(
    ({ id, kind }) => kind === 'metric' && outcomes.some(({ minutesToAlarm }) => minutesToAlarm.has(id)),
  );
  return [
    name,
    history.says,
    went.map((alarm) => withoutStack(alarm.name)).join('\n') || 'none',
    went.map(({ id }) => interval(outcomes.map(({ minutesToAlarm }) => minutesToAlarm.get(id)))).join('\n'),
    pagesText(outcomes, config),
  ];
}

/** How many pages, and after how many minutes each. */
function pagesText(outcomes: readonly Outcome[], config: Config): string {
  const pages = outcomes.map(({ messages }) => pagesOf(messages, config));
  const most = Math.max(...pages.map(({ length }) => length));
  const times = Array.from({ length: most }, (_, index) => interval(pages.map((minutes) => minutes[index])));
  return most === 0 ? '0' : `${most}: after ${times.join(', ')}`;
}

/** Minutes at which the critical topic got the message that an alarm has gone off. */
function pagesOf(messages: Outcome['messages'], { notifications }: Config): number[] {
  const { topicArns } = notifications.critical;
  const pages = (topic: string) => topic.startsWith(CRITICAL_TOPIC_ID) || topicArns.includes(topic);
  return messages.filter(({ state, topic }) => state === 'ALARM' && pages(topic)).map(({ minutes }) => minutes);
}

function interval(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const sometimes = known.length < values.length ? ' or never' : '';
  return (least === most ? String(least) : `${least} to ${most}`) + sometimes;
}

if (require.main === module) runCommand(main);
