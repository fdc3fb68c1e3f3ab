/** The states of the alarms: those that fire, with what to do, then all others. */
import { type AlarmView, TERMINAL } from '../contract';
import { byId, element } from './element';
import { dateTime } from './format';
import { updateList } from './list';

type ShownState = AlarmView['state'] | 'NOT_EVALUATED';

const STATE_NAMES: Readonly<Record<ShownState, string>> = {
  ALARM: 'ALARM',
  OK: 'OK',
  INSUFFICIENT_DATA: 'no data',
  NOT_EVALUATED: 'not evaluated',
};

const WHAT_NEXT = {
  terminal: 'To watch an incident, choose a scenario, such as bounce-spike.',
  scenario: 'If the scenario has an event, it begins after about half an hour on this clock.',
} as const;

let announced = new Set<string>();

/** @param scenario the name of a scenario, or `TERMINAL` */
export function showAlarms(alarms: readonly AlarmView[], scenario: string): void {
  const firing = alarms.filter(isUrgent);
  const others = alarms.filter((alarm) => !isUrgent(alarm));
  byId('alarm-count').textContent = countFiring(firing.length, alarms.length);
  byId('no-alarm').hidden = firing.length > 0;
  byId('what-next').textContent = alarms.length === 0 ? '' : WHAT_NEXT[scenario === TERMINAL ? 'terminal' : 'scenario'];
  byId('alarms-other').hidden = others.length === 0;
  byId('other-count').textContent = countStates(others);
  updateList(byId('alarms-firing'), firing, { keyOf: ({ arn }) => arn, create: card });
  updateList(byId('alarms-quiet'), others, { keyOf: ({ arn }) => arn, create: card });
  showTiles(alarms);
  announce(firing);
}

function countFiring(firing: number, all: number): string {
  if (all === 0) return 'none';
  return firing === 0 ? 'none in ALARM' : `${firing} in ALARM`;
}

/** An alarm that sends no message asks nobody to act. */
function isUrgent({ state, level }: AlarmView): boolean {
  return state === 'ALARM' && level !== 'none';
}

/** Nothing on this machine evaluates some alarms. Their state is not OK, even if CloudWatch would call it so without data. */
function shownState({ state, notEvaluated }: AlarmView): ShownState {
  return notEvaluated === undefined ? state : 'NOT_EVALUATED';
}

/** Shows first what happened, since when, and where to read what to do. */
function card(alarm: AlarmView): HTMLLIElement {
  const { name, level, description, reason, runbook, isMuted } = alarm;
  const [, what = description, more = ''] = /^(.*?[.:]) (.*)$/s.exec(description.replace(/ Runbook: \S+$/, '')) ?? [];
  return element(
    'li',
    { class: 'alarm', 'data-tone': toneOf(alarm) },
    element(
      'p',
      {},
      element('strong', { class: 'state' }, STATE_NAMES[shownState(alarm)]),
      ' ',
      element('span', { class: 'name' }, name),
      ...(isMuted ? [' ', element('span', { class: 'badge' }, 'muted')] : []),
    ),
    element('p', { class: 'quiet' }, `${level === 'none' ? 'sends no message' : level}, ${whenText(alarm)}`),
    element('p', {}, what),
    element(
      'details',
      {},
      element('summary', { class: 'quiet' }, 'Description and reason'),
      element('p', {}, more),
      element('p', { class: 'quiet' }, reason),
    ),
    ...(runbook ? [element('a', { href: runbook, class: 'button' }, `Runbook: ${name}`)] : []),
  );
}

function whenText({ notEvaluated, partlyEvaluated, since }: AlarmView): string {
  if (notEvaluated !== undefined) return `not evaluated on this machine, because ${notEvaluated}`;
  return `since ${dateTime(since)} UTC${partlyEvaluated === undefined ? '' : `. ${partlyEvaluated}`}`;
}

function countStates(alarms: readonly AlarmView[]): string {
  const count = (state: ShownState) => alarms.filter((alarm) => shownState(alarm) === state).length;
  const counts = [
    ['OK', count('OK')],
    ['without data', count('INSUFFICIENT_DATA')],
    ['not evaluated', count('NOT_EVALUATED')],
    ['in ALARM that sends no message', count('ALARM')],
  ] as const;
  return counts.flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : [])).join(', ');
}

/** Returns how urgent the state is, as the style sheet names it. */
function toneOf(alarm: AlarmView): string {
  const state = shownState(alarm);
  if (state === 'ALARM') return alarm.level === 'none' ? '' : alarm.level;
  return state === 'OK' ? 'ok' : '';
}

/** The widget of a dashboard that shows the states of alarms. */
function showTiles(alarms: readonly AlarmView[]): void {
  for (const tile of document.querySelectorAll<HTMLElement>('[data-arn]')) {
    const alarm = alarms.find(({ arn }) => arn === tile.dataset.arn);
    tile.dataset.tone = alarm ? toneOf(alarm) : '';
    const shown = tile.querySelector('.state') ?? tile.appendChild(element('span', { class: 'state' }));
    shown.textContent = alarm ? STATE_NAMES[shownState(alarm)] : 'not on this machine';
  }
}

/** Tells users of screen readers about an alarm once. */
function announce(firing: readonly AlarmView[]): void {
  const fresh = firing.filter(({ arn }) => !announced.has(arn)).map(({ name }) => `ALARM: ${name}`);
  announced = new Set(firing.map(({ arn }) => arn));
  if (fresh.length > 0) byId('announcement').textContent = fresh.join('. ');
}
