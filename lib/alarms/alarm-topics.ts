import {
  Arn,
  ArnFormat,
  CfnDynamicReference,
  CfnDynamicReferenceService,
  CfnOutput,
  RemovalPolicy,
  Stack,
  Token,
} from 'aws-cdk-lib';
import {
  ArnPrincipal,
  Effect,
  type IPrincipal,
  type IRole,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type CfnSubscription, type ITopic, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../shared/acknowledge';
import { allow } from '../shared/allow';
import { permitKey } from '../shared/key-rights';
import { permit } from '../shared/nodejs-function';
import { readOptions } from '../shared/option-problems';
import { arnFor, missingArnProblems, regionsOf } from '../shared/regional-arns';
import type { AlarmLevel } from './alarm-row';
import { type AlarmAudience, AUDIENCES_SHAPE, type NotificationOptions, TOPIC } from './notification-config';

const EVENTBRIDGE = 'events.amazonaws.com';
const PUBLISH = ['sns:Publish'];
const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey*'];

/** The member that only a message about an AWS Health event has. */
export const HEALTH_MESSAGE = 'HealthEvent';

/**
 * Lets through messages of alarms that fire or that end, and messages of AWS Health. It drops briefs, because a pager would open
 * a second incident. It also drops the OK messages of new alarms, which no ALARM message precedes. An alarm that fired never
 * changes to INSUFFICIENT_DATA, because each alarm treats missing data as good, as bad, or ignores it.
 *
 * The filter reads the body, because these messages have no attributes. A filter for a missing attribute would drop every page:
 * it matches only messages with other attributes.
 * https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html
 */
const ONLY_PAGES = {
  filterPolicyScope: 'MessageBody',
  filterPolicy: {
    $or: [{ NewStateValue: ['ALARM'] }, { OldStateValue: ['ALARM'] }, { [HEALTH_MESSAGE]: [{ exists: true }] }],
  },
} satisfies Partial<CfnSubscription>;

/** The statements that a topic and its key need. */
type PolicyStatements = Readonly<Record<'topic' | 'key', PolicyStatement>>;

export interface AlarmTopicsProps extends Pick<NotificationOptions, 'critical' | 'warning'> {}

/**
 * The topics that alarms notify: one for each level, encrypted with one key that CloudWatch is allowed to use.
 *
 * @throws ConfigError for receivers that no alarm can reach, with all problems at once
 */
export class AlarmTopics extends Construct {
  readonly topics: Readonly<Record<AlarmLevel, ITopic>>;
  private key?: Key;
  private readonly levelsInChat = new Set<AlarmLevel>();

  constructor(scope: Construct, id: string, props: AlarmTopicsProps = {}) {
    super(scope, id);
    const stack = regionsOf(Stack.of(this));
    const { critical, warning } = readOptions(AUDIENCES_SHAPE, props, (audiences) =>
      Object.entries(audiences).flatMap(([level, { topicArns }]) =>
        missingArnProblems({ place: { path: [level, 'topicArns'] }, arns: topicArns, resource: TOPIC }, stack),
      ),
    );
    this.topics = {
      critical: this.createOrFindTopic('Critical', critical),
      warning: this.createOrFindTopic('Warning', warning),
    };
  }

  /** Notes that chat channels show the alarms of these levels. Synthesis then does not warn that nobody is notified. */
  noteChat(levels: Iterable<AlarmLevel>): void {
    for (const level of levels) this.levelsInChat.add(level);
  }

  isInChat(level: AlarmLevel): boolean {
    return this.levelsInChat.has(level);
  }

  /**
   * Allows EventBridge to publish to the topic of a level. The statements have no condition, because EventBridge supports
   * neither `aws:SourceAccount` nor `aws:SourceArn` here. A statement with such a condition would never apply.
   * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
   */
  allowEventBridge(level: AlarmLevel): void {
    const topic = this.topics[level];
    if (topic instanceof Topic) {
      topic.addToResourcePolicy(allowService(EVENTBRIDGE, PUBLISH, topic.topicArn));
      this.key?.addToResourcePolicy(allowService(EVENTBRIDGE, USE_KEY, '*'));
    } else {
      this.printPolicies('Events', topic.topicArn, {
        topic: allowService(EVENTBRIDGE, PUBLISH, topic.topicArn),
        key: allowService(EVENTBRIDGE, USE_KEY, '*'),
      });
    }
  }

  /**
   * Allows a function to publish its messages to the topic of a level. The filter of endpoints drops
   * them.
   *
   * @param id begins the ids of the outputs with the statements that an existing topic needs
   */
  allowMessages(level: AlarmLevel, fn: NodejsFunction, id: string): void {
    const topic = this.topics[level];
    const { topicArn } = topic;
    const role = fn.role as IRole;
    permit(fn, allow('sns:Publish', topicArn));
    permitKey(fn, { keyArn: this.keyArnOf(topic), service: 'sns', actions: ['Decrypt', 'GenerateDataKey'] });
    if (topic instanceof Topic) return;
    acknowledgeWildcards(role, [this.keyArnOf(topic)], 'The stack does not know the key of an existing topic');
    const principal = new ArnPrincipal(role.roleArn);
    this.printPolicies(id, topicArn, {
      topic: allowPrincipal(principal, PUBLISH, topicArn),
      key: allowPrincipal(principal, ['kms:Decrypt', 'kms:GenerateDataKey'], '*'),
    });
  }

  /** Returns the ARN of a topic's key. For an existing topic, the stack knows only the account of the key. */
  private keyArnOf(topic: ITopic): string {
    if (topic instanceof Topic) return (this.key as Key).keyArn;
    const { account } = Arn.split(topic.topicArn, ArnFormat.NO_RESOURCE_NAME);
    return Stack.of(this).formatArn({ service: 'kms', account, resource: 'key', resourceName: '*' });
  }

  private createOrFindTopic(id: string, audience: AlarmAudience): ITopic {
    const topicArn = arnFor(Stack.of(this).region, audience.topicArns ?? []);
    return topicArn ? this.findTopic(id, topicArn) : this.createTopic(id, audience);
  }

  private createTopic(id: string, { emails = [], endpointParameters = [] }: AlarmAudience): Topic {
    this.key ??= this.createKey();
    const topic = new Topic(this, id, { masterKey: this.key, enforceSSL: true });
    topic.addToResourcePolicy(this.allowCloudWatchAlarms(PUBLISH, topic.topicArn));
    for (const address of emails) topic.addSubscription(new EmailSubscription(address));
    for (const name of endpointParameters) {
      const endpoint = new CfnDynamicReference(CfnDynamicReferenceService.SSM, name).toString();
      // CDK's UrlSubscription numbers its ids. After the removal of the first endpoint, the second one would take the first id.
      // CloudFormation would then delete the second id, and thereby unsubscribe the second endpoint.
      const subscription = topic.addSubscription({
        bind: () => ({ subscriberId: name, endpoint, protocol: SubscriptionProtocol.HTTPS }),
      });
      Object.assign(subscription.node.defaultChild as CfnSubscription, ONLY_PAGES);
    }
    return topic;
  }

  private findTopic(id: string, topicArn: string): ITopic {
    this.printPolicies(id, topicArn, {
      topic: this.allowCloudWatchAlarms(PUBLISH, topicArn),
      key: this.allowCloudWatchAlarms(USE_KEY, '*'),
    });
    return Topic.fromTopicArn(this, id, topicArn);
  }

  /** Prints the statements that an existing topic and its key need, because the stack cannot change their policies. */
  private printPolicies(id: string, topicArn: string, { topic, key }: PolicyStatements): void {
    // CloudFormation accepts no references in a description.
    const place = Token.isUnresolved(topicArn) ? 'the topic' : topicArn;
    new CfnOutput(this, `${id}TopicPolicy`, {
      description: `Add this statement to the policy of ${place}`,
      value: Stack.of(this).toJsonString(topic.toStatementJson()),
    });
    new CfnOutput(this, `${id}KeyPolicy`, {
      description: `If a customer managed KMS key encrypts ${place}, add this statement to the policy of the key`,
      value: Stack.of(this).toJsonString(key.toStatementJson()),
    });
  }

  /** Creates a key, because the AWS managed key for SNS refuses CloudWatch alarms: SNS would lose messages without an error. */
  private createKey(): Key {
    const key = new Key(this, 'Key', {
      description: 'Encrypts alarm messages of the SES metrics exporter',
      enableKeyRotation: false, // every rotation raises the monthly price of the key
      removalPolicy: RemovalPolicy.DESTROY, // SNS keeps no message after its delivery
    });
    acknowledge(key, {
      rule: 'AwsSolutions-KMS5',
      reason: 'SNS keeps no message after its delivery: rotation would protect nothing',
    });
    key.addToResourcePolicy(this.allowCloudWatchAlarms(USE_KEY, '*'));
    return key;
  }

  /** Returns a statement that allows CloudWatch the actions, for alarms of this account and Region only. */
  private allowCloudWatchAlarms(actions: string[], resource: string): PolicyStatement {
    const stack = Stack.of(this);
    const alarms = { service: 'cloudwatch', resource: 'alarm', resourceName: '*' };
    return allowService('cloudwatch.amazonaws.com', actions, resource, {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'aws:SourceArn': Arn.format({ ...alarms, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack) },
    });
  }
}

function allowService(
  service: string,
  actions: string[],
  resource: string,
  conditions?: Record<string, unknown>,
): PolicyStatement {
  return allowPrincipal(new ServicePrincipal(service), actions, resource, conditions);
}

function allowPrincipal(
  principal: IPrincipal,
  actions: string[],
  resource: string,
  conditions?: Record<string, unknown>,
): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    principals: [principal],
    actions,
    resources: [resource],
    conditions,
  });
}
