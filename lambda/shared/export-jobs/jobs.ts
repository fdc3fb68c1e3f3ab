/** Export jobs of SES, within the limits that all functions of the account share. */
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Clock } from '../clock';
import type { MailRow } from '../mail/mail-row';
import type { JobRequest } from './job-request';
import type { JobStore } from './job-store';

/** A job that SES has accepted. It holds a slot until it ends. */
export interface StartedJob {
  readonly jobId: string;
  /** Id of the slot that the job holds. */
  readonly slot: string;
}

export type JobState = 'running' | 'done' | 'failed';

/** The rows of a finished job. */
export interface MailFile {
  readonly rows: readonly MailRow[];
  /** Rows of another shape. They are counted, and not used. */
  readonly unreadableRows: number;
  /** Whether the result reached the requested number of rows, so that it is a sample. */
  readonly isSample: boolean;
}

/** One value of the dimension, with the volumes of the whole span. */
export interface MetricRow {
  readonly value: string;
  readonly sends: number;
  readonly deliveries: number;
  readonly hardBounces: number;
  readonly complaints: number;
}

export interface MetricFile {
  readonly rows: readonly MetricRow[];
  readonly unreadableRows: number;
}

export interface ExportJobs {
  /**
   * Starts a job in a free slot.
   *
   * @throws NoSlot when no slot is free
   * @throws SlotsUnavailable when the table fails
   * @throws VdmOff, SesFailure
   */
  start(request: JobRequest): Promise<StartedJob>;
  /**
   * Returns the state of a job, and renews the lease on its slot. A finished job leaves its slot.
   *
   * @throws SesFailure
   */
  check(job: StartedJob): Promise<JobState>;
  /** @throws UnreadableFile, SesFailure */
  readMail(job: StartedJob, maxRows: number): Promise<MailFile>;
  /** @throws UnreadableFile, SesFailure */
  readMetrics(job: StartedJob): Promise<MetricFile>;
  /** Cancels a job that nobody needs any more, and frees its slot. Never throws. */
  abandon(job: StartedJob): Promise<void>;
}

export interface ExportJobsOptions {
  readonly sesv2: SESv2Client;
  readonly store: JobStore;
  readonly clock: Clock;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

export function createExportJobs(_options: ExportJobsOptions): ExportJobs {
  throw new Error('TODO');
}
