/** The operations of SES v2 behind searches and briefs, in the types of the SDK. They throw the errors of the SDK. */
import type {
  BatchGetMetricDataRequest,
  CancelExportJobRequest,
  CreateExportJobRequest,
  DeleteSuppressedDestinationRequest,
  GetExportJobRequest,
  GetSuppressedDestinationRequest,
  ListExportJobsRequest,
  ListRecommendationsRequest,
  ListSuppressedDestinationsRequest,
  PutAccountSendingAttributesRequest,
  PutAccountSuppressionAttributesRequest,
  PutConfigurationSetSendingOptionsRequest,
  PutSuppressedDestinationRequest,
} from '@aws-sdk/client-sesv2';
import { limitPerSecond, limitToOnePerSecond } from '../rate-limit';
import type { SesAccount } from '../ses-endpoint';
import type { WireAnswer } from '../wire';
import { type AccountSettings, createAccountSettings } from './account-settings';
import { createDailyNumbers, type DailyNumbers } from './daily-numbers';
import { notFound, throttled } from './errors';
import { createLocalExportJobs, type ExportJobBehavior } from './export-jobs';
import type { MailAccount } from './mail-account';
import { createMessageExport, MAX_READING_MS } from './message-export';
import { batchGetMetricData } from './metric-data';
import { createMetricExport } from './metric-export';
import {
  listConfigurationSets,
  listEmailIdentities,
  listMultiRegionEndpoints,
  listTenants,
  type PageRequest,
} from './names';
import { listRecommendations } from './recommendations';
import { createSuppressionList } from './suppression-list';

export interface SesV2Options {
  readonly account: MailAccount;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The clock of SES's limit of one request per second, milliseconds. Default: real time. */
  readonly limitClock?: () => number;
  readonly exportJobs?: ExportJobBehavior;
  /** How long one call may read the mail of a job, in real time. Default: `MAX_READING_MS`. */
  readonly maxReadingMs?: number;
}

/** @param origin of the server of the jobs' files */
export type SesV2Operation = (input: object, origin: string) => object;

export interface SesV2 {
  /** The account as SES reports it now. */
  account(): SesAccount;
  readonly operations: Readonly<Record<SesV2OperationName, SesV2Operation>>;
  /** Returns the answer of the server of the jobs' files. */
  file(url: string): WireAnswer;
}

export type SesV2OperationName = keyof ReturnType<typeof operationsOf>;

export function createSesV2(options: SesV2Options): SesV2 {
  const { account, now, exportJobs: behavior, maxReadingMs = MAX_READING_MS } = options;
  const dailyNumbers = createDailyNumbers(account);
  const settings = createAccountSettings(account);
  const isVdmOn = () => settings.account(now()).VdmAttributes?.VdmEnabled === 'ENABLED';
  const exportJobs = createLocalExportJobs({
    sources: [createMessageExport(account, maxReadingMs), createMetricExport(dailyNumbers)],
    now,
    isVdmOn,
    behavior,
  });
  return {
    account: () => settings.account(now()),
    operations: operationsOf(options, { exportJobs, dailyNumbers, settings, isVdmOn }),
    file: exportJobs.file,
  };
}

interface Parts {
  readonly exportJobs: ReturnType<typeof createLocalExportJobs>;
  readonly dailyNumbers: DailyNumbers;
  readonly settings: AccountSettings;
  readonly isVdmOn: () => boolean;
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricData.html */
const METRIC_CALLS_PER_SECOND = 16;
const METRIC_QUERIES_PER_SECOND = 160;

function operationsOf(
  { account, now, limitClock }: SesV2Options,
  { exportJobs, dailyNumbers, settings, isVdmOn }: Parts,
) {
  const suppressionList = createSuppressionList(account, now);
  const limited = <T extends SesV2Operation>(operation: T): SesV2Operation => {
    const isAllowed = limitToOnePerSecond(limitClock);
    return (input, origin) => {
      if (!isAllowed()) throw throttled();
      return operation(input, origin);
    };
  };
  const isMetricCallAllowed = limitPerSecond(METRIC_CALLS_PER_SECOND, limitClock);
  const isMetricQueryAllowed = limitPerSecond(METRIC_QUERIES_PER_SECOND, limitClock);
  return {
    BatchGetMetricData: (input: object) => {
      if (!isVdmOn()) throw notFound('Virtual Deliverability Manager is not enabled.');
      const request = input as Partial<BatchGetMetricDataRequest>;
      if (!isMetricCallAllowed(1) || !isMetricQueryAllowed(request.Queries?.length ?? 0)) throw throttled();
      return batchGetMetricData(request, { dailyNumbers, now });
    },
    ListEmailIdentities: (input: object) => listEmailIdentities(account, input as PageRequest),
    ListConfigurationSets: (input: object) => listConfigurationSets(account, input as PageRequest),
    ListRecommendations: limited((input) => {
      if (!isVdmOn()) throw notFound('Virtual Deliverability Manager is not enabled.');
      return listRecommendations(account, input as ListRecommendationsRequest);
    }),
    ListMultiRegionEndpoints: (input: object) => listMultiRegionEndpoints(account, input as PageRequest),
    PutAccountSendingAttributes: (input: object) => settings.putSending(input as PutAccountSendingAttributesRequest),
    PutAccountSuppressionAttributes: (input: object) =>
      settings.putSuppression(input as PutAccountSuppressionAttributesRequest),
    PutConfigurationSetSendingOptions: (input: object) =>
      settings.putSetSending(input as PutConfigurationSetSendingOptionsRequest),
    ListTenants: (input: object) => listTenants(account, input as PageRequest),
    GetSuppressedDestination: limited((input) =>
      suppressionList.get((input as GetSuppressedDestinationRequest).EmailAddress ?? ''),
    ),
    ListSuppressedDestinations: (input: object) => suppressionList.list(input as ListSuppressedDestinationsRequest),
    PutSuppressedDestination: (input: object) => suppressionList.put(input as PutSuppressedDestinationRequest),
    DeleteSuppressedDestination: (input: object) =>
      suppressionList.delete((input as DeleteSuppressedDestinationRequest).EmailAddress ?? ''),
    CreateExportJob: limited((input) => exportJobs.create(input as CreateExportJobRequest)),
    GetExportJob: (input: object, origin: string) => exportJobs.get((input as GetExportJobRequest).JobId ?? '', origin),
    ListExportJobs: (input: object) => exportJobs.list(input as ListExportJobsRequest),
    CancelExportJob: (input: object) => exportJobs.cancel((input as CancelExportJobRequest).JobId ?? ''),
  };
}
