/** The options of a stack: one Region's options of the app, under the same names and with the same messages. */
import { describe, expect, it } from '@jest/globals';
import { Aws, Fn } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ExporterStack, type ExporterStackProps } from '../../lib/exporter-stack';
import { ConfigError } from '../../lib/shared/config-error';
import { createApp } from '../support/template';

const ACCOUNT = '111122223333';
const topicIn = (region: string) => `arn:aws:sns:${region}:${ACCOUNT}:pager`;
const keyIn = (region: string) => `arn:aws:kms:${region}:${ACCOUNT}:key/1234abcd`;
const sinkIn = (region: string, account = '999988887777') => `arn:aws:oam:${region}:${account}:sink/0f1e2d3c`;
const BOTH = ['us-east-1', 'eu-west-1'];

function createStack(props: ExporterStackProps = {}, region?: string): ExporterStack {
  return new ExporterStack(createApp(), 'Watch', { env: { account: ACCOUNT, region }, ...props });
}

function problemsOf(props: object, region?: string): string[] {
  try {
    createStack(props, region);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toBeInstanceOf(RangeError); // callers of version 0.2 catch it
    return (error as Error).message.split('\n- ').slice(1);
  }
  return [];
}

/** Returns the ARNs that a stack uses from three lists. */
function usedArns(stack: ExporterStack) {
  const template = Template.fromStack(stack);
  const only = (type: string) => Object.values(template.findResources(type))[0]?.Properties;
  return {
    topic: only('AWS::CloudWatch::CompositeAlarm')?.AlarmActions[0],
    key: only('AWS::DynamoDB::Table')?.SSESpecification?.KMSMasterKeyId,
    sink: only('AWS::Oam::Link')?.SinkIdentifier,
  };
}

function listing(topicArns: string[], encryptionKeyArns: string[], monitoringSinkArns: string[]): ExporterStackProps {
  return { notifications: { critical: { topicArns } }, messageInsights: { encryptionKeyArns }, monitoringSinkArns };
}

describe('from each list of ARNs, a stack uses', () => {
  it('the ARN of its Region', () => {
    const props = listing(
      BOTH.map(topicIn),
      BOTH.map(keyIn),
      BOTH.map((region) => sinkIn(region)),
    );
    expect(usedArns(createStack(props, 'eu-west-1'))).toEqual({
      topic: topicIn('eu-west-1'),
      key: keyIn('eu-west-1'),
      sink: sinkIn('eu-west-1'),
    });
  });

  it('the only ARN, if the Region of the stack is not known', () => {
    const props = listing([topicIn('eu-west-1')], [keyIn('eu-west-1')], [sinkIn('eu-west-1')]);
    expect(usedArns(createStack(props))).toEqual({
      topic: topicIn('eu-west-1'),
      key: keyIn('eu-west-1'),
      sink: sinkIn('eu-west-1'),
    });
  });

  it('the only ARN, even if only the deployment knows it', () => {
    const props = listing([Fn.importValue('Topic')], [Fn.importValue('Key')], [Fn.importValue('Sink')]);
    const imported = (name: string) => ({ 'Fn::ImportValue': name });
    for (const region of [undefined, 'eu-west-1']) {
      expect(usedArns(createStack(props, region))).toEqual({
        topic: imported('Topic'),
        key: imported('Key'),
        sink: imported('Sink'),
      });
    }
  });

  it('the ARN of its Region, beside an ARN that only the deployment knows', () => {
    const topicArns = [Fn.importValue('Topic'), `arn:aws:sns:eu-west-1:${Aws.ACCOUNT_ID}:pager`];
    const { topic } = usedArns(createStack({ notifications: { critical: { topicArns } } }, 'eu-west-1'));
    expect(topic).toEqual({
      'Fn::Join': ['', ['arn:aws:sns:eu-west-1:', { Ref: 'AWS::AccountId' }, ':pager']],
    });
  });

  it('no sink of its own account, because it needs no link', () => {
    const monitoringSinkArns = [sinkIn('eu-west-1', ACCOUNT)];
    const template = Template.fromStack(createStack({ monitoringSinkArns }, 'eu-west-1'));
    template.resourceCountIs('AWS::Oam::Link', 0);
  });
});

