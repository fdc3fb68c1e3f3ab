import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SCHEDULE_PERIODS_MINUTES } from '../../../lambda/send-statistics/contract';
import { readPollEvent } from '../../../lambda/send-statistics/poll-event';
import { readSettings } from '../../../lambda/send-statistics/settings';
import type { ExporterOptions } from '../../../lib/config/exporter-options';
import { ConfigError } from '../../../lib/shared/config-error';
import { createExporter, statementsOf } from '../../support/template';
import { at, settingsOf } from '../../support/world';

const { template } = createExporter();

function attribute(logicalId: string) {
  return { 'Fn::GetAtt': [Match.stringLikeRegexp(logicalId), 'Arn'] };
}

describe('the schedule', () => {
  it('polls in the middle of each quarter hour, in UTC, without a flexible window', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(7,22,37,52 * * * ? *)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
    });
  });

  it.each([
    [5, '2,7,12,17,22,27,32,37,42,47,52,57'],
    [10, '5,15,25,35,45,55'],
    [20, '10,30,50'],
    [30, '15,45'],
    [60, '30'],
  ] as const)(
    'of %i minutes polls at the minutes %s, and gives an event up after one period',
    (schedulePeriodMinutes, minutes) => {
      const { template: configured } = createExporter({ schedulePeriodMinutes });
      configured.hasResourceProperties('AWS::Scheduler::Schedule', {
        ScheduleExpression: `cron(${minutes} * * * ? *)`,
        Target: { RetryPolicy: { MaximumEventAgeInSeconds: schedulePeriodMinutes * 60 } },
      });
      configured.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
        MaximumEventAgeInSeconds: schedulePeriodMinutes * 60,
      });
    },
  );

  it('passes its scheduled time, in the format that the function reads', () => {
    const [schedule] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
    const input: string = schedule?.Properties.Target.Input;
    const event = JSON.parse(input.replace('<aws.scheduler.scheduled-time>', '2026-11-22T09:07:00Z'));
    expect(readPollEvent(event, at('2026-11-22T09:11:30Z')).slot).toBe(at('2026-11-22T09:07:00Z'));
  });
});

describe('a given-up poll', () => {
  it('of the schedule or of the function goes to one queue', () => {
    const queue = attribute('GivenUpPolls');
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Target: { DeadLetterConfig: { Arn: queue }, RetryPolicy: { MaximumEventAgeInSeconds: 900 } },
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumEventAgeInSeconds: 900,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
    template.resourceCountIs('AWS::SQS::Queue', 1);
  });

  it('stays in the queue for a day, encrypted and readable over TLS only', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 86_400, SqsManagedSseEnabled: true });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      },
    });
  });
});

describe('rights', () => {
  it('of the function are one statement for each call it makes, and nothing more', () => {
    const statements = statementsOf(template, 'FunctionRole').map(({ Action, Resource, Condition }) => [
      Action,
      typeof Resource === 'string'
        ? Resource
        : (Resource as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0]?.replace(/^Exporter|[0-9A-F]{8}$/g, ''),
      Condition,
    ]);
    expect(statements).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], 'FunctionLogs', undefined],
      ['ses:GetSendStatistics', '*', undefined],
      ['ses:GetAccount', '*', undefined],
      ['cloudwatch:PutMetricData', '*', { StringEquals: { 'cloudwatch:namespace': 'SES/SendStatistics' } }],
      ['cloudwatch:GetMetricData', '*', undefined],
      ['sqs:SendMessage', 'GivenUpPolls', undefined],
    ]);
  });

  it('of the schedule cover only the function and the queue, and only in this account', () => {
    expect(statementsOf(template, 'ScheduleRole').map(({ Action }) => Action)).toEqual([
      'lambda:InvokeFunction',
      'sqs:SendMessage',
    ]);
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  it('come from no managed policy', () => {
    for (const role of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  it('follow the configured namespace', () => {
    const statements = statementsOf(createExporter({ namespace: 'Mail/Team' }).template, 'FunctionRole');
    expect(statements.find(({ Action }) => Action === 'cloudwatch:PutMetricData')?.Condition).toEqual({
      StringEquals: { 'cloudwatch:namespace': 'Mail/Team' },
    });
  });
});

describe('the function', () => {
  it('runs on Node.js 24 and Arm, with JSON logs in a separate log group', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: Match.stringLikeRegexp('FunctionLogs') } },
    });
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
  });

  it('ends before the next poll of any schedule begins', () => {
    const [fn] = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(fn?.Properties.Timeout).toBeLessThan(Math.min(...SCHEDULE_PERIODS_MINUTES) * 60);
  });

  it('keeps logs for the configured time', () => {
    const { template: configured } = createExporter({ logRetentionDays: RetentionDays.ONE_YEAR });
    configured.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  it.each([
    ['the defaults', undefined, settingsOf()],
    [
      'every setting',
      {
        namespace: 'Mail',
        windows: ['15m', '7d'],
        optionalMetrics: ['Bounces', 'RejectRate'],
        schedulePeriodMinutes: 5,
      },
      settingsOf({
        namespace: 'Mail',
        windows: ['15m', '7d'],
        optionalMetrics: ['Bounces', 'RejectRate'],
        schedulePeriodMinutes: 5,
      }),
    ],
  ] as const)('reads %s back from its environment', (_, props, settings) => {
    const [fn] = Object.values(createExporter(props).template.findResources('AWS::Lambda::Function'));
    expect(readSettings(fn?.Properties.Environment.Variables)).toEqual(settings);
  });
});

