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
import type { AlarmLevel } from './alarm-table';
import { audienceProblems } from './audience-problems';

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

const LEVELS: readonly AlarmLevel[] = ['critical', 'warning'];

const EVENTS = 'events.amazonaws.com';
const PUBLISH = ['sns:Publish'];
const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey*'];

type StatementOf = (actions: string[], resource: string) => PolicyStatement;

export type AlarmTopicsProps = Readonly<Partial<Record<AlarmLevel, AlarmAudience>>>;

/**
 * The topics that alarms are sent to: one for each level, encrypted with one key that CloudWatch may use.
 *
 * @throws RangeError for receivers that no alarm can reach, all problems at once
 */
export class AlarmTopics extends Construct {
  readonly topics: Readonly<Record<AlarmLevel, ITopic>>;
  private key?: Key;

  constructor(scope: Construct, id: string, props: AlarmTopicsProps = {}) {
    super(scope, id);
    const problems = LEVELS.flatMap((level) => audienceProblems(level, props[level] ?? {}, Stack.of(this)));
    if (problems.length > 0) throw new RangeError(problems.join('; '));
    this.topics = {
      critical: this.createOrFindTopic('Critical', props.critical ?? {}),
      warning: this.createOrFindTopic('Warning', props.warning ?? {}),
    };
  }

  /**
   * Lets EventBridge send events to the topic of a level, too. The statements have no condition: AWS supports none of
   * `aws:SourceAccount` and `aws:SourceArn` for EventBridge here, and a statement with one never applies.
   * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
   */
  letEventsReach(level: AlarmLevel): void {
    const topic = this.topics[level];
    if (topic instanceof Topic) {
      topic.addToResourcePolicy(letService(EVENTS, PUBLISH, topic.topicArn));
      this.key?.addToResourcePolicy(letService(EVENTS, USE_KEY, '*'));
    } else {
      this.printPolicies('Events', topic.topicArn, (actions, resource) => letService(EVENTS, actions, resource));
    }
  }

  private createOrFindTopic(id: string, audience: AlarmAudience): ITopic {
    return audience.topicArn ? this.findTopic(id, audience.topicArn) : this.createTopic(id, audience);
  }

  private createTopic(id: string, { emails = [], endpointParameters = [] }: AlarmAudience): Topic {
    this.key ??= this.createKey();
    const topic = new Topic(this, id, { masterKey: this.key, enforceSSL: true });
    topic.addToResourcePolicy(this.letAlarms(PUBLISH, topic.topicArn));
    for (const address of emails) topic.addSubscription(new EmailSubscription(address));
    for (const name of endpointParameters) {
      const endpoint = new CfnDynamicReference(CfnDynamicReferenceService.SSM, name).toString();
      // CDK's UrlSubscription would number them: when the first goes, the second takes its id, and is ended with its own.
      topic.addSubscription({ bind: () => ({ subscriberId: name, endpoint, protocol: SubscriptionProtocol.HTTPS }) });
    }
    return topic;
  }

  private findTopic(id: string, topicArn: string): ITopic {
    this.printPolicies(id, topicArn, (actions, resource) => this.letAlarms(actions, resource));
    return Topic.fromTopicArn(this, id, topicArn);
  }

  /** The stack cannot change the policies of an existing topic and its key: it prints the statement for each. */
  private printPolicies(id: string, topicArn: string, statementOf: StatementOf): void {
    new CfnOutput(this, `${id}TopicPolicy`, {
      description: `Add this statement to the policy of ${topicArn}`,
      value: Stack.of(this).toJsonString(statementOf(PUBLISH, topicArn).toStatementJson()),
    });
    new CfnOutput(this, `${id}KeyPolicy`, {
      description: `If a KMS key of yours encrypts ${topicArn}, add this statement to the policy of the key`,
      value: Stack.of(this).toJsonString(statementOf(USE_KEY, '*').toStatementJson()),
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
    key.addToResourcePolicy(this.letAlarms(USE_KEY, '*'));
    return key;
  }

  /** CloudWatch may, for alarms of this account and Region. */
  private letAlarms(actions: string[], resource: string): PolicyStatement {
    const stack = Stack.of(this);
    const alarms = { service: 'cloudwatch', resource: 'alarm', resourceName: '*' };
    return letService('cloudwatch.amazonaws.com', actions, resource, {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'aws:SourceArn': Arn.format({ ...alarms, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack) },
    });
  }
}

function letService(
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
