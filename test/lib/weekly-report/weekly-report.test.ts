import { describe, expect, it } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { costTable } from '../../../cli/cost';
import { ENVIRONMENT } from '../../../lambda/weekly-report/contract';
import { readSettings } from '../../../lambda/weekly-report/settings';
import { ExporterStack, type ExporterStackProps } from '../../../lib/exporter-stack';
import { createApp, statementsOf } from '../../support/template';

const env = { account: '111122223333', region: 'eu-west-1' };

function templateOf(props: ExporterStackProps): Template {
  return Template.fromStack(
    new ExporterStack(createApp(), 'Watch', { env, dashboard: false, messageInsights: false, ...props }),
  );
}

const template = templateOf({ weeklyReport: { day: 'Friday', hour: 16, timeZone: 'Europe/Berlin' } });

function environmentOf(of: Template): Record<string, string> {
  const [fn] = Object.entries(of.findResources('AWS::Lambda::Function')).filter(([id]) =>
    id.startsWith('WeeklyReport'),
  );
  return fn?.[1].Properties.Environment.Variables;
}

it('is off by default', () => {
  expect(JSON.stringify(templateOf({}).toJSON())).not.toContain('WeeklyReport');
});

it('runs at the chosen time, and passes the scheduled time on', () => {
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(0 16 ? * FRI *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    Target: Match.objectLike({
      Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
      RetryPolicy: { MaximumEventAgeInSeconds: 6 * 3600 },
      DeadLetterConfig: Match.anyValue(),
    }),
  });
});

it('sends failed events to the queue that an alarm watches', () => {
  const [config] = Object.entries(template.findResources('AWS::Lambda::EventInvokeConfig')).filter(([id]) =>
    id.startsWith('WeeklyReport'),
  );
  expect(config?.[1].Properties).toMatchObject({
    MaximumRetryAttempts: 2,
    DestinationConfig: {
      OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringContaining('GivenUpPolls'), 'Arn'] } },
    },
  });
});

describe('its function', () => {
  it('reads the history of the alarms that page by themselves, and the states of all', () => {
    const { pagers, alarms } = readSettings({ ...environmentOf(template), [ENVIRONMENT.topicArn]: 'topic' });
    const names = Object.values({
      ...template.findResources('AWS::CloudWatch::Alarm'),
      ...template.findResources('AWS::CloudWatch::CompositeAlarm'),
    });
    const critical = JSON.stringify({ Ref: Object.keys(template.findResources('AWS::SNS::Topic'))[0] });
    const nameOf = ({ Properties }: { Properties: { AlarmName: string } }) => Properties.AlarmName;
    const paging = names.filter(({ Properties }) => JSON.stringify(Properties.AlarmActions ?? '').includes(critical));
    expect(critical).toContain('Critical');
    expect([...pagers].sort()).toEqual(paging.map((each) => nameOf(each as never)).sort());
    expect([...alarms].sort()).toEqual(
      names
        .map((each) => nameOf(each as never))
        .filter((name) => !name.endsWith('burst-memory'))
        .sort(),
    );
  });

  it('may read all alarms, because CloudWatch leaves out composite alarms if a right names resources', () => {
    const statements = statementsOf(template, 'WeeklyReportFunctionRole');
    for (const action of ['cloudwatch:DescribeAlarmHistory', 'cloudwatch:DescribeAlarms']) {
      expect(statements.find(({ Action }) => [Action].flat().includes(action))?.Resource).toBe('*');
    }
  });

  it('needs no alarms', () => {
    const without = templateOf({ weeklyReport: true, alarms: false });
    expect(environmentOf(without)).toMatchObject({ [ENVIRONMENT.pagers]: '[]', [ENVIRONMENT.alarms]: '[]' });
    expect(JSON.stringify(statementsOf(without, 'WeeklyReportFunctionRole'))).not.toContain('DescribeAlarm');
  });
});

it('prints the statements that an existing topic of warnings needs', () => {
  const existing = templateOf({
    weeklyReport: true,
    notifications: { warning: { topicArns: ['arn:aws:sns:eu-west-1:999988887777:tickets'] } },
  });
  const outputs = Object.keys(existing.findOutputs('*')).filter((id) => id.includes('Weekly'));
  expect(outputs.some((id) => id.includes('TopicPolicy'))).toBe(true);
  expect(outputs.some((id) => id.includes('KeyPolicy'))).toBe(true);
});

it('does not count as a poller in the cost', () => {
  const regions = { 'exporter:regions': 'eu-west-1' };
  const pollsIn = (table: string) => /^\| PutMetricData requests \|.*$/m.exec(table)?.[0];
  expect(pollsIn(costTable({ ...regions, 'exporter:weeklyReport': true }))).toBe(pollsIn(costTable(regions)));
  expect(pollsIn(costTable(regions))).toContain('2,920');
});
