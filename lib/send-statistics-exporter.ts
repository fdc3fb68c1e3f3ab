import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  type AccountMetricName,
  DEFAULT_NAMESPACE,
  DEFAULT_SCHEDULE_PERIOD_MINUTES,
  DEFAULT_WINDOWS,
  type ExporterSettings,
  isOptionalMetric,
  METRICS,
  type MetricName,
  type OptionalMetricName,
  type PollEvent,
  type SchedulePeriodMinutes,
  scheduleOffsetMinutes,
  toEnvironment,
  WINDOW_DIMENSION,
  type WindowMetricName,
} from '../lambda/send-statistics/contract';
import { allow } from './allow';
import { namespaceProblems } from './namespace';
import { createFunction } from './nodejs-function';
import { readWindows } from './windows';

export interface SendStatisticsExporterProps {
  /** CloudWatch namespace of every metric. Default: `SES/SendStatistics`. */
  readonly namespace?: string;
  /** Windows to publish: multiples of 15 minutes from `15m` to `14d`. Default: `1h`, `24h`, `14d`. */
  readonly windows?: readonly string[];
  /** Metrics to publish beside those that always are. Default: none. */
  readonly optionalMetrics?: readonly OptionalMetricName[];
  /** Minutes from poll to poll. Default: 15. */
  readonly schedulePeriodMinutes?: SchedulePeriodMinutes;
  /** How long log lines are kept. Default: one month. */
  readonly logRetention?: RetentionDays;
}

/** Events of polls that were given up are kept this long: the next poll repairs what they left out. */
const GIVEN_UP_RETENTION = Duration.days(1);

/** Enough for three attempts at each call and a backfill of 14 days, less than the shortest period. */
const TIMEOUT = Duration.minutes(2);

/**
 * The exporter: a schedule that polls SES in this stack's account and Region, and the function that publishes what it
 * read as CloudWatch metrics.
 *
 * @throws RangeError for windows or a namespace that cannot be published, all problems at once
 */
export class SendStatisticsExporter extends Construct {
  /** The function that polls. */
  readonly function: NodejsFunction;
  /** Holds the events of polls that could not be delivered or that failed. */
  readonly givenUpPolls: Queue;
  private readonly settings: ExporterSettings;

  constructor(scope: Construct, id: string, props: SendStatisticsExporterProps = {}) {
    super(scope, id);
    const namespace = props.namespace ?? DEFAULT_NAMESPACE;
    const { windows, problems } = readWindows(props.windows ?? DEFAULT_WINDOWS);
    problems.push(...namespaceProblems(namespace).map((problem) => `namespace "${namespace}": ${problem}`));
    if (problems.length > 0) throw new RangeError(problems.join('; '));
    this.settings = {
      namespace,
      windows,
      optionalMetrics: props.optionalMetrics ?? [],
      schedulePeriodMinutes: props.schedulePeriodMinutes ?? DEFAULT_SCHEDULE_PERIOD_MINUTES,
    };

    this.function = createFunction(this, 'Function', {
      description:
        'Polls SES GetSendStatistics and GetAccount, publishes rates over time windows as CloudWatch metrics',
      feature: 'send-statistics',
      environment: toEnvironment(this.settings),
      timeout: TIMEOUT,
      logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
    });
    const toNamespace = { StringEquals: { 'cloudwatch:namespace': this.settings.namespace } };
    this.function.addToRolePolicy(allow('ses:GetSendStatistics', '*'));
    this.function.addToRolePolicy(allow('ses:GetAccount', '*'));
    this.function.addToRolePolicy(allow('cloudwatch:PutMetricData', '*', toNamespace));
    this.function.addToRolePolicy(allow('cloudwatch:GetMetricData', '*'));
    Validations.of(this.function.role as IRole).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'The four calls are not made on resources; PutMetricData is bound to the namespace',
    });

    this.givenUpPolls = this.createQueue();
    this.giveUpAfterOnePeriod();
    this.createSchedule();
  }

  /**
   * One of the exporter's metrics, over the schedule's period.
   *
   * @param options CloudWatch's own, and the window of a window metric
   * @throws RangeError for a metric or window that this exporter does not publish: an alarm on it would stay silent
   */
  metric(name: WindowMetricName, options: MetricOptions & { readonly window: string }): Metric;
  metric(name: AccountMetricName, options?: MetricOptions): Metric;
  metric(name: MetricName, { window, ...options }: MetricOptions & { readonly window?: string } = {}): Metric {
    const { namespace, windows, optionalMetrics } = this.settings;
    if (isOptionalMetric(name) && !optionalMetrics.includes(name)) {
      throw new RangeError(`${name} is not published: add it to the exporter's optional metrics`);
    }
    if (METRICS[name].per === 'account' && window !== undefined) {
      throw new RangeError(`${name} is of the account and has no window: leave "${window}" out`);
    }
    if (METRICS[name].per === 'window' && !windows.some(({ label }) => label === window)) {
      const published = windows.map(({ label }) => label).join(', ');
      throw new RangeError(
        `The window "${window}" is not published: choose one of ${published}, or add it to the exporter`,
      );
    }
    return new Metric({
      namespace,
      metricName: name,
      dimensionsMap: window === undefined ? undefined : { [WINDOW_DIMENSION]: window },
      statistic: METRICS[name].statistic,
      period: this.period,
      ...options,
    });
  }

  /** Labels of the windows that are published. */
  get windowLabels(): string[] {
    return this.settings.windows.map(({ label }) => label);
  }

  /** The schedule's period. */
  get period(): Duration {
    return Duration.minutes(this.settings.schedulePeriodMinutes);
  }

  private createQueue(): Queue {
    const queue = new Queue(this, 'GivenUpPolls', {
      encryption: QueueEncryption.SQS_MANAGED,
      retentionPeriod: GIVEN_UP_RETENTION,
      enforceSSL: true,
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue itself',
    });
    return queue;
  }

  /** A late poll is harmless, but the next one makes it needless; a failed one is repaired by the next. */
  private giveUpAfterOnePeriod(): void {
    this.function.addToRolePolicy(allow('sqs:SendMessage', this.givenUpPolls.queueArn));
    this.function.configureAsyncInvoke({
      maxEventAge: this.period,
      retryAttempts: 0,
      // CDK's SqsDestination grants more than Lambda needs.
      onFailure: { bind: () => ({ destination: this.givenUpPolls.queueArn }) },
    });
  }

  private createSchedule(): void {
    const { schedulePeriodMinutes } = this.settings;
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    const input: PollEvent = { scheduledTime: ContextAttribute.scheduledTime };
    role.addToPolicy(allow('lambda:InvokeFunction', this.function.functionArn));
    role.addToPolicy(allow('sqs:SendMessage', this.givenUpPolls.queueArn));
    new Schedule(this, 'Schedule', {
      description: `Polls SES every ${schedulePeriodMinutes} minutes`,
      schedule: ScheduleExpression.cron({ minute: minutesOfHour(schedulePeriodMinutes).join(',') }),
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(this.function, {
        input: ScheduleTargetInput.fromObject(input),
        maxEventAge: this.period,
        deadLetterQueue: this.givenUpPolls,
        role: role.withoutPolicyUpdates(), // CDK's own grant covers all versions and aliases too
      }),
    });
  }
}

function minutesOfHour(periodMinutes: SchedulePeriodMinutes): number[] {
  const polls = 60 / periodMinutes;
  return Array.from({ length: polls }, (_, index) => scheduleOffsetMinutes(periodMinutes) + index * periodMinutes);
}
