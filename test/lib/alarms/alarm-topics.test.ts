import { describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { type AlarmAudience, AlarmTopics } from '../../../lib/alarms/alarm-topics';
import { ExporterStack, type ExporterStackProps } from '../../../lib/exporter-stack';
import { createApp } from '../../support/template';

const ACCOUNT = '111122223333';
const arnIn = (service: string, region: string, resource: string) =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;
const PAGER = arnIn('sns', 'eu-west-1', 'pager');

/** Warnings are read from the stack, and not printed. */
const QUIET = { '@aws-cdk/core:annotationsInValidationReport': false };

const createStack = (props: ExporterStackProps = {}, region: string | undefined = 'us-east-1') => {
  const env = region === 'unknown' ? undefined : { account: ACCOUNT, region };
  return new ExporterStack(createApp(QUIET), 'Watch', { ...props, env });
};

describe('a stack refuses what is of another Region', () => {
  it.each<[string, ExporterStackProps, string]>([
    [
      'a topic',
      { topics: { critical: { topicArn: PAGER } } },
      `critical.topicArn is "${PAGER}", and the stack is in us-east-1: name a topic of us-east-1, because an alarm notifies topics of its own Region only`,
    ],
    [
      'a key',
      { insights: { encryptionKeyArn: arnIn('kms', 'eu-west-1', 'key/1') } },
      `encryptionKeyArn is "${arnIn('kms', 'eu-west-1', 'key/1')}", and the stack is in us-east-1: name a key of us-east-1`,
    ],
    [
      'a sink',
      { monitoringSinkArn: arnIn('oam', 'eu-west-1', 'sink/1') },
      `sinkArn is "${arnIn('oam', 'eu-west-1', 'sink/1')}", and the stack is in us-east-1: name the sink of us-east-1, because a link reaches sinks of its own Region only`,
    ],
  ])('%s', (_, props, problem) => {
    expect(() => createStack(props)).toThrow(new RangeError(problem));
    expect(() => createStack(props, 'eu-west-1')).not.toThrow();
    expect(() => createStack(props, 'unknown')).not.toThrow();
  });
});

describe('topics refuse receivers that no alarm can reach', () => {
  it.each<[string, AlarmAudience, string]>([
    ['what is no topic', { topicArn: 'pager' }, 'warning.topicArn is "pager": write the ARN of an SNS topic'],
    [
      'receivers beside a topic of one’s own, which would hear nothing',
      { topicArn: arnIn('sns', 'us-east-1', 'x'), emails: ['oncall@example.com'] },
      'warning.topicArn is beside other receivers: subscribe those to your topic instead',
    ],
    [
      'no list of addresses',
      { emails: 'oncall@example.com' as never },
      'warning.emails is "oncall@example.com": write a list of e-mail addresses',
    ],
    [
      'no list of parameters, without repeating what may be a URL',
      { endpointParameters: 'https://events.example.com/secret' as never },
      'warning.endpointParameters is no list: write a list of names of SSM parameters',
    ],
    ['what is no address', { emails: ['oncall'] }, 'warning.emails has "oncall": write e-mail addresses'],
    [
      'a URL in place of its parameter, without repeating it',
      { endpointParameters: ['https://events.example.com/secret'] },
      'warning.endpointParameters has another value than names: write names of SSM parameters that hold the URLs, never a URL itself: whoever knows it can page you',
    ],
  ])('%s', (_, warning, problem) => {
    const stack = new Stack(createApp(), 'Own', { env: { account: ACCOUNT, region: 'us-east-1' } });
    expect(() => new AlarmTopics(stack, 'Topics', { warning })).toThrow(new RangeError(problem));
  });

  it('all problems at once', () => {
    expect(() =>
      createStack({ topics: { critical: { topicArn: PAGER }, warning: { topicArn: 'x', emails: ['y'] } } }),
    ).toThrow(
      /^critical\.topicArn is .*; warning\.emails has "y".*; warning\.topicArn is "x".*; warning\.topicArn is bes/,
    );
  });

  it('but not what is known at deployment only', () => {
    const stack = new Stack(createApp(), 'Own', { env: { account: ACCOUNT, region: 'us-east-1' } });
    const { topicArn } = new Topic(stack, 'Pager');
    expect(() => new AlarmTopics(stack, 'Topics', { critical: { topicArn } })).not.toThrow();
  });
});

describe('a Region where SES is not known to exist', () => {
  it.each(['cn-north-1', 'eu-west-9'])('is a warning, and no error: %s', (region) => {
    Annotations.fromStack(createStack({}, region)).hasWarning(
      '*',
      Match.stringLikeRegexp(`AWS offered no Amazon SES in ${region} in November 2026: check the name`),
    );
  });

  it.each(['us-gov-west-1', 'eusc-de-east-1', 'ca-west-1', 'unknown'])('is not %s', (region) => {
    Annotations.fromStack(createStack({}, region)).hasNoWarning('*', Match.stringLikeRegexp('Amazon SES'));
  });
});
