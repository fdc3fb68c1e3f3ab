/** Calls of SES for export jobs. */
import {
  CancelExportJobCommand,
  CreateExportJobCommand,
  type ExportDataSource,
  type ExportJobSummary,
  GetAccountCommand,
  GetExportJobCommand,
  type GetExportJobResponse,
  ListExportJobsCommand,
  type MessageInsightsFilters,
  type MetricDimensionName,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { Clock } from '../clock';
import { SesFailure } from '../ses-failure';
import { optionalList, optionalString, readVdmEnabled, toSesFailure, unexpected } from '../ses-response';
import { retryThrottled } from '../throttling';
import { NoSlot, VdmOff } from './job-failures';
import type { JobSource } from './job-source';
import { VOLUME_METRICS } from './volumes';

/** Time limit of a call, with its response. */
export const SES_TIMEOUT_MS = 5_000;

/** SES throttles most of its calls at one a second. A throttled call is repeated after this time. */
const THROTTLED_PAUSE_MS = 1_100;

/** When to retry if the account has 20 jobs. SES does not say when one of them ends. */
const TOO_MANY_JOBS_RETRY_MS = 30_000;

/** Limits of ListExportJobs: pages to read, and jobs in a page. */
const MAX_PAGES = 10;
const PAGE_SIZE = 100;

/** A job as SES reports it. Its presigned URL is not a part of it. */
export interface ReportedJob {
  readonly state: 'running' | 'done' | 'failed';
  /** Undefined if SES does not report it. */
  readonly exportedRows?: number;
  /** Undefined if this project never creates such a job. */
  readonly source?: JobSource;
}

export interface ListedJob {
  readonly jobId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Every call throws SesFailure. */
export interface JobCalls {
  /**
   * Creates a job. It does not retry.
   *
   * @throws NoSlot when the account has too many jobs
   * @throws VdmOff, SesFailure
   */
  create(source: JobSource): Promise<string>;
  /** Returns undefined if SES does not know the job. */
  get(jobId: string): Promise<ReportedJob | undefined>;
  /** Returns the presigned URL of a job's file. It is a credential: never log, store or return it to a client. */
  getFileUrl(jobId: string): Promise<{ readonly url: string | undefined; readonly exportedRows: number | undefined }>;
  /** Returns the account's jobs of a type, in any state. */
  list(type: JobSource['type']): Promise<readonly ListedJob[]>;
  /** Cancels a job, and makes sure that it no longer runs. */
  end(jobId: string): Promise<void>;
}

/** @param deadline epoch milliseconds. A call that has not ended by then fails as timed out. Default: none */
export function createJobCalls(sesv2: SESv2Client, clock: Clock, deadline = Number.POSITIVE_INFINITY): JobCalls {
  const { now } = clock;
  const retried = <T>(call: () => Promise<T>) => retryThrottled(call, { clock, pauseMs: THROTTLED_PAUSE_MS, deadline });

  function withTimeout(): { readonly abortSignal: AbortSignal } {
    const left = Math.min(SES_TIMEOUT_MS, deadline - now());
    if (left <= 0) throw new SesFailure('timed-out', 'TimeoutError');
    return { abortSignal: AbortSignal.timeout(Math.ceil(left)) };
  }

  async function create(source: JobSource): Promise<string> {
    const command = new CreateExportJobCommand({
      ExportDataSource: toDataSource(source),
      ExportDestination: { DataFormat: source.type === 'MESSAGE_INSIGHTS' ? 'JSON' : 'CSV' },
    });
    try {
      const { JobId } = await sesv2.send(command, withTimeout());
      const jobId = optionalString(JobId);
      if (!jobId) throw unexpected();
      return jobId;
    } catch (error) {
      throw await explain(error);
    }
  }

  /** SES may use the same status if VDM is off and if it refuses filters. GetAccount shows which is the case. */
  async function explain(error: unknown): Promise<Error> {
    const failure = toSesFailure(error);
    if (failure.errorName === 'LimitExceededException') return new NoSlot(now() + TOO_MANY_JOBS_RETRY_MS);
    const mayBeOff = failure.httpStatus === 400 || failure.httpStatus === 404;
    return mayBeOff && (await isVdmOff()) ? new VdmOff() : failure;
  }

  /** Returns false if SES does not say. */
  async function isVdmOff(): Promise<boolean> {
    try {
      return readVdmEnabled(await retried(() => sesv2.send(new GetAccountCommand({}), withTimeout()))) === false;
    } catch {
      return false;
    }
  }

  async function getResponse(jobId: string): Promise<GetExportJobResponse | undefined> {
    try {
      const command = new GetExportJobCommand({ JobId: jobId });
      const response = await retried(() => sesv2.send(command, withTimeout()));
      if (optionalString(response.JobId) !== jobId) throw unexpected();
      return response;
    } catch (error) {
      if (error instanceof SesFailure && error.errorName === 'NotFoundException') return undefined;
      throw error;
    }
  }

  async function get(jobId: string): Promise<ReportedJob | undefined> {
    const response = await getResponse(jobId);
    return (
      response && {
        state: toState(optionalString(response.JobStatus)),
        exportedRows: toCount(response.Statistics?.ExportedRecordsCount),
        source: fromDataSource(response.ExportDataSource),
      }
    );
  }

  async function getFileUrl(jobId: string): ReturnType<JobCalls['getFileUrl']> {
    const response = await getResponse(jobId);
    if (toState(optionalString(response?.JobStatus)) !== 'done')
      throw new SesFailure('failed', 'ExportJobNotCompleted');
    return {
      url: optionalString(response?.ExportDestination?.S3Url),
      exportedRows: toCount(response?.Statistics?.ExportedRecordsCount),
    };
  }

  async function list(type: JobSource['type']): Promise<readonly ListedJob[]> {
    const jobs: ListedJob[] = [];
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const command = new ListExportJobsCommand({ ExportSourceType: type, PageSize: PAGE_SIZE, NextToken: token });
      const { ExportJobs, NextToken } = await retried(() => sesv2.send(command, withTimeout()));
      jobs.push(...optionalList(ExportJobs).flatMap(toListedJob));
      token = optionalString(NextToken);
      if (!token) break;
    }
    return jobs;
  }

  async function end(jobId: string): Promise<void> {
    try {
      await retried(() => sesv2.send(new CancelExportJobCommand({ JobId: jobId }), withTimeout()));
    } catch (failure) {
      // SES refuses to cancel a job that has ended.
      const job = await get(jobId);
      if (job?.state === 'running') throw failure;
    }
  }

  return { create, get, getFileUrl, list, end };
}

/** An unknown state does not mean that the job has ended. */
function toState(status: string | undefined): ReportedJob['state'] {
  if (status === undefined) throw unexpected();
  if (status === 'COMPLETED') return 'done';
  return status === 'FAILED' || status === 'CANCELLED' ? 'failed' : 'running';
}

function toCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function toListedJob({ JobId, CreatedTimestamp }: ExportJobSummary): ListedJob | [] {
  const jobId = optionalString(JobId);
  const createdAt = CreatedTimestamp?.getTime() ?? Number.NaN;
  return jobId && !Number.isNaN(createdAt) ? { jobId, createdAt } : [];
}

function toDataSource({ type, from, until, filters, maxRows }: JobSource): ExportDataSource {
  const times = { StartDate: new Date(from), EndDate: new Date(until) };
  if (type === 'MESSAGE_INSIGHTS') {
    const Include = Object.keys(filters).length > 0 ? (filters as MessageInsightsFilters) : undefined;
    return { MessageInsightsDataSource: { ...times, Include, MaxResults: maxRows } };
  }
  return {
    MetricsDataSource: {
      ...times,
      Namespace: 'VDM',
      Dimensions: filters as Partial<Record<MetricDimensionName, string[]>>,
      Metrics: Object.values(VOLUME_METRICS).map((Name) => ({ Name, Aggregation: 'VOLUME' })),
    },
  };
}

function fromDataSource(source: ExportDataSource | undefined): JobSource | undefined {
  const { MessageInsightsDataSource: mail, MetricsDataSource: metrics } = source ?? {};
  const { StartDate, EndDate } = mail ?? metrics ?? {};
  const times = { from: timeOf(StartDate), until: timeOf(EndDate) };
  if (mail) return { type: 'MESSAGE_INSIGHTS', ...times, filters: filtersOf(mail.Include), maxRows: mail.MaxResults };
  return metrics && { type: 'METRICS_DATA', ...times, filters: filtersOf(metrics.Dimensions) };
}

function timeOf(date: Date | undefined): number {
  return date?.getTime() ?? Number.NaN;
}

/** Drops filters without values, which SES may add to its response. */
function filtersOf(filters: object = {}): JobSource['filters'] {
  return Object.fromEntries(
    Object.entries(filters).filter(([, values]) => Array.isArray(values) && values.length > 0),
  ) as JobSource['filters'];
}
