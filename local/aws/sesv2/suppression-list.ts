/** The suppression list of an account. It compares addresses exactly: case matters. */
import type {
  GetSuppressedDestinationResponse,
  ListSuppressedDestinationsRequest,
  ListSuppressedDestinationsResponse,
  PutSuppressedDestinationRequest,
} from '@aws-sdk/client-sesv2';
import { badRequest, notFound } from './errors';
import type { MailAccount, SuppressedAddress } from './mail-account';
import { pageOf } from './pages';

/** SES documents no default. A small page shows whether a caller reads the next page. */
const DEFAULT_PAGE_SIZE = 100;

export interface SuppressionList {
  get(address: string): GetSuppressedDestinationResponse;
  list(request: ListSuppressedDestinationsRequest): ListSuppressedDestinationsResponse;
  put(request: Partial<PutSuppressedDestinationRequest>): object;
  delete(address: string): object;
}

/** @param now epoch milliseconds */
export function createSuppressionList({ suppressed }: MailAccount, now: () => number): SuppressionList {
  const added = new Map<string, SuppressedAddress>();
  /** When each deleted entry was deleted. An entry that SES adds later counts again. */
  const deletedAt = new Map<string, number>();

  function find(address: string): SuppressedAddress | undefined {
    const entry = added.get(address) ?? suppressed?.(now()).get(address);
    return entry && isOnList(address, entry) ? entry : undefined;
  }

  function isOnList(address: string, { since }: SuppressedAddress): boolean {
    return since <= now() && since > (deletedAt.get(address) ?? Number.NEGATIVE_INFINITY);
  }

  function findOrThrow(address: string): SuppressedAddress {
    const entry = find(address);
    if (!entry) throw notFound('The address is not on the suppression list.');
    return entry;
  }

  return {
    get(EmailAddress) {
      const { reason, since, messageId } = findOrThrow(EmailAddress);
      return {
        SuppressedDestination: {
          EmailAddress,
          Reason: reason,
          LastUpdateTime: new Date(since),
          Attributes:
            messageId === undefined ? undefined : { MessageId: messageId, FeedbackId: `${messageId}-feedback` },
        },
      };
    },
    list({ Reasons, StartDate, EndDate, PageSize = DEFAULT_PAGE_SIZE, NextToken }) {
      const from = StartDate?.getTime() ?? Number.NEGATIVE_INFINITY;
      const until = EndDate?.getTime() ?? Number.POSITIVE_INFINITY;
      const entries = [...new Map([...(suppressed?.(now()) ?? []), ...added])]
        .filter(([address, entry]) => isOnList(address, entry))
        .filter(([, { since }]) => since >= from && since < until)
        .filter(([, { reason }]) => !Reasons?.length || Reasons.includes(reason))
        // SES documents no order, so callers must not rely on the order of time.
        .sort(([one], [other]) => (one < other ? -1 : 1));
      const { items, next } = pageOf(entries, PageSize, NextToken);
      return {
        SuppressedDestinationSummaries: items.map(([EmailAddress, { reason, since }]) => ({
          EmailAddress,
          Reason: reason,
          LastUpdateTime: new Date(since),
        })),
        NextToken: next,
      };
    },
    put({ EmailAddress, Reason }) {
      if (!EmailAddress?.includes('@')) throw badRequest('EmailAddress must be an e-mail address.');
      if (Reason !== 'BOUNCE' && Reason !== 'COMPLAINT') throw badRequest('Reason must be BOUNCE or COMPLAINT.');
      added.set(EmailAddress, { reason: Reason, since: now() });
      deletedAt.delete(EmailAddress);
      return {};
    },
    delete(address) {
      findOrThrow(address);
      added.delete(address);
      deletedAt.set(address, now());
      return {};
    },
  };
}
