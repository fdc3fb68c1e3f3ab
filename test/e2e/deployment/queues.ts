import type { DeployedStack } from '../support/deployed-stack';

/** Returns the parsed body of one message in a queue, or undefined if the queue is empty. */
export async function readMessage<T>(stack: DeployedStack, queueUrl: string): Promise<T | undefined> {
  const body = await stack.receive(queueUrl);
  return body === undefined ? undefined : (JSON.parse(body) as T);
}

/** A message of a topic, as a subscribed queue gets it. */
export interface Notification {
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;
}

export interface SubscribedQueue {
  readonly url: string;
  readonly topicArn: string;
  /** Returns one message, or undefined if the queue is empty. */
  read(): Promise<Notification | undefined>;
  remove(): Promise<void>;
}

/**
 * Creates a queue in the Region of a stack, and subscribes it to the critical topic.
 *
 * @param attributes attributes of the subscription, such as `FilterPolicy`. Default: none
 */
export async function subscribeQueue(
  stack: DeployedStack,
  name: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<SubscribedQueue> {
  const { aws, region } = stack;
  const arn = `arn:aws:sqs:${region}:000000000000:${name}`;
  const url = await aws<string>('sqs', 'create-queue', '--queue-name', name, '--query', 'QueueUrl');
  const topicArn = await stack.idOf('AWS::SNS::Topic', 'TopicsCritical');
  const policy = JSON.stringify({ Policy: JSON.stringify(allowSend(topicArn, arn)) });
  await aws('sqs', 'set-queue-attributes', '--queue-url', url, '--attributes', policy);
  await aws(
    ...['sns', 'subscribe', '--topic-arn', topicArn, '--protocol', 'sqs', '--notification-endpoint', arn],
    ...['--attributes', JSON.stringify(attributes)],
  );
  return {
    url,
    topicArn,
    read: () => readMessage<Notification>(stack, url),
    remove: () => aws('sqs', 'delete-queue', '--queue-url', url),
  };
}

/** Returns the filter of the pagers that a stack subscribes to its critical topic, as attributes of a subscription. */
export async function filterOfPagers(stack: DeployedStack): Promise<Record<string, string>> {
  const topicArn = await stack.idOf('AWS::SNS::Topic', 'TopicsCritical');
  const pagers = await stack.aws<string[]>(
    ...['sns', 'list-subscriptions-by-topic', '--topic-arn', topicArn],
    ...['--query', 'Subscriptions[?Protocol==`https`].SubscriptionArn'],
  );
  const [pager = ''] = pagers;
  if (pagers.length !== 1) throw new Error(`The critical topic of ${stack.name} has ${pagers.length} pagers`);
  const attributes = ['sns', 'get-subscription-attributes', '--subscription-arn', pager, '--query', 'Attributes'];
  const { FilterPolicy = '', FilterPolicyScope = '' } = await stack.aws<Record<string, string>>(...attributes);
  return { FilterPolicy, FilterPolicyScope };
}

function allowSend(topicArn: string, queueArn: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  };
}
