/** What synthesis prints about configurations that are valid. */
import { describe, expect, it } from '@jest/globals';
import { Annotations as AnnotationsOf, Aws, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { AlarmTopics } from '../../../lib/alarms/alarm-topics';
import { SendAlarms } from '../../../lib/alarms/send-alarms';
import { ChatChannels } from '../../../lib/chat/chat-channels';
import { SendStatisticsExporter } from '../../../lib/exporter/send-statistics-exporter';
import { defineStacks } from '../../../lib/exporter-app';
import { ExporterStack, type ExporterStackProps } from '../../../lib/exporter-stack';
import { ExporterStage } from '../../../lib/exporter-stage';
import { type SYNTH_WARNINGS, warningId } from '../../../lib/shared/synth-warnings';
import { createApp } from '../../support/template';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const TOPIC = `arn:aws:sns:eu-west-1:${ENV.account}:pager`;

const BOTH_LEVELS = {
  critical: { emails: ['oncall@example.com'] },
  warning: { emails: ['mail-team@example.com'] },
} as const;

const CHAT = { slack: { workspaceId: 'T07EA123LEP', channels: { critical: 'C07EZ1ABC23' } } };

/** Options of a stack that causes no warning. */
const COMPLETE: ExporterStackProps = {
  env: ENV,
  dashboard: false,
  messageInsights: false,
  notifications: BOTH_LEVELS,
  runbookUrl: 'https://wiki.example.com/ses-runbook',
};

function createStack(props: ExporterStackProps = {}): ExporterStack {
  return new ExporterStack(createApp(), 'Mail', { ...COMPLETE, ...props });
}

/** Returns what synthesis prints: the ids without their prefix, and the sentences. */
function printedBy(stack: Stack): { id: string; sentence: string }[] {
  const annotations = Annotations.fromStack(stack);
  return [
    ...annotations.findWarning('*', Match.anyValue()),
    ...annotations.findInfo('*', Match.anyValue()),
    ...annotations.findError('*', Match.anyValue()),
  ].map(({ entry: { data } }) => {
    const [, sentence = '', id = ''] = /^(.*) \[ack: ses-metrics-exporter:(\w+)\]$/s.exec(String(data)) ?? [];
    return { id, sentence };
  });
}

const idsOf = (stack: Stack) => printedBy(stack).map(({ id }) => id);

it('a complete configuration causes no warning', () => {
  expect(printedBy(createStack())).toEqual([]);
});

describe.each<[id: (typeof SYNTH_WARNINGS)[number], sentence: RegExp, props: ExporterStackProps]>([
  ['region', /^Amazon SES did not exist in eu-south-2 in .*: check the name/, { env: { region: 'eu-south-2' } }],
  ['guessedRegion', /^No Region is configured, .*"exporter:regions": \["eu-west-1"\]/, { env: {} }],
  [
    'nobodyIsPaged',
    /^No critical alarm pages anybody: write receivers, .*{"critical": {"emails": \["oncall@example.com"\]}}/,
    { notifications: { warning: BOTH_LEVELS.warning } },
  ],
  [
    'nobodyIsWarned',
    /^Nobody is notified of warnings: write receivers, .*{"warning": {"emails": \["mail-team@example.com"\]}}/,
    { notifications: { critical: BOTH_LEVELS.critical } },
  ],
  [
    'briefsReachNobody',
    /^Briefs reach nobody, because endpoints get pages only: add an e-mail address .*, or write "exporter:briefs": false/,
    {
      messageInsights: true,
      notifications: { ...BOTH_LEVELS, critical: { endpointParameters: ['/ses-metrics-exporter/pager-url'] } },
    },
  ],
  [
    'weeklyReportReachesNobody',
    /^The weekly report reaches nobody: write receivers, .*{"emails": \["mail-team@example.com"\]}}.*\. Endpoints do not count/,
    { weeklyReport: true, notifications: { ...BOTH_LEVELS, warning: { endpointParameters: ['/tickets-url'] } } },
  ],
  [
    'chatRegion',
    /^Amazon Q Developer in chat applications did not exist in us-gov-west-1 in .*: check/,
    { env: { region: 'us-gov-west-1' }, chat: CHAT },
  ],
  ['runbookUrl', /^Alarms link to RUNBOOK.md, .*"exporter:runbookUrl" in cdk.json/, { runbookUrl: undefined }],
])('%s', (id, sentence, props) => {
  it('is printed with what to write', () => {
    expect(printedBy(createStack(props))).toEqual([{ id, sentence: expect.stringMatching(sentence) }]);
  });

  it('is not printed if it is acknowledged', () => {
    const stack = createStack(props);
    AnnotationsOf.of(stack).acknowledgeWarning(warningId(id));
    AnnotationsOf.of(stack).acknowledgeInfo(warningId(id));
    expect(idsOf(stack)).toEqual([]);
  });
});