describe('a stack refuses', () => {
  const advice = (noun: string) =>
    `name the Region of the stack in its env, because the Region decides which ${noun} the stack uses`;

  it.each<[string, object, string | undefined, string[]]>([
    [
      'ARNs of other Regions',
      listing([topicIn('eu-west-1')], [keyIn('eu-west-1')], [sinkIn('eu-west-1')]),
      'us-east-1',
      [
        `"notifications", critical.topicArns is ["${topicIn('eu-west-1')}"]: add the topic of us-east-1, because an alarm notifies only topics of its own Region`,
        `"messageInsights", encryptionKeyArns is ["${keyIn('eu-west-1')}"]: add the key of us-east-1, because DynamoDB uses only keys of its own Region`,
        `"monitoringSinkArns" is ["${sinkIn('eu-west-1')}"]: add the sink of us-east-1, because a link reaches only sinks of its own Region`,
      ],
    ],
    [
      'several ARNs if the Region of the stack is not known',
      listing(BOTH.map(topicIn), BOTH.map(keyIn), [sinkIn('eu-west-1'), sinkIn('us-east-1')]),
      undefined,
      [
        `"notifications", critical.topicArns is ["${BOTH.map(topicIn).join('","')}"]: ${advice('topic')}`,
        `"messageInsights", encryptionKeyArns is ["${BOTH.map(keyIn).join('","')}"]: ${advice('key')}`,
        `"monitoringSinkArns" is ["${sinkIn('eu-west-1')}","${sinkIn('us-east-1')}"]: ${advice('sink')}`,
      ],
    ],
    [
      'wrong options, with all problems at once',
      { namespace: 'AWS/X', alarms: { quotaWarning: { threshold: 7 } }, dashboard: 'maybe' },
      'eu-west-1',
      [
        '"namespace" is "AWS/X": write a namespace that begins with neither "AWS/" nor a colon, because CloudWatch refuses both',
        '"dashboard" is "maybe": write true or false',
        expect.stringMatching(/^"alarms": quotaWarning /) as unknown as string,
      ],
    ],
    [
      'contradictions between options',
      { namespace: 'Mail:X' },
      'eu-west-1',
      [expect.stringMatching(/^"namespace" is "Mail:X": write no colon, or switch look-ups off/) as unknown as string],
    ],
    [
      'a misspelled option',
      { window: ['1h'] },
      'eu-west-1',
      [
        expect.stringMatching(/^"window" is not a setting: choose from namespace, windows, .*"windows": \["1h"\]$/s),
      ] as never,
    ],
    [
      'the names of version 0.2, and a list of Regions',
      { exporter: {}, topics: {}, insights: false, monitoringSinkArn: sinkIn('eu-west-1'), regions: ['eu-west-1'] },
      'eu-west-1',
      [
        '"exporter" is not an option of a stack: write its properties beside the other options of the stack, with logRetentionDays instead of logRetention',
        '"topics" is not an option of a stack: write notifications, with the list topicArns instead of topicArn',
        '"insights" is not an option of a stack: write messageInsights, with the list encryptionKeyArns instead of encryptionKeyArn',
        '"monitoringSinkArn" is not an option of a stack: write the list monitoringSinkArns',
        '"regions" is not an option of a stack: name the Region of the stack in its env, or define an ExporterStage',
      ],
    ],
    [
      'the names of version 0.2 in alarms',
      { alarms: { settings: {}, okActions: ['warning'], runbookUrl: 'https://wiki.example.com', quota: false } },
      'eu-west-1',
      [
        '"alarms", settings is not an option of a stack: write its entries directly in alarms',
        '"alarms", okActions is not an option of a stack: write it in notifications',
        '"alarms", runbookUrl is not an option of a stack: write it beside the other options of the stack',
        expect.stringMatching(/^"alarms", quota: no such setting exists, choose from /) as unknown as string,
      ],
    ],
    [
      'the monitoring account, which is an option of the app',
      { monitoring: { account: '111122223333', sourceAccounts: {} } },
      'eu-west-1',
      ['"monitoring" is not an option of a stack: define a MonitoringStack in the monitoring account'],
    ],
  ])('%s', (_, props, region, problems) => {
    expect(problemsOf(props, region)).toEqual(problems);
  });
});

it('a stack passes the properties of CDK on, and also unknown properties', () => {
  const props = { stackName: 'Mail', tags: { team: 'mail' }, terminationProtection: true, other: 1 };
  const stack = createStack(props, 'eu-west-1');
  expect([stack.stackName, stack.tags.tagValues(), stack.terminationProtection]).toEqual([
    'Mail',
    { team: 'mail' },
    true,
  ]);
});

describe('the warning about a Region without SES', () => {
  it.each(['cn-north-1', 'eu-west-9'])('appears, without an error, for %s', (region) => {
    Annotations.fromStack(createStack({}, region)).hasWarning(
      '*',
      Match.stringLikeRegexp(`Amazon SES did not exist in ${region} in November 2026: check the name`),
    );
  });

  it.each(['us-gov-west-1', 'eusc-de-east-1', 'ca-west-1', undefined])('does not appear for %s', (region) => {
    Annotations.fromStack(createStack({}, region)).hasNoWarning('*', Match.stringLikeRegexp('Amazon SES'));
  });
});
