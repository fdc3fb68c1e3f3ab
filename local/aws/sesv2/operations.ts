/** The operations of SES v2 behind searches and briefs, in the types of the SDK. They throw the errors of the SDK. */
import type {
  CancelExportJobRequest,
  CreateExportJobRequest,
  DeleteSuppressedDestinationRequest,
  GetExportJobRequest,
  GetSuppressedDestinationRequest,
  ListExportJobsRequest,
  ListSuppressedDestinationsRequest,
  PutSuppressedDestinationRequest,
} from '@aws-sdk/client-sesv2';
import { limitToOnePerSecond } from '../rate-limit';
import type { WireAnswer } from '../wire';
import { throttled } from './errors';
import { createLocalExportJobs, type ExportJobBehavior } from './export-jobs';
import type { MailAccount } from './mail-account';
import { createMessageExport } from './message-export';
import { createSuppressionList } from './suppression-list';

export interface SesV2Options {
  readonly account: MailAccount;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The clock of SES's limit of one request per second, milliseconds. Default: real time. */
  readonly limitClock?: () => number;
  readonly exportJobs?: ExportJobBehavior;
}

/** @param origin where the server of the jobs' files answers */
export type SesV2Operation = (input: object, origin: string) => object;

export interface SesV2 {
  readonly operations: Readonly<Record<SesV2OperationName, SesV2Operation>>;
  /** Returns the answer of the server of the jobs' files. */
  file(url: string): WireAnswer;
}

export type SesV2OperationName = keyof ReturnType<typeof operationsOf>;

export function createSesV2(options: SesV2Options): SesV2 {
  const { account, now, exportJobs: behavior } = options;
  const exportJobs = createLocalExportJobs({
    sources: [createMessageExport(account)],
    now,
    isVdmOn: () => account.account(now()).VdmAttributes?.VdmEnabled === 'ENABLED',
    behavior,
  });
  return { operations: operationsOf(options, exportJobs), file: exportJobs.file };
}

function operationsOf(
  { account, now, limitClock }: SesV2Options,
  exportJobs: ReturnType<typeof createLocalExportJobs>,
) {
  const suppressionList = createSuppressionList(account, now);
  const limited = <T extends SesV2Operation>(operation: T): SesV2Operation => {
    const isAllowed = limitToOnePerSecond(limitClock);
    return (input, origin) => {
      if (!isAllowed()) throw throttled();
      return operation(input, origin);
    };
  };
  return {
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
