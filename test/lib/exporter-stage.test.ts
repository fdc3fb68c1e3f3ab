import { describe, expect, it } from '@jest/globals';
import { PermissionsBoundary } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { ExporterOptions } from '../../lib/config/exporter-options';
import { defineStacks } from '../../lib/exporter-app';
import type { ExporterStack } from '../../lib/exporter-stack';
import { ExporterStage } from '../../lib/exporter-stage';
import { createApp } from '../support/template';

const ACCOUNT = '111122223333';
const REGIONS = ['eu-west-1', 'us-east-1'];

/** Every option, none with its default. */
const OPTIONS: Required<ExporterOptions> = {
  regions: REGIONS,
  namePrefix: 'acme-mail',
  namespace: 'Mail',
  windows: ['1h', '2h', '24h', '7d'],
  optionalMetrics: ['Rejects'],
  schedulePeriodMinutes: 30,
  logRetentionDays: 7,
  tags: { team: 'mail' },
  alarms: {
    bounceRateFastBurn: { window: '2h' },
    bounceRateCritical: false,
    bounceRateWarning: { window: '7d', threshold: 0.04 },
    bounceRateSlow: false,
    complaintRateFastBurn: { window: '2h' },
    complaintRateCritical: false,
    complaintRateWarning: false,
    complaintRateSlow: { window: '7d' },
    exporterSilent: { window: '2h' },
  },
  notifications: {
    critical: { topicArns: REGIONS.map((region) => `arn:aws:sns:${region}:${ACCOUNT}:pager`) },
    warning: { emails: ['mail-team@example.com'], endpointParameters: ['/mail/tickets'] },
    okActions: ['warning'],
  },
  chat: { slack: { workspaceId: 'T07EA123LEP', channels: { critical: 'C07EZ1ABC23', warning: 'C07EZ1ABC24' } } },
  messageInsights: {
    maxWaitSeconds: 2,
    cache: false,
    corsOrigins: ['https://tools.example.com'],
    jwt: {
      issuer: 'https://login.example.com',
      audience: ['tools'],
      scope: 'look-up',
      unmaskedScope: 'all',
      searchScope: 'search',
      unmaskedSearchScope: 'all-mail',
    },
    encryptionKeyArns: REGIONS.map((region) => `arn:aws:kms:${region}:${ACCOUNT}:key/1234abcd`),
  },
  briefs: true,
  weeklyReport: { day: 'Friday', hour: 9, timeZone: 'Europe/Berlin' },
  dashboard: false,
  consoleWidgets: false,
  healthEvents: true,
  monitoringSinkArns: REGIONS.map((region) => `arn:aws:oam:${region}:999988887777:sink/0f1e2d3c`),
  runbookUrl: 'https://wiki.example.com/ses',
};

/** The templates without the hashes of the code, which is not bundled here. */
function templatesOf(stacks: readonly ExporterStack[]): string {
  return JSON.stringify(stacks.map((stack) => Template.fromStack(stack).toJSON())).replace(/"\w{64}\.zip"/g, '""');
}

