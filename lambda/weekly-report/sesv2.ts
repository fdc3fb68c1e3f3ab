import { ListRecommendationsCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import type { Clock } from '../shared/clock';
import { optionalList } from '../shared/ses-response';
import { retryThrottled } from '../shared/throttling';
import type { Finding } from './findings';

/** Time limit of an attempt. */
const CALL_MS = 10_000;

/** SES allows one call a second. https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const SPACING_MS = 1_100;

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListRecommendations.html */
const PAGE_SIZE = 100;
const MAX_PAGES = 5;

export interface Findings {
  readonly open: readonly Finding[];
  /** Whether SES has more open findings than these. */
  readonly hasMore: boolean;
}

/**
 * Returns SES's open findings. SES has them only while Virtual Deliverability Manager is on.
 *
 * @throws SesFailure
 */
export async function getFindings(sesv2: SESv2Client, clock: Clock): Promise<Findings> {
  const open: Finding[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    if (page > 0) await clock.sleep(SPACING_MS);
    const command = new ListRecommendationsCommand({ Filter: { STATUS: 'OPEN' }, PageSize: PAGE_SIZE, NextToken });
    const response = await retryThrottled(() => sesv2.send(command, { abortSignal: AbortSignal.timeout(CALL_MS) }), {
      clock,
      pauseMs: SPACING_MS,
    });
    for (const { Type, Impact, Status } of optionalList(response.Recommendations)) {
      if (Status === 'FIXED') continue;
      open.push({ type: String(Type ?? 'UNKNOWN'), isHigh: Impact !== 'LOW' });
    }
    NextToken = response.NextToken;
    if (!NextToken) break;
  }
  return { open, hasMore: Boolean(NextToken) };
}
