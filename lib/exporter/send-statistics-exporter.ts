import { Duration, Stack, Token } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ContextAttribute, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  type AccountMetricName,
  type MetricName,
  type PollEvent,
  type SchedulePeriodMinutes,
  scheduleOffsetMinutes,
  toEnvironment,
  type WindowMetricName,
} from '../../lambda/send-statistics/contract';
import { acknowledge, acknowledgeWildcards } from '../shared/acknowledge';
import { allow } from '../shared/allow';
import { keepFailedEvents } from '../shared/failed-events';
import { createFunction, permit } from '../shared/nodejs-function';
import { readOptions } from '../shared/option-problems';
import { scheduleFunction } from '../shared/schedule';
import { EXPORTER_SHAPE } from './exporter-config';
import { ExporterMetrics, type ExporterMetricsProps } from './exporter-metrics';

export interface SendStatisticsExporterProps extends ExporterMetricsProps {
  /** Days to keep log lines. Default: 30. */
  readonly logRetentionDays?: RetentionDays;
}

/** Nobody needs the event of a given-up poll for longer, because the next poll fills the gap. */
const GIVEN_UP_RETENTION = Duration.days(1);

/** Enough for three attempts at each call and a backfill of 14 days; shorter than the shortest schedule period. */
const TIMEOUT = Duration.minutes(2);

/**
 * Polls SES in the account and Region of the stack, and publishes the results as CloudWatch metrics: a schedule and a
 * function.
 *
 * @throws ConfigError with all problems of the options at once
 */
export class SendStatisticsExporter extends Construct {
  /** The function that polls. */
  readonly function: NodejsFunction;
  /** Holds the events of polls that failed or that could not be delivered. */
  readonly givenUpPolls: Queue;
  private readonly metrics: ExporterMetrics;

  constructor(scope: Construct, id: string, props: SendStatisticsExporterProps = {}) {
    super(scope, id);
    const { logRetentionDays, ...metrics } = readOptions(EXPORTER_SHAPE, props);
    this.metrics = new ExporterMetrics(metrics);
    this.function = createFunction(this, 'Function', {
      description:
        'Polls SES GetSendStatistics and GetAccount, publishes rates over time windows as CloudWatch metrics',
      feature: 'send-statistics',
      environment: toEnvironment(this.metrics.settings),
      timeout: TIMEOUT,
      logRetentionDays,
    });
    const toNamespace = { StringEquals: { 'cloudwatch:namespace': this.namespace } };
    permit(this.function, allow('ses:GetSendStatistics', '*'));
    permit(this.function, allow('ses:GetAccount', '*'));
    permit(this.function, allow('cloudwatch:PutMetricData', '*', toNamespace));
    permit(this.function, allow('cloudwatch:GetMetricData', '*'));
    acknowledgeWildcards(
      this.function.role as IRole,
      ['*'],
      'The four actions support no resources; a condition limits PutMetricData to the namespace',
    );

    this.givenUpPolls = this.createQueue();
    // A poll is given up after one period, because the next poll replaces a late poll and fills the gap of a failed poll.
    const events = { function: this.function, queue: this.givenUpPolls, maxEventAge: this.period };
    keepFailedEvents(this.function, { ...events, retryAttempts: 0 });
    const { schedulePeriodMinutes } = this.metrics.settings;
    scheduleFunction(this, {
      ...events,
      description: `Polls SES every ${schedulePeriodMinutes} minutes`,
      schedule: ScheduleExpression.cron({ minute: minutesOfHour(schedulePeriodMinutes).join(',') }),
      input: { scheduledTime: ContextAttribute.scheduledTime } satisfies PollEvent,
    });
    this.node.addValidation({ validate: () => this.describeDuplicates() });
  }

  /**
   * Returns one of the exporter's metrics, with the schedule's period.
   *
   * @param options the options of a CloudWatch metric, and the window of a window metric
   * @throws RangeError for a metric or window that this exporter does not publish, because an alarm on it would never fire
   */
  metric(name: WindowMetricName, options: MetricOptions & { readonly window: string }): Metric;
  metric(name: AccountMetricName, options?: MetricOptions): Metric;
  metric(name: MetricName, options?: MetricOptions & { readonly window?: string }): Metric {
    return this.metrics.metric(name as AccountMetricName, options);
  }

  /** The namespace of every metric. */
  get namespace(): string {
    return this.metrics.settings.namespace;
  }

  /** Labels of the windows that are published. */
  get windowLabels(): string[] {
    return this.metrics.settings.windows.map(({ label }) => label);
  }

  /** The schedule's period. */
  get period(): Duration {
    return this.metrics.period;
  }

  /**
   * Returns a problem for each other exporter of the same metrics, because each incident would page twice. Does not compare
   * stacks without a known account or Region, because you may deploy them to different accounts or Regions.
   */
  private describeDuplicates(): string[] {
    const { account, region } = Stack.of(this);
    if (Token.isUnresolved(account) || Token.isUnresolved(region)) return [];
    const others = this.node.root.node.findAll().filter((other) => other instanceof SendStatisticsExporter);
    return others
      .filter((other) => other !== this && other.namespace === this.namespace)
      .filter((other) => Stack.of(other).account === account && Stack.of(other).region === region)
      .map(
        ({ node }) =>
          `${node.path} publishes the same metrics, to the namespace ${this.namespace} of account ${account} in ${region}: keep only one of the two, or change the namespace of one`,
      );
  }

  private createQueue(): Queue {
    const queue = new Queue(this, 'GivenUpPolls', {
      encryption: QueueEncryption.SQS_MANAGED,
      retentionPeriod: GIVEN_UP_RETENTION,
      enforceSSL: true,
    });
    acknowledge(queue, {
      rule: 'AwsSolutions-SQS3',
      reason: 'This queue is itself the dead-letter queue',
    });
    return queue;
  }
}

function minutesOfHour(periodMinutes: SchedulePeriodMinutes): number[] {
  const polls = 60 / periodMinutes;
  return Array.from({ length: polls }, (_, index) => scheduleOffsetMinutes(periodMinutes) + index * periodMinutes);
}
