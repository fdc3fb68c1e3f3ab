/** The operations of SES v2 on the wire: REST JSON, times in epoch seconds. */
import type { SesV2OperationName } from './operations';

/** What a request has besides its path. */
export interface RestRequest {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: string;
}

export interface SesV2Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** A path of Hono: `:name` matches one segment. */
  readonly path: string;
  /** Default: the members of the path and of the body. */
  readonly toInput?: (request: RestRequest) => object;
}

const ADDRESSES = '/v2/email/suppression/addresses';
const JOBS = '/v2/email/export-jobs';

export const SES_V2_ROUTES: Readonly<Record<SesV2OperationName, SesV2Route>> = {
  GetSuppressedDestination: { method: 'GET', path: `${ADDRESSES}/:EmailAddress` },
  ListSuppressedDestinations: { method: 'GET', path: ADDRESSES, toInput: readSuppressionQuery },
  PutSuppressedDestination: { method: 'PUT', path: ADDRESSES },
  DeleteSuppressedDestination: { method: 'DELETE', path: `${ADDRESSES}/:EmailAddress` },
  CreateExportJob: { method: 'POST', path: JOBS },
  GetExportJob: { method: 'GET', path: `${JOBS}/:JobId` },
  ListExportJobs: { method: 'POST', path: '/v2/email/list-export-jobs' },
  CancelExportJob: { method: 'PUT', path: `${JOBS}/:JobId/cancel` },
  BatchGetMetricData: { method: 'POST', path: '/v2/email/metrics/batch' },
  ListEmailIdentities: { method: 'POST', path: '/v2/email/list-identities' },
  ListConfigurationSets: { method: 'POST', path: '/v2/email/list-configuration-sets' },
  ListTenants: { method: 'POST', path: '/v2/email/tenants/list' },
  ListRecommendations: { method: 'POST', path: '/v2/email/vdm/recommendations' },
  ListMultiRegionEndpoints: { method: 'GET', path: '/v2/email/multi-region-endpoints', toInput: readPageQuery },
  PutAccountSendingAttributes: { method: 'PUT', path: '/v2/email/account/sending' },
  PutAccountSuppressionAttributes: { method: 'PUT', path: '/v2/email/account/suppression' },
  PutConfigurationSetSendingOptions: {
    method: 'PUT',
    path: '/v2/email/configuration-sets/:ConfigurationSetName/sending',
  },
};

/** Returns the input in the types of the SDK. */
export function readInput({ toInput = readMembers }: SesV2Route, request: RestRequest): object {
  return toInput(request);
}

/** Members that are times. */
const TIMES = new Set(['StartDate', 'EndDate']);

function readMembers({ parameters, body }: RestRequest): object {
  const members = body === '' ? {} : JSON.parse(body, reviveTime);
  return { ...members, ...parameters };
}

function reviveTime(name: string, value: unknown): unknown {
  return TIMES.has(name) && typeof value === 'number' ? new Date(value * 1000) : value;
}

function readSuppressionQuery({ query }: RestRequest): object {
  const time = (name: string) => (query.has(name) ? new Date(query.get(name) as string) : undefined);
  return {
    Reasons: query.getAll('Reason'),
    StartDate: time('StartDate'),
    EndDate: time('EndDate'),
    PageSize: query.has('PageSize') ? Number(query.get('PageSize')) : undefined,
    NextToken: query.get('NextToken') ?? undefined,
  };
}

function readPageQuery({ query }: RestRequest): object {
  return {
    PageSize: query.has('PageSize') ? Number(query.get('PageSize')) : undefined,
    NextToken: query.get('NextToken') ?? undefined,
  };
}

export function writeOutput(output: object): string {
  return JSON.stringify(output, function (this: Record<string, unknown>, name, value) {
    const original = this[name]; // JSON.stringify converts a time before it calls this function
    return original instanceof Date ? original.getTime() / 1000 : value;
  });
}
