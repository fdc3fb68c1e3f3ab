/** Figures of the mail of a week, from the exporter's gauges. */
import type { Span } from '../shared/topic/numbers';
import type { ExporterSeries, Series, WindowSeries } from './series';
import { DAY_MS } from './week';

const HOUR_MS = 60 * 60_000;
const DAYS = 7;

/** The exporter polls at least once an hour, so the newest gauge is at most this old. */
const NEWEST_MS = HOUR_MS;

/** The mail of a week. Undefined: at least one day has no gauge. */
export interface MailFigures {
  readonly attempts: number;
  readonly bounces: number;
  readonly complaints: number;
}

/** An hour of mail. */
export interface HourFigures {
  readonly span: Span;
  readonly attempts: number;
  /** Bounces or complaints. */
  readonly events: number;
  /** Events / attempts, 0-1. The exporter limits a rate to 1, so an hour with the rate 1 can have more events. */
  readonly rate: number;
}

type Rate = 'bounceRate' | 'complaintRate';

/**
 * Returns the mail of a week: the sum of seven gauges over 24 hours. Each gauge is the newest one at its day's end, so the
 * sum differs from the exact week by the mail of at most one schedule period. Undefined if a day has no gauge.
 */
export function mailOf(week: Span, { day }: ExporterSeries): MailFigures | undefined {
  const total = { attempts: 0, bounces: 0, complaints: 0 };
  for (let index = 0; index < DAYS; index++) {
    const time = newestTime(day.attempts, week.until - index * DAY_MS);
    if (time === undefined) return undefined;
    const attempts = day.attempts.get(time) as number;
    const events = (rate: Rate) => (attempts === 0 ? 0 : eventsAt(day, rate, time));
    const [bounces, complaints] = [events('bounceRate'), events('complaintRate')];
    if (bounces === undefined || complaints === undefined) return undefined;
    total.attempts += attempts;
    total.bounces += bounces;
    total.complaints += complaints;
  }
  return total;
}

/**
 * Returns the hour of a week with the most events. Of several such hours, returns the one with the highest rate. Undefined: no
 * hour has an event.
 */
export function worstHour(week: Span, { hour }: ExporterSeries, rate: Rate): HourFigures | undefined {
  let worst: HourFigures | undefined;
  for (const [time, value] of hour[rate]) {
    const attempts = hour.attempts.get(time);
    if (!isIn(week, time) || attempts === undefined) continue;
    const events = Math.round(value * attempts);
    const found = { span: { from: time - HOUR_MS, until: time }, attempts, events, rate: value };
    if (events > 0 && (!worst || events > worst.events || (events === worst.events && value > worst.rate))) {
      worst = found;
    }
  }
  return worst;
}

/** Returns the highest value in a span, or undefined if it has none. */
export function highest(span: Span, series: Series): number | undefined {
  const values = [...series].filter(([time]) => isIn(span, time)).map(([, value]) => value);
  return values.length > 0 ? Math.max(...values) : undefined;
}

/** Returns the newest value in a span, or undefined if it has none. */
export function newest(span: Span, series: Series): number | undefined {
  const times = [...series.keys()].filter((time) => isIn(span, time));
  return times.length > 0 ? series.get(Math.max(...times)) : undefined;
}

/** Returns how many slots of a span have a gauge. */
export function publishedSlots(span: Span, { hour }: ExporterSeries): number {
  return [...hour.attempts.keys()].filter((time) => isIn(span, time)).length;
}

/** Returns the time of the first gauge; undefined without a gauge. */
export function firstSlot({ hour }: ExporterSeries): number | undefined {
  const times = [...hour.attempts.keys()];
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** A gauge describes the time before it. The first time of a span therefore belongs to the span before. */
function isIn({ from, until }: Span, time: number): boolean {
  return time > from && time <= until;
}

function newestTime(series: Series, end: number): number | undefined {
  const times = [...series.keys()].filter((time) => time > end - NEWEST_MS && time <= end);
  return times.length > 0 ? Math.max(...times) : undefined;
}

function eventsAt(series: WindowSeries, rate: Rate, time: number): number | undefined {
  const value = series[rate].get(time);
  const attempts = series.attempts.get(time);
  return value === undefined || attempts === undefined ? undefined : Math.round(value * attempts);
}
