import { describe, expect, it } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ExporterStack, type ExporterStackProps } from '../../../lib/exporter-stack';
import { createApp } from '../../support/template';

function templateIn(region: string, props: ExporterStackProps = {}): Template {
  const env = { account: '111122223333', region };
  return Template.fromStack(new ExporterStack(createApp(), 'Watch', { env, healthEvents: true, ...props }));
}

const template = templateIn('eu-west-1');

const EVENTS = { Service: 'events.amazonaws.com' };

interface Statement {
  readonly Principal: unknown;
  readonly Action: unknown;
  readonly Condition?: unknown;
}

/** Returns the statements that allow EventBridge an action. */
function statementsOf(policy: { Statement: Statement[] }): Statement[] {
  return policy.Statement.filter(({ Principal }) => JSON.stringify(Principal) === JSON.stringify(EVENTS));
}

type Pattern = { readonly [key: string]: Pattern | readonly (string | { wildcard: string })[] };

/** Returns whether EventBridge matches an event. Supports only the forms of patterns that this rule uses. */
function matches(pattern: Pattern, event: Record<string, unknown>): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const value = event[key];
    if (!Array.isArray(wanted)) return matches(wanted as Pattern, value as Record<string, unknown>);
    return wanted.some((one) =>
      typeof one === 'string'
        ? one === value
        : new RegExp(`^${one.wildcard.split('*').join('.*')}$`).test(String(value)),
    );
  });
}

describe('the rule', () => {
  /** Returns an event of AWS Health. Its `region` is the Region in which AWS Health delivered it. */
  const eventOf = (detail: object, also: object = {}) => ({
    source: 'aws.health',
    'detail-type': 'AWS Health Event',
    region: 'us-west-2',
    detail: { service: 'SES', eventTypeCode: 'AWS_SES_SENDING_PAUSED', eventRegion: 'us-west-2', ...detail },
    ...also,
  });
  const rules = new Map<string, ReturnType<typeof ruleIn>>();
  const ruleIn = (region: string) => {
    const small = { alarms: false, dashboard: false, messageInsights: false } as const;
    return Object.values(templateIn(region, small).findResources('AWS::Events::Rule'))[0];
  };
  const isPaged = (region: string, event: Record<string, unknown>) => {
    const rule = rules.get(region) ?? ruleIn(region);
    rules.set(region, rule);
    return matches(rule?.Properties.EventPattern, event);
  };

  it.each<[string, string, object, object, boolean]>([
    ['a pause in its Region', 'us-west-2', {}, {}, true],
    ['a pause as an abuse event', 'us-west-2', {}, { 'detail-type': 'AWS Health Abuse Event' }, true],
    [
      'a pause of another Region, delivered to Oregon as the backup',
      'us-west-2',
      { eventRegion: 'eu-west-1' },
      {},
      false,
    ],
    ['a pause in Oregon, delivered to N. Virginia as the backup', 'us-east-1', {}, { region: 'us-east-1' }, false],
    ['a pause in its Region, delivered elsewhere', 'eu-west-1', { eventRegion: 'eu-west-1' }, {}, true],
    ['a pause of the whole account', 'us-east-1', { eventRegion: 'global' }, { region: 'us-east-1' }, true],
    ['an event of SES that is not a pause', 'us-west-2', { eventTypeCode: 'AWS_SES_OPERATIONAL_ISSUE' }, {}, false],
    ['an event of another service', 'us-west-2', { service: 'EC2', eventTypeCode: 'AWS_EC2_PAUSE' }, {}, false],
    ['an event from elsewhere', 'us-west-2', {}, { source: 'my.app' }, false],
  ])('decides on %s', (_, region, detail, also, expected) => {
    expect(isPaged(region, eventOf(detail, also))).toBe(expected);
  });

  it('names the affected Region, and not the Region of the delivery', () => {
    const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
    expect(rule?.Properties.Targets[0].InputTransformer.InputPathsMap).toEqual({
      'detail-eventTypeCode': '$.detail.eventTypeCode',
      'detail-eventRegion': '$.detail.eventRegion',
    });
  });

  it('sends the member that the filter of pagers requires, in a form that Amazon Q shows in chat channels', () => {
    const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
    const sentence = expect.stringMatching(/^AWS Health: <detail-eventTypeCode> in <detail-eventRegion>\. /);
    expect(JSON.parse(rule?.Properties.Targets[0].InputTransformer.InputTemplate)).toEqual({
      HealthEvent: sentence,
      version: '1.0',
      source: 'custom',
      content: { textType: 'client-markdown', title: 'AWS Health: SES has paused sending', description: sentence },
    });
  });

  it('does not exist by default', () => {
    templateIn('eu-west-1', { healthEvents: false }).resourceCountIs('AWS::Events::Rule', 0);
  });
});

describe('a health event notifies the critical topic', () => {
  it('through the topic and the key, without a condition that EventBridge does not support', () => {
    const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
    const topic = rule?.Properties.Targets[0].Arn;
    expect(topic).toEqual({ Ref: expect.stringMatching(/^TopicsCritical/) });
    const policies = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
    expect(policies.flatMap(({ Properties }) => statementsOf(Properties.PolicyDocument))).toEqual([
      { Sid: expect.any(String), Effect: 'Allow', Principal: EVENTS, Action: 'sns:Publish', Resource: topic },
    ]);
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    expect(statementsOf(key?.Properties.KeyPolicy)).toEqual([
      { Effect: 'Allow', Principal: EVENTS, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' },
    ]);
  });

  it('or else goes to the queue that the alarm polls-given-up watches', () => {
    const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
    const queueArn = { 'Fn::GetAtt': [queue, 'Arn'] };
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: queueArn } })],
    });
    const [rule] = Object.keys(template.findResources('AWS::Events::Rule'));
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Principal: EVENTS,
            Action: 'sqs:SendMessage',
            Resource: queueArn,
            Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } },
          },
        ]),
      },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Watch-eu-west-1-polls-given-up',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
    });
  });

  it('of your own, for which the stack prints the statements for the policies of the topic and its key', () => {
    const topicArn = 'arn:aws:sns:eu-west-1:111122223333:pager';
    const printed = Object.entries(
      templateIn('eu-west-1', { notifications: { critical: { topicArns: [topicArn] } } }).findOutputs('*'),
    )
      .filter(([id]) => /Policy$/.test(id.slice(0, -8)))
      .map(([, { Value }]) => JSON.parse(Value) as Statement);
    const events = printed.filter(({ Principal }) => JSON.stringify(Principal) === JSON.stringify(EVENTS));
    expect(events).toEqual([
      { Effect: 'Allow', Principal: EVENTS, Action: 'sns:Publish', Resource: topicArn },
      { Effect: 'Allow', Principal: EVENTS, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' },
    ]);
    const alarms = printed.filter((statement) => !events.includes(statement));
    expect(alarms.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      ['sns:Publish', expect.objectContaining({ StringEquals: { 'aws:SourceAccount': '111122223333' } })],
      [
        ['kms:Decrypt', 'kms:GenerateDataKey*'],
        expect.objectContaining({ StringEquals: { 'aws:SourceAccount': '111122223333' } }),
      ],
    ]);
  });
});
