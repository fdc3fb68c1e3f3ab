/** `npm run replay [WORD]`: replays the histories whose name holds the word, and prints what the alarms did. */
import Table from 'cli-table3';
import { ALARM_LEVELS, ALARM_NAMES, toSlug } from '../lib/alarm-table';
import { runCommand } from './command';
import { HISTORIES, type History } from './histories';
import { InputError } from './input-error';
import { type Outcome, replay } from './replay';
import { readStackContext, readStackSettings } from './stack-settings';
import { synthesizeStack } from './stack-template';
import { readAlarms, type TemplateAlarm, withoutStack } from './template-alarms';

async function main([word = '']: readonly string[]): Promise<boolean> {
  const names = Object.keys(HISTORIES).filter((name) => name.includes(word));
  if (names.length === 0) {
    throw new InputError(`No history is named like "${word}": choose from ${Object.keys(HISTORIES).join(', ')}`);
  }
  const alarms = readAlarms(synthesizeStack(readStackContext()));
  const settings = readStackSettings();
  const table = new Table({
    head: ['History', 'What happens', 'Alarm', 'after minutes', 'pages'],
    style: { head: [], border: [] },
    colWidths: [24, 36, 30, 15, 18],
    wordWrap: true,
  });
  for (const name of names) {
    console.error(`Replaying ${name} ...`);
    const history = HISTORIES[name] as History;
    table.push(rowOf(name, history, await replay(history, alarms, settings), alarms));
  }
  console.log(table.toString());
  console.log(
    "Minutes and pages are intervals where they depend on CloudWatch's evaluation range, which is not published.",
  );
  return true;
}

function rowOf(
  name: string,
  history: History,
  outcomes: readonly Outcome[],
  alarms: readonly TemplateAlarm[],
): string[] {
  const went = alarms.filter(
    ({ id, kind }) => kind === 'metric' && outcomes.some(({ minutesToAlarm }) => minutesToAlarm.has(id)),
  );
  return [
    name,
    history.says,
    went.map((alarm) => withoutStack(alarm.name)).join('\n') || 'none',
    went.map(({ id }) => interval(outcomes.map(({ minutesToAlarm }) => minutesToAlarm.get(id)))).join('\n'),
    pagesText(outcomes, alarms),
  ];
}

/** How many pages, and after how many minutes each. */
function pagesText(outcomes: readonly Outcome[], alarms: readonly TemplateAlarm[]): string {
  const pages = outcomes.map(({ messages }) => pagesOf(messages, alarms));
  const most = Math.max(...pages.map(({ length }) => length));
  const times = Array.from({ length: most }, (_, index) => interval(pages.map((minutes) => minutes[index])));
  return most === 0 ? '0' : `${most}: after ${times.join(', ')}`;
}

/** Minutes at which a critical alarm's message that it has gone off was sent. */
function pagesOf(messages: Outcome['messages'], alarms: readonly TemplateAlarm[]): number[] {
  const critical = new Set(ALARM_NAMES.filter((name) => ALARM_LEVELS[name] === 'critical').map(toSlug));
  const isCritical = ({ name }: TemplateAlarm) => critical.has(withoutStack(name).replace(/-page$/, ''));
  const paging = new Set(alarms.filter(isCritical).map(({ id }) => id));
  return messages.filter(({ state, alarm }) => state === 'ALARM' && paging.has(alarm)).map(({ minutes }) => minutes);
}

function interval(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const sometimes = known.length < values.length ? ' or never' : '';
  return (least === most ? String(least) : `${least} to ${most}`) + sometimes;
}

runCommand(() => main(process.argv.slice(2)));