describe('metric', () => {
  const { exporter } = createExporter({ windows: ['1h', '7d'], optionalMetrics: ['Bounces'] });

  it('of a window has the statistic Maximum and the schedule’s period', () => {
    expect(exporter.metric('BounceRate', { window: '1h' }).toMetricConfig().metricStat).toMatchObject({
      namespace: 'SES/SendStatistics',
      metricName: 'BounceRate',
      dimensions: [{ name: 'Window', value: '1h' }],
      statistic: 'Maximum',
      period: { amount: 15 },
    });
  });

  it('of the account has no dimension', () => {
    expect(exporter.metric('SendingEnabled').toMetricConfig().metricStat).not.toHaveProperty('dimensions.0');
  });

  it('SendingEnabled has the statistic Minimum, so that a 1 hides no 0', () => {
    expect(exporter.metric('SendingEnabled').statistic).toBe('Minimum');
  });

  it('of the account refuses a window', () => {
    expect(() => exporter.metric('SendingEnabled', { window: '1h' } as object)).toThrow(
      'SendingEnabled describes the account and has no window: leave "1h" out',
    );
  });

  it('is refused if this exporter does not publish it, because an alarm on it would never fire', () => {
    expect(() => exporter.metric('BounceRate', { window: '24h' })).toThrow(
      'The window "24h" is not published: choose one of 1h, 7d, or add it to the exporter',
    );
    expect(() => exporter.metric('Rejects', { window: '1h' })).toThrow(
      "Rejects is not published: add it to the exporter's optional metrics",
    );
    expect(exporter.metric('Bounces', { window: '7d' }).metricName).toBe('Bounces');
  });
});

it('refuses wrong options, with all problems at once', () => {
  const props = { optionalMetrics: ['Bounce'], schedulePeriodMinutes: 7, namespace: 7 } as never;
  expect(() => createExporter(props)).toThrow(
    new ConfigError(
      [
        'The configuration cannot be used:',
        '- "namespace" is 7: write a string',
        '- "optionalMetrics" has "Bounce": choose from Bounces, Complaints, Rejects, RejectRate, AttemptsWeekBefore',
        '- "schedulePeriodMinutes" is 7: choose from 5, 10, 15, 20, 30, 60',
      ].join('\n'),
    ),
  );
});

it('refuses a misspelled option and an option of version 0.2, and ignores the other options of a stack', () => {
  expect(() => createExporter({ Windows: ['1h'], logRetention: 7 } as never)).toThrow(
    new ConfigError(
      [
        'The configuration cannot be used:',
        '- "Windows": no such option exists, write "windows"',
        '- "logRetention": no such option exists, write "logRetentionDays"',
      ].join('\n'),
    ),
  );
  const options: ExporterOptions = { dashboard: false, notifications: {}, alarms: false, regions: ['eu-west-1'] };
  expect(() => createExporter({ ...options, logRetention: undefined } as never)).not.toThrow();
});

it('refuses wrong windows and namespaces, with all problems at once', () => {
  expect(() => createExporter({ windows: ['7m', '1h', '60m'], namespace: 'AWS/SES' })).toThrow(
    /^- "namespace" is "AWS\/SES": write a namespace that begins[^\n]*\n- "windows" is .*"7m" is not a window[^\n]*\n- .*: "1h" and "60m" are the same window/m,
  );
});
