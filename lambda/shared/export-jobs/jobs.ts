/** Export jobs of SES, within the limits that all Lambda functions of the account share. */
import { createHash, randomUUID } from 'node:crypto';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Clock } from '../clock';
import { SesFailure } from '../ses-failure';
import { createJobCalls, SES_TIMEOUT_MS } from './job-calls';
import { createJobCreation, JobUncertain, SlotLost } from './job-creation';
import { NoSlot, UnreadableFile } from './job-failures';
import type { JobRequest } from './job-request';
import { attachJob, claimSlot, dropHolder, expireSlot, releaseSlot, renewLease, type StartedSlot } from './job-slots';
import { type JobSource, markOf, toSource } from './job-source';
import type { JobStore } from './job-store';
import { type MailFile, parseMailRows } from './mail-rows';
import { parseMetricRows } from './metric-rows';
import { DOWNLOAD_TIMEOUT_MS, downloadFile } from './result-file';
import { createSlotChanges } from './slot-changes';
import type { Slot, Slots } from './slots-state';
import type { ValueVolumes } from './volumes';

/** A job that SES has accepted. It holds a slot until it ends. */
export interface StartedJob {
  readonly jobId: string;
  /** ID of the slot that the job holds. */
  readonly slot: string;
}

/** The result of a start. */
export interface StartResult extends StartedJob {
  /** The time range that the job reads. If an equal request has started the job, the range is up to a minute older. */
  readonly from: number;
  readonly until: number;
}

export type JobState = 'running' | 'done' | 'failed';

export interface MetricFile {
  readonly rows: readonly ValueVolumes[];
  readonly unreadableRows: number;
}

export interface ExportJobs {
  /**
   * Starts a job in a free slot, or returns the job of an equal request within the last minute. It takes up to 15 seconds
   * if SES does not respond, and longer only if the table is slow.
   *
   * @throws NoSlot when no slot is free, or the account has too many jobs
   * @throws SlotsUnavailable when the table fails
   * @throws VdmOff, SesFailure
   */
  start(request: JobRequest): Promise<StartResult>;
  /**
   * Returns the state of a job, and renews the lease on its slot. A finished job leaves its slot. A job that nobody has
   * checked for a minute fails if somebody else needed its slot.
   *
   * @throws SesFailure
   */
  check(job: StartedJob): Promise<JobState>;
  /** @throws UnreadableFile, SesFailure */
  readMail(job: StartedJob, maxRows: number): Promise<MailFile>;
  /** @throws UnreadableFile, SesFailure */
  readMetrics(job: StartedJob): Promise<MetricFile>;
  /** Cancels a job that nobody needs any more, and frees its slot. A job that other starts share goes on. Never throws. */
  abandon(job: StartedJob): Promise<void>;
}

