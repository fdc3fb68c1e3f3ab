/**
 * The logical ids of deployed stacks. CloudFormation treats a renamed resource as a new one, and creates it before it deletes
 * the old one. Each entry names the consequence of a rename.
 *
 * Add new ids here. A change of an existing id is a breaking change: describe the upgrade in CHANGELOG.md.
 */
import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { defineStacks } from '../../lib/exporter-app';
import type { ExporterStack } from '../../lib/exporter-stack';
import { MonitoringStack } from '../../lib/monitoring/monitoring-stack';
import { createApp } from '../support/template';

const ACCOUNT = '111122223333';
const REGIONS = ['eu-west-1', 'us-east-1'];

const NAME_TAKEN = 'the deployment fails, because the old resource has the name until its deletion';

/** A type, the consequence of a rename in a deployed stack, and the ids. */
type Pinned = [type: string, cost: string, ids: readonly string[]];

const BY_DEFAULT: Pinned[] = [
  [
    'AWS::SNS::Topic',
    'a new ARN: subscriptions and publishers outside the stack lose their topic',
    ['TopicsCritical54F8F423', 'TopicsWarning3952D1DF'],
  ],
  ['AWS::KMS::Key', 'a second key to pay for until the first is deleted', ['TopicsKey64CE8550']],
  [
    'AWS::SQS::Queue',
    'the events of given-up polls are lost, and the URL changes',
    ['SendStatisticsGivenUpPolls1B355B60'],
  ],
  [
    'AWS::DynamoDB::Table',
    'look-ups of two versions do not share turns during the deployment',
    ['MessageInsightsTable531EB2A0'],
  ],
  [
    'AWS::ApiGatewayV2::Api',
    'a new URL and new ARNs: every client and every policy has to change',
    ['MessageInsightsApi35F79BD2'],
  ],
  [
    'AWS::Lambda::Function',
    'a new name: manual calls of the function and graphs of its metrics have to change',
    [
      'AlarmBriefFunctionE174AE0B',
      'ConsoleWidgetsFunction31D15220',
      'MessageInsightsFunctionD52BD716',
      'SendStatisticsFunctionCF1200B1',
    ],
  ],
  [
    'AWS::Logs::LogGroup',
    'the log is deleted, including the record of unmasked look-ups',
    [
      'AlarmBriefFunctionLogsE857D1FB',
      'ConsoleWidgetsFunctionLogsCF957067',
      'MessageInsightsAccessLog35734F9A',
      'MessageInsightsFunctionLogsF579E99D',
      'SendStatisticsFunctionLogs5D490948',
    ],
  ],
  [
    'AWS::CloudWatch::Alarm',
    NAME_TAKEN,
    [
      'AlarmsaccountShutDownB9A96FC8',
      'AlarmsaccountUnderReview981C00F6',
      'AlarmsawsBounceRateCriticalFC9DDC46',
      'AlarmsawsBounceRateWarning1B374105',
      'AlarmsawsComplaintRateCritical59FFFC50',
      'AlarmsawsComplaintRateWarning6FF6390D',
      'AlarmsbounceRateCriticalB406BD7B',
      'AlarmsbounceRateFastBurn3B0BB4BC',
      'AlarmsbounceRateSlow75E966E5',
      'AlarmsbounceRateWarningA59575C9',
      'AlarmscomplaintRateCritical3FE0C2ED',
      'AlarmscomplaintRateFastBurnC24469EC',
      'AlarmscomplaintRateSlowB869A03E',
      'AlarmscomplaintRateWarningA8540A9E',
      'AlarmsexporterFailing90B2F63E',
      'AlarmsexporterSilentE688150B',
      'AlarmslookUpsFailing8F621A4B',
      'AlarmsRatesPageBurstMemory6EB50EEE',
      'AlarmspollsGivenUp5DF34423',
      'AlarmsquotaCriticalF04BDFE9',
      'AlarmsquotaWarningB36CD8B7',
      'AlarmssendingDisabled3E80F730',
    ],
  ],
  ['AWS::CloudWatch::CompositeAlarm', NAME_TAKEN, ['AlarmsRatesPageAlarmC42D0ACC']],
  ['AWS::CloudWatch::Dashboard', NAME_TAKEN, ['Dashboard7A714131']],
];

/** The resources that options add. */
const BY_OPTION: Pinned[] = [
  [
    'AWS::SNS::Subscription',
    'nobody is notified by e-mail until the new subscription is confirmed; an endpoint is unsubscribed with the old id',
    [
      'TopicsCriticaloncallexamplecomE627F0E5',
      'TopicsCriticalpagerurl62942A64',
      'TopicsWarningmailteamexamplecom79DE9084',
      'TopicsWarningticketsurlF93F7C49',
    ],
  ],
  ['AWS::CloudWatch::Dashboard', NAME_TAKEN, ['AllRegionsDashboard927F89D4']],
  ['AWS::CloudWatch::Alarm', NAME_TAKEN, ['AlarmslookUpsThrottledCAEB7B71']],
  [
    'AWS::Chatbot::SlackChannelConfiguration',
    'the deployment fails, because an account can have only one configuration for each channel',
    ['ChatSlackC07EZ1ABC23AF135E1D', 'ChatSlackC07EZ1ABC247A674C58'],
  ],
  [
    'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
    'the deployment fails, because an account can have only one configuration for each channel',
    ['ChatTeams193Aab1240threadtacv2E075A1F4'],
  ],
  [
    'AWS::Oam::Link',
    'the deployment fails, because the account already has a link to the sink',
    ['MonitoringLink0C6B912E'],
  ],
];

