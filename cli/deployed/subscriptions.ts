/** The subscriptions of a topic: who receives its messages. */
import { paginateListSubscriptionsByTopic, type Subscription } from '@aws-sdk/client-sns';
import { maskMailbox } from '../../lambda/shared/masking/mailbox';
import type { AwsCall } from '../terminal/aws-error';
import { callAws } from '../terminal/aws-failure';
import type { DeployedClients } from './clients';
import { pagesOf } from './pages';

export const LIST_SUBSCRIPTIONS: AwsCall = { service: 'SNS', action: 'sns:ListSubscriptionsByTopic' };

export interface TopicReceiver {
  /** Such as `email` or `https`. */
  readonly protocol: string;
  /** Without personal data and secrets: `a***@example.com`, or the host of a URL. */
  readonly maskedEndpoint: string;
  /** False: the receiver gets nothing until somebody opens the link in SNS's message. */
  readonly isConfirmed: boolean;
}

/** What SNS shows in place of the ARN of a subscription that somebody ended. It stays in the list for days. */
const DELETED = 'Deleted';

/**
 * Returns the subscriptions of a topic, without those that somebody ended.
 *
 * @throws AwsFailure
 */
export async function listReceivers({ sns }: Pick<DeployedClients, 'sns'>, topicArn: string): Promise<TopicReceiver[]> {
  const subscriptions = await callAws(LIST_SUBSCRIPTIONS, async ({ abortSignal }) => {
    const found: Subscription[] = [];
    for await (const page of pagesOf(
      paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: topicArn }, { abortSignal }),
    )) {
      found.push(...(page.Subscriptions ?? []).filter(({ SubscriptionArn }) => SubscriptionArn !== DELETED));
    }
    return found;
  });
  return subscriptions.map(({ Protocol = 'unknown', Endpoint = '', SubscriptionArn }) => ({
    protocol: Protocol,
    maskedEndpoint: maskEndpoint(Protocol, Endpoint),
    // Until somebody confirms it, a subscription has a word in place of its ARN.
    isConfirmed: SubscriptionArn?.startsWith('arn:') ?? false,
  }));
}

/** The path of a pager's URL is a secret. A telephone number and the name in an address are personal. */
function maskEndpoint(protocol: string, endpoint: string): string {
  if (protocol.startsWith('email')) return maskMailbox(endpoint);
  if (protocol.startsWith('http')) return URL.canParse(endpoint) ? new URL(endpoint).host : '***';
  if (protocol === 'sms') return `***${endpoint.slice(-2)}`;
  return endpoint.startsWith('arn:') ? (endpoint.split(':').at(-1) as string) : '***';
}
