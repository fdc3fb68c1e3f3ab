import { describe, expect, it } from '@jest/globals';
import { Aws } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { costTable } from '../../../cli/cost';
import { ENVIRONMENT, TIMEOUT_MS } from '../../../lambda/alarm-brief/contract';
import { AlarmBrief } from '../../../lib/alarms/alarm-brief';
import type { AlarmOverrides } from '../../../lib/alarms/alarm-settings';
import { RATE_PAGE } from '../../../lib/alarms/alarm-table';
import { ExporterStack, type ExporterStackProps } from '../../../lib/exporter-stack';
import { ConfigError } from '../../../lib/shared/config-error';
import { off } from '../../support/alarms';
import { createApp, type Statement, statementsOf } from '../../support/template';

const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '999988887777';
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd`;
const topicOf = (account: string) => `arn:aws:sns:eu-west-1:${account}:pager`;
const toTopicOf = (account: string): ExporterStackProps => ({
  notifications: { critical: { topicArns: [topicOf(account)] } },
});

function createStack(props: ExporterStackProps = {}, region = 'eu-west-1'): ExporterStack {
  return new ExporterStack(createApp(), 'Watch', { env: { account: ACCOUNT, region }, dashboard: false, ...props });
}

function templateOf(props?: ExporterStackProps, region?: string): Template {
  return Template.fromStack(createStack(props, region));
}

const template = templateOf();

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shapes
function functionOf(of: Template): [string, any] {
  const found = Object.entries(of.findResources('AWS::Lambda::Function'))
    .filter(([id]) => id.startsWith('AlarmBrief'))
    .map(([id, { Properties }]) => [id, Properties] as [string, object]);
  expect(found).toHaveLength(1);
  return found[0] as [string, object];
}

const rightsOf = (of: Template) => statementsOf(of, 'AlarmBriefFunctionRole');
const { bursts, lasting } = RATE_PAGE;

describe('a stack has briefs', () => {
  it.each<[string, ExporterStackProps, boolean]>([
    ['by default', {}, true],
    ['if they are switched on', { briefs: true }, true],
    ['not if they are switched off', { briefs: false }, false],
    ['not without look-ups', { messageInsights: false }, false],
    ['not without alarms', { alarms: false }, false],
    ['not if no critical alarm on a rate is on', { alarms: off(...bursts, ...lasting) }, false],
    ['if one critical alarm on a rate is on', { alarms: off(...bursts, ...lasting.slice(1)) }, true],
    ['not if its critical topic already exists', toTopicOf(ACCOUNT), false],
    ['for an existing topic if they are switched on', { ...toTopicOf(ACCOUNT), briefs: true }, true],
    [
      'if only its topic of warnings already exists',
      { notifications: { warning: { topicArns: [topicOf(ACCOUNT)] } } },
      true,
    ],
  ])('%s', (_, props, expected) => {
    expect(createStack(props).brief !== undefined).toBe(expected);
  });

  it('and the construct refuses alarms that do not page', () => {
    const { exporter, topics, insights, alarms } = createStack({ alarms: off(...bursts, ...lasting), briefs: false });
    const create = () =>
      new AlarmBrief(createStack(), 'Brief', { exporter, topics, alarms, insights: insights as never });
    expect(create).toThrow(
      new ConfigError(
        'The configuration cannot be used:\n- A brief needs a page: switch on at least one critical alarm on a rate',
      ),
    );
  });
});

it('briefs add only resources that cost nothing while no alarm fires', () => {
  const countsOf = (of: Template) => {
    const types = Object.values(of.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    return Object.fromEntries(
      [...new Set(types)].map((type) => [type, types.filter((other) => other === type).length]),
    );
  };
  const without = countsOf(templateOf({ briefs: false }));
  const added = Object.entries(countsOf(template)).flatMap(([type, count]) =>
    count === without[type] ? [] : [[type, count - (without[type] ?? 0)]],
  );
  expect(Object.fromEntries(added)).toEqual({
    'AWS::IAM::Policy': 1,
    'AWS::IAM::Role': 1,
    'AWS::Lambda::EventInvokeConfig': 1,
    'AWS::Lambda::Function': 1,
    'AWS::Lambda::Permission': 1,
    'AWS::Logs::LogGroup': 1,
  });
  const metricsIn = (table: string) => /Custom metrics[^\n]*\n.*Metrics that alarms read[^\n]*/.exec(table)?.[0];
  expect(metricsIn(costTable({}))).toBe(metricsIn(costTable({ 'exporter:briefs': false })));
  expect(metricsIn(costTable({}))).toBeDefined();
});

describe('the alarm that pages for rates, and no other, invokes the function', () => {
  it.each<[string, AlarmOverrides, string]>([
    ['all together', {}, 'sending-rates-page'],
    ['two of them together', off(...bursts, ...lasting.slice(2)), 'sending-rates-page'],
    ['a burst by itself', off(...bursts.slice(1), ...lasting), 'bounce-rate-fast-burn'],
    ["AWS's own rate by itself", off(...bursts, ...lasting.slice(0, 3)), 'aws-complaint-rate-critical'],
  ])('%s', (_, alarms, slug) => {
    const made = templateOf({ alarms });
    const [id] = functionOf(made);
    const action = { 'Fn::GetAtt': [id, 'Arn'] };
    const invoking = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
      .flatMap((type) => Object.entries(made.findResources(type)))
      .filter(([, { Properties }]) => JSON.stringify(Properties).includes(id));
    expect(invoking.map(([, { Properties }]) => Properties.AlarmName)).toEqual([`Watch-eu-west-1-${slug}`]);
    const [alarm, { Properties }] = invoking[0] as [string, { Properties: Record<string, unknown[]> }];
    const page = { Ref: expect.stringMatching(/^TopicsCritical/) };
    expect(Properties.AlarmActions).toEqual([page, action]);
    expect(Properties.OKActions).toEqual([page]);
    expect(Properties).not.toHaveProperty('InsufficientDataActions');
    const permissions = Object.values(made.findResources('AWS::Lambda::Permission')).filter(({ Properties }) =>
      JSON.stringify(Properties.FunctionName).includes(id),
    );
    expect(permissions.map(({ Properties: { FunctionName: _, ...properties } }) => properties)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
        SourceAccount: ACCOUNT,
        SourceArn: { 'Fn::GetAtt': [alarm, 'Arn'] },
      },
    ]);
  });
});

describe('the function', () => {
  const variablesOf = (of: Template) => functionOf(of)[1].Environment.Variables as Record<string, unknown>;
  const alarmsOf = (of: Template) => JSON.parse(variablesOf(of)[ENVIRONMENT.alarms] as string);
  const HOUR = { windowMs: 3_600_000, window: '1h' };
  const DAY = { windowMs: 86_400_000, window: '24h' };
  const named = (alarms: Record<string, object>) =>
    Object.fromEntries(Object.entries(alarms).map(([slug, alarm]) => [`Watch-eu-west-1-${slug}`, alarm]));

  it('knows each alarm on rates by its name in AWS, with its events and its window', () => {
    expect(alarmsOf(template)).toEqual(
      named({
        'bounce-rate-fast-burn': { kind: 'bounce', ...HOUR },
        'complaint-rate-fast-burn': { kind: 'complaint', ...HOUR },
        'bounce-rate-critical': { kind: 'bounce', ...DAY },
        'complaint-rate-critical': { kind: 'complaint', ...DAY },
        'aws-bounce-rate-critical': { kind: 'bounce', windowMs: 86_400_000 },
        'aws-complaint-rate-critical': { kind: 'complaint', windowMs: 86_400_000 },
      }),
    );
    const names = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties.AlarmName,
    );
    expect(names).toEqual(expect.arrayContaining(Object.keys(alarmsOf(template))));
  });

  it('knows only alarms that are on, with the windows in force', () => {
    const alarms = { ...off(...bursts.slice(1), ...lasting.slice(1)), bounceRateFastBurn: { window: '30m' } };
    expect(alarmsOf(templateOf({ alarms, windows: ['30m', '1h', '24h', '14d'] }))).toEqual(
      named({
        'bounce-rate-fast-burn': { kind: 'bounce', windowMs: 1_800_000, window: '30m' },
        'bounce-rate-critical': { kind: 'bounce', ...DAY },
      }),
    );
  });

  it('knows the names of alarms in a Region that only the deployment knows', () => {
    const value = variablesOf(templateOf({}, Aws.REGION))[ENVIRONMENT.alarms] as { 'Fn::Join': [string, unknown[]] };
    const [separator, parts] = value['Fn::Join'];
    const text = parts.map((part) => (typeof part === 'string' ? part : 'eu-west-1')).join(separator);
    expect(JSON.parse(text)).toEqual(alarmsOf(template));
  });

  it('knows the table and the URL of look-ups, the critical topic and the namespace', () => {
    const { ALARMS: _, ...others } = variablesOf(templateOf({ namespace: 'Mail' }));
    expect(others).toEqual({
      TABLE_NAME: { Ref: expect.stringMatching(/^MessageInsightsTable/) },
      TOPIC_ARN: { Ref: expect.stringMatching(/^TopicsCritical/) },
      METRIC_NAMESPACE: 'Mail',
      API_URL: { 'Fn::GetAtt': [expect.stringMatching(/^MessageInsightsApi/), 'ApiEndpoint'] },
    });
  });

  it('has the time limit of its contract, which Lambda accepts', () => {
    const [, { Timeout }] = functionOf(template);
    expect(Timeout * 1000).toBe(TIMEOUT_MS);
    expect(Timeout).toBeLessThanOrEqual(15 * 60); // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  });

  it('keeps its log as long as the other functions', () => {
    const logs = Object.values(templateOf({ logRetentionDays: 7 }).findResources('AWS::Logs::LogGroup'));
    expect(logs.map(({ Properties }) => Properties.RetentionInDays)).toEqual([7, 7, 7, 7]);
  });
});

describe('the role of the function', () => {
  const jobs = `arn:aws:ses:eu-west-1:${ACCOUNT}:export-job/*`;
  const viaSns = {
    StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['sns.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] } },
  };
  const idOf = (resource: unknown) => {
    const { Ref, 'Fn::GetAtt': attribute } = resource as { Ref?: string; 'Fn::GetAtt'?: [string] };
    return (attribute?.[0] ?? Ref ?? String(resource)).replace(/[0-9A-F]{8}$/, '');
  };

  it('has one narrow statement for each call', () => {
    const alarmArns = expect.arrayContaining([
      `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:Watch-eu-west-1-bounce-rate-fast-burn`,
    ]);
    expect(
      rightsOf(template).map(({ Action, Resource, Condition }) => [
        Action,
        Array.isArray(Resource) ? Resource : idOf(Resource),
        Condition,
      ]),
    ).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], 'AlarmBriefFunctionLogs', undefined],
      ['ses:CreateExportJob', '*', { StringEquals: { 'ses:ExportSourceType': ['MESSAGE_INSIGHTS'] } }],
      ['ses:ListExportJobs', '*', undefined],
      ['ses:GetExportJob', jobs, undefined],
      ['ses:CancelExportJob', jobs, undefined],
      ['ses:GetAccount', '*', undefined],
      ['ses:ListSuppressedDestinations', '*', undefined],
      ['cloudwatch:GetMetricData', '*', undefined],
      ['cloudwatch:DescribeAlarms', alarmArns, undefined],
      ['dynamodb:GetItem', 'MessageInsightsTable', undefined],
      ['dynamodb:PutItem', 'MessageInsightsTable', undefined],
      ['sns:Publish', 'TopicsCritical', undefined],
      ['kms:Decrypt', 'TopicsKey', viaSns],
      ['kms:GenerateDataKey', 'TopicsKey', viaSns],
      ['sqs:SendMessage', 'SendStatisticsGivenUpPolls', undefined],
    ]);
  });

  it("may also use the table's own key, and each statement has a unique id", () => {
    const statements = rightsOf(templateOf({ messageInsights: { encryptionKeyArns: [KEY] } }));
    const onTable = statements.filter(({ Resource }) => Resource === KEY).map(({ Action }) => Action);
    expect(onTable).toEqual(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey']);
    const ids = statements.map(({ Sid }) => Sid);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]+$/); // all that IAM allows
  });

  it.each([ACCOUNT, OTHER_ACCOUNT])(
    'may publish to an existing topic of account %s, encrypted with any of its keys',
    (account) => {
      const statements = rightsOf(templateOf({ ...toTopicOf(account), briefs: true }));
      const rights = statements.filter(({ Action }) => /^(sns|kms):/.test(String(Action)));
      const keys = `arn:aws:kms:eu-west-1:${account}:key/*`;
      expect(rights.map(({ Action, Resource, Condition }) => [Action, Resource, Condition])).toEqual([
        ['sns:Publish', topicOf(account), undefined],
        ['kms:Decrypt', keys, viaSns],
        ['kms:GenerateDataKey', keys, viaSns],
      ]);
    },
  );
});

describe('for an existing topic', () => {
  const printedBy = (props: ExporterStackProps) =>
    Object.entries(templateOf({ ...toTopicOf(OTHER_ACCOUNT), ...props }).findOutputs('*')).filter(([id]) =>
      id.startsWith('TopicsBrief'),
    );

  it('the stack prints the statements for the topic and its key, which name the role', () => {
    const printed = printedBy({ briefs: true }).map(([, { Description, Value }]) => {
      const [separator, parts] = Value['Fn::Join'] as [string, (string | { 'Fn::GetAtt': string[] })[]];
      const text = parts
        .map((part) => (typeof part === 'string' ? part : part['Fn::GetAtt'].join('.')))
        .join(separator);
      return [Description, JSON.parse(text) as Statement];
    });
    const Principal = { AWS: expect.stringMatching(/^AlarmBriefFunctionRole\w+\.Arn$/) };
    expect(printed).toEqual([
      [
        `Add this statement to the policy of ${topicOf(OTHER_ACCOUNT)}`,
        { Effect: 'Allow', Principal, Action: 'sns:Publish', Resource: topicOf(OTHER_ACCOUNT) },
      ],
      [
        expect.stringMatching(/^If a customer managed KMS key encrypts /),
        { Effect: 'Allow', Principal, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*' },
      ],
    ]);
  });

  it('without briefs, it prints no such statements', () => {
    expect(printedBy({})).toEqual([]);
  });
});

describe('a brief that fails', () => {
  const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
  const [fn] = functionOf(template);

  it('is repeated twice within an hour, then its event goes to the queue that the alarm polls-given-up watches', () => {
    const configs = Object.values(template.findResources('AWS::Lambda::EventInvokeConfig'));
    expect(configs.map(({ Properties }) => Properties).filter(({ FunctionName }) => FunctionName.Ref === fn)).toEqual([
      {
        FunctionName: { Ref: fn },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue, 'Arn'] } } },
      },
    ]);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Watch-eu-west-1-polls-given-up',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
    });
  });
});