describe('a stage', () => {
  it('has the same stacks as the app with the same settings, except for their names', () => {
    const context = Object.fromEntries(Object.entries(OPTIONS).map(([name, value]) => [`exporter:${name}`, value]));
    const byContext = templatesOf(defineStacks(createApp(context), { account: ACCOUNT }));
    const { stacks } = new ExporterStage(createApp(), 'Production', { env: { account: ACCOUNT }, ...OPTIONS });
    expect(JSON.parse(templatesOf(stacks).replaceAll('Production-', ''))).toEqual(JSON.parse(byContext));
  });

  it('has one stack in the Region of its environment if no Regions are listed', () => {
    const { stacks } = new ExporterStage(createApp(), 'Test', { env: { account: ACCOUNT, region: 'eu-central-1' } });
    expect(stacks.map(({ stackName, region }) => [stackName, region])).toEqual([
      ['Test-SesMetricsExporter-eu-central-1', 'eu-central-1'],
    ]);
  });

  it('tags only its own resources', () => {
    const app = createApp();
    const env = { account: ACCOUNT, region: 'eu-west-1' };
    const tagged = new ExporterStage(app, 'Test', { env, namespace: 'Test', tags: { team: 'mail' } });
    const untagged = new ExporterStage(app, 'Production', { env });
    const tagsOf = ({ stacks }: ExporterStage) =>
      Object.values(Template.fromStack(stacks[0] as ExporterStack).findResources('AWS::SQS::Queue'))[0]?.Properties
        .Tags;
    expect(tagsOf(tagged)).toEqual([{ Key: 'team', Value: 'mail' }]);
    expect(tagsOf(untagged)).toBeUndefined();
  });

  it('is refused with all problems, under the names of the options', () => {
    const create = (settings: object) => () => new ExporterStage(createApp(), 'Test', settings);
    expect(
      create({ windows: ['7m'], region: ['eu-west-1'], messageInsights: { cache: 1 }, notifications: { ok: 1 } }),
    ).toThrow(
      [
        'The configuration cannot be used:',
        '- "region" is not a setting: choose from regions, namePrefix, namespace, windows, optionalMetrics, schedulePeriodMinutes, logRetentionDays, tags, alarms, notifications, chat, messageInsights, briefs, weeklyReport, dashboard, consoleWidgets, healthEvents, monitoringSinkArns, runbookUrl. Did you mean:',
        '    "regions": ["eu-west-1"]',
        '- "windows" is ["7m"]: "7m" is not a window: write a multiple of 15 minutes from 15m to 14d, such as 45m, 1h, 24h or 14d',
        '- "notifications", ok: no such setting exists, choose from critical, warning, okActions',
        '- "messageInsights", cache is 1: write true or false',
      ].join('\n'),
    );
    const { messageInsights } = OPTIONS;
    expect(create({ regions: ['eu-north-1'], messageInsights, namespace: 'Mail:X' })).toThrow(
      /^- "namespace" is "Mail:X": [^\n]*\n- "messageInsights", encryptionKeyArns is \[.*\]: add the key of eu-north-1/m,
    );
    expect(create({ monitoring: { account: ACCOUNT, sourceAccounts: { shop: '444455556666' } } })).toThrow(
      /^- "monitoring" is not an option of a stage: put a MonitoringStack into a Stage of the monitoring account$/m,
    );
    expect(create({ regions: ['eu-north-1'], notifications: OPTIONS.notifications })).toThrow(
      /^- "notifications", critical\.topicArns is \[.*\]: add the topic of eu-north-1, because/m,
    );
  });
});

describe('two stages', () => {
  /** Creates two stages. The name of the first stage is also a Region in the names of its stacks. */
  function createStages(accounts: readonly [string, string], namespaces: readonly [string, string]): ExporterStage[] {
    const app = createApp();
    return (['eu-west-1', 'Production'] as const).map(
      (id, index) =>
        new ExporterStage(app, id, {
          env: { account: accounts[index] },
          regions: REGIONS,
          namespace: namespaces[index],
          healthEvents: true,
        }),
    );
  }

  const stages = createStages([ACCOUNT, ACCOUNT], ['Test', 'Mail']);

  it('have no resource with the same name in one account and the same Regions', () => {
    const stacks = stages.flatMap(({ stacks }) => stacks);
    const names = stacks.flatMap(physicalNamesOf);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.filter((name) => name.startsWith('AWS::CloudWatch::Dashboard '))).toHaveLength(stacks.length + 2);
    const alarms = stacks.flatMap((stack) => Object.values(stack.alarms.alarms));
    // Each stack also has the alarm that remembers bursts.
    expect(names.filter((name) => name.includes(' AWS::CloudWatch::Alarm '))).toHaveLength(
      alarms.length + stacks.length,
    );
  });

  it('show only their own alarms on their dashboard of all Regions', () => {
    for (const { stacks } of stages) {
      const dashboards = Template.fromStack(stacks[0] as ExporterStack).findResources('AWS::CloudWatch::Dashboard');
      const shown = JSON.stringify(dashboards).matchAll(/:cloudwatch:([\w-]+):\d+:alarm:([\w-]+)/g);
      const alarms = stacks.flatMap(physicalNamesOf).flatMap((text) => {
        const [, region, name = ''] = /^(\S+) AWS::CloudWatch::(?:Composite)?Alarm (.*)$/.exec(text) ?? [];
        return name === '' || name.endsWith('-burst-memory') ? [] : [`${region} ${name}`];
      });
      expect([...shown].map(([, region, name]) => `${region} ${name}`).sort()).toEqual(alarms.sort());
    }
  });

  it.each([
    ['are of one account and publish to different namespaces', stages],
    ['are of different accounts', createStages([ACCOUNT, '444455556666'], ['Mail', 'Mail'])],
  ])('may have the same Regions if they %s', (_, created) => {
    for (const stage of created) expect(() => stage.synth()).not.toThrow();
  });

  it('are refused if they would publish the same metrics', () => {
    const [, second] = createStages([ACCOUNT, ACCOUNT], ['Mail', 'Mail']);
    expect(() => second?.synth()).toThrow(
      /eu-west-1\/SesMetricsExporter-eu-west-1\/SendStatistics publishes the same metrics, to the namespace Mail of account 111122223333 in eu-west-1: keep only one of the two, or change the namespace of one/,
    );
  });
});