describe('receivers', () => {
  it.each<[string, ExporterStackProps]>([
    ['an existing topic', { notifications: { critical: { topicArns: [TOPIC] }, warning: { topicArns: [TOPIC] } } }],
    ['endpoints', { notifications: { ...BOTH_LEVELS, warning: { endpointParameters: ['/tickets-url'] } } }],
    ['nobody, without alarms', { notifications: {}, alarms: false }],
    ['pagers only, without briefs', { notifications: { ...BOTH_LEVELS, critical: { endpointParameters: ['/url'] } } }],
  ])('%s: no warning', (_, props) => {
    expect(idsOf(createStack(props))).toEqual([]);
  });

  it('in a chat channel count. They cover the levels of the channel, in every Region', () => {
    const { env: _, ...options } = COMPLETE;
    const { stacks } = new ExporterStage(createApp(), 'Mail', {
      ...options,
      notifications: {},
      regions: ['eu-west-1', 'us-east-1'],
      chat: CHAT,
    });
    expect(stacks.map(idsOf)).toEqual([['nobodyIsWarned'], ['nobodyIsWarned']]);
  });

  it('in a chat channel count for constructs in a stack of the app', () => {
    const stack = new Stack(createApp(), 'Own', { env: ENV });
    const exporter = new SendStatisticsExporter(stack, 'Exporter');
    const topics = new AlarmTopics(stack, 'Topics', { warning: BOTH_LEVELS.warning });
    new SendAlarms(stack, 'Alarms', { exporter, topics, runbookUrl: COMPLETE.runbookUrl });
    new ChatChannels(stack, 'Chat', { ...CHAT, topics: topics.topics });
    expect(idsOf(stack)).toEqual([]);
  });

  it('of briefs are pagers and a chat channel', () => {
    const notifications = { ...BOTH_LEVELS, critical: { endpointParameters: ['/url'] } };
    expect(idsOf(createStack({ messageInsights: true, notifications, chat: CHAT }))).toEqual([]);
  });

  it('of the weekly report are a chat channel, an existing topic, or an endpoint that an app subscribes itself', () => {
    const warning = { endpointParameters: ['/tickets-url'] };
    const weekly = (props: ExporterStackProps) =>
      createStack({ weeklyReport: true, notifications: { ...BOTH_LEVELS, warning }, ...props });
    expect(idsOf(weekly({ chat: { slack: { ...CHAT.slack, channels: { warning: 'C07EZ1ABC23' } } } }))).toEqual([]);
    expect(idsOf(weekly({ notifications: { ...BOTH_LEVELS, warning: { topicArns: [TOPIC] } } }))).toEqual([]);
    const stack = weekly({});
    stack.topics.topics.warning.addSubscription(new UrlSubscription('https://hooks.example.com/mail'));
    expect(idsOf(stack)).toEqual([]);
  });

  it('of the weekly report are missing without receivers of warnings', () => {
    const notifications = { critical: BOTH_LEVELS.critical };
    expect(idsOf(createStack({ weeklyReport: true, notifications }))).toEqual([
      'weeklyReportReachesNobody',
      'nobodyIsWarned',
    ]);
  });

  it('of briefs are endpoints that an app subscribes itself, because they have no filter', () => {
    const stack = createStack({ messageInsights: true, notifications: { warning: BOTH_LEVELS.warning } });
    stack.topics.topics.critical.addSubscription(new UrlSubscription('https://hooks.example.com/mail'));
    expect(idsOf(stack)).toEqual([]);
  });

  it('that only the deployment knows count', () => {
    const emails = [Aws.ACCOUNT_ID, Aws.REGION];
    expect(idsOf(createStack({ notifications: { ...BOTH_LEVELS, critical: { emails } } }))).toEqual([]);
  });

  it('that an app subscribes itself count', () => {
    const stack = createStack({ notifications: {} });
    for (const topic of Object.values(stack.topics.topics)) {
      topic.addSubscription(new EmailSubscription('oncall@example.com'));
    }
    expect(idsOf(stack)).toEqual([]);
  });

  it('of one level do not count for the other', () => {
    const stack = createStack({ notifications: {} });
    stack.topics.topics.warning.addSubscription(new EmailSubscription('mail-team@example.com'));
    expect(idsOf(stack)).toEqual(['nobodyIsPaged']);
  });
});

describe('the Region', () => {
  const settings = Object.fromEntries(
    Object.entries(COMPLETE).map(([name, value]) => [name === 'env' ? 'unused' : `exporter:${name}`, value]),
  );
  const stackOf = (context: object, region?: string) =>
    defineStacks(createApp({ ...settings, ...context }), { account: ENV.account, region })[0] as Stack;

  it('of the app comes from the profile unless it is configured', () => {
    expect(printedBy(stackOf({}, 'eu-west-1'))).toEqual([
      { id: 'guessedRegion', sentence: expect.stringContaining('watches eu-west-1, the Region of the AWS profile') },
    ]);
    expect(idsOf(stackOf({}))).toEqual(['guessedRegion']);
    expect(idsOf(stackOf({ 'exporter:regions': 'eu-west-1' }, 'us-east-1'))).toEqual([]);
  });

  it('of a stage is its own, or that of its options', () => {
    const { env, ...options } = COMPLETE;
    const stage = (id: string, props: object) => new ExporterStage(createApp(), id, { ...options, ...props });
    expect(idsOf(stage('Named', { env }).stacks[0] as Stack)).toEqual([]);
    expect(idsOf(stage('Listed', { regions: ['eu-west-1'] }).stacks[0] as Stack)).toEqual([]);
    expect(idsOf(stage('Neither', {}).stacks[0] as Stack)).toEqual(['guessedRegion']);
  });
});
