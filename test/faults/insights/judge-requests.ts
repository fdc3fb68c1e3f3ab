/** The functions send only requests that AWS's models allow. */
import { DAY } from '../../support/world';
import type { Story } from './scene';
import type { Arrival } from './wire';

type Members = Readonly<Record<string, unknown>>;

/**
 * The constraints of the models, besides those that the local services check themselves.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Operations.html
 */
const CONSTRAINTS: Readonly<Record<string, (input: Members, arrival: Arrival) => boolean>> = {
  GetMessageInsights: (_, { path }) => /^\/v2\/email\/insights\/[\w.-]{1,128}\/?$/.test(path),
  GetSuppressedDestination: (_, { path }) => /addresses\/[^/?]+%40[^/?]+$/.test(path),
  ListSuppressedDestinations: (_, { path }) =>
    isInRange(new URLSearchParams(path.split('?')[1]).get('PageSize'), 1, 1_000),
  CreateExportJob: ({ ExportDataSource, ExportDestination }) =>
    isDataSource(ExportDataSource as Members) &&
    /^\{"DataFormat":"(CSV|JSON)"\}$/.test(JSON.stringify(ExportDestination)),
  GetExportJob: (_, { path }) => isJobId(path.split('/')[4]),
  CancelExportJob: (_, { path }) => isJobId(path.split('/')[4]),
  ListExportJobs: ({ PageSize, ExportSourceType }) =>
    isInRange(PageSize, 1, 1_000) && ['METRICS_DATA', 'MESSAGE_INSIGHTS'].includes(String(ExportSourceType)),
  BatchGetMetricData: ({ Queries }) => {
    const queries = Queries as Members[];
    return (
      isInRange(queries.length, 1, 10) && queries.every(({ StartDate, EndDate }) => isSpan(StartDate, EndDate, 60))
    );
  },
};

export function judgeRequests({ arrivals }: Story): string[] {
  return arrivals.filter(isInvalid).map(({ service, operation, path, body, answer }) => {
    const request = `${operation} ${path} ${body}`.slice(0, 300);
    return `${service} got the invalid request ${request}, and answered ${answer.status} ${answer.body.slice(0, 100)}`;
  });
}

function isInvalid(arrival: Arrival): boolean {
  const { operation, body, service, answer } = arrival;
  const isAllowed = CONSTRAINTS[operation]?.(parse(body), arrival) ?? (service !== 'ses' || operation === 'GetAccount');
  return !isAllowed || isRejected(arrival) || answer.status === 501;
}

/** SES refuses to cancel a job that has ended, and S3 a URL that has expired. The table refuses a write that lost a race. */
function isRejected({ service, operation, answer: { status, body } }: Arrival): boolean {
  if (status < 400 || status === 404 || status === 429) return false;
  if (service === 'table') return !body.includes('ConditionalCheckFailedException');
  return operation !== 'CancelExportJob' && service !== 'files';
}

function isDataSource({ MessageInsightsDataSource, MetricsDataSource }: Members): boolean {
  if (MessageInsightsDataSource !== undefined && MetricsDataSource !== undefined) return false;
  const { StartDate, EndDate, MaxResults, Include = {} } = (MessageInsightsDataSource ?? MetricsDataSource) as Members;
  if (!isSpan(StartDate, EndDate, 60)) return false;
  if (MetricsDataSource !== undefined) return [StartDate, EndDate].every((time) => Number(time) % 86_400 === 0);
  const filters = Object.entries(Include as Readonly<Record<string, readonly string[]>>);
  return isInRange(MaxResults, 1, 10_000) && filters.every(([, values]) => isInRange(values.length, 1, 5));
}

/** @param from epoch seconds */
function isSpan(from: unknown, until: unknown, days: number): boolean {
  return Number(from) < Number(until) && Number(until) - Number(from) <= (days * DAY) / 1000;
}

function isJobId(id: string | undefined): boolean {
  return /^[\da-f-]{36}$/.test(id ?? '');
}

function isInRange(value: unknown, least: number, most: number): boolean {
  return value !== null && Number(value) >= least && Number(value) <= most;
}

function parse(body: string): Members {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
