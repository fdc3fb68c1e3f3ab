import { GetAccountCommand, ListSuppressedDestinationsCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { UnreadableAnswer } from '../../lambda/send-statistics/unreadable-answer';
import type { Clock } from '../../lambda/shared/clock';
import { readVdmEnabled } from '../../lambda/shared/ses-response';
import type { Span } from '../../lambda/shared/topic/numbers';
import type { AwsCall } from '../terminal/aws-error';
import { callAws } from '../terminal/aws-failure';
import type { AccountDetails, SuppressionDay, SuppressionDays } from './facts/case-facts';

export const GET_ACCOUNT: AwsCall = { service: 'SES', action: 'ses:GetAccount' };
export const LIST_SUPPRESSED: AwsCall = { service: 'SES', action: 'ses:ListSuppressedDestinations' };

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html */
const PAGE_SIZE = 1_000;

/** SES allows one call a second, so this many pages take about half a minute. */
const MAX_PAGES = 25;

/** SES allows one call a second. https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const SPACING_MS = 1_100;

/** @throws AwsFailure */
export async function getAccountDetails(client: SESv2Client): Promise<AccountDetails> {
  const account = await callAws(GET_ACCOUNT, (options) => client.send(new GetAccountCommand({}), options));
  const { EnforcementStatus, SendingEnabled, SendQuota, SuppressionAttributes, Details } = account;
  const review = Details?.ReviewDetails;
  return {
    status: EnforcementStatus,
    sendingEnabled: SendingEnabled,
    max24HourSend: SendQuota?.Max24HourSend,
    sentLast24Hours: SendQuota?.SentLast24Hours,
    productionAccess: account.ProductionAccessEnabled,
    accessReview: review?.Status && { status: review.Status, caseId: review.CaseId },
    suppressedReasons: SuppressionAttributes && (SuppressionAttributes.SuppressedReasons ?? []),
    vdmEnabled: readVdmEnabled(account),
    plan: account.PricingAttributes?.CurrentPlan,
  };
}

/**
 * Counts the addresses that were added to the account's suppression list in a span, by day. No address leaves this function.
 *
 * @throws AwsFailure
 */
export async function countSuppressions(
  client: SESv2Client,
  { from, until }: Span,
  sleep: Clock['sleep'],
): Promise<SuppressionDays> {
  const days = new Map<string, { -readonly [K in keyof SuppressionDay]: SuppressionDay[K] }>();
  const tokens = new Set<string | undefined>();
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    if (page > 0) await sleep(SPACING_MS);
    const command = new ListSuppressedDestinationsCommand({
      StartDate: new Date(from),
      EndDate: new Date(until + 1),
      PageSize: PAGE_SIZE,
      NextToken,
    });
    const response = await callAws(LIST_SUPPRESSED, async (options) => {
      tokens.add(NextToken);
      const answer = await client.send(command, options);
      if (answer.NextToken && tokens.has(answer.NextToken)) throw new UnreadableAnswer('its pages repeat');
      return answer;
    });
    for (const { Reason, LastUpdateTime } of response.SuppressedDestinationSummaries ?? []) {
      const time = LastUpdateTime?.getTime();
      if (time !== undefined && (time < from || time > until)) continue;
      const day = time === undefined ? 'unknown' : new Date(time).toISOString().slice(0, 'yyyy-mm-dd'.length);
      const counts = days.get(day) ?? { day, bounces: 0, complaints: 0, others: 0 };
      counts[Reason === 'BOUNCE' ? 'bounces' : Reason === 'COMPLAINT' ? 'complaints' : 'others']++;
      days.set(day, counts);
    }
    NextToken = response.NextToken;
    if (!NextToken) break;
  }
  return { days: [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)), hasMore: Boolean(NextToken) };
}