const MONITORING: Pinned[] = [
  [
    'AWS::Oam::Sink',
    'the deployment fails, because an account has only one sink per Region; and every source account needs the new ARN',
    ['Sink7253DC8B'],
  ],
  ['AWS::CloudWatch::Dashboard', NAME_TAKEN, ['AllAccountsDashboardD0D6CA77']],
];

const OPTIONS = {
  'exporter:regions': REGIONS,
  'exporter:optionalMetrics': ['Bounces', 'Complaints', 'Rejects', 'RejectRate'],
  'exporter:alarms': { lookUpsThrottled: true },
  'exporter:healthEvents': true,
  'exporter:runbookUrl': 'https://wiki.example.com/ses-runbook',
  'exporter:notifications': {
    critical: { emails: ['oncall@example.com'], endpointParameters: ['/pager/url'] },
    warning: { emails: ['mail-team@example.com'], endpointParameters: ['/tickets/url'] },
  },
  'exporter:chat': {
    slack: { workspaceId: 'T07EA123LEP', channels: { critical: 'C07EZ1ABC23', warning: 'C07EZ1ABC24' } },
    teams: {
      tenantId: '11112222-3333-4444-5555-666677778888',
      teamId: '22223333-4444-5555-6666-777788889999',
      channels: { critical: '19%3Aab12%40thread.tacv2', warning: '19%3Aab12%40thread.tacv2' },
    },
  },
  'exporter:monitoringSinkArns': REGIONS.map((region) => `arn:aws:oam:${region}:999988887777:sink/0f1e2d3c`),
  'exporter:messageInsights': {
    corsOrigins: ['https://tools.example.com'],
    jwt: { issuer: 'https://login.example.com', audience: ['tools'], scope: 'look-up', unmaskedScope: 'all' },
    encryptionKeyArns: REGIONS.map((region) => `arn:aws:kms:${region}:${ACCOUNT}:key/1234abcd`),
  },
};

function templateOf(context: Record<string, unknown>): Template {
  const [stack] = defineStacks(createApp(context), { account: ACCOUNT, region: 'eu-west-1' });
  return Template.fromStack(stack as ExporterStack);
}

function monitoringTemplate(): Template {
  const sourceAccounts = { shop: '444455556666' };
  return Template.fromStack(new MonitoringStack(createApp(), 'Monitoring', { sourceAccounts }));
}

const OUTPUTS = [
  'AlarmBriefFunctionName',
  'AlarmBriefLogGroup',
  'AlarmsUrl',
  'ConsoleWidgetsFunctionName',
  'ConsoleWidgetsLogGroup',
  'CriticalTopicArn',
  'DashboardUrl',
  'ExporterFunctionName',
  'ExporterLogGroup',
  'ExporterVersion',
  'MessageInsightsFunctionName',
  'MessageInsightsLogGroup',
  'MessageInsightsUrl',
  'MetricNamespace',
  'WarningTopicArn',
];

describe.each<[string, Template, Pinned[], string[]]>([
  ['by default', templateOf({}), BY_DEFAULT, OUTPUTS],
  [
    'with every option',
    templateOf(OPTIONS),
    [...BY_DEFAULT, ...BY_OPTION],
    [...OUTPUTS, 'AllRegionsDashboardUrl', 'RunbookUrl'],
  ],
  ['of a monitoring account', monitoringTemplate(), MONITORING, ['DashboardUrl', 'MonitoringSinkArn']],
])('the stack %s keeps its ids', (_, template, pinned, outputs) => {
  it.each(pinned)('of %s; after a rename: %s', (type, _, ids) => {
    expect(Object.keys(template.findResources(type))).toEqual(expect.arrayContaining([...ids]));
  });

  it('and has no other ids of these types', () => {
    const types = new Set([...BY_DEFAULT, ...BY_OPTION, ...MONITORING].map(([type]) => type));
    const ids = [...types].flatMap((type) => Object.keys(template.findResources(type)));
    expect(ids.sort()).toEqual(pinned.flatMap(([, , ids]) => ids).sort());
  });

  it('of its outputs, which scripts read', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([...outputs].sort());
  });
});

it('an endpoint keeps its id after the removal of the one before it', () => {
  const subscriptionsWith = (endpointParameters: string[]) =>
    templateOf({ 'exporter:notifications': { critical: { endpointParameters } } }).findResources(
      'AWS::SNS::Subscription',
    );
  const both = subscriptionsWith(['/pager/first', '/pager/second']);
  expect(Object.keys(both)).toHaveLength(2);
  expect(both).toMatchObject(subscriptionsWith(['/pager/second']));
});
