/** Starts the export jobs of searches and breakdowns, and finds them again for the caller who started them. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../shared/clock';
import { SlotsUnavailable, VdmOff } from '../shared/export-jobs/job-failures';
import type { MailQuery, MetricQuery } from '../shared/export-jobs/job-request';
import type { JobStore } from '../shared/export-jobs/job-store';
import type { ExportJobs, StartedJob, StartResult } from '../shared/export-jobs/jobs';
import { pseudonymOf } from './caller';
import { searchUnavailable } from './error-problems';
import type { Exchange } from './exchange';
import { switchOnVdm } from './not-found';
import { Problem } from './problem';
import { nameOf } from './request';
import {
  hashOfId,
  hashOfRecipient,
  isSearchId,
  keyOfRecord,
  NO_JOB,
  type RecordFields,
  readRecord,
  type SearchPath,
  type SearchRecord,
  toRecord,
} from './search-record';
import type { VdmReader } from './vdm';

/** Clients ask again after this time, at first and later. SES documents no duration of a job. */
const FIRST_RETRY_SECONDS = 3;
const LATER_RETRY_SECONDS = 10;
const LATER_AFTER_MS = 30_000;

export interface SearchesOptions {
  readonly jobs: ExportJobs;
  readonly store: JobStore;
  readonly readVdm: VdmReader;
  readonly region: string;
  readonly clock: Clock;
}

export interface SearchStart {
  readonly record: Omit<RecordFields, 'recipient'>;
  /** The whole address that the caller searches for. The record has only its salted hash. */
  readonly recipient?: string;
  readonly query: { readonly mail: MailQuery } | { readonly metrics: MetricQuery };
  /** The request. A repeated request of a caller within a minute is the same job. It may be personal data. */
  readonly canonical: string;
}

export interface StartedSearchId {
  readonly id: string;
  readonly retryAfterSeconds: number;
}

export interface Searches {
  /**
   * Starts a search of the caller.
   *
   * @throws Problem `nameless-caller`, `vdm-off`, `search-unavailable`
   * @throws NoSlot, SlotsUnavailable, SesFailure
   */
  start(exchange: Exchange, start: SearchStart): Promise<StartedSearchId>;
  /**
   * Stores a search without a job. Its result comes from other calls to SES.
   *
   * @throws Problem `nameless-caller`, `search-unavailable`
   */
  startWithoutJob(exchange: Exchange, record: SearchStart['record']): Promise<StartedSearchId>;
  /**
   * Returns the record of the search in the path of a request.
   *
   * @throws Problem `nameless-caller`, `unknown-search`, `search-unavailable`
   */
  find(exchange: Exchange, path: SearchPath): Promise<SearchRecord>;
  /** Returns seconds after which to ask again, or the state of an ended job. @throws SesFailure */
  check(exchange: Exchange, record: SearchRecord): Promise<{ readonly retryAfterSeconds: number } | 'done' | 'failed'>;
  /**
   * Does work in SES that needs Virtual Deliverability Manager, such as reading a result.
   *
   * @throws Problem `vdm-off`
   * @throws SesFailure, UnreadableFile
   */
  read<T>(exchange: Exchange, work: () => Promise<T>): Promise<T>;
}

export function createSearches(options: SearchesOptions): Searches {
  const { jobs, store, clock } = options;
  return {
    async start(exchange, start) {
      const job = await startJob(exchange, start, options);
      const record = recordOf(start, job);
      return keep(exchange, { start: { ...start, record }, job }, options).catch(async (error) => {
        await jobs.abandon(job); // nobody could read its result
        throw error;
      });
    },

    startWithoutJob: (exchange, record) => keep(exchange, { start: { record }, job: NO_JOB }, options),

    async find(exchange, path) {
      const { request } = exchange;
      const caller = nameOf(request);
      const id = request.searchId;
      if (!isSearchId(id)) throw unknownSearch();
      exchange.search = hashOfId(id);
      const item = await tableResult(exchange, () => store.read(keyOfRecord(id)));
      const record = readRecord(item?.content, { caller, path, now: clock.now() });
      if (!record) throw unknownSearch();
      return record;
    },

    async check(exchange, record) {
      const state = await callSes(exchange, options, () => jobs.check(record));
      if (state !== 'running') return state;
      const isLate = clock.now() - record.startedAt > LATER_AFTER_MS;
      return { retryAfterSeconds: isLate ? LATER_RETRY_SECONDS : FIRST_RETRY_SECONDS };
    },

    read: (exchange, work) => callSes(exchange, options, work),
  };
}

