import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ContextAttribute, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { TIMEOUT_MS, toEnvironment, type WeeklyEvent } from '../../lambda/weekly-report/contract';
import type { AlarmTopics } from '../alarms/alarm-topics';
import { warnAboutWeeklyReport } from '../alarms/receiver-warnings';
import { DEFAULT_RUNBOOK_URL } from '../alarms/runbook-url';
import type { SendAlarms } from '../alarms/send-alarms';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';
import { acknowledgeWildcards } from '../shared/acknowledge';
import { allow } from '../shared/allow';
import { keepFailedEvents } from '../shared/failed-events';
import { logRetentionDays } from '../shared/log-retention';
import { createFunction, permit } from '../shared/nodejs-function';
import { readOptions } from '../shared/option-problems';
import { regionalName } from '../shared/regional-name';
import { scheduleFunction } from '../shared/schedule';
import { type Day, WEEKLY_REPORT_SHAPE, type WeeklyReportOptions, windowProblems } from './weekly-report-config';

export interface WeeklyReportProps extends WeeklyReportOptions {
  /** The report reads its metrics. It must publish the windows `1h` and `24h`. */
  readonly exporter: SendStatisticsExporter;
  readonly alarms: SendAlarms;
  /** The report goes to the topic of warnings, but not to the endpoints that the stack subscribes to it. */
  readonly topics: AlarmTopics;
  /** URL of the runbook that the report names. Default: `RUNBOOK.md`. */
  readonly runbookUrl?: string;
  /** Days to keep log lines. Default: 30. */
  readonly logRetentionDays?: RetentionDays;
}

/** A report that is six hours late is still useful. */
const MAX_EVENT_AGE = Duration.hours(6);

/** Lambda's maximum. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRIES = 2;

/**
 * Publishes a report once a week: the worst hours, the trend, AWS's own rates, the account, and what to do.
 *
 * @throws ConfigError with all problems of the options at once
 */
export class WeeklyReport extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, props: WeeklyReportProps) {
    super(scope, id);
    const { exporter, alarms, topics, runbookUrl = DEFAULT_RUNBOOK_URL, ...options } = props;
    const { logRetentionDays: retention, ...time } = readOptions(
      { ...WEEKLY_REPORT_SHAPE, logRetentionDays },
      options,
      () => windowProblems(exporter.windowLabels),
    );
    const { pagers, all } = alarms.names;
    this.function = createFunction(this, 'Function', {
      description: "Publishes the weekly report of the account's mail",
      feature: 'weekly-report',
      environment: toEnvironment({
        topicArn: topics.topics.warning.topicArn,
        namespace: exporter.namespace,
        schedulePeriodMinutes: exporter.period.toMinutes(),
        alarmPrefix: `${regionalName(Stack.of(this))}-`,
        pagers,
        alarms: all,
        runbookUrl,
      }),
      timeout: Duration.millis(TIMEOUT_MS),
      logRetentionDays: retention,
    });
    permit(this.function, allow('ses:GetAccount', '*'));
    permit(this.function, allow('ses:ListSuppressedDestinations', '*'));
    permit(this.function, allow('ses:ListRecommendations', '*'));
    permit(this.function, allow('cloudwatch:GetMetricData', '*'));
    // With a narrower resource, CloudWatch leaves out composite alarms, and thereby the page for all rates.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
    if (all.length > 0) permit(this.function, allow('cloudwatch:DescribeAlarms', '*'));
    if (pagers.length > 0) permit(this.function, allow('cloudwatch:DescribeAlarmHistory', '*'));
    topics.allowMessages('warning', this.function, 'Weekly');
    warnAboutWeeklyReport(this, topics);
    acknowledgeWildcards(
      this.function.role as IRole,
      ['*'],
      'Some actions support no resources, or need this one for composite alarms, and the report counts the whole suppression list and all findings',
    );
    const { givenUpPolls: queue } = exporter; // the alarm pollsGivenUp watches this queue
    keepFailedEvents(this, { function: this.function, queue, maxEventAge: MAX_EVENT_AGE, retryAttempts: RETRIES });
    scheduleFunction(this, {
      description: 'Sends the weekly report',
      schedule: ScheduleExpression.cron({
        minute: '0',
        hour: String(time.hour),
        weekDay: cronDay(time.day),
        timeZone: TimeZone.of(time.timeZone),
      }),
      function: this.function,
      input: { scheduledTime: ContextAttribute.scheduledTime } satisfies WeeklyEvent,
      maxEventAge: MAX_EVENT_AGE,
      queue,
    });
  }
}

function cronDay(day: Day): string {
  return day.slice(0, 3).toUpperCase();
}
