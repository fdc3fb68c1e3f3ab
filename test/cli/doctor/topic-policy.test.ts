/** Whether a topic lets alarms publish, judged by its policy. */
import { describe, expect, it } from '@jest/globals';
import { judgeTopicPolicy, keyStatement, topicStatement } from '../../../cli/doctor/checks/topic-policy';

const ACCOUNT = '111122223333';
const PUBLISHER = { account: ACCOUNT, region: 'eu-west-1' };
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:oncall`;
const CLOUDWATCH = { Service: 'cloudwatch.amazonaws.com' };
const TLS_ONLY = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sns:Publish',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const allow = (statement: object) => ({ Effect: 'Allow', Principal: CLOUDWATCH, Action: 'sns:Publish', ...statement });

describe('a policy', () => {
  it.each([
    ['the statement that the stack prints', 'allows', [topicStatement(TOPIC, PUBLISHER)]],
    ['it, and a demand for TLS', 'allows', [topicStatement(TOPIC, PUBLISHER), TLS_ONLY]],
    ['no condition', 'allows', [allow({})]],
    ['a single statement instead of a list', 'allows', allow({ Action: ['sns:Publish'] })],
    ['all actions', 'allows', [allow({ Action: 'SNS:*' })]],
    ['a wildcard account', 'allows', [allow({ Condition: { StringLike: { 'aws:SourceAccount': '*' } } })]],
    [
      'the default of SNS, which names the owner',
      'allows',
      [allow({ Principal: { AWS: '*' }, Condition: { StringEquals: { 'AWS:SourceOwner': ACCOUNT } } })],
    ],
    [
      'a wildcard that StringEquals does not have',
      'refuses',
      [allow({ Condition: { StringEquals: { 'aws:SourceAccount': '*' } } })],
    ],
    [
      'a pattern that a regular expression would try for hours',
      'refuses',
      [allow({ Condition: { ArnLike: { 'aws:SourceArn': `${'*?'.repeat(25)}x` } } })],
    ],
    [
      'a pattern that matches late',
      'allows',
      [allow({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:*:cloudw?tch:*:*:alarm:*' } } })],
    ],
    [
      'names of alarms',
      'uncertain',
      [allow({ Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:Ses*` } } })],
    ],
    ['no statement', 'refuses', []],
    ['another service', 'refuses', [allow({ Principal: { Service: 'events.amazonaws.com' } })]],
    ['another action', 'refuses', [allow({ Action: 'sns:Subscribe' })]],
    ['another account', 'refuses', [allow({ Condition: { StringEquals: { 'aws:SourceAccount': '999988887777' } } })]],
    [
      'alarms of another Region',
      'refuses',
      [allow({ Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:*` } } })],
    ],
    ['a denial for everybody', 'refuses', [allow({}), { Effect: 'Deny', Principal: '*', Action: 'sns:*' }]],
    [
      'a condition that only AWS can evaluate',
      'uncertain',
      [allow({ Condition: { StringEquals: { 'aws:SourceOrgID': 'o-1' } } })],
    ],
    [
      'a denial with such a condition',
      'uncertain',
      [allow({}), { ...TLS_ONLY, Condition: { StringNotEquals: { 'aws:SourceOrgID': 'o-1' } } }],
    ],
    ['a denial for all others', 'uncertain', [allow({}), { Effect: 'Deny', NotPrincipal: CLOUDWATCH, Action: '*' }]],
  ])('with %s %s', (_, verdict, Statement) => {
    expect(judgeTopicPolicy(JSON.stringify({ Version: '2012-10-17', Statement }), PUBLISHER)).toBe(verdict);
  });

  it.each([undefined, '', 'no JSON', 'null', '[]'])('that is %j is uncertain', (policy) => {
    expect(judgeTopicPolicy(policy, PUBLISHER)).toBe('uncertain');
  });
});

it('is mended by the same statement as the stack prints', () => {
  expect(keyStatement(TOPIC.replace('arn:aws:', 'arn:aws-cn:'), PUBLISHER)).toEqual({
    Effect: 'Allow',
    Principal: CLOUDWATCH,
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      ArnLike: { 'aws:SourceArn': `arn:aws-cn:cloudwatch:eu-west-1:${ACCOUNT}:alarm:*` },
    },
  });
});
