import { describe, expect, it } from '@jest/globals';
import { type App, type Environment, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ChatChannels } from '../../../lib/chat/chat-channels';
import type { ChatOptions } from '../../../lib/chat/chat-config';
import { ExporterStack } from '../../../lib/exporter-stack';
import { ExporterStage } from '../../../lib/exporter-stage';
import { ConfigError } from '../../../lib/shared/config-error';
import { createApp } from '../../support/template';

const ACCOUNT = '111122223333';
const CRITICAL = 'C07EZ1ABC23';
const WARNING = 'C07EZ1ABC24';
const TEAMS_CHANNEL = '19%3Aab12%40thread.tacv2';

const slack = (critical?: string, warning?: string) => ({
  workspaceId: 'T07EA123LEP',
  channels: { ...(critical && { critical }), ...(warning && { warning }) },
});

const TEAMS = {
  tenantId: '11112222-3333-4444-5555-666677778888',
  teamId: '22223333-4444-5555-6666-777788889999',
  channels: { critical: TEAMS_CHANNEL, warning: TEAMS_CHANNEL },
};

interface Defined {
  readonly stack: Stack;
  readonly chat: ChatChannels;
}

function createChat(
  options: ChatOptions,
  { app = createApp(), id = 'Own', env }: { app?: App; id?: string; env?: Environment } = {},
): Defined {
  const stack = new Stack(app, id, { env: { account: ACCOUNT, region: 'eu-west-1', ...env } });
  const topics = { critical: new Topic(stack, 'Critical'), warning: new Topic(stack, 'Warning') };
  return { stack, chat: new ChatChannels(stack, 'Chat', { ...options, topics }) };
}

/** Leaves out the parts of a stack that have nothing to do with chat. */
const SMALL = { alarms: false, dashboard: false, messageInsights: false } as const;

const SLACK_TYPE = 'AWS::Chatbot::SlackChannelConfiguration';
const TEAMS_TYPE = 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration';

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shapes
function propertiesOf(stack: Stack, type: string): any[] {
  return Object.values(Template.fromStack(stack).findResources(type)).map(({ Properties }) => Properties);
}

const refersTo = (topic: string) => ({ Ref: expect.stringMatching(topic) });