/** The longest names, in characters. The pages of the API reference of each service have them. */
const MAX_NAME_LENGTHS: Readonly<Record<string, number>> = {
  'AWS::ApiGatewayV2::Api': 128,
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': 128,
  'AWS::CloudWatch::Alarm': 255,
  'AWS::CloudWatch::CompositeAlarm': 255,
  'AWS::CloudWatch::Dashboard': 255,
  'AWS::Lambda::Function': 64,
};

describe('the stack with the longest name that CloudFormation allows', () => {
  const namePrefix = 'm'.repeat(50);
  const region = 'ap-southeast-1';
  const { stacks } = new ExporterStage(createApp(), 's'.repeat(128 - `-${namePrefix}-${region}`.length), {
    env: { account: ACCOUNT },
    regions: [region],
    namePrefix,
    alarms: { noMail: true },
    chat: {
      teams: {
        tenantId: '11112222-3333-4444-5555-666677778888',
        teamId: '22223333-4444-5555-6666-777788889999',
        channels: { critical: `19%3A${'b'.repeat(64)}%40thread.tacv2` },
      },
    },
    weeklyReport: true,
    runbookUrl: `https://wiki.example.com/${'r'.repeat(275)}`,
  });
  const [stack] = stacks as [ExporterStack];

  it('has names that AWS accepts', () => {
    expect(stack.stackName).toHaveLength(128);
    const named = physicalNamesOf(stack).map((text) => text.replace(`${region} AWS`, 'AWS').split(' '));
    const tooLong = named.filter(([type = '', name = '']) => !(name.length <= (MAX_NAME_LENGTHS[type] ?? 0)));
    expect(tooLong).toEqual([]);
    expect(new Set(named.map(([type]) => type))).toEqual(new Set(Object.keys(MAX_NAME_LENGTHS)));
  });

  it('has functions whose variables fit into 4 KB', () => {
    const ARN_LENGTH = 200; // only the deployment knows the values of references
    const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    const lengths = functions.map(({ Properties }) =>
      Object.entries<unknown>(Properties.Environment.Variables)
        .map(([name, value]) => name.length + (typeof value === 'string' ? value.length : ARN_LENGTH))
        .reduce((sum, length) => sum + length, 0),
    );
    expect(lengths).toHaveLength(5);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(4096);
  });
});

/** Returns the names of resources. Names of dashboards are unique in the account, other names in a Region. */
function physicalNamesOf(stack: ExporterStack): string[] {
  const { Resources } = Template.fromStack(stack).toJSON();
  return Object.values(Resources as Record<string, { Type: string; Properties?: object }>).flatMap(
    ({ Type, Properties = {} }) =>
      Object.entries(Properties)
        .filter(([key, value]) => /(?<!Metric|Policy|Stage)Name$/.test(key) && typeof value === 'string')
        .map(([, name]) => [...(Type === 'AWS::CloudWatch::Dashboard' ? [] : [stack.region]), Type, name].join(' ')),
  );
}

it.each<[string, object, object]>([
  ['the context', { '@aws-cdk/core:permissionsBoundary': { name: 'boundary' } }, {}],
  ['the stage', {}, { permissionsBoundary: PermissionsBoundary.fromName('boundary') }],
])('every role has the permissions boundary of %s', (_, context, props) => {
  const env = { account: ACCOUNT, region: 'eu-west-1' };
  const { stacks } = new ExporterStage(createApp(context as Record<string, unknown>), 'Production', { env, ...props });
  const roles = Object.values(Template.fromStack(stacks[0] as never).findResources('AWS::IAM::Role'));
  expect(roles.length).toBeGreaterThan(3);
  for (const { Properties } of roles) {
    expect(JSON.stringify(Properties.PermissionsBoundary)).toContain(':policy/boundary');
  }
});
