import { expect, it } from '@jest/globals';
import { Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlarmTopics } from '../../../lib/alarms/alarm-topics';
import type { AlarmAudience } from '../../../lib/alarms/notification-config';
import { ConfigError } from '../../../lib/shared/config-error';
import { createApp } from '../../support/template';

const topicIn = (region: string) => `arn:aws:sns:${region}:111122223333:pager`;

function createStack(): Stack {
  return new Stack(createApp(), 'Own', { env: { account: '111122223333', region: 'us-east-1' } });
}

/** A list such as `Fn.split` returns. */
const UNKNOWN_LIST = Token.asList({ resolve: () => [] });

it.each<[string, AlarmAudience, string]>([
  [
    'a string that is not a topic',
    { topicArns: ['pager'] },
    'topicArns has "pager": write a list of ARNs of SNS topics, one for each Region',
  ],
  [
    'a topic of another Region',
    { topicArns: [topicIn('eu-west-1')] },
    `topicArns is ["${topicIn('eu-west-1')}"]: add the topic of us-east-1, because an alarm notifies only topics of its own Region`,
  ],
  [
    'receivers beside an existing topic, because the topic would not notify them',
    { topicArns: [topicIn('us-east-1')], emails: ['oncall@example.com'] },
    `topicArns is ["${topicIn('us-east-1')}"]: leave the other receivers out, and subscribe them to your topic instead`,
  ],
  [
    'one address instead of a list',
    { emails: 'oncall@example.com' as never },
    'emails is "oncall@example.com": write a list of e-mail addresses',
  ],
  [
    'one parameter instead of a list, without repeating a value that may be a URL',
    { endpointParameters: 'https://events.example.com/secret' as never },
    'endpointParameters is "https://...": write a list of names of SSM parameters that hold the URLs. Never write a URL itself, because anybody who knows it can page you',
  ],
  ['a string that is not an address', { emails: ['oncall'] }, 'emails has "oncall": write a list of e-mail addresses'],
  [
    'a URL instead of its parameter, without repeating it',
    { endpointParameters: ['events.example.com/v2?key=secret'] },
    'endpointParameters has "events.example.com/...": write a list of names of SSM parameters that hold the URLs. Never write a URL itself, because anybody who knows it can page you',
  ],
])('topics refuse %s', (_, warning, problem) => {
  expect(() => new AlarmTopics(createStack(), 'Topics', { warning })).toThrow(
    new ConfigError(`The configuration cannot be used:\n- "warning", ${problem}`),
  );
});

it.each<[string, AlarmAudience, string]>([
  ['topicArns', { topicArns: UNKNOWN_LIST }, '"critical", topicArns is ['],
  ['emails', { emails: UNKNOWN_LIST }, '"critical", emails is ['],
  ['endpointParameters', { endpointParameters: UNKNOWN_LIST }, '"critical", endpointParameters is ['],
])('topics refuse a list of %s whose length only the deployment knows', (_, critical, problem) => {
  const create = () => new AlarmTopics(createStack(), 'Topics', { critical });
  expect(create).toThrow(problem);
  expect(create).toThrow(': write each entry, such as Fn.select(0, list), because only the deployment knows');
});

it('topics refuse a misspelled level', () => {
  expect(() => new AlarmTopics(createStack(), 'Topics', { criticals: {} } as never)).toThrow(
    '- "criticals": no such option exists, write "critical"',
  );
});

it('topics are refused with all problems at once', () => {
  const critical = { topicArns: [topicIn('eu-west-1')] };
  const warning = { topicArns: ['x'], emails: ['y'] };
  expect(() => new AlarmTopics(createStack(), 'Topics', { critical, warning })).toThrow(
    /^- "warning", emails has "y"[^\n]*\n- "warning", topicArns has "x"[^\n]*\n- "warning", topicArns is \["x"\]: leave[^\n]*\n- "critical", topicArns is /m,
  );
});

it('topics accept an ARN that only the deployment knows', () => {
  const stack = createStack();
  const { topicArn } = new Topic(stack, 'Pager');
  const { topics } = new AlarmTopics(stack, 'Topics', { critical: { topicArns: [topicArn] } });
  expect(topics.critical.topicArn).toBe(topicArn);
});

it('outputs describe a topic of the same app without its ARN, because CloudFormation accepts only strings', () => {
  const stack = createStack();
  const topicArn = new Topic(stack, 'Pager').topicArn;
  new AlarmTopics(stack, 'Topics', { critical: { topicArns: [topicArn] } });
  const descriptions = Object.values(
    Template.fromStack(stack).toJSON().Outputs as Record<string, { Description: unknown }>,
  );
  expect(descriptions.map(({ Description }) => Description)).toEqual([
    'Add this statement to the policy of the topic',
    'If a customer managed KMS key encrypts the topic, add this statement to the policy of the key',
  ]);
});
