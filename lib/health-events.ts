import { EventField, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { AlarmTopics } from './alarm-topics';

export interface HealthEventsProps {
  readonly topics: AlarmTopics;
}

/**
 * AWS's own word that it has paused sending, minutes after it did, to those who are paged. AWS does not list the codes of
 * SES's health events: all are taken that speak of a pause.
 * https://docs.aws.amazon.com/health/latest/ug/cloudwatch-events-health.html
 */
export class HealthEvents extends Construct {
  constructor(scope: Construct, id: string, { topics }: HealthEventsProps) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      description: 'AWS Health: SES has paused sending',
      eventPattern: {
        source: ['aws.health'],
        detailType: ['AWS Health Event'],
        detail: { service: ['SES'], eventTypeCode: Match.wildcard('AWS_SES_*PAUSE*') },
      },
    });
    topics.letEventsReach('critical');
    rule.addTarget({
      bind: () => ({
        arn: topics.topics.critical.topicArn,
        input: RuleTargetInput.fromText(
          `AWS Health: ${EventField.fromPath('$.detail.eventTypeCode')} in ${EventField.fromPath('$.region')}. SES has paused sending: see the alarms account-shut-down and sending-disabled.`,
        ),
      }),
    });
  }
}
