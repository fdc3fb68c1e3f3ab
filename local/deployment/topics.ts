/** SNS: the topics of the deployed stacks and of others, and who is subscribed. */
import {
  GetSubscriptionAttributes$,
  type GetSubscriptionAttributesInput,
  type GetSubscriptionAttributesResponse,
  GetTopicAttributes$,
  type GetTopicAttributesInput,
  type GetTopicAttributesResponse,
  ListSubscriptionsByTopic$,
  type ListSubscriptionsByTopicInput,
  type ListSubscriptionsByTopicResponse,
  ListTopics$,
  type ListTopicsInput,
  type ListTopicsResponse,
  Publish$,
  type PublishInput,
  type PublishResponse,
  SNSServiceException,
  type Subscription,
} from '@aws-sdk/client-sns';
import { AwsError } from '../aws/protocols/aws-error';
import { type Operations, operation } from '../aws/protocols/operation';
import { createTopics, type LocalTopics, type PublishedMessage } from '../aws/sns';
import { pageOf } from './pages';
import type { ResolvedStack, StackResource } from './resolved-stack';

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
const ITEMS_PER_PAGE = 100;

/** A topic that no stack of the deployment creates. */
export interface ForeignTopic {
  readonly arn: string;
  /** Default: SNS's default policy, which lets the alarms of the account publish. */
  readonly policy?: object;
  /** The key that encrypts the topic. Default: no encryption. */
  readonly kmsMasterKeyId?: string;
}

export interface LocalSubscription {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** Default: the subscription is confirmed. */
  readonly isPending?: boolean;
  /** Attributes such as `FilterPolicy`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface DeployedTopics extends LocalTopics {
  readonly subscriptions: readonly LocalSubscription[];
  subscribe(subscription: LocalSubscription): void;
  readonly operations: Operations;
}

export interface TopicOptions {
  readonly now: () => number;
  readonly stacks: readonly ResolvedStack[];
  readonly account: string;
  readonly foreign: readonly ForeignTopic[];
  readonly subscriptions: readonly LocalSubscription[];
  /** Gets each published message. */
  readonly deliver?: (message: PublishedMessage) => void;
  readonly pageSize?: number;
}

