import { Stack } from 'aws-cdk-lib';
import { EventField, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type AlarmTopics, HEALTH_MESSAGE } from './alarm-topics';

export interface HealthEventsProps {
  readonly topics: AlarmTopics;
  /** Receives events that EventBridge cannot deliver to the topic. Default: none; only `FailedInvocations` counts them. */
  readonly deadLetterQueue?: IQueue;
}

/** The Region of an event about all Regions. AWS Health delivers it to N. Virginia, with Oregon as the backup. */
const GLOBAL = 'global';

/**
 * Notifies the critical topic when AWS Health reports that SES has paused sending in the stack's Region, minutes after the
 * pause. AWS does not document the codes of SES's health events. The rule therefore matches every SES code that contains PAUSE.
 *
 * The rule matches `detail.eventRegion`, the Region that an event is about. The field `region` is the Region in which AWS
 * Health delivered the event. As a backup, Oregon receives the events of all Regions, and N. Virginia receives those of Oregon.
 * https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
export class HealthEvents extends Construct {
  constructor(scope: Construct, id: string, { topics, deadLetterQueue }: HealthEventsProps) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      description: 'AWS Health: SES has paused sending',
      eventPattern: {
        source: ['aws.health'],
        detailType: ['AWS Health Event', 'AWS Health Abuse Event'],
        detail: {
          service: ['SES'],
          eventTypeCode: Match.wildcard('AWS_SES_*PAUSE*'),
          eventRegion: [Stack.of(this).region, GLOBAL],
        },
      },
    });
    topics.allowEventBridge('critical');
    if (deadLetterQueue) allowRuleToSend(rule, deadLetterQueue);
    const sentence = `AWS Health: ${EventField.fromPath('$.detail.eventTypeCode')} in ${EventField.fromPath('$.detail.eventRegion')}. SES has paused sending: see the alarms account-shut-down and sending-disabled.`;
    rule.addTarget({
      bind: () => ({
        arn: topics.topics.critical.topicArn,
        deadLetterConfig: deadLetterQueue && { arn: deadLetterQueue.queueArn },
        input: RuleTargetInput.fromObject({ [HEALTH_MESSAGE]: sentence, ...toChatMessage(sentence) }),
      }),
    });
  }
}

/**
 * Returns the members that make a message a custom notification. Amazon Q drops messages in a form that it does not know.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
function toChatMessage(description: string): object {
  const content = { textType: 'client-markdown', title: 'AWS Health: SES has paused sending', description };
  return { version: '1.0', source: 'custom', content };
}

/** Allows the rule to send, as in https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
function allowRuleToSend(rule: Rule, queue: IQueue): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
    }),
  );
}
