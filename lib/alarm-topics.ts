import {
  Arn,
  type ArnComponents,
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
import type { AlarmLevel } from './alarm-table';

/** Who hears of the alarms of one level. */
export interface AlarmAudience {
  /** Addresses that are sent an e-mail, once they have confirmed. Default: none. */
  readonly emails?: readonly string[];
  /**
   * Names of SSM parameters (type String) that hold HTTPS endpoints, such as those of PagerDuty or Opsgenie: whoever knows
   * such a URL can page you, so that it stands in no file and no template. Default: none.
   */
  readonly endpointParameters?: readonly string[];
  /** ARN of a topic of your own in the stack's Region, in place of one that the stack makes. Default: none. */
  readonly topicArn?: string;
}

export type AlarmTopicsProps = Readonly<Partial<Record<AlarmLevel, AlarmAudience>>>;

/** The topics that alarms are sent to: one for each level, encrypted with one key that CloudWatch may use. */
export class AlarmTopics extends Construct {
  readonly topics: Readonly<Record<AlarmLevel, ITopic>>;
  private key?: Key;

  constructor(scope: Construct, id: string, props: AlarmTopicsProps = {}) {
    super(scope, id);
    this.topics = {
      critical: this.createOrFindTopic('Critical', props.critical ?? {}),
      warning: this.createOrFindTopic('Warning', props.warning ?? {}),
    };
  }

  /** Lets events of EventBridge reach the topic of a level, too. */
  letEventsReach(level: AlarmLevel): void {
    const topic = this.topics[level];
    const statement = this.letEvents(['sns:Publish'], topic.topicArn);
    if (topic instanceof Topic) {
      topic.addToResourcePolicy(statement);
      this.key?.addToResourcePolicy(this.letEvents(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
    } else {
      this.printPolicy('EventsTopicPolicy', topic.topicArn, statement);
    }
  }

  private createOrFindTopic(id: string, audience: AlarmAudience): ITopic {
    return audience.topicArn ? this.findTopic(id, audience.topicArn) : this.createTopic(id, audience);
  }

  private createTopic(id: string, { emails = [], endpointParameters = [] }: AlarmAudience): Topic {
    this.key ??= this.createKey();
    const topic = new Topic(this, id, { masterKey: this.key, enforceSSL: true });
    topic.addToResourcePolicy(this.letAlarms(['sns:Publish'], topic.topicArn));
    for (const address of emails) topic.addSubscription(new EmailSubscription(address));
    for (const name of endpointParameters) {
      const endpoint = new CfnDynamicReference(CfnDynamicReferenceService.SSM, name).toString();
      // CDK's UrlSubscription would number them: when the first goes, the second takes its id, and is ended with its own.
      topic.addSubscription({ bind: () => ({ subscriberId: name, endpoint, protocol: SubscriptionProtocol.HTTPS }) });
    }
    return topic;
  }

  private findTopic(id: string, topicArn: string): ITopic {
    this.printPolicy(`${id}TopicPolicy`, topicArn, this.letAlarms(['sns:Publish'], topicArn));
    return Topic.fromTopicArn(this, id, topicArn);
  }

  /** The policy of a topic of one's own is not ours to change, so the stack prints what it must hold. */
  private printPolicy(id: string, topicArn: string, statement: PolicyStatement): void {
    new CfnOutput(this, id, {
      description: `Add this statement to the policy of ${topicArn}; if a key of yours encrypts it, let the service use that too`,
      value: Stack.of(this).toJsonString(statement.toStatementJson()),
    });
  }

  /** The key that AWS manages for SNS does not let alarms use it: their messages would be dropped without a word. */
  private createKey(): Key {
    const key = new Key(this, 'Key', {
      description: 'Encrypts alarm messages of the SES metrics exporter',
      enableKeyRotation: false, // each rotation adds to the key's price for ever
      removalPolicy: RemovalPolicy.DESTROY, // no message outlives its delivery
    });
    Validations.of(key).acknowledge({
      id: 'AwsSolutions::AwsSolutions-KMS5',
      reason: 'No message outlives its delivery: there is nothing old for a rotated key to protect',
    });
    key.addToResourcePolicy(this.letAlarms(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
    return key;
  }

  /** CloudWatch may, for alarms of this account and Region. */
  private letAlarms(actions: string[], resource: string): PolicyStatement {
    const source = { service: 'cloudwatch', resource: 'alarm', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    return this.letService('cloudwatch.amazonaws.com', source, actions, resource);
  }

  /** EventBridge may, for rules of this account and Region. */
  private letEvents(actions: string[], resource: string): PolicyStatement {
    const source = { service: 'events', resource: 'rule', arnFormat: ArnFormat.SLASH_RESOURCE_NAME };
    return this.letService('events.amazonaws.com', source, actions, resource);
  }

  private letService(service: string, source: ArnComponents, actions: string[], resource: string): PolicyStatement {
    const stack = Stack.of(this);
    return new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal(service)],
      actions,
      resources: [resource],
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': Arn.format({ ...source, resourceName: '*' }, stack) },
      },
    });
  }
}