interface Topic {
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export function createDeployedTopics(options: TopicOptions): DeployedTopics {
  const { now, stacks, account, foreign, pageSize = ITEMS_PER_PAGE } = options;
  const log = createTopics(now, options.deliver);
  const topics = [...stacks.flatMap(topicsOf), ...foreign.map((topic) => toTopic(topic, account))];
  const subscriptions = [...stacks.flatMap(subscriptionsOf), ...options.subscriptions];

  function find(arn: string | undefined): Topic {
    const topic = topics.find((candidate) => candidate.arn === arn);
    if (!topic) throw new AwsError('NotFoundException', 'Topic does not exist', 404);
    return topic;
  }

  function publish(input: PublishInput, at?: number): PublishResponse {
    find(input.TopicArn);
    try {
      return log.publish(input, at);
    } catch (error) {
      if (!(error instanceof SNSServiceException)) throw error;
      throw new AwsError(error.name, error.message);
    }
  }

  const subscriptionArn = ({ topicArn, endpoint, protocol }: LocalSubscription) =>
    `${topicArn}:${Buffer.from(`${protocol}:${endpoint}`).toString('hex').slice(0, 32).padEnd(32, '0')}`;

  function toSubscription(subscription: LocalSubscription): Subscription {
    const { topicArn, protocol, endpoint, isPending = false } = subscription;
    return {
      SubscriptionArn: isPending ? 'PendingConfirmation' : subscriptionArn(subscription),
      Owner: account,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topicArn,
    };
  }

  return {
    published: log.published,
    subscriptions,
    subscribe: (subscription) => subscriptions.push(subscription),
    publish,
    operations: {
      Publish: operation(Publish$, (input: PublishInput) => publish(input)),
      ListTopics: operation(ListTopics$, ({ NextToken }: ListTopicsInput, { region }): ListTopicsResponse => {
        const found = topics.filter(({ arn }) => arn.split(':')[3] === region);
        const { items, nextToken } = pageOf(found, pageSize, NextToken);
        return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: nextToken };
      }),
      ListSubscriptionsByTopic: operation(
        ListSubscriptionsByTopic$,
        ({ TopicArn, NextToken }: ListSubscriptionsByTopicInput): ListSubscriptionsByTopicResponse => {
          const { arn } = find(TopicArn);
          const found = subscriptions.filter(({ topicArn }) => topicArn === arn);
          const { items, nextToken } = pageOf(found, pageSize, NextToken);
          return { Subscriptions: items.map(toSubscription), NextToken: nextToken };
        },
      ),
      GetSubscriptionAttributes: operation(
        GetSubscriptionAttributes$,
        ({ SubscriptionArn }: GetSubscriptionAttributesInput): GetSubscriptionAttributesResponse => {
          const found = subscriptions.find((each) => subscriptionArn(each) === SubscriptionArn);
          if (!found) throw new AwsError('NotFoundException', 'Subscription does not exist', 404);
          const { Endpoint = '', Protocol = '', TopicArn = '' } = toSubscription(found);
          const attributes = { Endpoint, Protocol, TopicArn, PendingConfirmation: String(found.isPending ?? false) };
          return { Attributes: { ...attributes, ...found.attributes } };
        },
      ),
      GetTopicAttributes: operation(
        GetTopicAttributes$,
        ({ TopicArn }: GetTopicAttributesInput): GetTopicAttributesResponse => {
          const { arn, attributes } = find(TopicArn);
          const own = subscriptions.filter(({ topicArn }) => topicArn === arn);
          const pending = own.filter(({ isPending }) => isPending).length;
          return {
            Attributes: {
              TopicArn: arn,
              Owner: account,
              SubscriptionsConfirmed: String(own.length - pending),
              SubscriptionsPending: String(pending),
              SubscriptionsDeleted: '0',
              ...attributes,
            },
          };
        },
      ),
    },
  };
}

function topicsOf({ resources, account }: ResolvedStack): Topic[] {
  const policies = resources.filter(({ type }) => type === 'AWS::SNS::TopicPolicy');
  return resources.filter(isTopic).map(({ arn, properties }) =>
    toTopic(
      {
        arn,
        policy: policies.find(({ properties: { Topics } }) => Topics.includes(arn))?.properties.PolicyDocument,
        kmsMasterKeyId: properties.KmsMasterKeyId,
      },
      account,
    ),
  );
}

/** SNS sends e-mail only after its receiver confirms the subscription. The deployment starts with confirmed ones. */
function subscriptionsOf({ resources }: ResolvedStack): LocalSubscription[] {
  return resources
    .filter(({ type }) => type === 'AWS::SNS::Subscription')
    .map(({ properties: { TopicArn, Protocol, Endpoint, FilterPolicy, FilterPolicyScope } }) => ({
      topicArn: TopicArn,
      protocol: Protocol,
      endpoint: Endpoint,
      attributes: {
        ...(FilterPolicy && { FilterPolicy: JSON.stringify(FilterPolicy) }),
        ...(FilterPolicyScope && { FilterPolicyScope }),
      },
    }));
}

function isTopic({ type }: StackResource): boolean {
  return type === 'AWS::SNS::Topic';
}

function toTopic({ arn, policy, kmsMasterKeyId }: ForeignTopic, account: string): Topic {
  return {
    arn,
    attributes: {
      Policy: JSON.stringify(policy ?? defaultPolicy(arn, account)),
      ...(kmsMasterKeyId !== undefined && { KmsMasterKeyId: kmsMasterKeyId }),
    },
  };
}

/** The policy of a topic that was created without one. https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html */
function defaultPolicy(arn: string, account: string) {
  return {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['SNS:Publish', 'SNS:Subscribe', 'SNS:GetTopicAttributes', 'SNS:ListSubscriptionsByTopic'],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  };
}
