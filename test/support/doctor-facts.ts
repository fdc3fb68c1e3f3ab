/** Facts of a healthy account, and of one that has each finding of `npm run doctor`. */

import type { DeployedAlarm } from '../../cli/deployed/alarms';
import type { DeployedStack } from '../../cli/deployed/deployed-stack';
import { ACCOUNT_CHECKS, credentialsFinding, rightsFinding } from '../../cli/doctor/checks/account-checks';
import { runChecks } from '../../cli/doctor/checks/check';
import type { Finding, FindingId } from '../../cli/doctor/checks/findings';
import { RECEIVER_CHECKS } from '../../cli/doctor/checks/receiver-checks';
import { REGION_CHECKS } from '../../cli/doctor/checks/region-checks';
import { RUNBOOK_CHECKS } from '../../cli/doctor/checks/runbook-checks';
import { STACK_CHECKS } from '../../cli/doctor/checks/stack-checks';
import type { AccountFacts, RegionFacts, SesAccount, StackFacts, TopicFacts } from '../../cli/doctor/facts/facts';

const ACCOUNT = '111122223333';
const NOW = Date.parse('2026-11-26T12:00:00Z');
const MINUTE = 60_000;
const RUNBOOK = 'https://wiki.example.com/ses-runbook';
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:critical`;

export const STACK: DeployedStack = {
  name: 'SesMetricsExporter-eu-west-1',
  region: 'eu-west-1',
  account: ACCOUNT,
  status: 'UPDATE_COMPLETE',
  alarmPrefix: 'SesMetricsExporter-eu-west-1-',
  outputs: { ExporterVersion: '0.5.0', ExporterFunctionName: 'exporter', ExporterLogGroup: 'exporter-logs' },
};

export const NEW_STACK: DeployedStack = { ...STACK, createdAt: NOW - 3 * MINUTE };

export const ALARM: DeployedAlarm = {
  name: 'SesMetricsExporter-eu-west-1-quota-critical',
  arn: `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:SesMetricsExporter-eu-west-1-quota-critical`,
  type: 'metric',
  id: 'quotaCritical',
  level: 'critical',
  state: 'OK',
  stateReason: 'Threshold Crossed',
  stateSince: NOW,
  description: `The quota is used up. Runbook: ${RUNBOOK}#alarm-quota-critical`,
  actionsEnabled: true,
  alarmActions: [TOPIC],
  okActions: [],
};

const HEALTHY_SES: SesAccount = {
  sendingEnabled: true,
  enforcementStatus: 'HEALTHY',
  productionAccess: true,
  plan: 'NONE',
  vdmEnabled: true,
  max24HourSend: 50_000,
  sentLast24Hours: 5_000,
};

const OWN_POLICY = JSON.stringify({
  Statement: [
    { Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    },
  ],
});

export const HEALTHY_TOPIC: TopicFacts = {
  level: 'critical',
  arn: TOPIC,
  isOwn: true,
  receivers: { value: [{ protocol: 'email', maskedEndpoint: 'o***@example.com', isConfirmed: true }] },
  attributes: { value: { keyId: 'key-1', policy: OWN_POLICY } },
};

const WARNING_TOPIC: TopicFacts = { ...HEALTHY_TOPIC, level: 'warning', arn: TOPIC.replace('critical', 'warning') };

export function accountFacts(facts: Partial<AccountFacts> = {}): AccountFacts {
  return {
    account: { value: ACCOUNT },
    regions: [
      { region: 'eu-west-1', attempts: { value: 12_345 }, stacks: { value: [STACK] } },
      { region: 'us-east-1', attempts: { value: 0 }, stacks: { value: [] } },
    ],
    endpoints: [{ region: 'eu-west-1', endpoints: { value: [] } }],
    ...facts,
  };
}

export function regionFacts(facts: Partial<RegionFacts> = {}): RegionFacts {
  return {
    region: 'eu-west-1',
    account: { value: ACCOUNT },
    ses: { value: HEALTHY_SES },
    bootstrapVersion: { value: 21 },
    neededBootstrapVersion: 6,
    alarms: { value: { used: 47 } },
    dashboards: { value: { used: 3, limit: 500 } },
    stacks: { value: [STACK] },
    planned: { alarms: 24, dashboards: 1, notifiedLevels: [], chatLevels: [], runbookUrl: 'RUNBOOK.md' },
    ...facts,
  };
}

