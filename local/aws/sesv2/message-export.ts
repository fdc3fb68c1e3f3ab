/** The data source of an export of messages. */
import type { ExportDataSource, MessageInsightsDataSource } from '@aws-sdk/client-sesv2';
import { MAX_ROWS } from '../../../lambda/shared/export-jobs/job-request';
import { badRequest } from './errors';
import type { ExportSource } from './export-jobs';
import type { ArchivedMail, MailAccount } from './mail-account';
import { toMailFile } from './mail-file';
import { createMailFilter } from './mail-filters';

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageInsightsDataSource.html */
const DEFAULT_MAX_RESULTS = 1_000;

/** Callers of SES wait five seconds for a response, and reading the mail of two weeks takes longer. */
export const MAX_READING_MS = 1_000;

/** @param maxReadingMs how long one look at a job may read, in real time */
export function createMessageExport({ mail }: MailAccount, maxReadingMs: number): ExportSource {
  /** The mail of each job. */
  const readings = new WeakMap<ExportDataSource, Reading>();

  function readingOf(dataSource: ExportDataSource, readAt: number): Reading {
    const { range, isIncluded } = readRequest(dataSource);
    const reading = readings.get(dataSource) ?? startReading(mail?.(range, readAt) ?? [], isIncluded);
    readings.set(dataSource, reading);
    return reading;
  }

  return {
    type: 'MESSAGE_INSIGHTS',
    isSourceOf: ({ MessageInsightsDataSource }) => MessageInsightsDataSource !== undefined,
    isReady(dataSource, readAt) {
      const stopAt = performance.now() + maxReadingMs;
      return readingOf(dataSource, readAt).readUntil(() => performance.now() > stopAt);
    },
    prepare(dataSource) {
      const { maxResults } = readRequest(dataSource);
      return (readAt) => {
        const reading = readingOf(dataSource, readAt);
        reading.readUntil(() => false);
        const rows = sample(reading.matching, maxResults);
        return { count: rows.length, toFile: (format) => toMailFile(rows, format) };
      };
    },
  };
}

function readRequest({ MessageInsightsDataSource: source = {} as MessageInsightsDataSource }: ExportDataSource) {
  const from = source.StartDate?.getTime() ?? Number.NaN;
  const until = source.EndDate?.getTime() ?? Number.NaN;
  if (!(from < until)) throw badRequest('StartDate must be before EndDate.');
  const maxResults = source.MaxResults ?? DEFAULT_MAX_RESULTS;
  if (!(maxResults >= 1 && maxResults <= MAX_ROWS)) {
    throw badRequest(`MaxResults must be from 1 to ${MAX_ROWS}, got ${maxResults}.`);
  }
  return { range: { from, until }, maxResults, isIncluded: createMailFilter(source) };
}

interface Reading {
  /** The rows read so far that pass the filter. */
  readonly matching: readonly ArchivedMail[];
  /** Continues to read, and returns whether it has read all rows. */
  readUntil(mustStop: () => boolean): boolean;
}

function startReading(rows: Iterable<ArchivedMail>, isIncluded: (row: ArchivedMail) => boolean): Reading {
  const matching: ArchivedMail[] = [];
  const iterator = rows[Symbol.iterator]();
  return {
    matching,
    readUntil(mustStop) {
      for (let count = 1; ; count++) {
        const { done, value } = iterator.next();
        if (done) return true;
        if (isIncluded(value)) matching.push(value);
        if (count % 100 === 0 && mustStop()) return false;
      }
    },
  };
}

/** Takes rows at equal distances, so that the sample covers the whole range. SES documents no method. */
function sample<T>(rows: readonly T[], most: number): readonly T[] {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, index) => rows[Math.floor((index * rows.length) / most)] as T);
}
