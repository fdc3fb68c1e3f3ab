/** What happened in a span, in order of time. */
import type { Span } from '../../../lambda/shared/topic/numbers';
import { percent, toMinute } from '../../../lambda/shared/topic/numbers';
import { rowOf } from '../../../lib/alarms/alarm-table';
import { AWS_THRESHOLDS } from '../../../lib/alarms/aws-thresholds';
import { counted } from '../../../lib/shared/plural';
import { type AlarmId, alarmName } from '../../deployed/alarms';
import { type AlarmEvent, incidentsOf, pagersOf } from '../facts/alarm-events';
import { type CaseFacts, readValue } from '../facts/case-facts';
import { attemptsOf, firstSignificant, KINDS, RATES } from '../facts/incident-figures';
import { changesOf, type Series } from '../facts/rate-figures';
import { BLANK, type Cells, code } from './markdown';

interface Entry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
  readonly source: string;
}

/** Returns the rows: time, event, source. The last rows are left to the reader, because no service records them. */
export function timelineRows(facts: CaseFacts): Cells[] {
  const { span } = facts;
  const series = readValue(facts.series) ?? [];
  const entries = [
    ...crossings(series, span),
    ...standing(series, span),
    ...alarmEntries(readValue(facts.events) ?? [], pagersOf(readValue(facts.alarms))),
  ];
  return [
    ...entries.toSorted((a, b) => a.at - b.at).map(({ at, text, source }) => [toMinute(at), text, source]),
    [BLANK, `the mail that caused it began to go out: ${BLANK}`, 'your records'],
    [BLANK, `${BLANK} began to work on the page`, 'your records'],
    [BLANK, `the mail was stopped: ${BLANK}`, 'your records'],
    [BLANK, `the cause was removed: ${BLANK}`, 'your records'],
  ];
}

/** Name of an alarm without the stack's prefix. */
export function slugOf(id: AlarmId): string {
  return alarmName({ alarmPrefix: '' }, id);
}

function crossings(series: readonly Series[], span: Span): Entry[] {
  return KINDS.flatMap((kind) =>
    series
      .filter(({ metric }) => metric === RATES[kind])
      .flatMap((rate) =>
        Object.entries(AWS_THRESHOLDS[RATES[kind]]).flatMap(([action, level]) => {
          const first = firstSignificant(kind, rate, { attempts: attemptsOf(series, rate.window), level, span });
          const text = `The ${kind} rate over ${rate.window} is ${first && percent(first.value)}, at or above AWS's ${action} level of ${percent(level)}`;
          return first ? [{ at: first.at, text, source: `metric ${RATES[kind]}` }] : [];
        }),
      ),
  );
}

const LEVELS = ['healthy', 'under review, or has a status that the exporter does not know', 'paused by AWS'];

/** The account's status and whether it can send. The first value of the span is not an event. */
function standing(series: readonly Series[], span: Span): Entry[] {
  const changes = (metric: string) =>
    series.filter((each) => each.metric === metric).flatMap((each) => changesOf(each, span).slice(1));
  return [
    ...changes('EnforcementLevel').map(({ at, value }) => ({
      at,
      text: `The account is ${LEVELS[value] ?? `at level ${value}`}`,
      source: 'metric EnforcementLevel',
    })),
    ...changes('SendingEnabled').map(({ at, value }) => ({
      at,
      text: `Sending is ${value > 0 ? 'on' : 'off'} in this Region`,
      source: 'metric SendingEnabled',
    })),
  ];
}

function alarmEntries(events: readonly AlarmEvent[], pagers: ReadonlySet<AlarmId>): Entry[] {
  const incidents = new Map(
    incidentsOf(events, pagers)
      .toReversed()
      .map((incident) => [`${incident.id} ${incident.until}`, incident]),
  );
  return events
    .filter(({ state }) => state !== 'INSUFFICIENT_DATA')
    .map((event) => {
      const { id, at, state } = event;
      const began = incidents.get(`${id} ${at}`);
      const end = began ? `, ${counted(minutes(at - began.from), 'minute')} after the page` : '';
      return {
        at,
        text: `${labelOf(event, pagers)}: ${slugOf(id)} is ${state ?? 'in an unknown state'}${end}${actionsText(event)}`,
        source: 'alarm history',
      };
    });
}

function labelOf({ id, state, isByHand }: AlarmEvent, pagers: ReadonlySet<AlarmId>): string {
  if (isByHand) return 'Drill or test';
  if (state !== 'ALARM') return 'End';
  if (pagers.has(id)) return '**Page**';
  return id !== 'ratesPage' && id !== 'burstMemory' && rowOf(id).level === 'critical' ? 'Critical alarm' : 'Warning';
}

function actionsText({ actions }: AlarmEvent): string {
  const texts = actions.map(
    ({ receiver, succeeded }) => `${succeeded ? 'sent to' : '**not** sent to'} ${code(receiver)}`,
  );
  return texts.length > 0 ? `. Message ${texts.join(', ')}` : '';
}

function minutes(ms: number): number {
  return Math.round(ms / 60_000);
}
