/** Decides which pages belong to one incident, and which invocation writes its brief. */
import type { EventKind } from '../shared/mail/event-kind';
import type { RateAlarm } from './contract';

/**
 * How long the writer of a brief keeps its claim without renewing it. Lambda repeats a failed invocation after one
 * minute. The repeated invocation then waits at most one more minute.
 */
export const LEASE_MS = 2 * 60_000;

/** The number of answered pages that an incident remembers, to recognize a page that Lambda delivers twice. */
const MAX_PAGES = 20;

/** One page of one kind. */
export interface KindPage {
  readonly kind: EventKind;
  readonly alarm: RateAlarm;
  readonly alarmName: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Pages of one kind within one window, which share one brief. All times are epoch milliseconds. */
export interface Incident {
  /** Made from the first page, so that a repeated brief has the same ID. */
  readonly id: string;
  /** Time of the first page. */
  readonly at: number;
  readonly windowMs: number;
  /** The invocation that claims to write the brief. */
  readonly writer: string;
  /** When the claim of the writer ends. */
  readonly leasedUntil: number;
  /** Undefined until the brief is published. */
  readonly brief: { readonly at: number; readonly subject: string } | undefined;
  /** The pages that got a brief or a reminder. */
  readonly pages: readonly string[];
}

/** An invocation, at the current time in epoch milliseconds. */
export interface Writer {
  readonly writer: string;
  readonly now: number;
}

/**
 * - `write`: claim the incident, then write its brief.
 * - `wait`: another invocation writes the brief of this incident, or of another incident of this kind.
 * - `remind`: the incident has a brief. Refer to it.
 * - `nothing`: the page already has its answer.
 */
export type Step = { readonly action: 'write' | 'wait' | 'remind' | 'nothing'; readonly incident: Incident };

/**
 * Returns the step for a page.
 *
 * @param stored the incident of this kind in the table. The table may hold anything.
 */
export function decide(stored: unknown, page: KindPage, by: Writer): Step {
  const known = toIncident(stored);
  if (!known) return { action: 'write', incident: startIncident(page, by) };
  if (!isSameIncident(known, page)) {
    // Two incidents that claim the item in turn would both lose their briefs.
    const isBusy = !known.brief && isHeldByOther(known, by);
    return isBusy ? { action: 'wait', incident: known } : { action: 'write', incident: startIncident(page, by) };
  }
  if (known.brief) return { action: known.pages.includes(pageIdOf(page)) ? 'nothing' : 'remind', incident: known };
  return isHeldByOther(known, by)
    ? { action: 'wait', incident: known }
    : { action: 'write', incident: renew({ ...known, writer: by.writer }, by.now) };
}

/** Returns an incident that begins with this page, claimed by this invocation. */
export function startIncident({ kind, alarm, at }: KindPage, { writer, now }: Writer): Incident {
  const minute = new Date(at).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
  const id = `${kind}-${minute.replace(/[-:]/g, '')}Z`;
  return { id, at, windowMs: alarm.windowMs, writer, leasedUntil: now + LEASE_MS, brief: undefined, pages: [] };
}

/** Returns the incident with a claim that lasts longer. */
export function renew(incident: Incident, now: number): Incident {
  return { ...incident, leasedUntil: now + LEASE_MS };
}

/** Returns the incident after its brief was published as the answer to a page. */
export function withBrief(incident: Incident, page: KindPage, brief: NonNullable<Incident['brief']>): Incident {
  return withAnswer({ ...incident, brief }, page);
}

/** Returns the incident after a page got its answer. */
export function withAnswer(incident: Incident, page: KindPage): Incident {
  return { ...incident, pages: [...incident.pages, pageIdOf(page)].slice(-MAX_PAGES) };
}

/** A claim that ends later than any other comes from a wrong clock, and does not count. */
function isHeldByOther({ writer, leasedUntil }: Incident, by: Writer): boolean {
  return writer !== by.writer && leasedUntil > by.now && leasedUntil <= by.now + LEASE_MS;
}

/** Returns when the table may delete an incident, epoch milliseconds. */
export function expiryOf({ at, windowMs }: Incident): number {
  return at + 2 * windowMs;
}

/**
 * A page belongs to an incident if the time between them is shorter than both windows. An alarm of the hour gets its own
 * brief some hours after a brief about the day, because a new burst may have another cause.
 */
function isSameIncident({ at, windowMs }: Incident, page: KindPage): boolean {
  return Math.abs(page.at - at) < Math.min(windowMs, page.alarm.windowMs);
}

function pageIdOf({ alarmName = '', at }: KindPage): string {
  return `${new Date(at).toISOString()} ${alarmName}`;
}

/** Returns undefined for content that this version does not know. */
function toIncident(content: unknown): Incident | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const { id, at, windowMs, writer, leasedUntil, brief, pages } = content as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !/^[a-z]{1,20}-[\dTZ]{1,20}$/.test(id)) return undefined;
  if (![at, windowMs, leasedUntil].every(isTime)) return undefined;
  if (typeof writer !== 'string' || (brief !== undefined && !isBrief(brief))) return undefined;
  const known = Array.isArray(pages) ? pages.filter((page) => typeof page === 'string') : [];
  return { id, at, windowMs, writer, leasedUntil, brief, pages: known } as Incident;
}

function isBrief(value: unknown): value is NonNullable<Incident['brief']> {
  const { at, subject } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return isTime(at) && typeof subject === 'string' && /^[\x20-\x7e]{1,99}$/.test(subject);
}

/** Returns whether a value is a number that a `Date` accepts. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
}