export interface ExportJobsOptions {
  readonly sesv2: SESv2Client;
  readonly store: JobStore;
  readonly clock: Clock;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** Time limit of all calls to SES for a start. API Gateway waits 30 seconds, also for the calls to the table. */
const START_LIMIT_MS = 15_000;

/** Time limit to read a file, with its presigned URLs. */
const READ_LIMIT_MS = DOWNLOAD_TIMEOUT_MS + SES_TIMEOUT_MS;

/** Time limit to cancel a job. If it is too short, the next start in its slot cancels the job. */
const END_LIMIT_MS = 3_000;

/** Time limit of a refused start to ask SES whether the other jobs have ended. */
const ASK_LIMIT_MS = 3_000;

/** How often to look whether an equal request has started its job, and how long. */
const PENDING_PAUSE_MS = 500;
const PENDING_LIMIT_MS = 8_000;

/** In a burst of starts, a refused caller gives up its place in the line after this many attempts to write it. */
const MAX_PLACE_ATTEMPTS = 8;

export function createExportJobs({ sesv2, store, clock, fetch: fetchFile = fetch }: ExportJobsOptions): ExportJobs {
  const { now, sleep } = clock;
  const callsFor = (ms: number) => createJobCalls(sesv2, clock, now() + ms);
  const slots = createSlotChanges(store, clock);
  const ownTurns = { freeAt: Number.NEGATIVE_INFINITY };

  async function start(request: JobRequest): Promise<StartResult> {
    const { purpose, caller } = request;
    const source = toSource(request);
    const wanted = { purpose, caller, key: keyOf(request), mark: markOf(source) };
    const startedAt = now();
    for (;;) {
      const id = randomUUID();
      const claim = await slots.apply((state, time, attempt) => {
        const result = claimSlot(state, { ...wanted, id, now: time });
        return result.kind === 'refused' && attempt > MAX_PLACE_ATTEMPTS
          ? { ...result, unknown: [], next: state }
          : result;
      });
      if (claim.kind === 'taken') {
        const job = await create(claim.slot, source, startedAt + START_LIMIT_MS);
        return { ...job, from: source.from, until: source.until };
      }
      if (claim.kind === 'same') {
        const { jobId, slot, mark } = claim.job;
        return { jobId, slot, from: mark.from, until: mark.until };
      }
      if (claim.kind === 'refused') {
        if (await freeEnded(claim.unknown)) continue;
        throw new NoSlot(claim.retryAt);
      }
      if (now() > startedAt + PENDING_LIMIT_MS) throw new NoSlot(now() + PENDING_PAUSE_MS);
      await sleep(PENDING_PAUSE_MS);
    }
  }

  async function create(slot: Slot, source: JobSource, deadline: number): Promise<StartedJob> {
    const job = { slot: slot.id, jobId: await createFor(slot, source, deadline) };
    const isAttached = await attach(job).catch(async (error) => {
      await end(job).catch(() => undefined); // the slot stays pending, and the start that takes it looks for the job
      throw error;
    });
    if (isAttached) return job;
    await end(job).catch(() => undefined);
    throw new NoSlot(now());
  }

  async function end({ jobId }: StartedJob): Promise<void> {
    await callsFor(END_LIMIT_MS).end(jobId);
  }

  async function createFor(slot: Slot, source: JobSource, deadline: number): Promise<string> {
    const calls = createJobCalls(sesv2, clock, deadline);
    try {
      return await createJobCreation({ calls, slots, ownTurns, clock, deadline }).create(slot, source);
    } catch (error) {
      const isUncertain = error instanceof JobUncertain;
      await tryChange((state, time) =>
        isUncertain ? expireSlot(state, slot.id, time) : releaseSlot(state, slot.id, { isDone: false }),
      );
      if (error instanceof SlotLost) throw new NoSlot(now());
      throw isUncertain ? error.cause : error;
    }
  }

  async function attach(job: StartedJob): Promise<boolean> {
    return (
      (await slots.apply((state, time) => {
        const next = attachJob(state, job, time);
        return next && { next };
      })) !== undefined
    );
  }

  /** Returns whether it changed the slots. A failure of the table is no error, because leases expire by themselves. */
  async function tryChange(change: (state: Slots, time: number) => Slots | undefined): Promise<boolean> {
    try {
      const result = await slots.apply((state, time) => {
        const next = change(state, time);
        return next && { next };
      });
      return result !== undefined;
    } catch {
      return false;
    }
  }

  /** A job that SES does not know has failed. */
  async function stateOf(jobId: string, limitMs: number): Promise<JobState> {
    return (await callsFor(limitMs).get(jobId))?.state ?? 'failed';
  }

  /** Returns whether it changed the slots, as `tryChange` does. */
  function releaseEnded(slot: string, state: JobState): Promise<boolean> {
    return tryChange((slotsNow) => releaseSlot(slotsNow, slot, { isDone: state === 'done' }));
  }

  async function check({ jobId, slot }: StartedJob): Promise<JobState> {
    const state = await stateOf(jobId, READ_LIMIT_MS);
    await (state === 'running'
      ? tryChange((slotsNow, time) => renewLease(slotsNow, slot, time))
      : releaseEnded(slot, state));
    return state;
  }

  /** Frees the slots of jobs that have ended, and whose callers have not looked. Returns whether one is free now. */
  async function freeEnded(started: readonly StartedSlot[]): Promise<boolean> {
    const freed = await Promise.all(
      started.map(async ({ id, jobId }) => {
        const state = await stateOf(jobId, ASK_LIMIT_MS).catch(() => undefined);
        return state !== undefined && state !== 'running' && releaseEnded(id, state);
      }),
    );
    return freed.includes(true);
  }

  /** Returns undefined if SES reports that it exported no rows, and the file is empty or missing. */
  async function read<T extends { readonly rows: readonly unknown[]; readonly unreadableRows: number }>(
    jobId: string,
    parse: (content: string) => T,
  ): Promise<T | undefined> {
    const calls = callsFor(READ_LIMIT_MS);
    let expectedRows: number | undefined;
    const getUrl = async () => {
      const { url, exportedRows } = await calls.getFileUrl(jobId);
      expectedRows = exportedRows;
      return url;
    };
    const content = await downloadFile(getUrl, fetchFile);
    if (expectedRows === 0 && (content ?? '').trim() === '') return undefined;
    if (content === undefined) throw new SesFailure('failed', 'UnexpectedAnswer', 200);
    const file = parse(content);
    if (file.rows.length + file.unreadableRows < (expectedRows ?? 0)) throw new UnreadableFile('truncated');
    return file;
  }

  async function abandon(job: StartedJob): Promise<void> {
    const { slot } = job;
    if (await tryChange((state) => dropHolder(state, slot))) return;
    try {
      await end(job);
      await tryChange((state) => releaseSlot(state, slot, { isDone: false }));
    } catch {
      await tryChange((state, time) => expireSlot(state, slot, time));
    }
  }

  return {
    start,
    check,
    abandon,
    async readMail({ jobId }, maxRows) {
      const file = (await read(jobId, parseMailRows)) ?? { rows: [], unreadableRows: 0 };
      return { ...file, isSample: file.rows.length + file.unreadableRows >= maxRows };
    },
    async readMetrics({ jobId }) {
      return (await read(jobId, parseMetricRows)) ?? { rows: [], unreadableRows: 0 };
    },
  };
}

/** The hash hides the caller and its key from readers of the table. */
function keyOf({ caller, key }: JobRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([caller, key]))
    .digest('base64url');
}
