import { Duration, Stack } from 'aws-cdk-lib';
import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TIMEOUT_MS, toEnvironment } from '../../lambda/alarm-brief/contract';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';
import type { MessageInsightsApi } from '../insights/message-insights-api';
import { acknowledgeWildcards } from '../shared/acknowledge';
import { alarmArns } from '../shared/alarm-arns';
import { allow } from '../shared/allow';
import { assertNoProblems } from '../shared/config-error';
import { exportJobArn, permitExportJobs } from '../shared/export-job-rights';
import { keepFailedEvents } from '../shared/failed-events';
import { logRetentionDays } from '../shared/log-retention';
import { createFunction, permit } from '../shared/nodejs-function';
import { readOptions } from '../shared/option-problems';
import { permitTable } from '../shared/table-rights';
import type { AlarmTopics } from './alarm-topics';
import { briefAlarmsOf } from './brief-alarms';
import { warnAboutBriefs } from './receiver-warnings';
import type { SendAlarms } from './send-alarms';

export interface AlarmBriefProps {
  readonly exporter: SendStatisticsExporter;
  readonly alarms: SendAlarms;
  /** Briefs go to the critical topic, but not to the endpoints that the stack subscribes to it. */
  readonly topics: AlarmTopics;
  /** Briefs use the table of the look-up API. */
  readonly insights: MessageInsightsApi;
  /** Days to keep log lines. Default: 30. */
  readonly logRetentionDays?: RetentionDays;
}

/**
 * The largest files, full of long subjects, fill 410 MB of 512, and 600 MB of 1,024, because V8 then collects garbage later
 * (docs/benchmarks.md). With 1,024 MB, a brief that waits 10 minutes for SES costs less than a cent.
 */
const MEMORY_MB = 1024;

/** A brief is of no use an hour after its page. */
const MAX_EVENT_AGE = Duration.hours(1);

/** Lambda's maximum. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRIES = 2;

/**
 * Publishes a brief after each page for bounces or complaints: which mail bounces or draws complaints. The alarm that pages
 * invokes the function itself, so a suppressed or muted alarm gets no brief.
 *
 * @throws ConfigError if no critical alarm on a rate is on
 */
export class AlarmBrief extends Construct {
  /** The function that an alarm invokes. */
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, { exporter, alarms, topics, insights, ...options }: AlarmBriefProps) {
    super(scope, id);
    const { logRetentionDays: retention } = readOptions({ logRetentionDays }, options);
    const pager = alarms.ratesPager;
    assertNoProblems(pager ? [] : ['A brief needs a page: switch on at least one critical alarm on a rate']);
    const stack = Stack.of(this);
    const rateAlarms = briefAlarmsOf(stack, alarms.settings);
    this.function = createFunction(this, 'Function', {
      description: 'Publishes which mail bounces or draws complaints, when an alarm pages for it',
      feature: 'alarm-brief',
      environment: toEnvironment({
        tableName: insights.table.tableName,
        topicArn: topics.topics.critical.topicArn,
        namespace: exporter.namespace,
        alarms: rateAlarms,
        apiUrl: insights.api.apiEndpoint,
      }),
      timeout: Duration.millis(TIMEOUT_MS),
      memoryMb: MEMORY_MB,
      logRetentionDays: retention,
    });
    permitExportJobs(this.function, ['MESSAGE_INSIGHTS']);
    permit(this.function, allow('ses:GetAccount', '*'));
    permit(this.function, allow('ses:ListSuppressedDestinations', '*'));
    permit(this.function, allow('cloudwatch:GetMetricData', '*'));
    permit(this.function, allow('cloudwatch:DescribeAlarms', alarmArns(stack, Object.keys(rateAlarms))));
    permitTable(this.function, insights.table, ['GetItem', 'PutItem']);
    topics.allowMessages('critical', this.function, 'Brief');
    warnAboutBriefs(this, topics);
    acknowledgeWildcards(
      this.function.role as IRole,
      ['*', exportJobArn(this.function)],
      'Some actions support no resources, the function reads the whole suppression list, and ids of export jobs are known only at run time',
    );
    keepFailedEvents(this, {
      function: this.function,
      queue: exporter.givenUpPolls, // the alarm pollsGivenUp watches this queue
      maxEventAge: MAX_EVENT_AGE,
      retryAttempts: RETRIES,
    });
    this.invokeFrom(pager as AlarmBase);
  }

  /**
   * Lets an alarm invoke the function when it goes into ALARM. This does not use CDK's LambdaAction, because the id of its
   * permission depends on a feature flag.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
   */
  private invokeFrom(pager: AlarmBase): void {
    this.function.addPermission('Alarm', {
      principal: new ServicePrincipal('lambda.alarms.cloudwatch.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
      sourceArn: pager.alarmArn,
    });
    pager.addAlarmAction({ bind: () => ({ alarmActionArn: this.function.functionArn }) });
  }
}
