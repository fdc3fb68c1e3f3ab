/** The export jobs of an account. A job takes time on the simulated clock. */
import { randomUUID } from 'node:crypto';
import type {
  CreateExportJobRequest,
  DataFormat,
  ExportDataSource,
  ExportSourceType,
  GetExportJobResponse,
  JobStatus,
  ListExportJobsRequest,
  ListExportJobsResponse,
} from '@aws-sdk/client-sesv2';
import type { WireAnswer } from '../wire';
import { badRequest, limitExceeded, notFound } from './errors';
import { pageOf } from './pages';
import { createPresignedUrls } from './presigned-url';

/** Jobs of an account that run at once. https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const MAX_RUNNING_JOBS = 20;

/** An assumption: AWS does not document how long a job takes. */
const DEFAULT_DURATION_MS = 8_000;

/** Lets the server answer requests between two parts of a preparation. */
const BACKGROUND_PAUSE_MS = 10;

/** SES documents no default. A small page shows whether a caller reads the next page. */
const DEFAULT_PAGE_SIZE = 10;

/** The result of a job. */
export interface ExportedRecords {
  readonly count: number;
  toFile(format: DataFormat): string;
}

/** One kind of data that a job can export. */
export interface ExportSource {
  readonly type: ExportSourceType;
  isSourceOf(dataSource: ExportDataSource): boolean;
  /**
   * Returns a function that reads the result as SES knows it at a time, epoch milliseconds.
   *
   * @throws BadRequestException for a request that SES refuses
   */
  prepare(dataSource: ExportDataSource): (readAt: number) => ExportedRecords;
  /**
   * Prepares the result for at most a second. Returns whether the result is ready. A job runs at least until its result is
   * ready. Default: always ready.
   */
  isReady?(dataSource: ExportDataSource, readAt: number): boolean;
}

export interface ExportJobBehavior {
  /** Milliseconds from the creation of a job to its end. Default: 8 seconds. */
  readonly durationMs?: number | ((request: CreateExportJobRequest) => number);
  /** Returns SES's message about a job that fails. Default: no job fails. */
  readonly failure?: (request: CreateExportJobRequest) => string | undefined;
}

export interface LocalExportJobs {
  create(request: Partial<CreateExportJobRequest>): { readonly JobId: string };
  /** @param origin of the file server, such as `http://127.0.0.1:4566` */
  get(jobId: string, origin: string): GetExportJobResponse;
  list(request: ListExportJobsRequest): ListExportJobsResponse;
  cancel(jobId: string): object;
  /** Returns the answer of the file server. */
  file(url: string): WireAnswer;
}

export interface LocalExportJobsOptions {
  readonly sources: readonly ExportSource[];
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly isVdmOn: () => boolean;
  readonly behavior?: ExportJobBehavior;
}

interface Job {
  readonly id: string;
  readonly request: CreateExportJobRequest;
  readonly type: ExportSourceType;
  readonly createdAt: number;
  readonly endsAt: number;
  readonly failure?: string;
  readonly records: () => ExportedRecords;
  /** Prepares the result for at most a second, and returns whether it is ready. */
  readonly prepare: () => boolean;
  isReady: boolean;
  isRead: boolean;
  cancelledAt?: number;
}

