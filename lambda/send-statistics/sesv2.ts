import { GetAccountCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import type { AccountStanding } from './account-standing';

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendQuota.html */
const UNLIMITED = -1;

/**
 * Returns the account's current standing in this Region. SES allows one call a second for the whole account.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
 */
export async function getAccountStanding(sesv2: SESv2Client, abortSignal?: AbortSignal): Promise<AccountStanding> {
  // The SDK does not check the response against its types.
  const account: Unchecked = await sesv2.send(new GetAccountCommand({}), { abortSignal });
  const { SendingEnabled, EnforcementStatus, SendQuota } = account;
  return {
    sendingEnabled: typeof SendingEnabled === 'boolean' ? SendingEnabled : undefined,
    enforcementStatus:
      typeof EnforcementStatus === 'string' && EnforcementStatus !== '' ? EnforcementStatus : undefined,
    max24HourSend: SendQuota?.Max24HourSend === UNLIMITED ? UNLIMITED : countOf(SendQuota?.Max24HourSend),
    sentLast24Hours: countOf(SendQuota?.SentLast24Hours),
  };
}

interface Unchecked {
  readonly SendingEnabled?: unknown;
  readonly EnforcementStatus?: unknown;
  readonly SendQuota?: { readonly Max24HourSend?: unknown; readonly SentLast24Hours?: unknown };
}

/** Returns NaN for a value that is not a count. */
function countOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && value >= 0 ? value : Number.NaN;
}