describe('channels', () => {
  it('of each level get the topic of their level', () => {
    const [critical, warning] = propertiesOf(createChat({ slack: slack(CRITICAL, WARNING) }).stack, SLACK_TYPE);
    expect(critical).toMatchObject({
      ConfigurationName: `Own-Slack${CRITICAL}`,
      SlackWorkspaceId: 'T07EA123LEP',
      SlackChannelId: CRITICAL,
      SnsTopicArns: [refersTo('Critical')],
    });
    expect(warning).toMatchObject({ SlackChannelId: WARNING, SnsTopicArns: [refersTo('Warning')] });
  });

  it('of both levels have one configuration, because an account can have only one for each channel', () => {
    const { stack } = createChat({ slack: slack(CRITICAL, CRITICAL), teams: TEAMS });
    const SnsTopicArns = [refersTo('Critical'), refersTo('Warning')];
    expect(propertiesOf(stack, SLACK_TYPE)).toEqual([expect.objectContaining({ SnsTopicArns })]);
    expect(propertiesOf(stack, TEAMS_TYPE)).toEqual([
      expect.objectContaining({
        ConfigurationName: 'Own-Teams19-3Aab12-40thread-tacv2',
        TeamId: TEAMS.teamId,
        TeamsTenantId: TEAMS.tenantId,
        TeamsChannelId: TEAMS_CHANNEL,
        SnsTopicArns,
      }),
    ]);
  });

  it('of both levels have one configuration, also if their links have another spelling', () => {
    const channels = { critical: TEAMS_CHANNEL, warning: TEAMS_CHANNEL.replace('%3A', '%3a') };
    const [{ SnsTopicArns }, ...others] = propertiesOf(createChat({ teams: { ...TEAMS, channels } }).stack, TEAMS_TYPE);
    expect(SnsTopicArns).toHaveLength(2);
    expect(others).toEqual([]);
  });

  it('that the levels exchange keep their configurations', () => {
    const idsOf = (options: ChatOptions) =>
      Object.entries(Template.fromStack(createChat(options).stack).findResources(SLACK_TYPE)).map(
        ([id, { Properties }]) => [id, Properties.ConfigurationName],
      );
    expect(idsOf({ slack: slack(WARNING, CRITICAL) }).sort()).toEqual(
      idsOf({ slack: slack(CRITICAL, WARNING) }).sort(),
    );
  });

  it('that only the deployment knows are accepted', () => {
    const channel = Token.asString({ Ref: 'Channel' });
    const [properties] = propertiesOf(createChat({ slack: slack(channel) }).stack, SLACK_TYPE);
    expect(properties).toMatchObject({ ConfigurationName: 'Own-Slackcritical', SlackChannelId: { Ref: 'Channel' } });
  });

  it('have a name that begins like their stack, however long both are', () => {
    const id = `acme${'m'.repeat(86)}`;
    const channelId = `19%3A${'b'.repeat(64)}%40thread.tacv2`;
    const { stack } = createChat({ teams: { ...TEAMS, channels: { critical: channelId } } }, { id });
    const [{ ConfigurationName }] = propertiesOf(stack, TEAMS_TYPE);
    expect(ConfigurationName).toBe(`acme${'m'.repeat(34)}-Teams19-3A${'b'.repeat(64)}-40thread-tacv2`); // 128 characters
  });

  it('may only read alarms and metrics', () => {
    const { stack } = createChat({ slack: slack(CRITICAL), teams: TEAMS });
    const template = Template.fromStack(stack);
    const policies = template.findResources('AWS::IAM::ManagedPolicy');
    const [policy] = Object.keys(policies);
    const [role] = Object.entries(template.findResources('AWS::IAM::Role'));
    expect(role?.[1].Properties).toEqual({
      AssumeRolePolicyDocument: expect.anything(),
      ManagedPolicyArns: [{ Ref: policy }],
    });
    for (const properties of [...propertiesOf(stack, SLACK_TYPE), ...propertiesOf(stack, TEAMS_TYPE)]) {
      expect(properties).toMatchObject({
        GuardrailPolicies: [{ Ref: policy }],
        IamRoleArn: { 'Fn::GetAtt': [role?.[0], 'Arn'] },
      });
    }
    const [{ Effect, Action }] = policies[policy as string]?.Properties.PolicyDocument.Statement ?? [];
    expect(Effect).toBe('Allow');
    for (const action of Action) expect(action).toMatch(/^cloudwatch:(Describe|Get|List)[A-Za-z]+$/);
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });
});

