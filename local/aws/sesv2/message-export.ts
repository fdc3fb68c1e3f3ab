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

export function createMessageExport({ mail }: MailAccount): ExportSource {
  return {
    type: 'MESSAGE_INSIGHTS',
    isSourceOf: ({ MessageInsightsDataSource }) => MessageInsightsDataSource !== undefined,
    prepare(dataSource) {
      const { range, maxResults, isIncluded } = readRequest(dataSource);
      return (readAt) => {
        const matching: ArchivedMail[] = [];
        for (const row of mail?.(range, readAt) ?? []) if (isIncluded(row)) matching.push(row);
        const rows = sample(matching, maxResults);
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

/** Takes rows at equal distances, so that the sample covers the whole range. SES documents no method. */
function sample<T>(rows: readonly T[], most: number): readonly T[] {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, index) => rows[Math.floor((index * rows.length) / most)] as T);
}
