import {
  GetAccountCommand,
  type GetAccountResponse,
  ListSuppressedDestinationsCommand,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { Clock } from '../clock';
import { optionalList, readVdmEnabled, toSesFailure, unexpected } from '../ses-response';
import type { AccountFacts, Suppressions } from './account-facts';

/** Time limit of an attempt. */
const CALL_MS = 10_000;

/** SES allows one call a second. https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const SPACING_MS = 1_100;
const ATTEMPTS = 4;

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html */
const PAGE_SIZE = 1_000;
const MAX_PAGES = 5;

export interface SesContext {
  readonly sesv2: SESv2Client;
  readonly clock: Clock;
}

/** @throws SesFailure */
export async function getAccountFacts({ sesv2, clock }: SesContext): Promise<AccountFacts> {
  // The SDK does not check the response against its types.
  const account: UncheckedAccount = await retry(clock, () => sesv2.send(new GetAccountCommand({}), withTimeout()));
  const { SendingEnabled, EnforcementStatus, SendQuota } = account;
  return {
    enforcementStatus: typeof EnforcementStatus === 'string' ? EnforcementStatus : undefined,
    sendingEnabled: typeof SendingEnabled === 'boolean' ? SendingEnabled : undefined,
    max24HourSend: numberOf(SendQuota?.Max24HourSend),
    sentLast24Hours: numberOf(SendQuota?.SentLast24Hours),
    vdmEnabled: readVdmEnabled(account as GetAccountResponse),
  };
}

/**
 * Counts the addresses that were added to the account's suppression list in [from, until), epoch milliseconds. No address
 * leaves this function.
 *
 * @throws SesFailure
 */
export async function countSuppressions(
  { sesv2, clock }: SesContext,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<Suppressions> {
  const counts = { bounces: 0, complaints: 0, others: 0 };
  let newestAt: number | undefined;
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    if (page > 0) await clock.sleep(SPACING_MS);
    const command = new ListSuppressedDestinationsCommand({
      StartDate: new Date(from),
      EndDate: new Date(until),
      PageSize: PAGE_SIZE,
      NextToken,
    });
    const response = await retry(clock, () => sesv2.send(command, withTimeout()));
    for (const { Reason, LastUpdateTime } of optionalList(response.SuppressedDestinationSummaries)) {
      const time = LastUpdateTime?.getTime();
      if (time === undefined) throw unexpected();
      if (time < from || time >= until) continue;
      counts[Reason === 'BOUNCE' ? 'bounces' : Reason === 'COMPLAINT' ? 'complaints' : 'others']++;
      newestAt = Math.max(newestAt ?? time, time);
    }
    NextToken = response.NextToken;
    if (!NextToken) break;
  }
  return { ...counts, hasMore: Boolean(NextToken), newestAt };
}

/** Repeats a call that failed or was throttled. Other programs of the account share SES's limits. */
async function retry<T>(clock: Clock, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const failure = toSesFailure(error);
      if (attempt === ATTEMPTS || failure.kind === 'refused') throw failure;
      await clock.sleep(attempt * SPACING_MS);
    }
  }
}

interface UncheckedAccount {
  readonly SendingEnabled?: unknown;
  readonly EnforcementStatus?: unknown;
  readonly SendQuota?: { readonly Max24HourSend?: unknown; readonly SentLast24Hours?: unknown };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function withTimeout() {
  return { abortSignal: AbortSignal.timeout(CALL_MS) };
}
