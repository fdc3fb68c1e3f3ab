/** How the next incident will be noticed: the deployed alarms, and whom they page. */
import type { AlarmId, DeployedAlarm } from '../../deployed/alarms';
import { pagersOf } from '../facts/alarm-events';
import { type CaseFacts, readValue } from '../facts/case-facts';
import { isAffected, KINDS } from '../facts/incident-figures';
import { answerFigures } from './answer-section';
import { unknownLine } from './fact-text';
import { BLANK, code, table } from './markdown';
import { slugOf } from './timeline';

export function nextTimeLines(facts: CaseFacts): string[] {
  const alarms = readValue(facts.alarms);
  const pagers = pagersOf(alarms);
  const rows = (alarms ?? []).filter(({ level }) => level !== undefined).map((alarm) => alarmRow(alarm, pagers));
  return [
    ...KINDS.filter((kind) => isAffected(kind, facts)).map((kind) => {
      const { timeToPage } = answerFigures(kind, facts);
      return `- This time, the page for ${kind}s came ${timeToPage ?? `${BLANK} minutes`} after the first figure at AWS's review level.`;
    }),
    `- Owner of these alarms: ${BLANK}. Last drill: ${BLANK}. What changes about the alarms: ${BLANK}`,
    '',
    ...unknownLine('The alarms', facts.alarms),
    ...(alarms && rows.length === 0 ? ['The stack has **no alarms**.'] : []),
    ...(rows.length > 0 ? table(['Alarm', 'Fires when', 'Pages', 'Now'], rows) : []),
  ];
}

function alarmRow({ id, description, state, actionsEnabled, ...alarm }: DeployedAlarm, pagers: ReadonlySet<AlarmId>) {
  const pages = id !== undefined && pagers.has(id);
  const through = !pages && alarm.level === 'critical' && alarm.alarmActions.length === 0;
  const receivers = through ? `through ${slugOf('ratesPage')}` : pages ? 'yes' : 'no, a warning';
  return [
    id === undefined ? code(alarm.name) : slugOf(id),
    id === 'ratesPage' ? 'any of the critical alarms on rates fires' : firstSentence(description),
    actionsEnabled === false ? '**disabled: it notifies nobody**' : receivers,
    code(state),
  ];
}

/** The descriptions are those that the exporter's stack wrote. The first sentence says what fires the alarm. */
function firstSentence(description: string): string {
  const [sentence = ''] = description.split(/(?<=[.:]) (?=[A-Z])/);
  return code(sentence.replace(/[.:]$/, ''));
}
