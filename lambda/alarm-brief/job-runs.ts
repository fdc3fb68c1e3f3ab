/** Runs the export jobs of one brief, one after the other, each until it ends or its deadline passes. */
import type { Clock } from '../shared/clock';
import { NoSlot, SlotsUnavailable, UnreadableFile, VdmOff } from '../shared/export-jobs/job-failures';
import type { MailQuery } from '../shared/export-jobs/job-request';
import type { ExportJobs, StartedJob } from '../shared/export-jobs/jobs';
import type { MailFile } from '../shared/export-jobs/mail-rows';
import { SesFailure } from '../shared/ses-failure';
import { MAX_JOBS, type UnknownReason } from './investigation';

/** Time between two checks of a job. */
const CHECK_MS = 10_000;

/** Time until the next attempt if SES or the table fails. */
const RETRY_MS = 5_000;
const ATTEMPTS = 4;

/** A job has no result, although no call failed. */
class NoResult extends Error {
  override readonly name = 'NoResult';

  constructor(readonly reason: UnknownReason) {
    super(`The export job has no result: ${reason}`);
  }
}

export interface JobRuns {
  /** How many jobs may still start. */
  readonly left: () => number;
  /**
   * Returns the file of a job. Abandons the job if an error ends the run.
   *
   * @param deadline epoch milliseconds
   * @throws Error for which `reasonOf` has a reason
   */
  run(mail: MailQuery, deadline: number): Promise<MailFile>;
  /** Waits, and keeps the claim on the incident. */
  wait(ms: number): Promise<void>;
}

export interface JobRunsOptions {
  readonly jobs: ExportJobs;
  readonly clock: Clock;
  /** Names the incident in the keys of the jobs. */
  readonly incidentId: string;
  /** Called at least every ten seconds during a wait. An error ends the run. */
  readonly keep: () => Promise<void>;
}

/** Returns why an error leaves the mail unknown. Returns undefined for an error that neither SES nor the jobs cause. */
export function reasonOf(error: unknown): UnknownReason | undefined {
  if (error instanceof NoResult) return error.reason;
  if (error instanceof VdmOff) return 'vdm-off';
  if (error instanceof UnreadableFile) return 'unreadable';
  return error instanceof SesFailure || error instanceof SlotsUnavailable ? 'failed' : undefined;
}

export function createJobRuns({ jobs, clock, incidentId, keep }: JobRunsOptions): JobRuns {
  let started = 0;

  async function wait(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= CHECK_MS) {
      await clock.sleep(Math.min(CHECK_MS, left));
      await keep();
    }
  }

  /** Waits, unless the deadline comes first. */
  async function waitBefore(deadline: number, ms: number, reason: UnknownReason): Promise<void> {
    if (clock.now() + ms > deadline) throw new NoResult(reason);
    await wait(ms);
  }

  async function start(mail: MailQuery, deadline: number): Promise<StartedJob> {
    const key = `${incidentId}-${started++}`;
    for (let failures = 0; ; ) {
      try {
        return await jobs.start({ purpose: 'brief', caller: incidentId, key, mail });
      } catch (error) {
        if (error instanceof NoSlot) {
          const ms = Math.max(1_000, error.retryAt - clock.now());
          await waitBefore(deadline, Math.min(ms, CHECK_MS), 'busy');
        } else {
          if (!isPassing(error) || ++failures === ATTEMPTS) throw error;
          await waitBefore(deadline, RETRY_MS, 'failed');
        }
      }
    }
  }

  async function untilDone(job: StartedJob, deadline: number): Promise<void> {
    for (;;) {
      await waitBefore(deadline, CHECK_MS, 'not-finished');
      const state = await jobs.check(job).catch((error) => {
        if (!isPassing(error)) throw error;
        return 'running' as const;
      });
      if (state === 'failed') throw new NoResult('failed');
      if (state === 'done') return;
    }
  }

  async function read(job: StartedJob, maxRows: number, deadline: number): Promise<MailFile> {
    for (let failures = 0; ; ) {
      try {
        return await jobs.readMail(job, maxRows);
      } catch (error) {
        if (!isPassing(error) || ++failures === ATTEMPTS) throw error;
        await waitBefore(deadline, RETRY_MS, 'failed');
      }
    }
  }

  return {
    left: () => MAX_JOBS - started,
    wait,
    async run(mail, deadline) {
      const job = await start(mail, deadline);
      try {
        await untilDone(job, deadline);
        return await read(job, mail.maxRows, deadline);
      } catch (error) {
        await jobs.abandon(job);
        throw error;
      }
    },
  };
}

/** Returns whether the same call may succeed some seconds later. */
function isPassing(error: unknown): boolean {
  return error instanceof SlotsUnavailable || (error instanceof SesFailure && error.kind !== 'refused');
}
