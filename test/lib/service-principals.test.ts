/**
 * A statement for an AWS service applies only if the service supplies the condition keys in it. Each row has the keys that AWS
 * documents. A statement without a row fails the test.
 */
import { expect, it } from '@jest/globals';
import { defineStacks } from '../../lib/exporter-app';
import { ACCOUNT, CONFIGURATIONS, REGION } from '../e2e/support/configurations';
import { createApp } from '../support/template';

/** By service and action: the condition keys that the service supplies, and the page that documents them. */
const DOCUMENTED: Readonly<Record<string, readonly [keys: string, page: string]>> = {
  'apigateway.amazonaws.com lambda:InvokeFunction': [
    'aws:SourceArn',
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html',
  ],
  'chatbot.amazonaws.com sts:AssumeRole': [
    '',
    'https://docs.aws.amazon.com/chatbot/latest/adminguide/chatbot-iam-policies.html',
  ],
  'cloudwatch.amazonaws.com sns:Publish': [
    'aws:SourceAccount aws:SourceArn',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html',
  ],
  'cloudwatch.amazonaws.com kms:Decrypt,kms:GenerateDataKey*': [
    'aws:SourceAccount aws:SourceArn',
    'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
  ],
  'events.amazonaws.com sns:Publish': [
    '',
    'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
  ],
  'events.amazonaws.com kms:Decrypt,kms:GenerateDataKey*': [
    '',
    'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
  ],
  'events.amazonaws.com sqs:SendMessage': [
    'aws:SourceArn',
    'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
  ],
  'lambda.alarms.cloudwatch.amazonaws.com lambda:InvokeFunction': [
    'aws:SourceAccount aws:SourceArn',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html',
  ],
  'lambda.amazonaws.com sts:AssumeRole': [
    '',
    'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
  ],
  'scheduler.amazonaws.com sts:AssumeRole': [
    'aws:SourceAccount',
    'https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html',
  ],
};

interface Statement {
  readonly Effect: string;
  readonly Principal?: { readonly Service?: string };
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, object>>;
}

/** Returns every statement for a service in a template and in its outputs. Ignores printed statements that refer to a role. */
function statementsIn(value: unknown): Statement[] {
  if (typeof value === 'string' && /^\{"Action".*\}$/.test(value)) return statementsIn(JSON.parse(value));
  if (typeof value !== 'object' || value === null) return [];
  if ((value as { Type?: unknown }).Type === 'AWS::Lambda::Permission') return [toStatement(value as Permission)];
  const inner = Object.values(value).flatMap(statementsIn);
  return (value as Statement).Principal?.Service ? [value as Statement, ...inner] : inner;
}

interface Permission {
  readonly Properties: Readonly<Record<'Action' | 'Principal' | 'SourceAccount' | 'SourceArn', string | undefined>>;
}

/** Returns the statement that Lambda adds to the policy of a function. */
function toStatement({ Properties: { Action = '', Principal, SourceAccount, SourceArn } }: Permission): Statement {
  return {
    Effect: 'Allow',
    Principal: { Service: Principal },
    Action,
    Condition: {
      StringEquals: SourceAccount ? { 'aws:SourceAccount': SourceAccount } : {},
      ArnLike: SourceArn ? { 'aws:SourceArn': SourceArn } : {},
    },
  };
}

const found = new Map<string, Set<string>>();
for (const context of Object.values(CONFIGURATIONS)) {
  const app = createApp(context);
  defineStacks(app, { account: ACCOUNT, region: REGION });
  for (const { template } of app.synth().stacks) {
    for (const { Principal, Action, Condition = {} } of statementsIn(template)) {
      const row = `${Principal?.Service} ${[Action].flat().join(',')}`;
      const keys = Object.values(Condition).flatMap((operands) => Object.keys(operands));
      found.set(row, (found.get(row) ?? new Set()).add(keys.sort().join(' ')));
    }
  }
}

it('the table has every service with rights, and no other', () => {
  expect([...found.keys()].sort()).toEqual(Object.keys(DOCUMENTED).sort());
});

it.each(Object.entries(DOCUMENTED))('%s: has only conditions that the service supplies', (row, [keys]) => {
  expect([...(found.get(row) ?? [])]).toEqual([keys]);
});
