/** The figures of one kind of incident, which the draft of the answer and the timeline share. */

import type { EventKind } from '../../../lambda/shared/mail/event-kind';
import type { Span } from '../../../lambda/shared/topic/numbers';
import { ALARM_NAMES, DEFAULT_ALARMS, rowOf } from '../../../lib/alarms/alarm-table';
import { AWS_THRESHOLDS, type RateName } from '../../../lib/alarms/aws-thresholds';
import type { AlarmId } from '../../deployed/alarms';
import { type AlarmEvent, type Incident, incidentsOf, pagersOf } from './alarm-events';
import { type CaseFacts, readValue } from './case-facts';
import { type Point, type RateFigures, ratesIn, type Series } from './rate-figures';

export const RATES: Readonly<Record<EventKind, RateName>> = { bounce: 'BounceRate', complaint: 'ComplaintRate' };
export const KINDS = Object.keys(RATES) as EventKind[];

/** The smallest number of sends at which any alarm on a rate fires. On fewer sends, a rate means nothing. */
export const MIN_ATTEMPTS = Math.min(
  ...Object.values(DEFAULT_ALARMS).flatMap((setting) => (setting && 'attempts' in setting ? [setting.attempts] : [])),
);

/**
 * The smallest number of events at which an alarm of the kind fires. A single complaint in an hour can reach AWS's review
 * level.
 */
const MIN_EVENTS: Readonly<Record<EventKind, number>> = {
  bounce: minEventsOf('bounce'),
  complaint: minEventsOf('complaint'),
};

/** The window of the draft's figures. One hour is too short, because AWS judges over a longer time. */
const DRAFT_WINDOW = '24h';

export interface KindFigures {
  /** The rates over 24 hours. Undefined: not read, or the stack has no such window. */
  readonly day: RateFigures | undefined;
  /** The first time at which a rate of any window reached AWS's review level. */
  readonly reachedReview: Point | undefined;
  /** The first page for this kind. */
  readonly page: Incident | undefined;
}

export function figuresOf(kind: EventKind, { span, series, events, alarms }: CaseFacts): KindFigures {
  const all = readValue(series) ?? [];
  const rates = all.filter(({ metric }) => metric === RATES[kind]);
  const day = rates.find(({ window }) => window === DRAFT_WINDOW);
  const { review } = AWS_THRESHOLDS[RATES[kind]];
  const reached = rates.flatMap(
    (rate) => firstSignificant(kind, rate, { attempts: attemptsOf(all, rate.window), level: review, span }) ?? [],
  );
  return {
    day: day && ratesIn(day, attemptsOf(all, DRAFT_WINDOW), span),
    reachedReview: reached.toSorted((a, b) => a.at - b.at)[0],
    page: firstPage(kind, readValue(events) ?? [], pagersOf(readValue(alarms))),
  };
}

/** Returns whether the case is about this kind: an alarm fired, or a rate reached AWS's review level. */
export function isAffected(kind: EventKind, facts: CaseFacts): boolean {
  const { page, reachedReview } = figuresOf(kind, facts);
  return page !== undefined || reachedReview !== undefined;
}

/** Returns whether any rate of the exporter has a value in the span. Without one, nothing is known about the mail. */
export function hasRate({ series, span }: CaseFacts): boolean {
  const names: readonly string[] = Object.values(RATES);
  return (readValue(series) ?? []).some(
    ({ metric, points }) => names.includes(metric) && points.some(({ at }) => at >= span.from && at <= span.until),
  );
}

export function attemptsOf(all: readonly Series[], window: string | undefined): Series | undefined {
  return all.find((each) => each.metric === 'DeliveryAttempts' && each.window === window);
}

/** Returns the first value at or above a level on enough sends, with enough events; undefined if there is none. */
export function firstSignificant(
  kind: EventKind,
  { points }: Series,
  { attempts, level, span }: { readonly attempts: Series | undefined; readonly level: number; readonly span: Span },
): Point | undefined {
  const sends = new Map(attempts?.points.map(({ at, value }) => [at, value]));
  return points.find(({ at, value }) => {
    const sent = sends.get(at) ?? 0;
    const isEnough = sent >= MIN_ATTEMPTS && Math.round(sent * value) >= MIN_EVENTS[kind];
    return at >= span.from && at <= span.until && value >= level && isEnough;
  });
}

function minEventsOf(kind: EventKind): number {
  const settings = ALARM_NAMES.filter((name) => rowOf(name).events === kind).map((name) => DEFAULT_ALARMS[name]);
  return Math.min(...settings.flatMap((setting) => (setting && 'events' in setting ? [setting.events] : [])));
}

/** The page for all rates does not name its cause. An alarm of this kind that is in ALARM at the same time counts as a cause. */
function firstPage(kind: EventKind, events: readonly AlarmEvent[], pagers: ReadonlySet<AlarmId>): Incident | undefined {
  const ofKind = pagingAlarmsOf(kind);
  const states = new Map<AlarmId, string | undefined>();
  let next = 0;
  return incidentsOf(events, pagers).find(({ id, from }) => {
    for (let event = events[next]; event && event.at <= from; event = events[++next]) states.set(event.id, event.state);
    return ofKind.includes(id) || (id === 'ratesPage' && ofKind.some((name) => states.get(name) === 'ALARM'));
  });
}

function pagingAlarmsOf(kind: EventKind): AlarmId[] {
  return ALARM_NAMES.filter((name) => rowOf(name).page && rowOf(name).events === kind);
}