/** Returns the record with the span that its job reads. An equal request may have started the job up to a minute ago. */
function recordOf({ record, query }: SearchStart, job: StartResult): SearchStart['record'] {
  const asked = 'mail' in query ? { from: query.mail.sentFrom, until: query.mail.sentUntil } : query.metrics;
  return { ...record, from: record.from + job.from - asked.from, until: record.until + job.until - asked.until };
}

interface Kept {
  readonly start: Pick<SearchStart, 'record' | 'recipient'>;
  readonly job: StartedJob;
}

/** Stores the record of a search under a new ID. */
async function keep(
  exchange: Exchange,
  { start, job }: Kept,
  { store, clock }: SearchesOptions,
): Promise<StartedSearchId> {
  const caller = nameOf(exchange.request);
  const id = randomBytes(24).toString('base64url');
  const recipient = start.recipient === undefined ? undefined : hashOfRecipient(id, start.recipient);
  const record = toRecord({ ...start.record, recipient }, { caller, ...job, now: clock.now() });
  const isWritten = await tableResult(exchange, () =>
    store.write(keyOfRecord(id), record, { expected: undefined, expiresAt: record.expiresAt }),
  );
  if (isWritten === undefined) throw searchUnavailable(); // another record has the same random ID
  exchange.search = hashOfId(id);
  return { id, retryAfterSeconds: FIRST_RETRY_SECONDS };
}

async function startJob(
  exchange: Exchange,
  { record, query, canonical }: SearchStart,
  options: SearchesOptions,
): Promise<StartResult> {
  const caller = nameOf(exchange.request);
  const key = createHash('sha256').update([caller, record.path, canonical].join('\n')).digest('hex');
  return callSes(exchange, options, () =>
    options.jobs.start({ purpose: 'search', caller: pseudonymOf(caller), key, ...query }),
  );
}

/**
 * Does work that SES does only with Virtual Deliverability Manager, and adds its time to the trace.
 *
 * @throws Problem `vdm-off`
 */
async function callSes<T>(
  exchange: Exchange,
  { clock, readVdm, region }: SearchesOptions,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await measured(exchange, clock, work);
  } catch (error) {
    if (error instanceof SlotsUnavailable) exchange.trace.tableFailure ??= error.name;
    if (!(error instanceof VdmOff)) throw error;
    const { plan } = await readVdm(exchange.trace);
    throw new Problem('vdm-off', switchOnVdm(region, plan));
  }
}

/** Adds the time that SES and the slots took to the trace. */
async function measured<T>({ trace }: Exchange, { now }: Clock, work: () => Promise<T>): Promise<T> {
  const startedAt = now();
  trace.sesCalls++;
  try {
    return await work();
  } finally {
    trace.sesMs += Math.max(0, now() - startedAt);
  }
}

/** A search cannot continue without the table, which alone knows the caller of an ID. */
async function tableResult<T>({ trace }: Exchange, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    trace.tableFailure = error instanceof Error ? error.name : 'Error';
    throw searchUnavailable();
  }
}

function unknownSearch(): Problem {
  return new Problem(
    'unknown-search',
    'No search with this ID belongs to this caller and this path, or it is older than a day. Use the ID from the response that started it, with the same credentials, or start a new search.',
  );
}
