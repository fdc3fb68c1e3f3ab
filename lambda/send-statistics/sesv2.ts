import { GetAccountCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import type { AccountStanding } from './gauges';

/**
 * The account's standing in this Region, now. At most one call per second and account.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
 */
export async function getAccountStanding(sesv2: SESv2Client, abortSignal?: AbortSignal): Promise<AccountStanding> {
  const account = await sesv2.send(new GetAccountCommand({}), { abortSignal });
  return {
    sendingEnabled: account.SendingEnabled,
    enforcementStatus: account.EnforcementStatus,
    max24HourSend: account.SendQuota?.Max24HourSend,
    sentLast24Hours: account.SendQuota?.SentLast24Hours,
  };
}