describe('stacks of several Regions', () => {
  const stage = (options: object = {}) =>
    new ExporterStage(createApp(), 'Production', {
      env: { account: ACCOUNT },
      regions: ['eu-west-1', 'us-east-1'],
      chat: { slack: slack(CRITICAL, WARNING) },
      ...SMALL,
      ...options,
    });

  it('share the configurations of the first one, which reads the topics from the outputs of the others', () => {
    const { stacks } = stage();
    const [first, second] = stacks as [ExporterStack, ExporterStack];
    const topicIn = (OutputName: string) => ({
      'Fn::GetStackOutput': { StackName: second.stackName, Region: 'us-east-1', OutputName },
    });
    expect(propertiesOf(first, SLACK_TYPE).map(({ SnsTopicArns }) => SnsTopicArns)).toEqual([
      [refersTo('^TopicsCritical'), topicIn('CriticalTopicArn')],
      [refersTo('^TopicsWarning'), topicIn('WarningTopicArn')],
    ]);
    expect(second.chat).toBeUndefined();
    const outputs = Template.fromStack(second).findOutputs('*');
    expect(outputs.CriticalTopicArn?.Value).toEqual(refersTo('^TopicsCritical'));
    expect(outputs.WarningTopicArn?.Value).toEqual(refersTo('^TopicsWarning'));
  });

  it('are deployed before the first one, because Amazon Q can only subscribe to topics that exist', () => {
    const { stacks } = stage();
    Template.fromStack(stacks[0] as ExporterStack); // synthesis finds the dependencies
    expect(stacks.map(({ dependencies }) => dependencies)).toEqual([[stacks[1]], []]);
  });

  it('name their own topics, and no output', () => {
    const arns = ['eu-west-1', 'us-east-1'].map((region) => `arn:aws:sns:${region}:${ACCOUNT}:pager`);
    const { stacks } = stage({ notifications: { critical: { topicArns: arns } } });
    expect(propertiesOf(stacks[0] as ExporterStack, SLACK_TYPE)[0].SnsTopicArns).toEqual(arns);
  });

  it('keep their topics and subscriptions when chat is added', () => {
    const notifications = { critical: { emails: ['oncall@example.com'] } };
    const resourcesOf = (chat: ChatOptions | undefined) =>
      stage({ notifications, chat }).stacks.map((stack) => {
        const template = Template.fromStack(stack);
        return [template.findResources('AWS::SNS::Topic'), template.findResources('AWS::SNS::Subscription')];
      });
    expect(resourcesOf({ slack: slack(CRITICAL) })).toEqual(resourcesOf(undefined));
  });
});

describe('a channel that another stack already has', () => {
  const conflict = (name: string) =>
    `"slack", channels.critical is "${CRITICAL}": the stack ${name} already has this channel, and an account can have only one configuration for it. Define the Regions in one ExporterStage, or choose another channel`;

  it('is refused in the same account', () => {
    const app = createApp();
    createChat({ slack: slack(WARNING, CRITICAL) }, { app, id: 'First' });
    expect(() => createChat({ slack: slack(CRITICAL) }, { app, id: 'Second', env: { region: 'us-east-1' } })).toThrow(
      new ConfigError(`The configuration cannot be used:\n- ${conflict('First')}`),
    );
  });

  it('is refused in two stages of the same account', () => {
    const app = createApp();
    const options = { env: { account: ACCOUNT, region: 'eu-west-1' }, chat: { slack: slack(CRITICAL) }, ...SMALL };
    new ExporterStage(app, 'Test', options);
    expect(() => new ExporterStage(app, 'Production', options)).toThrow(conflict('Test-SesMetricsExporter-eu-west-1'));
  });

  it.each<[string, string | undefined]>([
    ['of another account', '444455556666'],
    ['of an account that only the deployment knows', undefined],
  ])('is accepted in a stack %s', (_, account) => {
    const app = createApp();
    createChat({ slack: slack(CRITICAL) }, { app, id: 'First', env: { account } });
    expect(() => createChat({ slack: slack(CRITICAL) }, { app, id: 'Second' })).not.toThrow();
  });
});

it.each<[string, string[]]>([
  ['us-gov-west-1', ['Amazon Q Developer in chat applications did not exist in us-gov-west-1 in November 2026']],
  ['cn-north-1', ['Amazon Q Developer in chat applications did not exist in cn-north-1 in November 2026']],
  ['ap-southeast-5', []],
  ['af-south-1', []],
])('a stack in %s warns: %j', (region, warnings) => {
  const { chat } = createChat({ slack: slack(CRITICAL) }, { env: { region } });
  const messages = chat.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data);
  expect(messages).toEqual(warnings.map((warning) => expect.stringContaining(warning)));
});

it('a stack without chat has no configuration and no role for it', () => {
  const template = Template.fromStack(new ExporterStack(createApp(), 'Watch', SMALL));
  template.resourceCountIs(SLACK_TYPE, 0);
  template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
});