/** Facts of a Region whose SES account differs in some fields. */
export function sesFacts(account: Partial<SesAccount>): RegionFacts {
  return regionFacts({ ses: { value: { ...HEALTHY_SES, ...account } } });
}

export function stackFacts(facts: Partial<StackFacts> = {}): StackFacts {
  return {
    stack: STACK,
    planned: regionFacts().planned,
    version: '0.5.0',
    now: NOW,
    resources: {
      value: [
        { logicalId: 'Queue', physicalId: 'queue', type: 'AWS::SQS::Queue', status: 'CREATE_COMPLETE' },
        { logicalId: 'Quota', physicalId: ALARM.name, type: 'AWS::CloudWatch::Alarm', status: 'CREATE_COMPLETE' },
      ],
    },
    alarms: { value: [ALARM] },
    muteRules: { value: [] },
    publishedAt: { value: NOW - 8 * MINUTE },
    invocations: { value: { errors: 0, invocations: 12 } },
    widgetCalls: { value: { errors: 0, invocations: 4, throttles: 0 } },
    deadLetters: { value: 0 },
    topics: { value: [HEALTHY_TOPIC, WARNING_TOPIC] },
    runbook: {
      value: {
        url: RUNBOOK,
        anchors: ['alarm-quota-critical'],
        response: { status: 200, url: RUNBOOK, html: '<h2 id="alarm-quota-critical">Alarm: quota-critical</h2>' },
      },
    },
    ...facts,
  };
}

export const judgeAccount = (facts?: Partial<AccountFacts>) => runChecks(ACCOUNT_CHECKS, accountFacts(facts));
export const judgeRegion = (facts?: Partial<RegionFacts>) => runChecks(REGION_CHECKS, regionFacts(facts));
export const judgeSes = (account: Partial<SesAccount>) => runChecks(REGION_CHECKS, sesFacts(account));
export const judgeStack = (facts?: Partial<StackFacts>) =>
  runChecks([...STACK_CHECKS, ...RECEIVER_CHECKS, ...RUNBOOK_CHECKS], stackFacts(facts));

const withStatus = (status: string) => judgeStack({ stack: { ...STACK, status } });
const withVersion = (ExporterVersion: string | undefined) =>
  judgeStack({ stack: { ...STACK, outputs: { ...STACK.outputs, ExporterVersion } } });
const withTopic = (topic: Partial<TopicFacts>, warning = WARNING_TOPIC) =>
  judgeStack({ topics: { value: [{ ...HEALTHY_TOPIC, ...topic }, warning] } });
const receiver = (isConfirmed: boolean, name = 'o') => ({
  protocol: 'email',
  maskedEndpoint: `${name}***@example.com`,
  isConfirmed,
});
const CHAT = { protocol: 'https', maskedEndpoint: 'global.sns-api.chatbot.amazonaws.com', isConfirmed: true };
const withRunbook = (status: number, html?: string, url = RUNBOOK) =>
  judgeStack({
    runbook: { value: { url: RUNBOOK, anchors: ['alarm-quota-critical'], response: { status, url, html } } },
  });
export const muteRule = (status: string) => ({
  name: 'spring import',
  description: '',
  status,
  alarmNames: [ALARM.name],
  schedule: 'at(2026-11-26T10:00) for PT8H, UTC',
  window: { from: NOW - 120 * MINUTE, until: NOW + 360 * MINUTE },
});
const noStack = { value: [] };

