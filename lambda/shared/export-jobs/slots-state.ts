/** The item of the table that has the slots of export jobs. It holds no personal data. */

/** SES runs at most 20 jobs of an account. This project leaves most of them to others. */
export const MAX_SLOTS = 3;

/** Slots for searches. The rest is reserved for briefs. */
export const MAX_SEARCH_SLOTS = 2;

/**
 * Time between two calls of CreateExportJob: SES's one second, plus 100 ms for differences between clocks and late timers.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateExportJob.html
 */
export const CREATE_SPACING_MS = 1_100;

/** How long a slot stays with its job. Each check of the job starts this time again. */
export const LEASE_MS = 60_000;

/** A refused start asks SES whether a job has ended, but not sooner after its start, or after another such question. */
export const ASK_SPACING_MS = 5_000;

/** How long a slot waits for its job to be created. It is longer than `start` can take. */
export const PENDING_LEASE_MS = 40_000;

/** A job that takes longer loses its slot. */
export const MAX_HOLD_MS = 30 * 60_000;

/** The same key of the same caller within this time is the same job. */
const SAME_JOB_MS = 60_000;

/** Number of callers whose places are kept. It limits the size of the item to about 20 KB. */
export const MAX_PLACES = 100;

const PURPOSES = ['search', 'brief'] as const;

/** SES's names of the data sources. */
const JOB_TYPES = ['MESSAGE_INSIGHTS', 'METRICS_DATA'] as const;

/** A data source without its filters, which may be personal data. It identifies a job whose ID was lost. */
export interface Mark {
  readonly type: (typeof JOB_TYPES)[number];
  /** Start and end of the time range, epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  readonly detail: string;
}

/** A job that must end before the slot is used again. Without an ID, SES may or may not have created the job. */
export interface Orphan {
  readonly jobId?: string;
  readonly createAt: number;
  readonly mark: Mark;
}

/** All times are epoch milliseconds. */
export interface Slot {
  readonly id: string;
  readonly purpose: (typeof PURPOSES)[number];
  readonly caller: string;
  /** Pseudonym of the caller and the key of its request. */
  readonly key: string;
  readonly startedAt: number;
  /** The turn to call CreateExportJob. */
  readonly createAt: number;
  readonly leaseUntil: number;
  /** Number of starts that share the job. */
  readonly holders: number;
  readonly mark: Mark;
  /** Undefined while the job is being created. */
  readonly jobId?: string;
  readonly orphans: readonly Orphan[];
  /** When a refused start asked SES whether the job has ended. Undefined: none has asked. */
  readonly askedAt?: number;
}

/** The place of a refused caller in the line. */
export interface Place {
  readonly caller: string;
  /** The place is kept until this time. */
  readonly until: number;
}

/** A job that has left its slot. */
export interface EndedJob {
  readonly key: string;
  readonly slot: string;
  readonly jobId: string;
  readonly startedAt: number;
  readonly mark: Mark;
}

export interface Slots {
  readonly slots: readonly Slot[];
  /** In the order in which the callers came. */
  readonly places: readonly Place[];
  readonly ended: readonly EndedJob[];
  /** The last turn to call CreateExportJob, which may be in the future. */
  readonly lastTurn: number;
}

export const NO_SLOTS: Slots = { slots: [], places: [], ended: [], lastTurn: 0 };

/** No turn is further ahead than this, because each slot has one. A later time comes from a wrong clock. */
const LONGEST_AHEAD_MS = 10_000;

/** No place is kept longer than this. */
const LONGEST_PLACE_MS = 120_000;

/** Returns the plausible part of the stored item, which may hold any content. Expired places and ended jobs are dropped. */
export function toSlots(content: unknown, now: number): Slots {
  if (!isObject(content)) return NO_SLOTS;
  const { slots, places, ended, lastTurn } = content;
  return {
    slots: listOf(slots, isSlot)
      .slice(0, MAX_SLOTS)
      .map((slot) => ({ ...slot, leaseUntil: Math.min(slot.leaseUntil, now + LEASE_MS) })),
    places: listOf(places, isPlace)
      .filter(({ until }) => until > now && until <= now + LONGEST_PLACE_MS)
      .slice(0, MAX_PLACES),
    ended: listOf(ended, isEndedJob).filter(({ startedAt }) => isRecent(startedAt, now)),
    lastTurn: isTime(lastTurn) && lastTurn <= now + LONGEST_AHEAD_MS ? lastTurn : 0,
  };
}

/** Returns whether a job started recently enough to be the job of an equal request. */
export function isRecent(startedAt: number, now: number): boolean {
  return Math.abs(now - startedAt) < SAME_JOB_MS;
}

function listOf<T>(value: unknown, isItem: (item: unknown) => item is T): readonly T[] {
  return Array.isArray(value) ? value.filter(isItem) : [];
}

function isSlot(value: unknown): value is Slot {
  if (!isObject(value)) return false;
  const { id, purpose, caller, key, startedAt, createAt, leaseUntil, holders, mark, jobId, orphans, askedAt } = value;
  return (
    [id, caller, key].every(isString) &&
    [startedAt, createAt, leaseUntil, holders].every(isTime) &&
    PURPOSES.some((known) => known === purpose) &&
    (jobId === undefined || isString(jobId)) &&
    (askedAt === undefined || isTime(askedAt)) &&
    isMark(mark) &&
    Array.isArray(orphans) &&
    orphans.every(isOrphan)
  );
}

function isMark(value: unknown): value is Mark {
  if (!isObject(value)) return false;
  const { type, from, until, detail } = value;
  return JOB_TYPES.some((known) => known === type) && isString(detail) && isTime(from) && isTime(until);
}

function isOrphan(value: unknown): value is Orphan {
  if (!isObject(value)) return false;
  return (value.jobId === undefined || isString(value.jobId)) && isTime(value.createAt) && isMark(value.mark);
}

function isPlace(value: unknown): value is Place {
  return isObject(value) && isString(value.caller) && isTime(value.until);
}

function isEndedJob(value: unknown): value is EndedJob {
  if (!isObject(value) || ![value.key, value.slot, value.jobId].every(isString)) return false;
  return isTime(value.startedAt) && isMark(value.mark);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
