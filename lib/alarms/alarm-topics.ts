import {
  Arn,
  ArnFormat,
  CfnDynamicReference,
  CfnDynamicReferenceService,
  CfnOutput,
  RemovalPolicy,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { readOptions } from '../shared/option-problems';
import { arnFor, missingArnProblems, regionsOf } from '../shared/regional-arns';
import type { AlarmLevel } from './alarm-row';
import { type AlarmAudience, AUDIENCES_SHAPE, type NotificationOptions, TOPIC } from './notification-config';

const EVENTBRIDGE = 'events.amazonaws.com';
const PUBLISH = ['sns:Publish'];
const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey*'];

type StatementOf = (actions: string[], resource: string) => PolicyStatement;

export interface AlarmTopicsProps extends Pick<NotificationOptions, 'critical' | 'warning'> {}

/**
 * The topics that alarms notify: one for each level, encrypted with one key that CloudWatch is allowed to use.
 *
 * @throws ConfigError for receivers that no alarm can reach, with all problems at once
 */
export class AlarmTopics extends Construct {
  readonly topics: Readonly<Record<AlarmLevel, ITopic>>;
  private key?: Key;

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
      this.printPolicies('Events', topic.topicArn, (actions, resource) => allowService(EVENTBRIDGE, actions, resource));
    }
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
      topic.addSubscription({ bind: () => ({ subscriberId: name, endpoint, protocol: SubscriptionProtocol.HTTPS }) });
    }
    return topic;
  }

  private findTopic(id: string, topicArn: string): ITopic {
    this.printPolicies(id, topicArn, (actions, resource) => this.allowCloudWatchAlarms(actions, resource));
    return Topic.fromTopicArn(this, id, topicArn);
  }

  /** Prints the statements that an existing topic and its key need, because the stack cannot change their policies. */
  private printPolicies(id: string, topicArn: string, statementOf: StatementOf): void {
    new CfnOutput(this, `${id}TopicPolicy`, {
      description: `Add this statement to the policy of ${topicArn}`,
      value: Stack.of(this).toJsonString(statementOf(PUBLISH, topicArn).toStatementJson()),
    });
    new CfnOutput(this, `${id}KeyPolicy`, {
      description: `If a customer managed KMS key encrypts ${topicArn}, add this statement to the policy of the key`,
      value: Stack.of(this).toJsonString(statementOf(USE_KEY, '*').toStatementJson()),
    });
  }

  /** Creates a key, because the AWS managed key for SNS refuses CloudWatch alarms: SNS would lose messages without an error. */
  private createKey(): Key {
    const key = new Key(this, 'Key', {
      description: 'Encrypts alarm messages of the SES metrics exporter',
      enableKeyRotation: false, // every rotation raises the monthly price of the key
      removalPolicy: RemovalPolicy.DESTROY, // SNS keeps no message after its delivery
    });
    Validations.of(key).acknowledge({
      id: 'AwsSolutions::AwsSolutions-KMS5',
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
  return new PolicyStatement({
    effect: Effect.ALLOW,
    principals: [new ServicePrincipal(service)],
    actions,
    resources: [resource],
    conditions,
  });
}