export function createLocalExportJobs({
  sources,
  now,
  isVdmOn,
  behavior = {},
}: LocalExportJobsOptions): LocalExportJobs {
  const { durationMs = DEFAULT_DURATION_MS, failure } = behavior;
  const jobs = new Map<string, Job>();
  const urls = createPresignedUrls();

  function statusOf(job: Job): JobStatus {
    if (job.cancelledAt !== undefined) return 'CANCELLED';
    if (now() >= job.endsAt && job.isReady) return job.failure === undefined ? 'COMPLETED' : 'FAILED';
    return job.isRead ? 'PROCESSING' : 'CREATED';
  }

  function isRunning(job: Job): boolean {
    return ['CREATED', 'PROCESSING'].includes(statusOf(job));
  }

  function prepareResult(job: Job): void {
    if (job.cancelledAt === undefined) job.isReady ||= job.prepare();
  }

  /**
   * Prepares the result between the requests of the server, until it is ready. Otherwise, a caller that asks seldom waits
   * for many more seconds than the preparation takes.
   */
  function prepareInBackground(job: Job): void {
    prepareResult(job);
    if (job.isReady || job.cancelledAt !== undefined) return;
    setTimeout(() => prepareInBackground(job), BACKGROUND_PAUSE_MS).unref();
  }

  /** Continues all jobs before they are counted. Otherwise, a job that nobody reads again would never end. */
  function updateAll(): void {
    for (const job of jobs.values()) if (now() >= job.endsAt) prepareResult(job);
  }

  function findOrThrow(jobId: string): Job {
    const job = jobs.get(jobId);
    if (!job) throw notFound('The export job was not found.');
    return job;
  }

  function summaryOf(job: Job) {
    const JobStatus = statusOf(job);
    const endedAt = job.cancelledAt ?? (isRunning(job) ? undefined : job.endsAt);
    return {
      JobId: job.id,
      ExportSourceType: job.type,
      JobStatus,
      CreatedTimestamp: new Date(job.createdAt),
      CompletedTimestamp: endedAt === undefined ? undefined : new Date(endedAt),
    };
  }

  return {
    create(request) {
      if (!isVdmOn()) throw badRequest('Virtual Deliverability Manager is not enabled.');
      const { ExportDataSource = {}, ExportDestination } = request;
      if (ExportDestination?.S3Url !== undefined) throw badRequest('Providing a custom S3 URL is not supported');
      if (!['CSV', 'JSON'].includes(ExportDestination?.DataFormat ?? '')) {
        throw badRequest('DataFormat must be CSV or JSON.');
      }
      const [source, ...others] = sources.filter((source) => source.isSourceOf(ExportDataSource));
      if (!source || others.length > 0) throw badRequest('ExportDataSource must have exactly one data source.');
      const read = source.prepare(ExportDataSource);
      updateAll();
      if ([...jobs.values()].filter(isRunning).length >= MAX_RUNNING_JOBS) {
        throw limitExceeded(`At most ${MAX_RUNNING_JOBS} export jobs may run at once.`);
      }
      const accepted = { ExportDataSource, ExportDestination } as CreateExportJobRequest;
      const [id, createdAt] = [randomUUID(), now()];
      const job: Job = {
        id,
        request: accepted,
        type: source.type,
        createdAt,
        endsAt: createdAt + (typeof durationMs === 'number' ? durationMs : durationMs(accepted)),
        failure: failure?.(accepted),
        records: readOnce(() => read(createdAt)),
        prepare: () => source.isReady?.(ExportDataSource, createdAt) ?? true,
        isReady: false,
        isRead: false,
      };
      jobs.set(id, job);
      setTimeout(() => prepareInBackground(job), BACKGROUND_PAUSE_MS).unref();
      return { JobId: id };
    },
    get(jobId, origin) {
      const job = findOrThrow(jobId);
      job.isRead = true;
      prepareResult(job);
      const summary = summaryOf(job);
      const { ExportDataSource, ExportDestination } = job.request;
      const isCompleted = summary.JobStatus === 'COMPLETED';
      const count = isCompleted ? job.records().count : undefined;
      return {
        ...summary,
        ExportDataSource,
        ExportDestination: {
          DataFormat: ExportDestination?.DataFormat,
          S3Url: isCompleted ? urls.sign(jobId, origin, now()) : undefined,
        },
        FailureInfo: summary.JobStatus === 'FAILED' ? { ErrorMessage: job.failure } : undefined,
        Statistics: isCompleted ? { ProcessedRecordsCount: count, ExportedRecordsCount: count } : undefined,
      };
    },
    list({ ExportSourceType, JobStatus, PageSize = DEFAULT_PAGE_SIZE, NextToken }) {
      updateAll();
      const summaries = [...jobs.values()]
        .map(summaryOf)
        .filter((summary) => ExportSourceType === undefined || summary.ExportSourceType === ExportSourceType)
        .filter((summary) => JobStatus === undefined || summary.JobStatus === JobStatus)
        .reverse();
      const { items, next } = pageOf(summaries, PageSize, NextToken);
      return { ExportJobs: [...items], NextToken: next };
    },
    cancel(jobId) {
      const job = findOrThrow(jobId);
      prepareResult(job);
      if (!isRunning(job)) throw badRequest('The export job has ended.');
      job.cancelledAt = now();
      return {};
    },
    file(url) {
      const verified = urls.verify(url, now());
      if ('refusal' in verified) return verified.refusal;
      const { records, request } = findOrThrow(verified.jobId);
      const format = request.ExportDestination?.DataFormat ?? 'CSV';
      return {
        status: 200,
        contentType: format === 'CSV' ? 'text/csv' : 'application/json',
        body: records().toFile(format),
      };
    },
  };
}

function readOnce<T>(read: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => {
    result ??= { value: read() };
    return result.value;
  };
}