/** Each finding with facts that lead to it, and its sentence. docs/doctor.md has the same sentences. */
export const EXAMPLES: readonly (readonly [FindingId, () => readonly Finding[], string])[] = [
  [
    'credentials-accepted',
    () => [credentialsFinding({ value: ACCOUNT })],
    'AWS accepts the credentials of account 111122223333.',
  ],
  [
    'credentials-rejected',
    () => [credentialsFinding({ unknown: 'The AWS credentials have expired (ExpiredToken): log in again' })],
    'The AWS credentials have expired (ExpiredToken): log in again.',
  ],
  ['reads-allowed', () => [rightsFinding([])], 'No read failed because of a missing permission.'],
  [
    'reads-denied',
    () => [rightsFinding(['ssm:GetParameter', 'ses:GetAccount', 'ses:GetAccount'])],
    'AWS denied 2 kinds of reads: ses:GetAccount, ssm:GetParameter.',
  ],
  [
    'nothing-deployed',
    () => judgeAccount({ regions: [{ region: 'eu-west-1', attempts: { value: 12_345 }, stacks: noStack }] }),
    'No stack was found in 1 Region. 1 Region sent mail in the last 14 days: eu-west-1 (12,345 emails).',
  ],
  [
    'regions-watched',
    judgeAccount,
    '1 Region sent mail in the last 14 days: eu-west-1 (12,345 emails). Each of them has a stack.',
  ],
  [
    'region-unwatched',
    () =>
      judgeAccount({
        regions: [...accountFacts().regions, { region: 'eu-central-1', attempts: { value: 678 }, stacks: noStack }],
      }),
    'eu-central-1 has no stack. It sent 678 emails in the last 14 days.',
  ],
  [
    'regions-refused',
    () =>
      judgeAccount({
        regions: [
          ...accountFacts().regions,
          {
            region: 'af-south-1',
            attempts: { unknown: 'AWS does not accept the credentials', closed: 'disabled' },
            stacks: { unknown: 'AWS does not accept the credentials', closed: 'disabled' },
          },
        ],
      }),
    'AWS refuses the credentials in 1 Region: af-south-1.',
  ],
  [
    'regions-closed',
    () =>
      judgeAccount({
        regions: [
          ...accountFacts().regions,
          {
            region: 'sa-east-1',
            attempts: { unknown: 'a policy of the organization denies it', closed: 'organization' },
            stacks: { unknown: 'a policy of the organization denies it', closed: 'organization' },
          },
        ],
      }),
    'A policy of the organization denies reads in 1 Region: sa-east-1.',
  ],
  ['endpoints-watched', judgeAccount, 'No global endpoint was found in the Regions that send.'],
  [
    'endpoint-unwatched',
    () =>
      judgeAccount({
        endpoints: [
          { region: 'eu-west-1', endpoints: { value: [{ name: 'shop', regions: ['eu-west-1', 'us-east-1'] }] } },
        ],
      }),
    'The global endpoint "shop" sends through eu-west-1 and us-east-1, and us-east-1 has no stack.',
  ],
  [
    'endpoint-planned',
    () =>
      judgeAccount({
        regions: [{ region: 'eu-west-1', attempts: { value: 1 }, stacks: noStack }],
        endpoints: [
          { region: 'eu-west-1', endpoints: { value: [{ name: 'shop', regions: ['eu-west-1', 'us-east-1'] }] } },
        ],
      }),
    'The global endpoint "shop" sends through eu-west-1 and us-east-1: deploy into both.',
  ],

  ['ses-answers', judgeRegion, 'SES answers in eu-west-1.'],
  [
    'region-without-ses',
    () => judgeRegion({ region: 'eu-west-9' }),
    'Amazon SES did not exist in eu-west-9 in November 2026: check the name and whether AWS has added SES there, because without SES every poll fails.',
  ],
  ['production-access', judgeRegion, 'The account may send to everybody.'],
  ['sandbox', () => judgeSes({ productionAccess: false }), 'The account is in the sandbox of eu-west-1.'],
  ['sending-healthy', judgeRegion, 'Sending is enabled, and the account is healthy.'],
  ['sending-disabled', () => judgeSes({ sendingEnabled: false }), 'Sending is disabled in eu-west-1.'],
  [
    'sending-paused',
    () => judgeSes({ sendingEnabled: false, enforcementStatus: 'SHUTDOWN' }),
    'AWS paused the sending of this account in eu-west-1.',
  ],
  [
    'under-review',
    () => judgeSes({ enforcementStatus: 'PROBATION' }),
    'AWS put the account under review in eu-west-1.',
  ],
  ['quota-free', judgeRegion, '10 % of the daily quota of 50,000 emails is used.'],
  ['quota-near', () => judgeSes({ sentLast24Hours: 40_000 }), '80 % of the daily quota of 50,000 emails is used.'],
  ['quota-used-up', () => judgeSes({ sentLast24Hours: 47_500 }), '95 % of the daily quota of 50,000 emails is used.'],
  [
    'vdm-on',
    judgeRegion,
    'Virtual Deliverability Manager is on. Without a plan, it costs about 0.07 USD per 1,000 emails.',
  ],
  [
    'vdm-off',
    () => judgeSes({ vdmEnabled: false, plan: 'PRO' }),
    'Virtual Deliverability Manager is off. On the plan PRO, it costs nothing extra.',
  ],
  ['bootstrapped', judgeRegion, 'The bootstrap version of eu-west-1 is 21.'],
  [
    'not-bootstrapped',
    () => judgeRegion({ bootstrapVersion: { value: 'none' }, stacks: noStack }),
    'eu-west-1 is not bootstrapped for CDK.',
  ],
  [
    'bootstrap-too-old',
    () => judgeRegion({ bootstrapVersion: { value: 5 } }),
    'The bootstrap version of eu-west-1 is 5, and this app needs 6.',
  ],
  ['alarm-quota-free', judgeRegion, 'The account has 47 alarms. Service Quotas lists no limit.'],
  [
    'alarm-quota-short',
    () => judgeRegion({ alarms: { value: { used: 4_990, limit: 5_000 } }, stacks: noStack }),
    'The account has 4,990 alarms of at most 5,000, and the stack needs 24 alarms.',
  ],
  ['dashboard-quota-free', judgeRegion, 'The account has 3 dashboards of at most 500.'],
  [
    'dashboard-quota-short',
    () => judgeRegion({ dashboards: { value: { used: 500, limit: 500 } }, stacks: noStack }),
    'The account has 500 dashboards of at most 500, and the stack needs 1 dashboard.',
  ],
  ['one-stack', judgeRegion, 'eu-west-1 has the stack SesMetricsExporter-eu-west-1.'],
  ['no-stack', () => judgeRegion({ stacks: noStack }), 'eu-west-1 has no stack of this exporter.'],
  [
    'several-stacks',
    () => judgeRegion({ stacks: { value: [STACK, { ...STACK, name: 'Prod-SesMetricsExporter' }] } }),
    'eu-west-1 has 2 stacks: SesMetricsExporter-eu-west-1, Prod-SesMetricsExporter.',
  ],
  [
    'plan-notifies',
    () => judgeRegion({ stacks: noStack, planned: { ...regionFacts().planned, notifiedLevels: ['critical'] } }),
    'cdk.json has receivers of critical alarms.',
  ],
  ['plan-notifies-nobody', () => judgeRegion({ stacks: noStack }), 'cdk.json has no receiver of critical alarms.'],
  [
    'plan-has-runbook',
    () => judgeRegion({ stacks: noStack, planned: { ...regionFacts().planned, runbookUrl: RUNBOOK } }),
    'cdk.json links alarms to https://wiki.example.com/ses-runbook. This command opens the page only after the deployment.',
  ],
  ['plan-has-no-runbook', () => judgeRegion({ stacks: noStack }), 'cdk.json has no URL of the runbook.'],

  ['stack-complete', judgeStack, 'SesMetricsExporter-eu-west-1 has the status UPDATE_COMPLETE.'],
  [
    'stack-changing',
    () => withStatus('UPDATE_IN_PROGRESS'),
    'SesMetricsExporter-eu-west-1 has the status UPDATE_IN_PROGRESS.',
  ],
  [
    'update-rolled-back',
    () => withStatus('UPDATE_ROLLBACK_COMPLETE'),
    'SesMetricsExporter-eu-west-1 has the status UPDATE_ROLLBACK_COMPLETE: its last update failed.',
  ],
  [
    'stack-failed',
    () => withStatus('ROLLBACK_COMPLETE'),
    'SesMetricsExporter-eu-west-1 has the status ROLLBACK_COMPLETE.',
  ],
  ['resources-complete', judgeStack, '2 resources, among them 1 alarm.'],
  [
    'alarms-missing',
    () => judgeStack({ alarms: { value: [] } }),
    '1 alarm of the stack does not exist: SesMetricsExporter-eu-west-1-quota-critical.',
  ],
  [
    'resources-failed',
    () =>
      judgeStack({
        resources: { value: [{ logicalId: 'Queue', type: 'AWS::SQS::Queue', status: 'UPDATE_FAILED' }] },
      }),
    'CloudFormation failed on Queue.',
  ],
  ['version-current', judgeStack, 'The stack has the version of this folder, 0.5.0.'],
  ['version-older', () => withVersion('0.4.9'), 'The stack has version 0.4.9, and this folder 0.5.0.'],
  ['version-newer', () => withVersion('0.10.0'), 'The stack has version 0.10.0, and this folder 0.5.0.'],
  ['exporter-alive', judgeStack, 'The newest count of sends is 8 minutes old.'],
  [
    'first-value-pending',
    () => judgeStack({ stack: NEW_STACK, publishedAt: { value: 'none' } }),
    'The stack is 3 minutes old, and has published no value yet.',
  ],
  [
    'exporter-silent',
    () => judgeStack({ publishedAt: { value: NOW - 121 * MINUTE } }),
    'The newest count of sends is 2 hours old.',
  ],
  ['polls-succeed', judgeStack, '12 runs of the exporter in the last three hours, and none failed.'],
  [
    'polls-fail',
    () => judgeStack({ invocations: { value: { errors: 3, invocations: 12 } } }),
    '3 of 12 runs of the exporter in the last three hours failed.',
  ],
  [
    'first-poll-pending',
    () => judgeStack({ stack: NEW_STACK, invocations: { value: { errors: 0, invocations: 0 } } }),
    'The stack is 3 minutes old, and CloudWatch shows no poll yet.',
  ],
  [
    'polls-missing',
    () => judgeStack({ invocations: { value: { errors: 0, invocations: 0 } } }),
    'The exporter did not run in the last three hours.',
  ],
  ['no-dead-letters', judgeStack, 'The dead-letter queue is empty.'],
  ['dead-letters', () => judgeStack({ deadLetters: { value: 2 } }), 'The dead-letter queue has 2 messages.'],
  [
    'widgets-left-out',
    () => judgeStack({ widgetCalls: { value: 'none' } }),
    'The stack has no widgets that find mail.',
  ],
  [
    'widgets-unused',
    () => judgeStack({ widgetCalls: { value: { invocations: 0 } } }),
    'CloudWatch shows no call of the widgets in the last three hours.',
  ],
  ['widgets-answer', judgeStack, '4 calls of the widgets in the last three hours, and none failed.'],
  [
    'widgets-refused',
    () => judgeStack({ widgetCalls: { value: { errors: 0, invocations: 4, throttles: 3 } } }),
    'Lambda refused 3 calls of the widgets in the last three hours.',
  ],
  [
    'widgets-fail',
    () => judgeStack({ widgetCalls: { value: { errors: 2, invocations: 4, throttles: 0 } } }),
    '2 of 4 calls of the widgets in the last three hours failed.',
  ],
  ['actions-enabled', judgeStack, 'The actions of 1 alarm are enabled.'],
  [
    'actions-disabled',
    () => judgeStack({ alarms: { value: [{ ...ALARM, actionsEnabled: false }] } }),
    'The actions of 1 alarm are disabled: SesMetricsExporter-eu-west-1-quota-critical.',
  ],
  [
    'no-alarm-notifies',
    () => judgeStack({ alarms: { value: [{ ...ALARM, alarmActions: [] }] } }),
    'No alarm of the stack notifies anybody.',
  ],
  ['not-muted', judgeStack, 'No mute rule covers an alarm of the stack.'],
  [
    'muted-now',
    () => judgeStack({ muteRules: { value: [muteRule('ACTIVE')] } }),
    'The mute rule "spring import" mutes 1 alarm, until 2026-11-26T18:00:00.000Z.',
  ],
  [
    'mute-scheduled',
    () => judgeStack({ muteRules: { value: [muteRule('SCHEDULED')] } }),
    'The mute rule "spring import" will mute 1 alarm, until 2026-11-26T18:00:00.000Z.',
  ],
  ['no-alarm-firing', judgeStack, 'No alarm is in ALARM.'],
  [
    'alarms-firing',
    () => judgeStack({ alarms: { value: [{ ...ALARM, state: 'ALARM' }] } }),
    '1 alarm is in ALARM: SesMetricsExporter-eu-west-1-quota-critical.',
  ],
  [
    'drill-unfinished',
    () => judgeStack({ alarms: { value: [{ ...ALARM, state: 'ALARM', stateReason: 'Drill 1a2b3c4d: it pretends' }] } }),
    'A drill has not set back SesMetricsExporter-eu-west-1-quota-critical.',
  ],

  ['critical-reached', judgeStack, '1 receiver: email o***@example.com.'],
  [
    'critical-unreached',
    () => withTopic({ receivers: { value: [] } }),
    'Nobody is subscribed to the topic of critical alarms.',
  ],
  [
    'critical-unconfirmed',
    () => withTopic({ receivers: { value: [receiver(false)] } }),
    '1 of 1 receiver of critical alarms is not confirmed: email o***@example.com.',
  ],
  [
    'critical-partly-confirmed',
    () => withTopic({ receivers: { value: [receiver(true), receiver(false, 'd')] } }),
    '1 of 2 receivers of critical alarms is not confirmed: email d***@example.com.',
  ],
  ['warning-reached', judgeStack, '1 receiver: email o***@example.com.'],
  [
    'warning-unreached',
    () => withTopic({}, { ...WARNING_TOPIC, receivers: { value: [] } }),
    'Nobody is subscribed to the topic of warning alarms.',
  ],
  [
    'warning-unconfirmed',
    () => withTopic({}, { ...WARNING_TOPIC, receivers: { value: [receiver(false)] } }),
    '1 of 1 receiver of warning alarms is not confirmed: email o***@example.com.',
  ],
  [
    'chat-subscribed',
    () =>
      judgeStack({
        planned: { ...regionFacts().planned, chatLevels: ['critical'] },
        topics: { value: [{ ...HEALTHY_TOPIC, receivers: { value: [CHAT] } }, WARNING_TOPIC] },
      }),
    'The channels for critical alarms are subscribed in eu-west-1.',
  ],
  [
    'chat-unsubscribed',
    () => judgeStack({ planned: { ...regionFacts().planned, chatLevels: ['critical', 'warning'] } }),
    'cdk.json has a channel for critical and warning alarms, but the channel is not subscribed to their topics.',
  ],
  ['topic-open', judgeStack, '2 topics let alarms publish.'],
  [
    'topic-missing',
    () => withTopic({ attributes: { value: 'missing' } }),
    'The topic critical, which alarms notify, does not exist.',
  ],
  [
    'topic-refuses-alarms',
    () => withTopic({ isOwn: false, attributes: { value: { policy: '{"Statement": []}' } } }),
    'The policy of critical does not let CloudWatch alarms publish.',
  ],
  [
    'topic-policy-unchecked',
    () => withTopic({ attributes: { value: { policy: undefined } } }),
    'The policy of critical has conditions that only AWS can evaluate.',
  ],
  [
    'topic-key-refuses-alarms',
    () => withTopic({ attributes: { value: { keyId: 'alias/aws/sns', policy: OWN_POLICY } } }),
    'The topic critical is encrypted with the AWS managed key for SNS.',
  ],
  [
    'topic-key-unchecked',
    () => withTopic({ isOwn: false }),
    'A customer managed key encrypts critical, which the stack did not create.',
  ],
  ['runbook-opens', judgeStack, 'https://wiki.example.com/ses-runbook opens, and has 1 heading that alarms link to.'],
  [
    'runbook-unset',
    () => judgeStack({ runbook: { value: { url: 'RUNBOOK.md', anchors: [] } } }),
    'The alarms link to no URL.',
  ],
  ['runbook-not-found', () => withRunbook(404), 'https://wiki.example.com/ses-runbook answers with HTTP status 404.'],
  [
    'runbook-needs-login',
    () => withRunbook(200, '<h1>Log in</h1>', 'https://example.okta.com/login/step'),
    'https://wiki.example.com/ses-runbook opens only after a login (it redirects to example.okta.com).',
  ],
  [
    'runbook-lacks-headings',
    () => withRunbook(200, '<h1>Other page</h1>'),
    'https://wiki.example.com/ses-runbook lacks 1 heading: alarm-quota-critical.',
  ],
  [
    'runbook-unreadable',
    () => withRunbook(200, '<div id="app"></div>'),
    'https://wiki.example.com/ses-runbook opens, but its headings cannot be read.',
  ],
];
