/** `npm run replay [WORD...]`: replays the histories whose names contain a word, and prints which alarms fire and when. */
import Table from 'cli-table3';
import { Command } from 'commander';
import type { Config } from '../lib/config/settings-schema';
import { printableJson } from '../lib/shared/printable';
import { readAlarms, type TemplateAlarm, withoutStack } from '../local/alarms/template-alarms';
import { readBriefFunction } from '../local/replay/brief-function';
import { HISTORIES } from '../local/replay/histories';
import type { History } from '../local/replay/history';
import { type Outcome, replay } from '../local/replay/replay';
import { addContextOption, type ContextOption, readStackConfig, readStackContext } from './stack/stack-settings';
import { synthesizeStack } from './stack/stack-template';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';
import { InputError } from './terminal/input-error';

/** Prefix of the logical id of the topic that the stack creates for critical alarms. */
const CRITICAL_TOPIC_PREFIX = 'TopicsCritical';

const NAME_WIDTH = Math.max(...Object.keys(HISTORIES).map(({ length }) => length));

const HISTORY_HELP = Object.entries(HISTORIES)
  .map(([name, { description }]) => `  ${name.padEnd(NAME_WIDTH)}  ${description}`)
  .join('\n');

export async function main(args: readonly string[]): Promise<boolean> {
  const command = addContextOption(new Command('npm run replay --'))
    .description('Replays incidents through the exporter and shows when the configured alarms fire.')
    .argument('[words...]', 'replay the histories whose names contain one of these words (default: all)')
    .addHelpText('after', `\nHistories:\n${HISTORY_HELP}`);
  if (!parseCommandLine(command, args, 'npm run replay')) return true;
  const names = historiesNamed(command.args);
  const context = readStackContext(command.opts<ContextOption>().context);
  const { config, settings } = readStackConfig(context);
  const template = synthesizeStack(context);
  const alarms = readAlarms(template);
  const briefs = readBriefFunction(template);
  const table = new Table({
    head: ['History', 'What happens', 'Alarm', 'after minutes', 'pages and briefs'],
    style: { head: [], border: [] },
    colWidths: [24, 36, 30, 15, 30],
    wordWrap: true,
  });
  for (const name of names) {
    console.error(`Replaying ${name} ...`);
    const history = HISTORIES[name] as History;
    table.push(rowOf(name, history, await replay(history, alarms, settings, { briefs }), alarms, config));
  }
  console.log(table.toString());
  console.log("A range means that the result depends on CloudWatch's evaluation range, which AWS does not publish.");
  return true;
}

/** @throws InputError for a word that no name contains */
function historiesNamed(words: readonly string[]): string[] {
  const names = Object.keys(HISTORIES);
  const unknown = words.filter((word) => word === '' || !names.some((name) => name.includes(word)));
  if (unknown.length > 0) {
    throw new InputError(
      `No history name contains ${unknown.map((word) => printableJson(word)).join(' or ')}: choose from ${names.map((name) => `"${name}"`).join(', ')}`,
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
  const fired = alarms.filter(
    ({ id, kind }) => kind === 'metric' && outcomes.some(({ minutesToAlarm }) => minutesToAlarm.has(id)),
  );
  return [
    name,
    history.description,
    fired.map((alarm) => withoutStack(alarm.name)).join('\n') || 'none',
    fired.map(({ id }) => interval(outcomes.map(({ minutesToAlarm }) => minutesToAlarm.get(id)))).join('\n'),
    [pagesText(outcomes, config), ...briefSubjects(outcomes)].join('\n'),
  ];
}

/** Returns the number of pages, and the minutes after which they are sent. */
function pagesText(outcomes: readonly Outcome[], config: Config): string {
  const pages = outcomes.map(({ messages }) => pagesOf(messages, config));
  const most = Math.max(...pages.map(({ length }) => length));
  const times = Array.from({ length: most }, (_, index) => interval(pages.map((minutes) => minutes[index])));
  return most === 0 ? '0' : `${most}: after ${times.join(', ')}`;
}

/** Returns the subjects of the briefs. Only a history that plants a cause in its mail has briefs. */
function briefSubjects(outcomes: readonly Outcome[]): string[] {
  return (outcomes[0]?.briefs ?? []).map(({ subject }) => subject);
}

/** Returns the minutes after which an ALARM message is sent to the critical topic. */
function pagesOf(messages: Outcome['messages'], { notifications }: Config): number[] {
  const { topicArns } = notifications.critical;
  const isCritical = (topic: string) => topic.startsWith(CRITICAL_TOPIC_PREFIX) || topicArns.includes(topic);
  return messages.filter(({ state, topic }) => state === 'ALARM' && isCritical(topic)).map(({ minutes }) => minutes);
}

function interval(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const [first, last] = [Math.min(...known), Math.max(...known)];
  const orNever = known.length < values.length ? ' or never' : '';
  return (first === last ? String(first) : `${first} to ${last}`) + orNever;
}

if (require.main === module) runCommand(main);
